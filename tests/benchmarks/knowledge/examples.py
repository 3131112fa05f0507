"""What the model is trained on: gold segments of the sources that may be read, and texts of our own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from auditor.knowledge import manner
from auditor.knowledge.annotate import walk
from auditor.knowledge.classify import SHOWN, Evidence, evidence, sign
from auditor.knowledge.context import Surroundings
from auditor.knowledge.glance import lower, may_age
from auditor.knowledge.labels import SegmentLabel
from auditor.knowledge.manner import Place
from auditor.knowledge.shapes import is_markup, is_slot
from tests.benchmarks.knowledge import gold, pen
from tests.benchmarks.knowledge.train_manner import Sample

HERE = Path(__file__).parent
OWN = HERE / "own.tsv"
"""Texts of our own: what it is, heading, the text before, the text."""
KINDS = {
    "P": "price", "D": "date", "V": "version", "L": "listing", "C": "contact", "U": "url", "Y": "policy", "S": "stat",
    "O": "other_fact",
}  # fmt: skip
LABELS_OF_MANNER = frozenset(manner.LABELS)
# What we wrote holds far more facts than what others write, which would make the model too sure of them.
MANNER_OF_SET = {"own": 0.5, "pen": 0.5}
FICKLE = 0.5
LABELS = {"b": "behavior", "s": "stable", "x": "other", "h": "placeholder"}


@dataclass(frozen=True, slots=True)
class View:
    """What is known of a text in one of its surroundings: what the rules found there, and how it is built."""

    found: Evidence | None
    manner: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """One text with its answer; `seen` holds what is known of it with its neighbours, and in its whole prompt."""

    source: str
    set: str
    label: str
    kinds: tuple[str, ...]
    seen: tuple[View, ...]

    @property
    def volatile(self) -> bool:
        return self.label == "volatile"

    @property
    def views(self) -> tuple[Evidence, ...]:
        return tuple(view.found for view in self.seen if view.found)


def load() -> list[Example]:
    return [*_gold(), *_own(), *_pen()]


def samples(chosen: Iterable[Example]) -> list[Sample]:
    """What the model of manner learns from: every view of a text that would be asked about."""
    found = []
    for one in chosen:
        views = [view for view in one.seen if view.manner]
        share = MANNER_OF_SET.get(one.set, 1.0) * (FICKLE if one.source == gold.FICKLE else 1.0)
        if one.label in LABELS_OF_MANNER:
            found += [Sample(one.source, one.label, one.kinds, view.manner, share / len(views)) for view in views]
    return found


def _gold() -> Iterator[Example]:
    contexts: dict[str, Spots] = {}
    for row in gold.load():
        if row.held_out:
            continue
        seen = [_alone(row.text, row.before, row.after, row.title)]
        if row.place is not None:
            if row.prompt_sha not in contexts:
                contexts[row.prompt_sha] = places(gold.prompts()[row.prompt_sha], row.title)
            seen += _placed(row.text, row.place[0], contexts[row.prompt_sha])
        yield Example(row.source, row.set, row.label, row.kinds, tuple(seen))


def _own() -> Iterator[Example]:
    for number, line in enumerate(OWN.read_text("utf-8").splitlines()):
        sign, heading, before, text = line.split("\t")
        leads = dict.fromkeys((before or f"## {heading}", before))
        kinds = (KINDS[sign],) if sign in KINDS else ()
        label = "volatile" if kinds else LABELS[sign]
        yield Example(f"own {number // 15}", "own", label, kinds, tuple(_alone(text, lead, "", "") for lead in leads))


def _pen() -> Iterator[Example]:
    for prompt in pen.prompts():
        spots = places(prompt.text, prompt.title)
        for part in prompt.segments:
            seen = [_alone(part.text, part.before, part.after, prompt.title)]
            seen += _placed(part.text, part.start, spots)
            yield Example(f"own {prompt.id}", "pen", part.label, part.kinds, tuple(seen))


def _alone(text: str, before: str, after: str, title: str) -> View:
    headings = (before,) if before and is_markup(before.strip()) else ()
    lead = before.strip()
    lead = lead if lead[-1:] == ":" else ""
    around = Surroundings(before[-400:], after[:400], title[:400], headings=headings, lead=lead)
    place = Place(before.strip(), headings, lead)
    closely = not is_markup(text.strip()) and may_age(text, lower(text))
    return _view(text, around if closely else None, place)


def _placed(text: str, start: int, spots: Spots) -> list[View]:
    for (first, last), (around, place) in spots.items():
        if first <= start < last:
            return [_view(text, around, place)]
    return []


def _view(text: str, around: Surroundings | None, place: Place) -> View:
    if around is None:
        return View(None, _manner(text, place))
    found = evidence(text, lower(text), around)
    return View(found, _manner(text, place._replace(sign=sign(found))))


def _manner(text: str, place: Place) -> tuple[str, ...]:
    words = manner.words_of(lower(text))
    if is_markup(text.strip()) or is_slot(text) or manner.urges(words):
        return ()
    return tuple(manner.names(text.strip(), words, place))


Spots = dict[tuple[int, int], tuple[Surroundings | None, Place]]


def places(prompt: str, title: str) -> Spots:
    """Where each segment of a prompt stands, and in what surroundings if it is looked at closely."""
    seen: list[tuple[Surroundings | None, Place]] = []
    spots: Spots = {}

    def close(text: str, low: str, around: Surroundings) -> SegmentLabel:
        seen.append((around, Place(around.before, around.headings, around.lead)))
        return SHOWN

    def by(text: str, place: Place, own: int) -> SegmentLabel:
        seen.append((None, place))
        return SHOWN

    for segment in walk(prompt, title, close, by):
        if seen:
            spots[segment.start, segment.end] = seen.pop()
    return spots
