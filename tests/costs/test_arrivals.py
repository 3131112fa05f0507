"""How often a call finds the cache: every closed form against calls that were really played, and against each other."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.costs.arrivals import (
    MINUTES_PER_MONTH,
    break_even_calls,
    break_even_rate,
    diurnal,
    every,
    fixed,
    replayed,
    sessions,
    sessions_fixed,
    sliding,
)

CLOSE = 0.005
"""Farther off than this, a form is wrong: 200,000 calls leave less than half of it to luck."""

FEW = settings(max_examples=100)


# --- the published examples


@pytest.mark.parametrize(("write", "read", "rate"), [(1.25, 0.1, 0.217), (2, 0.1, 0.526), (1.25, 0.05, 0.208)])
def test_caching_pays_from_the_published_hit_rates(write: float, read: float, rate: float) -> None:
    assert rate == pytest.approx(break_even_rate(read, write), abs=0.0005)


@pytest.mark.parametrize(("write", "minutes", "calls"), [(1.25, 5, 2147), (1.25, 30, 358), (2, 60, 545)])
def test_caching_pays_from_the_published_volumes(write: float, minutes: float, calls: int) -> None:
    found = break_even_calls(0.1, write, minutes)
    assert calls == round(found)
    assert sliding(found, minutes) == pytest.approx(break_even_rate(0.1, write))
    assert break_even_calls(0.1, write, minutes, shards=3) == pytest.approx(3 * found)


def test_where_writing_costs_nothing_extra_caching_always_pays_and_where_reading_saves_nothing_never() -> None:
    assert (0, 0) == (break_even_rate(0.1, 1), break_even_calls(0.1, 1, 5))
    assert (np.inf, np.inf) == (break_even_rate(1, 1.25), break_even_calls(1, 1.25, 5))
    assert 0 == break_even_rate(1, 1)
    assert (np.inf, 0) == (break_even_calls(0.1, 1.25, 0.0), break_even_calls(0.1, 1, 0.0))
    assert [0.0, np.inf] == break_even_rate(np.array([0.1, 1.0]), np.array([1.0, 2.0])).tolist()


def test_an_hour_at_twice_the_price_beats_five_minutes_from_400_random_calls_a_month() -> None:
    def price(calls: float, minutes: float, write: float) -> float:
        rate = float(sliding(calls, minutes))
        return 0.1 * rate + write * (1 - rate)

    assert price(410, 60, 2) < price(410, 5, 1.25)
    assert price(390, 60, 2) > price(390, 5, 1.25)


# --- forms against calls that were played


def at_random(calls: float, seed: int = 1, count: int = 200_000) -> np.ndarray:
    """Arrival times in minutes of calls that know nothing of each other."""
    return np.cumsum(np.random.default_rng(seed).exponential(MINUTES_PER_MONTH / calls, count))


@cache
def in_sessions(calls: float, each: int, minutes: float) -> np.ndarray:
    starts = at_random(calls / each, seed=2, count=200_000 // each)
    return np.sort((starts[:, None] + np.linspace(0, minutes, each)).ravel())


def spread(times: np.ndarray, shards: int, ttl: float, *, renews: bool) -> float:
    """Hits where each call, or session of calls, falls on a shard by the dice."""
    homes = np.random.default_rng(3).integers(0, shards, times.size)
    played = [(times[homes == home], np.count_nonzero(homes == home)) for home in range(shards)]
    return sum(replayed(mine, ttl, renews=renews) * count for mine, count in played if count) / times.size


@pytest.mark.parametrize("ttl", [5, 30, 60])
@pytest.mark.parametrize("calls", [100, 1_000, 10_000, 100_000])
def test_random_calls_hit_as_often_as_played(calls: float, ttl: float) -> None:
    times = at_random(calls)
    assert sliding(calls, ttl) == pytest.approx(replayed(times, ttl), abs=CLOSE)
    assert fixed(calls, ttl) == pytest.approx(replayed(times, ttl, renews=False), abs=CLOSE)


@pytest.mark.parametrize("shards", [2, 7])
@pytest.mark.parametrize("calls", [1_000, 20_000])
def test_random_calls_over_shards_hit_as_often_as_played(calls: float, shards: int) -> None:
    times = at_random(calls)
    for form, renews in ((sliding, True), (fixed, False)):
        by_dice = spread(times, shards, 30, renews=renews)
        assert form(calls, 30, shards) == pytest.approx(by_dice, abs=CLOSE)
        assert replayed(times, 30, renews=renews, shards=shards) == pytest.approx(by_dice, abs=CLOSE)


@pytest.mark.parametrize("ttl", [5, 30])
@pytest.mark.parametrize(("each", "minutes"), [(2, 2), (6, 5), (6, 9), (20, 4), (3, 60), (20, 30)])
@pytest.mark.parametrize("calls", [300, 5_000, 60_000])
def test_calls_in_sessions_hit_as_often_as_played(calls: float, each: int, minutes: float, ttl: float) -> None:
    times = in_sessions(calls, each, minutes)
    assert sessions(calls, ttl, each, minutes) == pytest.approx(replayed(times, ttl), abs=CLOSE)
    played = replayed(times, ttl, renews=False)
    exact = minutes < ttl  # a longer session is worked out roughly
    assert sessions_fixed(calls, ttl, each, minutes) == pytest.approx(played, abs=CLOSE if exact else 0.08)


@pytest.mark.parametrize(("form", "renews"), [(sessions, True), (sessions_fixed, False)])
def test_whole_sessions_fall_on_one_shard(form: Callable[..., float], renews: bool) -> None:  # noqa: FBT001  given
    shards, each, ttl = 4, 5, 10
    starts = at_random(6_000, count=40_000)
    homes = np.random.default_rng(3).integers(0, shards, starts.size)
    played = [
        replayed(np.sort((starts[homes == home, None] + np.linspace(0, 8, each)).ravel()), ttl, renews=renews)
        for home in range(shards)
    ]
    assert form(6_000 * each, ttl, each, 8, shards) == pytest.approx(float(np.mean(played)), abs=CLOSE)


@pytest.mark.parametrize(("form", "renews"), [(sessions, True), (sessions_fixed, False)])
def test_a_session_and_a_half_is_a_lone_call_or_a_pair(form: Callable[..., float], renews: bool) -> None:  # noqa: FBT001
    starts = at_random(2_000, count=130_000)
    followed = starts[np.random.default_rng(4).random(starts.size) < 0.5] + 6
    times = np.sort(np.concatenate((starts, followed)))
    assert form(3_000, 20, 1.5, 6) == pytest.approx(replayed(times, 20, renews=renews), abs=CLOSE)


@pytest.mark.parametrize("renews", [True, False])
@pytest.mark.parametrize("shards", [1, 3])
@pytest.mark.parametrize(
    ("period", "ttl"), [(1, 5), (2, 5), (5, 5), (4.999, 5), (15, 5), (0.1, 1.1), (15, 60), (7, 30)]
)
def test_a_schedule_hits_as_often_as_played(period: float, ttl: float, shards: int, renews: bool) -> None:  # noqa: FBT001
    ticks = np.arange(40_000) * round(period * 1000)  # in thousandths, so that equal is equal
    found = replayed(ticks, round(ttl * 1000), renews=renews, shards=shards)
    assert every(period, ttl, renews=renews, shards=shards) == pytest.approx(found, abs=CLOSE)


def test_a_call_exactly_as_late_as_the_time_to_live_comes_too_late() -> None:
    assert (1, 0, 0) == (every(4.99, 5), every(5, 5), every(5.01, 5))
    assert (0.8, 0.75, 0) == (every(1, 5, renews=False), every(1, 4, renews=False), every(5, 5, renews=False))
    assert 0.5 == replayed([0, 4], 5)
    assert 0 == replayed([0, 5], 5)
    assert 10 / 11 == pytest.approx(every(0.1, 1.1, renews=False))


def test_a_day_with_peaks_hits_as_often_as_played_and_more_often_than_a_flat_one() -> None:
    night_and_day = [0.05, 0.6, 0.3, 0.05]
    share, calls, ttl = np.array(night_and_day), 1_000.0, 5.0
    rng = np.random.default_rng(5)
    counts = rng.poisson(np.tile(share, 6_000) * calls * 1440 / MINUTES_PER_MONTH)
    part = np.repeat(np.arange(counts.size), counts)
    times = np.sort((part + rng.random(part.size)) * 360)
    found = diurnal(night_and_day, calls, ttl)
    assert found == pytest.approx(replayed(times, ttl), abs=CLOSE)
    assert sliding(calls, ttl) == pytest.approx(0.108, abs=0.0005)
    assert found > sliding(calls, ttl) + 0.04
    assert diurnal([1 / 24] * 24, calls, ttl) == pytest.approx(sliding(calls, ttl))
    assert diurnal([5, 60, 30, 5], calls, ttl, 2) == pytest.approx(diurnal(night_and_day, calls / 2, ttl))


@pytest.mark.parametrize("shares", [[], [0, 0], [1, -1, 1], [float("nan")]])
def test_a_day_without_calls_is_refused(shares: list[float]) -> None:
    with pytest.raises(ValueError, match="shares"):
        diurnal(shares, 1_000, 5)


def test_arrivals_out_of_order_or_none_at_all_are_refused() -> None:
    with pytest.raises(ValueError, match="no arrivals"):
        replayed([], 5)
    with pytest.raises(ValueError, match="out of order"):
        replayed([1, 0], 5)


def test_entries_that_live_from_their_write_expire_however_often_they_are_hit() -> None:
    times = [0, 3, 6, 9, 12]
    assert (4 / 5, 2 / 5) == (replayed(times, 5), replayed(times, 5, renews=False))
    assert 0 == replayed([0, 0, 0], 0)


def test_replaying_over_shards_is_the_mean_over_all_ways_to_fall_on_them() -> None:
    times, shards, ttl = [0.0, 1, 2, 4, 5, 9], 2, 3.5
    for renews in (True, False):
        ways = [[(way >> call) & 1 for call in range(len(times))] for way in range(2 ** len(times))]
        hits = 0.0
        for way in ways:
            for home in range(shards):
                mine = [time for time, fell in zip(times, way, strict=True) if fell == home]
                hits += replayed(mine, ttl, renews=renews) * len(mine) if mine else 0
        mean = hits / len(ways) / len(times)
        assert replayed(times, ttl, renews=renews, shards=shards) == pytest.approx(mean)


# --- laws

volumes = st.floats(0, 1e15) | st.floats(0, 1e5)
minutes_ = st.floats(0, 1e9) | st.floats(0, 120)
shards_ = st.integers(1, 1000)
bursts = st.floats(0, 100)


def forms(ttl: float, burst: float, length: float, shards: int) -> list[Callable[[float], float]]:
    """Each form as a function of the calls a month."""
    return [
        lambda calls: sliding(calls, ttl, shards),
        lambda calls: fixed(calls, ttl, shards),
        lambda calls: sessions(calls, ttl, burst, length, shards),
        lambda calls: sessions_fixed(calls, ttl, burst, length, shards),
        lambda calls: diurnal([0.1, 0.7, 0.2], calls, ttl, shards),
    ]


@FEW
@given(volumes, minutes_, bursts, minutes_, shards_, st.floats(0.01, 1e6))
def test_a_share_of_hits_is_a_share(
    calls: float, ttl: float, burst: float, length: float, shards: int, gap: float
) -> None:
    rates = [form(calls) for form in forms(ttl, burst, length, shards)]
    rates += [every(gap, ttl, renews=renews, shards=shards) for renews in (True, False)]
    assert all(0 <= rate <= 1 for rate in rates)


@FEW
@given(st.lists(volumes, min_size=2, max_size=5).map(sorted), minutes_, bursts, minutes_, shards_)
def test_more_calls_never_find_the_cache_colder(
    calls: list[float], ttl: float, burst: float, length: float, shards: int
) -> None:
    for form in forms(ttl, burst, length, shards):
        rates = [form(volume) for volume in calls]
        assert all(fewer <= more + 1e-12 for fewer, more in pairwise(rates))


@FEW
@given(volumes, st.lists(minutes_, min_size=2, max_size=5).map(sorted), bursts, minutes_, st.floats(0.01, 1e6))
def test_a_longer_life_never_finds_the_cache_colder(
    calls: float, lives: list[float], burst: float, length: float, gap: float
) -> None:
    rates = [
        (
            sliding(calls, ttl),
            fixed(calls, ttl),
            sessions(calls, ttl, burst, length),
            diurnal([1, 2, 3], calls, ttl),
            every(gap, ttl),
            every(gap, ttl, renews=False),
        )
        for ttl in lives
    ]
    for form in zip(*rates, strict=True):
        assert all(shorter <= longer + 1e-12 for shorter, longer in pairwise(form))


@FEW
@given(volumes, minutes_, minutes_, shards_, st.floats(0, 1))
def test_sessions_of_one_call_are_no_sessions(calls: float, ttl: float, length: float, shards: int, one: float) -> None:
    assert sessions(calls, ttl, one, length, shards) == pytest.approx(sliding(calls, ttl, shards))
    assert sessions_fixed(calls, ttl, one, length, shards) == pytest.approx(fixed(calls, ttl, shards))


@FEW
@given(volumes, minutes_)
def test_entries_that_hits_renew_are_found_at_least_as_often(calls: float, ttl: float) -> None:
    assert fixed(calls, ttl) <= sliding(calls, ttl) + 1e-12


@pytest.mark.parametrize("calls", [1e-12, 1e-300, 0.0])
def test_next_to_no_calls_hit_next_to_never_and_never_exactly_by_rounding(calls: float) -> None:
    assert sliding(calls, 5) == pytest.approx(calls * 5 / MINUTES_PER_MONTH, rel=1e-9)
    assert fixed(calls, 5) == pytest.approx(calls * 5 / MINUTES_PER_MONTH, rel=1e-9)


def test_every_form_takes_arrays_as_it_takes_numbers() -> None:
    calls, ttl = np.array([0.0, 300, 5_000, 1e300]), 5.0
    for form in forms(ttl, 6, 9, 2):
        assert [form(one) for one in calls.tolist()] == pytest.approx(form(calls).tolist())
    gaps = np.array([1.0, 5, 9])
    for renews in (True, False):
        assert [every(gap, ttl, renews=renews) for gap in gaps.tolist()] == every(gaps, ttl, renews=renews).tolist()
    volumes_of = break_even_calls(np.array([0.1, 0.1]), np.array([1.25, 1.0]), ttl)
    assert [2147, 0] == [round(one) for one in volumes_of.tolist()]
