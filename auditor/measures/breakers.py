"""What ends the cacheable prefix of a prompt: run-time text on every call, a fact that ages when it is updated."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from auditor.model.prefix import NO_BREAKERS, Breakers, Movable, Unit

if TYPE_CHECKING:
    from auditor import knowledge, tokens
    from auditor.measures.lines import Lines

MOST_PART = 4
"""A section is moved whole unless it is more than a quarter of the prompt; then a paragraph is, then a sentence."""
_MOST_WORDS = 60


class _Part(NamedTuple):
    """A block that would be moved, and the first place in it from which it differs."""

    start: int
    end: int
    unit: Unit
    at: int


def breakers(
    text: str, segments: Sequence[knowledge.Segment], counter: tokens.Counter, lines: Lines, words: Words
) -> Breakers:
    """The blocks to move down, as large as they can be moved without taking much stable text along."""
    from auditor import knowledge

    slots = [
        one
        for one in segments
        if one.label == "placeholder" or (one.label == "volatile" and knowledge.is_slot(text[one.start : one.end]))
    ]
    volatile = next((one for one in segments if one.label == "volatile"), None)
    if not slots and volatile is None:
        return NO_BREAKERS
    shape = _Shape(text)
    moved = _apart(shape.part(one) for one in slots)
    first = None if volatile is None else shape.part(volatile)
    return _Counted(text, counter, lines, words, [*moved, *([first] if first else [])]).breakers(moved, first)


class Words(NamedTuple):
    """First words of a stretch, credentials in it named instead of shown."""

    text: str
    secrets: Sequence[knowledge.Credential]

    def of(self, start: int, end: int) -> str:
        """The first words, on one line."""
        shown, at = "", start
        stop = min(end, start + 4 * _MOST_WORDS)
        for secret in self.secrets:
            if at <= secret.end and secret.start < stop:
                shown += f"{self.text[at : max(at, secret.start)]}[{secret.what}]"
                at = max(at, secret.end)
        shown += self.text[at : max(at, stop)]
        words = " ".join(shown.split())
        return words if len(words) <= _MOST_WORDS else words[: _MOST_WORDS - 1].rsplit(" ", 1)[0] + "…"


class _Shape:
    """The sections and paragraphs of a prompt."""

    def __init__(self, text: str) -> None:
        from auditor import graph, knowledge

        self._text = text
        self._sections = knowledge.sections(text)
        self._starts = [start for start, _ in graph.paragraphs(text)]

    def part(self, segment: knowledge.Segment) -> _Part:
        """The block that would be moved for the sake of a segment: the innermost section, if it is not too much."""
        text, at = self._text, segment.start
        at += len(text[at : segment.end]) - len(text[at : segment.end].lstrip())
        inside = [one for one in self._sections if one.start <= at < one.end]
        if inside and self._is_small(start := inside[-1].start, end := self._stop(inside[-1].end)):
            return _Part(start, end, "section", at)
        place = bisect.bisect_right(self._starts, at)
        start = self._starts[place - 1] if place else 0
        end = self._starts[place] if place < len(self._starts) else len(text)
        if self._is_small(start, end):
            return _Part(start, end, "paragraph", at)
        return _Part(segment.start, segment.end, "sentence", at)

    def _is_small(self, start: int, end: int) -> bool:
        return (end - start) * MOST_PART <= len(self._text)

    def _stop(self, end: int) -> int:
        """The end with the white space behind it."""
        rest = self._text[end:]
        return end + len(rest) - len(rest.lstrip())


def _apart(parts: Iterator[_Part]) -> list[_Part]:
    """Blocks that do not overlap, in order, each with its first place: those that overlap move as one."""
    found: list[_Part] = []
    for part in sorted(parts, key=lambda one: (one.start, -one.end)):
        if not found or part.start >= found[-1].end:
            found.append(part)
        else:
            last = found[-1]
            found[-1] = last._replace(end=max(last.end, part.end), at=min(last.at, part.at))
    return found


class _Counted:
    """Tokens before every place that matters."""

    def __init__(self, text: str, counter: tokens.Counter, lines: Lines, words: Words, parts: Sequence[_Part]) -> None:
        self._lines, self._words = lines, words
        places = sorted({0, len(text), *(place for one in parts for place in (one.start, one.at, one.end))})
        self._before = {0: 0}
        total = 0
        for place, count in zip(places[1:], counter.count_stretches(text, places[1:]), strict=True):
            total += count
            self._before[place] = total
        self._total = total

    def breakers(self, moved: list[_Part], volatile: _Part | None) -> Breakers:
        slots = tuple(map(self._movable, moved))
        after = self._total - sum(one.tokens for one in slots) + (slots[0].lead if slots else 0)
        first = None if volatile is None else self._movable(volatile)
        return Breakers(slots, first, after, 0 if first is None else self._behind(first, slots))

    def _behind(self, first: Movable, slots: Sequence[Movable]) -> int:
        """Tokens behind the volatile block that stay before all run-time text; none if it moves with that itself."""
        if any(one.start < first.end and first.start < one.end for one in slots):
            return 0
        behind = self._total - first.before - first.tokens
        return behind - sum(one.tokens for one in slots if one.start >= first.end)

    def _movable(self, part: _Part) -> Movable:
        before = self._before[part.start]
        return Movable(
            unit=part.unit,
            start=part.start,
            end=part.end,
            line=self._lines.of(part.start),
            words=self._words.of(part.start, part.end),
            before=before,
            tokens=self._before[part.end] - before,
            lead=self._before[part.at] - before,
        )
