"""What a stretch of prompt can be called, and the values that carry the call."""

from __future__ import annotations

from typing import Literal, NamedTuple

# Named tuples, since there are tens of thousands of them in a fleet and a frozen dataclass takes five times as long.

Label = Literal["behavior", "stable", "volatile", "placeholder", "other"]
Kind = Literal["price", "date", "version", "listing", "contact", "url", "policy", "stat", "other_fact"]


class Span(NamedTuple):
    """A tight stretch of text that will age: the fact, not the sentence around it."""

    start: int
    end: int
    kind: Kind
    confidence: float
    because: str


class SegmentLabel(NamedTuple):
    """The answer for one text on its own; its spans count from the start of that text."""

    label: Label
    kind: Kind | None
    confidence: float
    spans: tuple[Span, ...]
    because: str


class Segment(NamedTuple):
    """One piece of a prompt with its answer; all offsets are into the whole prompt."""

    start: int
    end: int
    label: Label
    kind: Kind | None
    confidence: float
    spans: tuple[Span, ...]
    because: str
