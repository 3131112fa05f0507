"""What each way of estimating foretells on a day, from what was known on that day, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from auditor.knowledge.history import SOON, Past, Sample, curve, pace, tempo
from auditor.knowledge.history.pace import Pace
from auditor.knowledge.labels import Label
from tests.benchmarks.history.ranks import pooled

STEP = timedelta(days=30)
Labels = tuple[Label, ...]


class Told(NamedTuple):
    """So many segments of a file, the chance told for them, and how many were changed in time."""

    file: int
    chance: float
    number: int
    changed: int


class Asked(NamedTuple):
    """The pasts as known on a day, the labels in question, and what was fitted on an earlier day, if anything."""

    pasts: dict[int, Past]
    day: date
    labels: Labels
    fitted: Pace


Way = Callable[[Asked], Callable[[int, int], float]]
"""A way to tell the chance of a segment from its file and its age in days."""


def constant(asked: Asked) -> Callable[[int, int], float]:
    """The share of all segments that stood on earlier days and was changed within 90 days of them."""
    first = date.fromordinal(min(one.first for one in asked.pasts.values()))
    seen = number = 0
    day = asked.day - timedelta(days=SOON)
    while day > first:
        rows = outcomes(asked.pasts, day, asked.labels)
        seen, number = seen + sum(row[3] for row in rows), number + sum(row[2] for row in rows)
        day -= STEP
    share = seen / number if number else 0.0
    return lambda file, age: share


def by_age(asked: Asked) -> Callable[[int, int], float]:
    """The fleet's Kaplan–Meier curve, from the age of a segment on; beyond what was watched, the last that was."""
    found = curve(pooled(one.sample(asked.day, *asked.labels) for one in asked.pasts.values()))
    longest = max(0, int(found.sample.days.max(initial=0)) - SOON)

    def chance(file: int, age: int) -> float:
        known = min(age, longest)
        return 1 - found.standing(known + SOON) / (found.standing(known) or 1.0)

    return chance


def own_curve(asked: Asked) -> Callable[[int, int], float]:
    """Each file's own Kaplan–Meier curve from writing on, where it reaches so far, else the fleet's: as it was."""

    def soon(sample: Sample, other: float) -> float:
        found = curve(sample).change_within(SOON)
        return other if found is None else found[1]

    fleet = soon(pooled(one.sample(asked.day, *asked.labels) for one in asked.pasts.values()), 0.0)
    chances = {file: soon(one.sample(asked.day, *asked.labels), fleet) for file, one in asked.pasts.items()}
    return lambda file, age: chances[file]


def by_pace(asked: Asked) -> Callable[[int, int], float]:
    """The product's: a file's own pace, drawn towards the fleet's."""
    chances = {}
    for file, one in asked.pasts.items():
        text, aged = tempo(one, asked.day), tempo(one, asked.day, "volatile")
        assert text is not None
        chances[file] = asked.fitted.chance(text, aged if asked.labels else None).point
    return lambda file, age: chances[file]


WAYS: dict[str, Way] = {
    "constant": constant,
    "by age (Kaplan–Meier)": by_age,
    "own curve": own_curve,
    "pace": by_pace,
}


def fitted(pasts: Sequence[Past], day: date) -> Pace:
    """The pace of all files as known on a day, with no prior."""
    known = _known(pasts, day).values()
    records = [(tempo(one, day), tempo(one, day, "volatile")) for one in known]
    return pace([(text, aged) for text, aged in records if text is not None], prior=None)


def foretold(pasts: Sequence[Past], way: Way, days: Sequence[date], labels: Labels, frozen: date | None) -> list[Told]:
    """What a way tells on each of these days; the fleet's figures are of `frozen`, or else of the same day."""
    told = []
    for day in days:
        known = _known(pasts, day)
        chance = way(Asked(known, day, labels, fitted(pasts, frozen or day)))
        told += [
            Told(file, chance(file, age), number, changed)
            for file, age, number, changed in outcomes(dict(enumerate(pasts)), day, labels)
        ]
    return told


def outcomes(pasts: dict[int, Past], day: date, labels: Labels) -> list[tuple[int, int, int, int]]:
    """File, age, number and how many were changed within 90 days, of the segments that stood on a day."""
    today = day.toordinal()
    return [
        (file, today - one.born, one.number, one.number * (one.ended is not None and one.ended <= today + SOON))
        for file, found in pasts.items()
        for one in found.lives
        if one.born <= today < (one.ended or today + 1) and (not labels or one.label in labels)
    ]


def _known(pasts: Sequence[Past], day: date) -> dict[int, Past]:
    """By place, what was known of each file on a day; files that are younger are left out."""
    return {place: one.until(day) for place, one in enumerate(pasts) if one.first <= day.toordinal()}
