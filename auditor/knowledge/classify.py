"""The label of one text: a cheap look, the detectors, then what the surroundings say."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import NamedTuple

from auditor.knowledge import hints, manner
from auditor.knowledge.context import Surroundings, announced, facts, illustrative, speaks
from auditor.knowledge.detectors import DETECTORS
from auditor.knowledge.features import features, own, placed, shown
from auditor.knowledge.glance import lower, may_age
from auditor.knowledge.hints import HINT
from auditor.knowledge.labels import Label, SegmentLabel, Span
from auditor.knowledge.lines import MARKUP, QUIET, SHOWN, SLOT
from auditor.knowledge.manner import Place
from auditor.knowledge.model import hopeless, reasons, weigh
from auditor.knowledge.passage import passage
from auditor.knowledge.shapes import is_constant, is_markup, is_slot
from auditor.knowledge.spans import gist, tight

# Longer stretches are read in cuts of this length, so that hostile text costs linear time.
LONGEST = 2000
# The model is calibrated, so that this is where a fact becomes the likelier answer.
ENOUGH = 0.5
# What no rule has found must be more than just the likelier answer, and a first look must have seen something in it: of
# the others next to none hold a fact, however they speak. Chosen by cross-validation over sources, such that it costs
# the facts which the rules find none of their F1.
SAID = 0.75
# Most of a prompt tells the model what to do, so that less than this is not enough to say that a text does not.
LIKELY = 0.85
# Scores below this reach neither bar.
_LEAST = int(manner.UNIT * log(SAID / (1 - SAID)))
STATED = "stated as a fact"
"""How the reason of a fact begins that no rule has found."""
# The agents of a fleet share lines, so what was found in one is likely asked again.
_REMEMBERED = 4096
# No language gets by on this few different characters for this long; such text is filler or an attack.
_MONOTONE_LENGTH = 400
_MONOTONE_CHARACTERS = 12

# The odds, as of those a first look has found, from the development sets.
_FIGURES = SegmentLabel("behavior", None, 0.75, (), "its figures shape what the agent does")
_CONSTANT = SegmentLabel("stable", None, 0.6, (), "a figure of law, science or a protocol")
# How a text speaks is weaker evidence than its score: on sources it has not seen, the model of manner is right no more
# often than this, however sure it is.
_MANNERS: dict[Label, SegmentLabel] = {
    "stable": SegmentLabel("stable", None, 0.5, (), "stated as something that stays as it is"),
    "other": SegmentLabel("other", None, 0.75, (), "asserts nothing"),
}
_STATED_ODDS = 0.5


def classify(text: str, before: str = "", after: str = "", title: str = "") -> SegmentLabel:
    """Say what one sentence, bullet or table row is, with the spans in it that will age."""
    if is_markup(text.strip()):
        return MARKUP
    low = lower(text)
    headings = (before[:LONGEST],) if before and is_markup(before.strip()) else ()
    lead = before[-LONGEST:].strip()
    lead = lead if lead[-1:] == ":" else ""
    around = Surroundings(before[-LONGEST:], after[:LONGEST], title[:LONGEST], headings=headings, lead=lead)
    if may_age(text, low):
        answer = judge(text, low, around)
    else:
        answer = quiet(text, shown=False)
        if answer is QUIET:
            answer = _mannered(text, low, _place(around, "nothing"), QUIET)
    if len(text) > LONGEST:
        _forget()
    return answer


def _forget() -> None:
    """Long texts are not worth the memory."""
    for known in (_finds, _said, _alone, _own_manner):
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


def sign(found: Evidence | None) -> str:
    """Say in a word what the rules found in a text they looked at."""
    if found is None:
        return "little"
    return "fact" if any(span.confidence > HINT for span in found.spans) else "hint"


def judge(text: str, low: str, around: Surroundings) -> SegmentLabel:
    """Label a text in which a first look saw something that may age."""
    found = _finds(text, low)
    seen, against = "little", ""
    firm = len(found.weak) < len(found.spans)
    if firm or (found.spans and not hopeless(found.weak)):
        seen = "fact" if firm else "hint"
        names = (*_said(text, low, shown(text, around)), *placed(around))
        chance = weigh(found.kept, found.spans, names)
        strong = [span for span in found.kept if span.confidence > HINT]
        if chance >= ENOUGH:
            return _aged(text, found, strong, names, chance)
        because = reasons(names, speaks_for=False) if strong else ""
        against = f"{strong[0].because}, outweighed by {because}" if because else ""
    answer = _alone(text, low)
    if answer is SHOWN or around.shown or illustrative(text, around) or announced(text, around):
        return SHOWN
    if answer is _FIGURES:
        answer = _mannered(text, low, _place(around, seen), QUIET if seen == "little" else _FIGURES)
    return answer._replace(because=against) if against else answer


def _aged(text: str, found: _Finds, strong: list[Span], names: tuple[str, ...], chance: float) -> SegmentLabel:
    """Show the fact that ages, and what spoke for it."""
    spans = tight(text, strong or [s for s in found.spans if s.confidence > HINT] or found.kept, chance)
    best = max(spans, key=lambda span: span.confidence)
    because = reasons(names, speaks_for=True)
    because = f"{best.because}, with {because}" if because else best.because
    return SegmentLabel("volatile", best.kind, best.confidence, spans, because)


def _place(around: Surroundings, seen: str) -> Place:
    return Place(around.before.strip(), around.headings, around.lead, seen)


def _mannered(text: str, low: str, place: Place, otherwise: SegmentLabel) -> SegmentLabel:
    """Label a text of which the rules say no more than `otherwise` by its manner."""
    own = _own_manner(text, low)
    return otherwise if own is None else plainly(text, place, own, otherwise)


@lru_cache(maxsize=_REMEMBERED)
def _own_manner(text: str, low: str) -> int | None:
    """Say what a text by itself adds to the scores of its manner; nothing where it tells somebody what to do."""
    words = manner.words_of(low)
    return None if manner.urges(words) else manner.alone(text.strip(), words)


def plainly(text: str, place: Place, own: int, otherwise: SegmentLabel = QUIET) -> SegmentLabel:
    """Label a text by its manner alone, as an ageing fact too where the rules have found nothing to weigh."""
    leads = manner.scores(own, place)
    if max(leads) < _LEAST:
        return otherwise
    likely = manner.chances(*leads)
    # Where the rules found something, it has been weighed already.
    if place.sign != "little" or likely.volatile < SAID:
        label, share = likely.likeliest()
        # A row of a table asserts something even where it looks like a record.
        if label == "behavior" or share < LIKELY or text.lstrip()[:1] == "|":
            return otherwise
        return _MANNERS[label]
    start, end = gist(text)
    bare, words = text.strip(), manner.words_of(lower(text))
    kind = manner.kind_of(bare, words, place)
    because = f"{STATED}, {manner.speaks_for_ageing(bare, words, place)}"
    span = Span(start, end, kind, _STATED_ODDS, because)
    return SegmentLabel("volatile", kind, _STATED_ODDS, (span,), because)


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
