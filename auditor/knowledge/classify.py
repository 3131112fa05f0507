"""The label of one text: a cheap look, the detectors, then what the surroundings say."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from auditor.knowledge import hints
from auditor.knowledge.context import Surroundings, facts, illustrative, speaks
from auditor.knowledge.detectors import DETECTORS
from auditor.knowledge.features import features, own, placed, shown
from auditor.knowledge.glance import lower, may_age
from auditor.knowledge.hints import HINT
from auditor.knowledge.labels import SegmentLabel, Span
from auditor.knowledge.lines import MARKUP, QUIET, SHOWN, SLOT
from auditor.knowledge.model import hopeless, reasons, weigh
from auditor.knowledge.passage import passage
from auditor.knowledge.shapes import is_constant, is_markup, is_slot
from auditor.knowledge.spans import tight

# Longer stretches are read in cuts of this length, so that hostile text costs linear time.
LONGEST = 2000
# The model is calibrated, so that this is where a fact becomes the likelier answer.
ENOUGH = 0.5
# The agents of a fleet share lines, so what was found in one is likely asked again.
_REMEMBERED = 4096
# No language gets by on this few different characters for this long; such text is filler or an attack.
_MONOTONE_LENGTH = 400
_MONOTONE_CHARACTERS = 12

# The odds, as of those a first look has found, from the development sets.
_FIGURES = SegmentLabel("behavior", None, 0.75, (), "its figures shape what the agent does")
_CONSTANT = SegmentLabel("stable", None, 0.6, (), "a figure of law, science or a protocol")


def classify(text: str, before: str = "", after: str = "", title: str = "") -> SegmentLabel:
    """Say what one sentence, bullet or table row is, with the spans in it that will age."""
    if is_markup(text.strip()):
        return MARKUP
    low = lower(text)
    headings = (before[:LONGEST],) if before and is_markup(before.strip()) else ()
    around = Surroundings(before[-LONGEST:], after[:LONGEST], title[:LONGEST], headings=headings)
    answer = judge(text, low, around) if may_age(text, low) else quiet(text, shown=around.shown)
    if len(text) > LONGEST:
        _forget()
    return answer


def _forget() -> None:
    """Long texts are not worth the memory."""
    for known in (_finds, _said, _alone):
        known.cache_clear()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for and against a fact: every find, those no filter dropped, and the features of the text."""

    spans: tuple[Span, ...]
    kept: tuple[Span, ...]
    names: tuple[str, ...]


class _Finds(NamedTuple):
    """What the detectors see in a text wherever it stands: every find, the mere hints, and what no filter dropped."""

    spans: tuple[Span, ...]
    weak: tuple[Span, ...]
    kept: tuple[Span, ...]


def evidence(text: str, low: str, around: Surroundings) -> Evidence | None:
    """Collect what the model weighs; nothing where there is nothing to weigh."""
    found = _finds(text, low)
    if not found.spans:
        return None
    return Evidence(found.spans, found.kept, tuple(features(text, low, found.spans, found.kept, around)))


def judge(text: str, low: str, around: Surroundings) -> SegmentLabel:
    """Label a text in which a first look saw something that may age."""
    found = _finds(text, low)
    answer = None
    if len(found.weak) < len(found.spans) or (found.spans and not hopeless(found.weak)):
        answer = _weighed(text, low, found, around)
        if answer.label == "volatile":
            return answer
    if _alone(text, low) is SHOWN or around.shown or illustrative(text, around):
        return SHOWN
    return answer or _alone(text, low)


def _weighed(text: str, low: str, found: _Finds, around: Surroundings) -> SegmentLabel:
    """Let the model weigh what was found."""
    names = (*_said(text, low, shown(text, around)), *placed(around))
    chance = weigh(found.kept, found.spans, names)
    strong = [span for span in found.kept if span.confidence > HINT]
    if chance < ENOUGH:
        answer = _alone(text, low)
        because = reasons(names, speaks_for=False) if strong else ""
        return answer._replace(because=f"{strong[0].because}, outweighed by {because}") if because else answer
    spans = tight(text, strong or [s for s in found.spans if s.confidence > HINT] or found.kept, chance)
    best = max(spans, key=lambda span: span.confidence)
    because = reasons(names, speaks_for=True)
    because = f"{best.because}, with {because}" if because else best.because
    return SegmentLabel("volatile", best.kind, best.confidence, spans, because)


@lru_cache(maxsize=_REMEMBERED)
def _said(text: str, low: str, signs: tuple[str, ...]) -> tuple[str, ...]:
    """Name what the text says by itself."""
    found = _finds(text, low)
    return tuple(own(text, low, found.spans, found.kept, signs))


@lru_cache(maxsize=_REMEMBERED)
def _alone(text: str, low: str) -> SegmentLabel:
    """Label a text in which nothing ages, by itself."""
    answer = quiet(text, shown=speaks(text))
    if answer is not QUIET:
        return answer
    return _CONSTANT if is_constant(low[:LONGEST]) else _FIGURES


def quiet(text: str, *, shown: bool) -> SegmentLabel:
    """Label a text in which nothing ages."""
    if shown:
        return SHOWN
    return SLOT if is_slot(text[:LONGEST]) else QUIET


@lru_cache(maxsize=_REMEMBERED)
def _finds(text: str, low: str) -> _Finds:
    """Read a text once for all prompts that share it."""
    spans = () if _monotone(text) else tuple(_detect(text, low))
    weak = tuple([span for span in spans if span.confidence <= HINT])
    strong = [span for span in spans if span.confidence > HINT]
    return _Finds(spans, weak, (*facts(low, strong), *weak))


def _detect(text: str, low: str) -> list[Span]:
    """Return every detector's finds, reading long text in cuts."""
    if len(text) <= LONGEST:
        if _monotone(text):
            return []
        read = passage(text, low)
        return [span for find in DETECTORS for span in find(read)] or hints.find(read)
    spans: list[Span] = []
    for start in range(0, len(text), LONGEST):
        found = _detect(text[start : start + LONGEST], low[start : start + LONGEST])
        spans += [Span(s.start + start, s.end + start, s.kind, s.confidence, s.because) for s in found]
    return spans


def _monotone(text: str) -> bool:
    return len(text) > _MONOTONE_LENGTH and len(set(text)) < _MONOTONE_CHARACTERS
