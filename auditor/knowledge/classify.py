"""The label of one text: a cheap look, the detectors, then what the surroundings say."""

from __future__ import annotations

import re

from auditor.knowledge.context import Surroundings, facts, illustrative, is_constant, is_slot
from auditor.knowledge.detectors import DETECTORS
from auditor.knowledge.glance import may_age
from auditor.knowledge.labels import SegmentLabel, Span

# Longer stretches are read in cuts of this length, so that hostile text costs linear time.
LONGEST = 2000
# Below this a find is more likely wrong than right on the development sets.
ENOUGH = 0.57

# The odds that a quiet text is what its shape suggests, from the development sets.
_MARKUP = SegmentLabel("other", None, 0.95, (), "markup or a heading, which asserts nothing")
_QUIET = SegmentLabel("behavior", None, 0.85, (), "nothing in it ages")
_FIGURES = SegmentLabel("behavior", None, 0.75, (), "its figures shape what the agent does")
_SHOWN = SegmentLabel("other", None, 0.75, (), "an example, which asserts nothing")
_SLOT = SegmentLabel("placeholder", None, 0.8, (), "a slot filled at run time")
_CONSTANT = SegmentLabel("stable", None, 0.6, (), "a figure of law, science or a protocol")
MARKUP = _MARKUP
SHOWN = _SHOWN

_HEADING = re.compile(r"^\s{0,10}#{1,6}\s|^\s{0,10}\*\*[^*\n]{1,80}\*\*:?\s{0,10}$|^[^\w\n]{1,200}$|^\s{0,10}</?[\w:-]{1,60}>\s{0,10}$|^\s{0,10}```\w{0,20}\s{0,10}$")


def classify(text: str, before: str = "", after: str = "", title: str = "") -> SegmentLabel:
    """Say what one sentence, bullet or table row is, with the spans in it that will age."""
    return judge(text, Surroundings(before[-400:], after[:400], title[:400]))


def judge(text: str, around: Surroundings) -> SegmentLabel:
    """Label a text in known surroundings."""
    low = text.lower()
    if len(low) != len(text):
        low = text
    if not may_age(text, low):
        return _quiet(text, around)
    spans = detect(text, low)
    if illustrative(text[:LONGEST], around):
        return _SHOWN
    kept = _apart([s for s in facts(text, spans, around) if s.confidence >= ENOUGH])
    if kept:
        best = max(kept, key=lambda s: s.confidence)
        return SegmentLabel("volatile", best.kind, best.confidence, kept, best.because)
    return _figures(text, around, bool(spans))


def detect(text: str, low: str) -> list[Span]:
    """Return every detector's finds, reading long text in cuts."""
    if len(text) <= LONGEST:
        return [span for find in DETECTORS for span in find(text, low)]
    spans: list[Span] = []
    for start in range(0, len(text), LONGEST):
        cut, low_cut = text[start : start + LONGEST], low[start : start + LONGEST]
        spans += [_moved(span, start) for span in detect(cut, low_cut)]
    return spans


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by, span.kind, span.confidence, span.because)


def _apart(spans: list[Span]) -> tuple[Span, ...]:
    """Keep the surest of overlapping spans; ties go to the earlier detector."""
    if len(spans) == 1:
        return tuple(spans)
    kept: list[Span] = []
    ends = -1
    for span in sorted(spans, key=lambda s: s.start):
        if span.start >= ends:
            kept.append(span)
            ends = span.end
        elif span.confidence > kept[-1].confidence:
            kept[-1] = span
            ends = span.end
    return tuple(kept)


def _quiet(text: str, around: Surroundings) -> SegmentLabel:
    if _HEADING.match(text[:LONGEST]):
        return _MARKUP
    if is_slot(text[:LONGEST]):
        return _SLOT
    if around.example or around.talk:
        return _SHOWN
    return _QUIET


def _figures(text: str, around: Surroundings, found: bool) -> SegmentLabel:
    quiet = _quiet(text, around)
    if quiet is not _QUIET:
        return quiet
    return _CONSTANT if is_constant(text[:LONGEST]) and not found else _FIGURES
