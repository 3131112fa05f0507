"""The label of one text: a cheap look, the detectors, then what the surroundings say."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from auditor.knowledge.context import Surroundings, facts, illustrative, spoken
from auditor.knowledge.detectors import DETECTORS
from auditor.knowledge.glance import lower, may_age
from auditor.knowledge.labels import SegmentLabel, Span
from auditor.knowledge.passage import passage
from auditor.knowledge.shapes import is_constant, is_markup, is_slot

# Longer stretches are read in cuts of this length, so that hostile text costs linear time.
LONGEST = 2000
# Below this a find is more likely wrong than right on the development sets.
ENOUGH = 0.57
# The agents of a fleet share lines, so what was found in one is likely asked again.
_REMEMBERED = 1024
# No language gets by on this few different characters for this long; such text is filler or an attack.
_MONOTONE_LENGTH = 400
_MONOTONE_CHARACTERS = 12

# The odds that a quiet text is what its shape suggests, from the development sets.
MARKUP = SegmentLabel("other", None, 0.95, (), "markup or a heading, which asserts nothing")
SHOWN = SegmentLabel("other", None, 0.75, (), "an example, which asserts nothing")
_QUIET = SegmentLabel("behavior", None, 0.85, (), "nothing in it ages")
_FIGURES = SegmentLabel("behavior", None, 0.75, (), "its figures shape what the agent does")
_SLOT = SegmentLabel("placeholder", None, 0.8, (), "a slot filled at run time")
_CONSTANT = SegmentLabel("stable", None, 0.6, (), "a figure of law, science or a protocol")


def classify(text: str, before: str = "", after: str = "", title: str = "") -> SegmentLabel:
    """Say what one sentence, bullet or table row is, with the spans in it that will age."""
    if is_markup(text.strip()):
        return MARKUP
    low = lower(text)
    around = Surroundings(before[-LONGEST:], after[:LONGEST], title[:LONGEST])
    return judge(text, low, around) if may_age(text, low) else quiet(text, shown=around.shown)


def judge(text: str, low: str, around: Surroundings) -> SegmentLabel:
    """Label a text in which a first look saw something that may age."""
    if spoken(text, around):
        return SHOWN
    if _monotone(text):
        return _FIGURES
    spans = _detect(text, low)
    if spans and illustrative(text, around):
        return SHOWN
    kept = _apart([_tight(text, s) for s in facts(low, spans) if s.confidence >= ENOUGH])
    if kept:
        best = max(kept, key=lambda s: s.confidence)
        return SegmentLabel("volatile", best.kind, best.confidence, kept, best.because)
    answer = quiet(text, shown=around.shown)
    if answer is not _QUIET:
        return answer
    return _CONSTANT if is_constant(low[:LONGEST]) and not spans else _FIGURES


def quiet(text: str, *, shown: bool) -> SegmentLabel:
    """Label a text in which nothing ages."""
    if shown:
        return SHOWN
    return _SLOT if is_slot(text[:LONGEST]) else _QUIET


def _detect(text: str, low: str) -> Sequence[Span]:
    """Return every detector's finds, reading long text in cuts."""
    if len(text) <= LONGEST:
        return _finds(text, low)
    spans: list[Span] = []
    for start in range(0, len(text), LONGEST):
        found = _detect(text[start : start + LONGEST], low[start : start + LONGEST])
        spans += [Span(s.start + start, s.end + start, s.kind, s.confidence, s.because) for s in found]
    return spans


@lru_cache(maxsize=_REMEMBERED)
def _finds(text: str, low: str) -> tuple[Span, ...]:
    if _monotone(text):
        return ()
    read = passage(text, low)
    return tuple([span for find in DETECTORS for span in find(read)])


def _tight(text: str, span: Span) -> Span:
    """Leave the space at the end of a find out of it."""
    end = span.start + len(text[span.start : span.end].rstrip())
    return (
        span
        if span.start >= end or end == span.end
        else Span(span.start, end, span.kind, span.confidence, span.because)
    )


def _monotone(text: str) -> bool:
    return len(text) > _MONOTONE_LENGTH and len(set(text)) < _MONOTONE_CHARACTERS


def _apart(spans: list[Span]) -> tuple[Span, ...]:
    """Keep the surest of overlapping spans; ties go to the one that starts first."""
    if len(spans) < 2:
        return tuple(spans)
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
        elif span.confidence > kept[-1].confidence:
            kept[-1] = span
    return tuple(kept)
