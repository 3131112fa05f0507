"""Counts of customers, places and goods that the next report changes."""

from __future__ import annotations

import re

from auditor.knowledge.labels import Kind, Span
from auditor.knowledge.passage import Passage, matches

KIND: Kind = "stat"

# Counting nouns are a loose sign, so this detector only speaks when nothing better does.
COUNT = 0.62

_COUNT = re.compile(
    r"\d(?<![\w.].)[\d,.]{0,12}\+? ?(?:[a-z-]{1,15} ){0,2}?(?:customers|users|members|employees|stores"
    r"|locations|offices|branches|countries|units|"
    r"communities|properties|students|downloads|stars|reviews|companies|clients|clientes|kunden|mitarbeiter"
    r"|employés|agents|buildings|homes)\b"
)
_LEAD = re.compile(
    r"\b(?:over|more than|about|around|nearly|almost|some|has|have|serves?|with|más de|plus de|über"
    r"|mehr als) \Z"
)
_FIGURE = re.compile(r"[\d,.]{1,13}\+?")


def find(passage: Passage) -> list[Span]:
    """Return counts of customers, places and the like."""
    low = passage.low
    found = (m for m in matches(_COUNT, low, passage.figures) if _LEAD.search(low, max(0, m.start() - 12), m.start()))
    return [_span(m) for m in found]


def _span(match: re.Match[str]) -> Span:
    figure = _FIGURE.match(match.group())
    end = match.start() + len(figure.group().rstrip(".,")) if figure else match.end()
    return Span(match.start(), end, KIND, COUNT, "a count that grows or shrinks")
