"""The label of one text: a cheap look, the detectors, then what the surroundings say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from auditor.knowledge import hints
from auditor.knowledge.context import Surroundings, announced, facts, illustrative, spoken
from auditor.knowledge.detectors import DETECTORS
from auditor.knowledge.features import features
from auditor.knowledge.glance import lower, may_age
from auditor.knowledge.hints import HINT
from auditor.knowledge.labels import Label, SegmentLabel, Span
from auditor.knowledge.manner import Place, chances, kind_of, scores, speaks_for_ageing, urges, words_of
from auditor.knowledge.model import hopeless, reasons, weigh
from auditor.knowledge.passage import passage
from auditor.knowledge.shapes import is_constant, is_markup, is_slot
from auditor.knowledge.spans import gist, tight

# Longer stretches are read in cuts of this length, so that hostile text costs linear time.
LONGEST = 2000
# The models are calibrated, so that this is where a fact becomes the likelier answer.
ENOUGH = 0.5
# What no rule has found must be more than just the likelier answer, since most such texts hold no fact at all.
SAID = 0.6
_SUREST = 0.95
# Most of a prompt tells the model what to do, so that less than this is not enough to say that a text does not.
LIKELY = 0.6
STATED = "stated as a fact"
"""How the reason of a fact begins that no rule has found."""
# Texts in which the rules found something have been weighed with it already.
_WEIGHED = ("hint", "fact")
_NONE = (0, 0, 0)
# The agents of a fleet share lines, so what was found in one is likely asked again.
_REMEMBERED = 4096
# No language gets by on this few different characters for this long; such text is filler or an attack.
_MONOTONE_LENGTH = 400
_MONOTONE_CHARACTERS = 12

# The odds that a quiet text is what its shape suggests, from the development sets.
MARKUP = SegmentLabel("other", None, 0.95, (), "markup or a heading, which asserts nothing")
SHOWN = SegmentLabel("other", None, 0.75, (), "an example, which asserts nothing")
QUIET = SegmentLabel("behavior", None, 0.85, (), "nothing in it ages")
_FIGURES = SegmentLabel("behavior", None, 0.75, (), "its figures shape what the agent does")
SLOT = SegmentLabel("placeholder", None, 0.8, (), "a slot filled at run time")
_MANNERS: dict[Label, str] = {
    "stable": "stated as something that stays as it is",
    "other": "asserts nothing",
}
_CONSTANT = SegmentLabel("stable", None, 0.6, (), "a figure of law, science or a protocol")


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
        return judge(text, low, around)
    return quiet(text, low, Place(around.before.strip(), headings, lead), shown=around.shown)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for and against a fact: every find, those no filter dropped, and the features of the text."""

    spans: tuple[Span, ...]
    kept: tuple[Span, ...]
    names: tuple[str, ...]


def evidence(
    text: str, low: str, around: Surroundings, skips: Callable[[Sequence[Span]], bool] = lambda _: False
) -> Evidence | None:
    """Collect what the model weighs; nothing where there is nothing to weigh."""
    if _monotone(text):
        return None
    spans = _detect(text, low)
    if not spans:
        return None
    weak = [span for span in spans if span.confidence <= HINT]
    if len(weak) == len(spans) and skips(weak):
        return None
    kept = (*facts(low, [span for span in spans if span.confidence > HINT]), *weak)
    return Evidence(tuple(spans), kept, tuple(features(text, low, spans, kept, around)))


def judge(text: str, low: str, around: Surroundings) -> SegmentLabel:
    """Label a text in which a first look saw something that may age."""
    found = evidence(text, low, around, hopeless)
    if found is None:
        return _unageing(text, low, around, "little")
    chance = weigh(found.kept, found.spans, found.names)
    strong = [span for span in found.kept if span.confidence > HINT]
    if chance < ENOUGH:
        answer = _unageing(text, low, around, sign(found))
        because = reasons(found.names, speaks_for=False) if strong and answer is not SHOWN else ""
        return answer._replace(because=f"{strong[0].because}, outweighed by {because}") if because else answer
    spans = tight(text, strong or [s for s in found.spans if s.confidence > HINT] or found.kept, chance)
    best = max(spans, key=lambda span: span.confidence)
    because = reasons(found.names, speaks_for=True)
    because = f"{best.because}, with {because}" if because else best.because
    return SegmentLabel("volatile", best.kind, best.confidence, spans, because)


def sign(found: Evidence | None) -> str:
    """Say in a word what the rules found in a text they looked at."""
    if found is None:
        return "little"
    return "fact" if any(span.confidence > HINT for span in found.spans) else "hint"


def _unageing(text: str, low: str, around: Surroundings, seen: str) -> SegmentLabel:
    """Label a text whose figures and names do not age."""
    if spoken(text, around) or illustrative(text, around) or announced(text, around):
        return SHOWN
    if is_slot(text[:LONGEST]):
        return SLOT
    if is_constant(low[:LONGEST]):
        return _CONSTANT
    return plainly(text, low, Place(around.before.strip(), around.headings, around.lead, seen))


def quiet(text: str, low: str, place: Place, *, shown: bool) -> SegmentLabel:
    """Label a text in which no sign of ageing stands."""
    if shown:
        return SHOWN
    if is_slot(text[:LONGEST]):
        return SLOT
    return plainly(text, low, place)


def plainly(text: str, low: str, place: Place) -> SegmentLabel:
    """Label a text by its manner alone, as an ageing fact too where the rules have found nothing to weigh."""
    weighed = place.sign in _WEIGHED
    words = words_of(low)
    bare = text.strip()
    leads = _NONE if urges(words) else scores(bare, words, place)
    if max(leads) <= 0:
        return _FIGURES if weighed else QUIET
    manner = chances(*leads)
    if weighed or manner.volatile < SAID:
        label, share = manner.likeliest()
        if label == "behavior" or share < LIKELY:
            return _FIGURES if weighed else QUIET
        return SegmentLabel(label, None, min(_SUREST, share), (), _MANNERS[label])
    start, end = gist(text)
    kind, because = kind_of(bare, words, place), f"{STATED}, {speaks_for_ageing(bare, words, place)}"
    span = Span(start, end, kind, min(_SUREST, manner.volatile), because)
    return SegmentLabel("volatile", kind, span.confidence, (span,), because)


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
    return tuple([span for find in DETECTORS for span in find(read)] or hints.find(read))


def _monotone(text: str) -> bool:
    return len(text) > _MONOTONE_LENGTH and len(set(text)) < _MONOTONE_CHARACTERS
