"""Facts that age in what the assistant says: those go into the weights."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from auditor.knowledge.annotate import annotate
from auditor.knowledge.classify import STATED
from auditor.knowledge.labels import Kind, Segment
from auditor.knowledge.training.personal import redacted
from auditor.knowledge.training.sample import Sample
from auditor.knowledge.training.shapes import Example

MOST_SEARCHED = 20_000
"""Answers that are searched; of more, a sample between half as many and as many."""
MOST_ANSWER = 20_000
"""Characters of one answer that are searched for ageing facts; the rest of a longer one is not read."""
MOST_QUOTES = 5
_MOST_GIVEN = 200_000
"""Characters of an input in which a fact is looked for."""
_AROUND = 60
_MOST_QUOTED = 120


@dataclass(frozen=True, slots=True)
class Quote:
    """A fact that ages, in the words of an answer; credentials and personal data are named, not shown."""

    line: int
    kind: Kind
    text: str
    said: str


@dataclass(frozen=True, slots=True)
class Ageing:
    """What was found in the answers that were searched; `is_sample` if not all were."""

    searched: int
    holding: int
    given: int
    """Answers whose ageing facts all stand in their own input: those are read there, not remembered."""
    kinds: dict[Kind, int]
    """Answers that hold a fact of a kind."""
    quotes: tuple[Quote, ...]
    is_sample: bool


@dataclass(slots=True)
class Search:
    """Searches answers one after another; keeps of each only what was found."""

    sample: Sample[frozenset[Kind] | None] = field(default_factory=lambda: Sample(MOST_SEARCHED))
    quotes: dict[Kind, Quote] = field(default_factory=dict)
    more: list[Quote] = field(default_factory=list)

    def look(self, example: Example, line: int, drawn: int) -> None:
        """Search the answers of an example, if the sample wants it."""
        if not self.sample.wants(drawn):
            return
        remembered: set[Kind] = set()
        found = False
        for answer in example.outputs:
            for segment in annotate(answer[:MOST_ANSWER]):
                # An answer states things whatever it is about, so that only what a rule finds counts here.
                if segment.label == "volatile" and not segment.because.startswith(STATED):
                    found = True
                    self._see(example, answer, segment, line, remembered)
        self.sample.add(drawn, frozenset(remembered) if found else None)

    def _see(self, example: Example, answer: str, segment: Segment, line: int, kinds: set[Kind]) -> None:
        spans = [(span.start, span.end, span.kind) for span in segment.spans]
        for start, end, kind in spans or [(segment.start, segment.end, segment.kind or "other_fact")]:
            text = answer[start:end]
            if _stands_in(text, example.input[:_MOST_GIVEN]) or _stands_in(text, example.context[:_MOST_GIVEN]):
                continue
            kinds.add(kind)
            if kind not in self.quotes or len(self.more) < MOST_QUOTES:
                quote = _quote(answer[:MOST_ANSWER], start, end, kind, line)
                if kind in self.quotes:
                    self.more.append(quote)
                else:
                    self.quotes[kind] = quote

    def result(self) -> Ageing:
        """What was found."""
        found = self.sample.values
        kinds: dict[Kind, int] = {}
        for one in found:
            for kind in one or ():
                kinds[kind] = kinds.get(kind, 0) + 1
        return Ageing(
            searched=len(found),
            holding=sum(bool(one) for one in found),
            given=sum(one is not None and not one for one in found),
            kinds=dict(sorted(kinds.items(), key=lambda item: (-item[1], item[0]))),
            quotes=self._quoted(kinds),
            is_sample=self.sample.level > 0,
        )

    def _quoted(self, kinds: dict[Kind, int]) -> tuple[Quote, ...]:
        """One of each kind, the frequent ones first, then more; in the order of the file."""
        first = sorted(self.quotes.values(), key=lambda quote: -kinds.get(quote.kind, 0))
        return tuple(sorted([*first, *self.more][:MOST_QUOTES], key=lambda quote: quote.line))


def _quote(answer: str, start: int, end: int, kind: Kind, line: int) -> Quote:
    """A fact with whole words around it."""
    first, last = max(0, start - _AROUND), min(len(answer), end + _AROUND)
    if first:
        first = max(answer.find(" ", first, start) + 1, first)
    if last < len(answer):
        last = max(answer.rfind(" ", end, last), end)
    said = " ".join(redacted(answer, first, last).split())
    return Quote(line, kind, redacted(answer, start, end)[:_MOST_QUOTED], said[: 2 * _MOST_QUOTED])


def _stands_in(text: str, source: str) -> bool:
    """Whether a fact stands in a source word for word."""
    if text not in source:
        return False
    return re.search(rf"(?<!\w){re.escape(text)}(?!\w)", source) is not None
