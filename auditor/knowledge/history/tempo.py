"""How fast a prompt changed: days watched and shares of its text changed, by how long ago it was last edited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from auditor.knowledge.history.lifetimes import Past
from auditor.knowledge.labels import Label

PIECES = (0, 7, 14, 30, 60, 120)
"""Days since the last edit (or since the prompt was written) from which another rate of change holds."""


class Tempo(NamedTuple):
    """The record of one prompt; an edit counts by the share of the text that it changed, a rewrite as 1."""

    watched: tuple[int, ...]
    """Days on record in each of the pieces."""
    edits: tuple[int, ...]
    """Days with an edit in each of the pieces."""
    changed: tuple[float, ...]
    """The sum of the shares that edits in each of the pieces changed."""
    squares: float
    """The sum of their squares, which tells many small edits from a few rewrites."""
    since: int
    """Days since the last edit."""

    @classmethod
    def untouched(cls, days: int) -> Tempo:
        """A prompt that was never edited in so many days."""
        return cls(days_in_pieces(0, days), (0,) * len(PIECES), (0.0,) * len(PIECES), 0.0, days)


def tempo(past: Past, as_of: date, *labels: Label) -> Tempo | None:
    """The record of a prompt on a day, of the segments with these labels (without any: all); None if it held none.

    Any edit of the prompt starts the clock anew, even one that only adds text or leaves these segments alone: who
    edits a prompt is at work on it.
    """
    found = past.until(as_of)
    watched, edits, changed, squares = [0] * len(PIECES), [0] * len(PIECES), [0.0] * len(PIECES), 0.0
    spells = list(_spells(found, as_of, labels))
    for days, share in spells:
        watched = [one + more for one, more in zip(watched, days_in_pieces(0, days), strict=True)]
        if share is not None:
            edits[piece_of(days - 1)] += 1
            changed[piece_of(days - 1)] += share
            squares += share**2
    since = as_of.toordinal() - found.edits[-1][0]
    return Tempo(tuple(watched), tuple(edits), tuple(changed), squares, since) if spells else None


def piece_of(days: int) -> int:
    """The piece in which a number of days since the last edit lies."""
    return sum(days >= begin for begin in PIECES) - 1


def days_in_pieces(begin: int, end: int) -> tuple[int, ...]:
    """How many of the days from one to another since the last edit lie in each of the pieces."""
    ends = (*PIECES[1:], max(end, PIECES[-1]))
    return tuple(max(0, min(end, last) - max(begin, first)) for first, last in zip(PIECES, ends, strict=True))


def _spells(found: Past, as_of: date, labels: tuple[Label, ...]) -> Iterator[tuple[int, float | None]]:
    """Days from each edit to the next and the share that this one changed; None to the day itself, after the last.

    Spells in which no segment with one of the labels stood are left out.
    """
    born: Counter[int] = Counter()
    ended: Counter[int] = Counter()
    for one in found.lives:
        if not labels or one.label in labels:
            born[one.born] += one.number
            ended[one.ended or 0] += one.number
    days = [day for day, _ in found.edits]
    standing = 0
    for begin, end in pairwise(days):
        standing += born[begin] - ended[begin]
        if standing:
            yield end - begin, ended[end] / standing
    if standing + born[days[-1]] - ended[days[-1]]:
        yield as_of.toordinal() - days[-1], None
