"""Calls a month from days: what a range must be, whatever the days are."""

from __future__ import annotations

import math
import random
from datetime import date, timedelta
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.model.measurement import Known, Unknown
from auditor.usage.variation import DAYS_PER_MONTH, Days, growth, student, volume

START = date(2026, 1, 5)


def days(calls: list[int], parts: dict[int, float] | None = None) -> Days:
    dates = [START + timedelta(days=number) for number in range(len(calls))]
    covered = {day: (parts or {}).get(number, 1.0) for number, day in enumerate(dates)}
    return Days(dict(zip(dates, calls, strict=True)), covered)


def drawn(length: int, seed: int, *, swing: float, has_weekends: bool) -> Days:
    """Made-up traffic: it varies from day to day, and rests at weekends."""
    chance = random.Random(seed)
    usual = [(260, 50)[day % 7 > 4] if has_weekends else 200 for day in range(length)]
    return days([round(one * math.exp(chance.gauss(0, swing))) for one in usual])


def width(one: Days) -> float:
    found = volume(one, growth(one))
    assert isinstance(found, Known)
    return math.log(float(found.value.high / found.value.low))


@pytest.mark.parametrize("has_weekends", [True, False])
@pytest.mark.parametrize("swing", [0.05, 0.3, 1.0])
def test_twice_the_days_do_not_make_a_range_wider_on_average(swing: float, *, has_weekends: bool) -> None:
    widths = [
        fmean(width(drawn(length, seed, swing=swing, has_weekends=has_weekends)) for seed in range(30))
        for length in (1, 2, 4, 7, 14, 28, 56, 112)
    ]
    assert sorted(widths, reverse=True) == widths


def test_a_single_day_says_little() -> None:
    assert width(days([1000])) > math.log(4)


def test_the_true_volume_is_in_nine_of_ten_ranges_of_four_weeks() -> None:
    hits = 0
    for seed in range(200):
        found = volume(one := drawn(28, seed, swing=0.3, has_weekends=True), growth(one))
        assert isinstance(found, Known)
        truth = (5 * 260 + 2 * 50) / 7 * math.exp(0.3**2 / 2) * DAYS_PER_MONTH
        hits += found.value.low <= truth <= found.value.high
    assert hits >= 170


def test_weekends_do_not_bias_a_log_of_two_weeks_and_a_bit() -> None:
    weekly = [100, 100, 100, 100, 100, 0, 0]
    found = volume(days(weekly * 2 + weekly[:5]), Unknown("few"))
    assert isinstance(found, Known)
    assert found.value.point == pytest.approx(round(500 / 7 * DAYS_PER_MONTH), rel=1e-3)


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=40))
def test_a_range_holds_its_point_and_is_never_negative(calls: list[int]) -> None:
    found = volume(days(calls), growth(days(calls)))
    if isinstance(found, Known):
        assert 0 < found.value.low <= found.value.point <= found.value.high
    else:
        assert not any(calls)


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=30), st.integers(2, 50))
def test_so_many_times_the_calls_are_so_many_times_the_volume(calls: list[int], times: int) -> None:
    once, often = (volume(days([one * by for one in calls]), Unknown("")) for by in (1, times))
    assert isinstance(once, Known)
    assert isinstance(often, Known)
    assert float(often.value.point) == pytest.approx(float(once.value.point) * times, rel=1e-4)


def test_a_part_of_a_day_is_not_made_a_month_of_its_busiest_hours() -> None:
    found = volume(days([300], {0: 0.125}), Unknown("few"))
    assert isinstance(found, Known)
    assert float(found.value.point) == pytest.approx(300 * DAYS_PER_MONTH, rel=1e-4)
    assert float(found.value.high) >= 300 / 0.125 * DAYS_PER_MONTH * 0.999


def test_growth_is_told_from_eight_weeks_on() -> None:
    def grown(weeks: int) -> Days:
        return days([round(1000 * 1.1 ** (day / DAYS_PER_MONTH)) for day in range(7 * weeks)])

    early, late = growth(grown(7)), growth(grown(8))
    assert isinstance(early, Unknown)
    assert "7 whole weeks were seen; growth needs 8" in early.because
    assert isinstance(late, Known)
    assert float(late.value.point) == pytest.approx(0.1, abs=0.002)


def test_of_growing_traffic_the_last_four_weeks_count() -> None:
    one = days([round(1000 * 1.5 ** (day / DAYS_PER_MONTH)) for day in range(84)])
    found = volume(one, growth(one))
    assert isinstance(found, Known)
    assert "the last four weeks" in found.note
    assert float(found.value.point) > 1000 * 1.5**2 * DAYS_PER_MONTH


def test_weeks_that_differ_wildly_tell_no_growth() -> None:
    found = growth(days([[10, 4000, 90, 2500][day // 7 % 4] for day in range(70)]))
    assert isinstance(found, Unknown)
    assert "differ too much" in found.because


def test_weeks_without_calls_tell_no_growth() -> None:
    assert isinstance(growth(days([10] * 63 + [0] * 7)), Unknown)


@pytest.mark.parametrize(("freedom", "wanted"), [(3, 2.353), (5, 2.015), (10, 1.812), (30, 1.697), (1000, 1.646)])
def test_students_t_is_as_in_the_tables(freedom: int, wanted: float) -> None:
    assert student(freedom) == pytest.approx(wanted, abs=1e-3)
