"""The chance of a change: against figures worked by hand, and what holds for every record."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.knowledge.history import Tempo, Version, pace, past, tempo
from auditor.knowledge.history.gamma import quantiles
from auditor.knowledge.history.pace import OWN, PUBLIC, Rates
from auditor.knowledge.history.renewal import standing
from auditor.knowledge.history.tempo import PIECES, days_in_pieces, piece_of

START = date(2026, 1, 1)
KIND = "Greet every caller by name and be kind.\n"
FEE = "The late fee is ${} per month.\n"
NO_RATE = (0.0,) * len(PIECES)


def record(*gaps: int, since: int, share: float = 0.1) -> Tempo:
    """A prompt edited after each of these gaps, each time that share of it, and not since."""
    watched = np.sum([days_in_pieces(0, gap) for gap in (*gaps, since)], axis=0)
    edits = [sum(piece_of(gap - 1) == piece for gap in gaps) for piece in range(len(PIECES))]
    changed = tuple(count * share for count in edits)
    return Tempo(tuple(map(int, watched)), tuple(edits), changed, len(gaps) * share**2, since)


RECORDS = st.builds(
    lambda gaps, since, share: record(*gaps, since=since, share=share),
    st.lists(st.integers(1, 200), max_size=12),
    st.integers(0, 500),
    st.floats(0.01, 1),
)


def test_a_record_counts_days_edits_and_shares_by_the_time_since_the_last_edit() -> None:
    versions = [
        Version(START, KIND + FEE.format(40)),
        Version(START + timedelta(days=10), KIND + FEE.format(45)),
        Version(START + timedelta(days=50), KIND + FEE.format(45) + "Never guess.\n"),
    ]
    found = tempo(past(versions), START + timedelta(days=55))
    assert found == Tempo((19, 10, 16, 10, 0, 0), (0, 1, 0, 1, 0, 0), (0, 0.5, 0, 0, 0, 0), 0.25, 5)
    aged = tempo(past(versions), START + timedelta(days=55), "volatile")
    assert aged == Tempo((19, 10, 16, 10, 0, 0), (0, 1, 0, 1, 0, 0), (0, 1.0, 0, 0, 0, 0), 1.0, 5)
    assert tempo(past(versions), START + timedelta(days=55), "placeholder") is None


def test_a_record_as_of_a_day_knows_nothing_later() -> None:
    versions = [Version(START + timedelta(days=30 * step), KIND + FEE.format(step)) for step in range(5)]
    day = START + timedelta(days=70)
    assert tempo(past(versions), day) == tempo(past(versions[:3]), day)


def test_with_one_rate_and_no_clock_the_chance_is_the_textbooks() -> None:
    # an edit on a day with 1 %, which changes a tenth of the text: 90 days leave (1 - 0.001)^90
    assert pytest.approx(0.999**90) == standing((0.01,) * 6, (0.001,) * 6, 33, 90)


def test_an_edit_brings_the_next_by_hand() -> None:
    # in the first week an edit each day has 50 % and changes half, later there is none: over 2 days from a week on
    # nothing happens; over 2 from 0: 0.5 quiet on the first, else 0.5·0.5 spared, and again
    rates = (0.5, *NO_RATE[1:]), (0.25, *NO_RATE[1:])
    assert standing(*rates, 7, 2) == 1
    assert pytest.approx(0.75**2) == standing(*rates, 0, 2)


@given(
    st.lists(st.floats(0, 0.5), min_size=6, max_size=6),
    st.lists(st.floats(0, 0.5), min_size=6, max_size=6),
    st.integers(0, 300),
    st.integers(0, 120),
)
def test_what_stands_never_grows_with_the_days(edits: list[float], changes: list[float], since: int, days: int) -> None:
    assert (
        -1e-9 <= standing(edits, changes, since, days + 1) <= standing(edits, changes, since, days) + 1e-9 <= 1 + 2e-9
    )


@given(RECORDS, RECORDS)
def test_a_chance_lies_in_its_interval_and_between_never_and_sure(text: Tempo, aged: Tempo) -> None:
    for found in (PUBLIC.chance(text), PUBLIC.chance(text, aged)):
        assert 0 <= found.low <= found.point <= found.high <= 1
        assert found.times > 0


@given(RECORDS)
def test_who_was_rewritten_more_will_not_change_less(text: Tempo) -> None:
    more = text._replace(
        changed=tuple(min(float(count), 2 * share) for count, share in zip(text.edits, text.changed, strict=True))
    )
    assert PUBLIC.chance(more).point >= PUBLIC.chance(text).point - 1e-9


@given(RECORDS, st.integers(1, 200))
def test_longer_is_never_less_likely(text: Tempo, days: int) -> None:
    assert PUBLIC.chance(text, days=days).point <= PUBLIC.chance(text, days=days + 30).point + 1e-9


def test_a_prompt_without_a_record_is_as_the_fleet() -> None:
    found = PUBLIC.chance(Tempo.untouched(0))
    assert pytest.approx(1, abs=0.02) == found.times
    assert pytest.approx(1 - standing(PUBLIC.edits.daily, PUBLIC.changes.daily, 0, 90), abs=0.01) == found.point


def test_a_long_record_outweighs_the_fleet() -> None:
    quarterly = PUBLIC.chance(record(*[91] * 12, since=20, share=1))
    assert quarterly.point > 0.5
    weekly = PUBLIC.chance(record(*[7] * 26, since=3, share=1))
    assert weekly.low > 0.9
    assert PUBLIC.chance(record(since=900)).point < 0.01


def test_time_without_an_edit_lowers_the_chance() -> None:
    chances = [PUBLIC.chance(record(5, 5, 5, since=days)).point for days in (10, 60, 200, 500)]
    assert chances == sorted(chances, reverse=True)


def test_shrinkage_by_hand() -> None:
    rates = Rates((0.01,) * 6, 2.0)
    assert pytest.approx((2 + 3) / (2 + 0.01 * 50)) == rates.times((50, 0, 0, 0, 0, 0), (3, 0, 0, 0, 0, 0))
    own = rates.own(1.0, (100, 0, 0, 0, 0, 0), (1, 0, 0, 0, 0, 0))
    assert pytest.approx((OWN + 1) / (OWN / 0.01 + 100)) == own[0]
    assert pytest.approx(0.01) == own[1]


@given(st.lists(st.tuples(RECORDS, st.none() | RECORDS), min_size=1, max_size=8))
def test_the_order_of_the_prompts_does_not_matter(records: list[tuple[Tempo, Tempo | None]]) -> None:
    one, other = pace(records), pace(records[::-1])
    assert pytest.approx(one.changes.daily) == other.changes.daily
    assert one.changes.strength == other.changes.strength
    assert pytest.approx(one.ageing) == other.ageing


def test_a_fleet_of_none_is_the_public_one_and_without_that_a_mistake_of_the_caller() -> None:
    assert pace([]).changes == PUBLIC.changes
    with pytest.raises(ValueError, match="no record"):
        pace([], prior=None)


def test_a_fleet_of_its_own_is_learnt() -> None:
    """Prompts drawn from known rates: 300 of them bring the rates back, and the chances come true."""
    draw = np.random.default_rng(7)
    truth = replace(PUBLIC, edits=Rates((0.05, 0.03, 0.02, 0.01, 0.005, 0.002), 1.0))
    fleet = [_drawn(draw, truth.edits.daily, draw.gamma(2.0, 0.5)) for _ in range(300)]
    found = pace([(text, None) for text, _ in fleet], prior=None)
    assert pytest.approx(truth.edits.daily[0], rel=0.25) == found.edits.daily[0]
    assert pytest.approx(truth.edits.daily[3], rel=0.4) == found.edits.daily[3]
    told = [found.chance(text).point for text, _ in fleet]
    seen = [float(is_changed) for _, is_changed in fleet]
    assert abs(sum(told) - sum(seen)) < 4 * math.sqrt(sum(chance * (1 - chance) for chance in told))


def _drawn(draw: np.random.Generator, daily: tuple[float, ...], times: float) -> tuple[Tempo, bool]:
    """A prompt rewritten at random over 400 days, and whether it is in the 90 that follow."""
    gaps, gap, since, is_changed = [], 0, 0, False
    for day in range(490):
        if day == 400:
            since = gap
        is_edited = draw.random() < min(1, times * daily[piece_of(gap)])
        gap += 1
        if is_edited and day < 400:
            gaps.append(gap)
        is_changed = is_changed or (is_edited and day >= 400)
        gap = 0 if is_edited else gap
    return record(*gaps, since=since, share=1.0), is_changed


@pytest.mark.parametrize(
    ("shape", "low", "high"),
    [(1, 0.025318, 3.688879), (0.5, 0.000982 / 2, 5.023886 / 2), (10, 9.59078 / 2, 34.16961 / 2)],
)
def test_the_quantiles_of_the_gamma_distribution_are_the_tables(shape: float, low: float, high: float) -> None:
    # exponential: -ln(1 - p); else half of chi-squared, with 1 and with 20 degrees of freedom
    found = quantiles(shape, shape)

    assert pytest.approx((low, high), rel=0.02) == found
