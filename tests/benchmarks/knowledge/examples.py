"""What the model is trained on: gold segments of the sources that may be read, and texts of our own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from auditor.knowledge.annotate import walk
from auditor.knowledge.classify import SHOWN, Evidence, evidence
from auditor.knowledge.context import Surroundings
from auditor.knowledge.glance import lower
from auditor.knowledge.labels import SegmentLabel
from auditor.knowledge.shapes import is_markup
from tests.benchmarks.knowledge import gold

HERE = Path(__file__).parent
OWN = HERE / "own.tsv"
"""Texts of our own: what it is, heading, the text before, the text."""
KINDS = {
    "P": "price", "D": "date", "V": "version", "L": "listing", "C": "contact", "U": "url", "Y": "policy", "S": "stat",
    "O": "other_fact",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Example:
    """One text with its answer; `views` hold what is known of it alone with its neighbours, and in its whole prompt."""

    source: str
    set: str
    volatile: bool
    kinds: tuple[str, ...]
    views: tuple[Evidence, ...]


def load() -> list[Example]:
    return [*_gold(), *_own()]


def _gold() -> Iterator[Example]:
    contexts: dict[str, dict[tuple[int, int], Surroundings]] = {}
    for row in gold.load():
        if row.held_out:
            continue
        views = [_alone(row.text, row.before, row.after, row.title)]
        if row.place is not None:
            if row.prompt_sha not in contexts:
                contexts[row.prompt_sha] = places(gold.prompts()[row.prompt_sha], row.title)
            views += [
                evidence(row.text, lower(row.text), around)
                for (start, end), around in contexts[row.prompt_sha].items()
                if start <= row.place[0] < end
            ]
        yield Example(row.source, row.set, row.label == "volatile", row.kinds, tuple(v for v in views if v))


def _own() -> Iterator[Example]:
    for number, line in enumerate(OWN.read_text("utf-8").splitlines()):
        sign, heading, before, text = line.split("\t")
        views = [_alone(text, lead, "", "") for lead in dict.fromkeys((before or f"## {heading}", before))]
        kinds = (KINDS[sign],) if sign in KINDS else ()
        yield Example(f"own {number // 15}", "own", bool(kinds), kinds, tuple(view for view in views if view))


def _alone(text: str, before: str, after: str, title: str) -> Evidence | None:
    headings = (before,) if before and is_markup(before.strip()) else ()
    return evidence(text, lower(text), Surroundings(before[-400:], after[:400], title[:400], headings=headings))


def places(prompt: str, title: str) -> dict[tuple[int, int], Surroundings]:
    """Where each segment of a prompt that is looked at closely stands, and in what surroundings."""
    seen: list[Surroundings] = []
    spots: dict[tuple[int, int], Surroundings] = {}
    for segment in walk(prompt, title, partial(_noted, seen.append)):
        if seen:
            spots[segment.start, segment.end] = seen.pop()
    return spots


def _noted(note: Callable[[Surroundings], None], text: str, low: str, around: Surroundings) -> SegmentLabel:
    note(around)
    return SHOWN
