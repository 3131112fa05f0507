"""Counts and shares of the world that the next report changes."""

from __future__ import annotations

import re

from auditor.knowledge.labels import Kind, Span
from auditor.knowledge.words import NUMBER

KIND: Kind = "stat"

# Counting nouns are a loose sign, so this detector only speaks when nothing better does.
COUNT = 0.62

_COUNT = re.compile(
    rf"\b(?:over|more than|about|around|nearly|almost|some|has|have|serves?|with|más de|plus de|über|mehr als) (?P<n>{NUMBER}\+?) ?"
    r"(?:[\w-]{1,15} ){0,2}(?:customers|users|members|employees|stores|locations|offices|branches|countries|units|communities|properties|students|"
    r"downloads|stars|reviews|companies|clients|clientes|Kunden|Mitarbeiter|employés|types of products|agents|buildings|homes|GPTs)\b",
    re.I,
)


def find(text: str, low: str) -> list[Span]:
    """Return counts of customers, places and the like."""
    del low
    return [Span(m.start("n"), m.end("n"), KIND, COUNT, "a count that grows or shrinks") for m in _COUNT.finditer(text)]
