"""How many calls a month, and how fast that grows, from calls by day: each with the range that the days allow.

The mean of D days is known to t · c / √D, where c is how much one day differs from another (its standard deviation as
a share of the mean) and t is Student's for 90 %. A few days say little about c, so a guess made beforehand counts for
three days more: c² = (3 · 0.6² + (D − 1) · s²) / (3 + D − 1), with as many degrees of freedom (the conjugate prior of a
variance: Gelman et al., Bayesian Data Analysis, 3.3). From two weeks on, days are compared with the same day of other
weeks where that says more (a stratified mean: Cochran, Sampling Techniques, 5.4). Days are not independent, so from
four weeks on the range is never narrower than whole weeks say (batch means: Law, Simulation Modeling, 9.5.3).
The ends are mean · exp(±half), so that no range reaches below 0.

Growth is the slope of log(calls of a week) over the weeks by least squares, with Student's t and the residuals' own
correlation counted in: fewer weeks are independent, n · (1 − r) / (1 + r) (Zwiers & von Storch 1995).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import fmean

from auditor.model.measurement import Known, Measurement, Unknown
from auditor.model.money import Range

DAYS_PER_MONTH = 730 / 24
PRIOR_SWING, PRIOR_DAYS = 0.6, 3
"""How far a day is from another before any was seen: a week of five working days has 0.63."""
STRATIFIED_FROM, WEEKS_FROM, GROWTH_FROM = 14, 4, 8
RECENT_DAYS = 28
MOST_HALF = 4.0
MOST_GROWTH_WIDTH = 1.0
"""A range of growth wider than this says nothing."""
WHOLE = 0.5
"""A day that the log covers less than half of is not held against others."""


@dataclass(frozen=True, slots=True)
class Days:
    """Calls by day, and which part of each day the logs cover; a day that they cover without a call has 0."""

    calls: Mapping[date, int]
    covered: Mapping[date, float]

    @property
    def length(self) -> float:
        """Days that are covered, in all."""
        return sum(self.covered.values())

    def recent(self, days: int) -> Days:
        """The last so many days alone."""
        start = max(self.covered) - timedelta(days=days - 1)
        return Days(self.calls, {day: part for day, part in self.covered.items() if day >= start})

    def rates(self) -> dict[date, float]:
        """Calls a day on each day that is covered by half or more, in order."""
        wide = {day: part for day, part in sorted(self.covered.items()) if part >= WHOLE}
        return {day: self.calls.get(day, 0) / part for day, part in wide.items()}


def volume(days: Days, growth: Measurement[Range]) -> Measurement[Range]:
    """Calls per month; of traffic that surely grows or shrinks, the last four weeks alone."""
    moves = isinstance(growth, Known) and (growth.value.low > 0 or growth.value.high < 0)
    if moves:
        days = days.recent(RECENT_DAYS)
    total = sum(days.calls.get(day, 0) for day in days.covered)
    if total <= 0 or not days.covered:
        return Unknown("no call was seen on the days that the logs cover")
    rates = list(days.rates().items())
    length = max(days.length, 1.0)
    mean = _stratified_mean(rates) if len(rates) >= STRATIFIED_FROM else total / length
    mean = mean or total / length
    half = min(_half(rates), MOST_HALF)
    low, high = mean * math.exp(-half), mean * math.exp(half)
    if days.length < 1:  # nobody knows what the rest of the day is like: as much as what was seen, or nothing
        high = max(high, total / max(days.length, 1 / 24))
    point, note = _said(mean), f"{total:,} calls on {length:,.3g} days"
    ends = (min(_said(low), point), point, max(_said(high), point))
    return Known(Range(*ends), "calls a month", "measured", note + (", the last four weeks" if moves else ""))


def _said(per_day: float) -> Decimal:
    """Calls a month, to six digits: more would be noise."""
    return digits(per_day * DAYS_PER_MONTH)


def digits(value: float) -> Decimal:
    """A figure to six significant digits, in plain decimals."""
    return Decimal(f"{value:.6g}") + 0


def _half(rates: Sequence[tuple[date, float]]) -> float:
    """Half the width of the range of the mean, as a share of it."""
    values = [rate for _, rate in rates]
    half = _from_days(_squares(values), max(len(values) - 1, 0), max(len(values), 1))
    if len(values) < STRATIFIED_FROM:
        return half
    squares = _squares([value / fmean(values) - part for value, part in zip(values, _usual(rates), strict=True)], 1.0)
    half = min(half, _from_days(squares, len(values) - 7, len(values)))
    weeks = [fmean(values[end - 7 : end]) for end in range(len(values), 6, -7)]
    if len(weeks) < WEEKS_FROM:
        return half
    freedom = PRIOR_DAYS + len(weeks) - 1  # that weeks vary as their days would have it counts for three weeks more
    of_days = len(values) / 7 * (half / student(PRIOR_DAYS + len(values) - 7)) ** 2
    swing = math.sqrt((PRIOR_DAYS * of_days + _squares(weeks)) / freedom)
    return max(half, student(freedom) * swing / math.sqrt(len(weeks)))


def _from_days(squares: float, freedom: int, days: int) -> float:
    """Half the width, from squared deviations of days, with the guess made beforehand counted in."""
    swing = math.sqrt((PRIOR_DAYS * PRIOR_SWING**2 + squares) / (PRIOR_DAYS + max(freedom, 0)))
    return student(PRIOR_DAYS + freedom) * swing / math.sqrt(days)


def _squares(values: Sequence[float], mean: float | None = None) -> float:
    """The sum of squared deviations as shares of the mean; `mean` 1 where they are such shares already."""
    if len(values) < 2:
        return 0.0
    middle = fmean(values)
    scale = middle if mean is None else mean
    return sum(((value - middle) / scale) ** 2 for value in values) if scale else 0.0


def _usual(rates: Sequence[tuple[date, float]]) -> list[float]:
    """For each day what is usual on its day of the week, as a share of the mean of all."""
    middle = fmean(rate for _, rate in rates)
    by_day: dict[int, list[float]] = {}
    for day, rate in rates:
        by_day.setdefault(day.weekday(), []).append(rate / middle if middle else 0.0)
    return [fmean(by_day[day.weekday()]) for day, _ in rates]


def _stratified_mean(rates: Sequence[tuple[date, float]]) -> float | None:
    """The mean of the means of each day of the week; None where a day of the week is missing."""
    by_day: dict[int, list[float]] = {}
    for day, rate in rates:
        by_day.setdefault(day.weekday(), []).append(rate)
    return fmean(map(fmean, by_day.values())) if len(by_day) == 7 else None


def growth(days: Days) -> Measurement[Range]:
    """Change per month as a share; unknown where too few weeks, or weeks that differ too much, say nothing."""
    weeks = _weeks(days)
    if len(weeks) < GROWTH_FROM:
        seen = "1 whole week was" if len(weeks) == 1 else f"{len(weeks)} whole weeks were"
        return Unknown(f"{seen} seen; growth needs {GROWTH_FROM}")
    if any(total <= 0 for _, total in weeks):
        return Unknown("there are weeks without a call, so no rate of growth can be told")
    slope, error = _slope([float(place) for place, _ in weeks], [math.log(total) for _, total in weeks])
    per_month = DAYS_PER_MONTH / 7
    ends = [math.expm1(max(min(end * per_month, 5.0), -5.0)) for end in (slope - error, slope, slope + error)]
    if ends[2] - ends[0] > MOST_GROWTH_WIDTH:
        told = f"between {ends[0]:.0%} and {ends[2]:.0%}".replace("%", " %")
        return Unknown(f"the weeks differ too much to tell growth: it is {told} a month")
    low, point, high = (Decimal(f"{end:.3f}") + 0 for end in ends)
    note = f"the slope over {len(weeks)} weeks"
    return Known(Range(min(low, point), point, max(high, point)), "a month", "measured", note)


def _weeks(days: Days) -> list[tuple[int, float]]:
    """Calls of each whole week, counted back from the last whole day, with its number; the earliest first."""
    whole = {day for day, part in days.covered.items() if part >= 1 - 1e-9}
    if not whole:
        return []
    end, first = max(whole), min(whole)
    found, number = [], 0
    while end - timedelta(days=6) >= first:
        week = [end - timedelta(days=back) for back in range(7)]
        if whole.issuperset(week):
            found.append((-number, float(sum(days.calls.get(day, 0) for day in week))))
        end, number = end - timedelta(days=7), number + 1
    return found[::-1]


def _slope(places: Sequence[float], values: Sequence[float]) -> tuple[float, float]:
    """The slope of a line through the values, and half the width of its range of 90 %."""
    count, middle, mean = len(places), fmean(places), fmean(values)
    spread = sum((place - middle) ** 2 for place in places)
    slope = sum((p - middle) * (v - mean) for p, v in zip(places, values, strict=True)) / spread
    rest = [v - mean - slope * (p - middle) for p, v in zip(places, values, strict=True)]
    squares = sum(one * one for one in rest)
    along = sum(a * b for a, b in pairwise(rest)) / squares if squares > 1e-18 else 0.0
    along = min(max(along, 0.0), 0.9)
    freedom = max(count - 2, 1) * (1 - along) / (1 + along)
    error = math.sqrt(squares / max(freedom, 1.0) / spread)
    return slope, student(max(freedom, 3.0)) * error


def student(freedom: float) -> float:
    """Student's t that leaves 5 % above it, for three degrees of freedom or more (Abramowitz & Stegun 26.7.5)."""
    z, v = 1.6448536269514722, max(freedom, 3.0)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    fourth = (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160
    return z + first / v + second / v**2 + third / v**3 + fourth / v**4
