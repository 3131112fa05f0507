"""A text as the detectors read it: in both cases, and with its figures found once for all of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from auditor.knowledge.glance import plain

_RUN = re.compile(r"\d+")


@dataclass(slots=True)
class Passage:
    """One text, its lower case of the same length, where each run of digits in it starts, and its words."""

    text: str
    low: str
    figures: list[int]
    digits: int
    words: set[str]

    def names(self, words: frozenset[str]) -> bool:
        """Return whether the text holds any of the words."""
        return not words.isdisjoint(self.words)


def passage(text: str, low: str) -> Passage:
    """Read a text once, so that no detector has to look for its figures again."""
    runs = [match.span() for match in _RUN.finditer(low)]
    figures = [start for start, _ in runs]
    digits = sum([end - start for start, end in runs])
    return Passage(text, low, figures, digits, set(plain(low).decode("latin-1").split()))


def matches(pattern: re.Pattern[str], text: str, places: Iterable[int]) -> list[re.Match[str]]:
    """Return what `finditer` would, of a pattern that can only match at the given places, without the search."""
    match = pattern.match
    found: list[re.Match[str]] = []
    end = 0
    for place in places:
        one = match(text, place) if place >= end else None
        if one:
            end = one.end()
            found.append(one)
    return found
