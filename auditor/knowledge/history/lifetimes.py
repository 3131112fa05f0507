"""From versions of a prompt to the lifetimes of its segments: when each came, when it was changed, and what it was.

A version is what stood at the end of a day: who saves ten times while writing has not changed a fact ten times. The
clock of a text starts when it is written or edited, and stops when it is edited or removed; a text that still stands
is censored, not immortal. Its label is the one it had when it came, so that it could have been told in advance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from auditor.knowledge.annotate import walk
from auditor.knowledge.classify import judge
from auditor.knowledge.context import Surroundings
from auditor.knowledge.history.matching import match
from auditor.knowledge.history.survival import Sample
from auditor.knowledge.labels import Kind, Label, SegmentLabel

Fate = Literal["stands", "edited", "removed"]


class Version(NamedTuple):
    """The text of a prompt from a day on."""

    day: date
    text: str


class Lives(NamedTuple):
    """So many segments with the same dates (as ordinals of days), label, kind and fate."""

    born: int
    ended: int | None
    label: Label
    kind: Kind | None
    fate: Fate
    number: int


@dataclass(frozen=True, slots=True)
class Past:
    """What the versions of one prompt tell; it holds no text."""

    edits: tuple[tuple[int, int], ...]
    """Days (as ordinals) with a version that says something else than the one before, and how many there were."""
    lives: tuple[Lives, ...]

    @property
    def versions(self) -> int:
        """How many versions that differ there were."""
        return sum(count for _, count in self.edits)

    @property
    def first(self) -> int:
        """The day of the first version, as an ordinal."""
        return self.edits[0][0]

    def until(self, day: date) -> Past:
        """What was known on a day."""
        last = day.toordinal()
        return Past(
            tuple(edit for edit in self.edits if edit[0] <= last),
            tuple(
                one if one.ended is None or one.ended <= last else one._replace(ended=None, fate="stands")
                for one in self.lives
                if one.born <= last
            ),
        )

    def sample(self, day: date, *labels: Label) -> Sample:
        """How long the segments with one of these labels (without any: all) had stood on a day."""
        today = day.toordinal()
        chosen = [one for one in self.lives if not labels or one.label in labels]
        return Sample.of(
            [(max(0, (one.ended or today) - one.born), one.ended is not None, one.number) for one in chosen]
        )

    def turnover(self, label: Label) -> tuple[tuple[date, int, int], ...]:
        """By day on which text with a label was changed: segments lost or added, whichever is more, and all of them."""
        chosen = [one for one in self.lives if one.label == label]
        lost: Counter[int] = Counter()
        added: Counter[int] = Counter()
        for one in chosen:
            added[one.born] += one.number
            if one.ended is not None:
                lost[one.ended] += one.number
        standing, found = 0, []
        for day in sorted(added.keys() | lost.keys()):
            before = standing
            standing += added[day] - lost[day]
            if day != self.first:
                found.append((date.fromordinal(day), max(added[day], lost[day]), max(before, standing)))
        return tuple(found)

    def changed_kinds(self) -> dict[Kind, int]:
        """How many segments with a fact of each kind were edited or removed, most first."""
        count: Counter[Kind] = Counter()
        for one in self.lives:
            if one.ended is not None and one.kind is not None:
                count[one.kind] += one.number
        return dict(sorted(count.items(), key=lambda pair: (-pair[1], pair[0])))


class _Standing(NamedTuple):
    """A segment that stands in the version last looked at."""

    text: str
    born: int
    label: Label
    kind: Kind | None


def past(versions: Sequence[Version]) -> Past:
    """Follow the segments of a prompt through its versions, in any order; those of one day, as given, are one.

    Raises ValueError if there is no version.
    """
    if not versions:
        raise ValueError("there is no version")
    ordered = sorted(versions, key=lambda version: version.day)
    edits, at_end = _days(ordered)
    standing: list[_Standing] = []
    ended: Counter[Lives] = Counter()
    judge_once = _Judge()
    for day in sorted(at_end):
        standing = _next(standing, _standing(at_end[day], day, judge_once), day, ended)
    for one in standing:
        ended[Lives(one.born, None, one.label, one.kind, "stands", 0)] += 1
    lives = sorted((one._replace(number=count) for one, count in ended.items()), key=lambda one: tuple(map(str, one)))
    return Past(tuple(sorted(edits.items())), tuple(lives))


def _days(ordered: Sequence[Version]) -> tuple[Counter[int], dict[int, str]]:
    """How many new texts each day brought, and the last text of each of these days; white space is no change."""
    edits: Counter[int] = Counter()
    at_end: dict[int, str] = {}
    last: list[str] | None = None
    for version in ordered:
        words = version.text.split()
        if words != last:
            day = version.day.toordinal()
            edits[day] += 1
            at_end[day] = version.text
            last = words
    return edits, at_end


class _Judge(dict[tuple[str, Surroundings], SegmentLabel]):
    """Labels what stands in the same place in many versions once."""

    def __call__(self, text: str, low: str, around: Surroundings) -> SegmentLabel:
        key = text, around
        if key not in self:
            self[key] = judge(text, low, around)
        return self[key]


def _next(before: list[_Standing], now: list[_Standing], day: int, ended: Counter[Lives]) -> list[_Standing]:
    """The segments of the next version; what came to an end is added to `ended`."""
    kept, edited = match([one.text for one in before], [one.text for one in now])
    stay, changed = set(kept.values()), set(edited.values())
    for place, one in enumerate(before):
        if place not in stay:
            fate: Fate = "edited" if place in changed else "removed"
            ended[Lives(one.born, day, one.label, one.kind, fate, 0)] += 1
    return [before[kept[index]] if index in kept else one for index, one in enumerate(now)]


def _standing(text: str, day: int, judge_once: _Judge) -> list[_Standing]:
    """The segments of a version that say anything, as if all of them were new."""
    found = []
    for segment in walk(text, "", judge_once):
        words = " ".join(text[segment.start : segment.end].split())
        if any(char.isalnum() for char in words):
            kind = segment.kind if segment.label == "volatile" else None
            found.append(_Standing(words, day, segment.label, kind))
    return found
