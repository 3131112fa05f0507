"""How many agents each gate lets through, as a bar of a hundred for each gate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditor.model.decision import Outcome
from auditor.model.run import Audited
from auditor.reporters.html.figures import px
from auditor.reporters.html.signs import GLYPHS

_APART = 0.4


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar from `x`, as wide as its share of a hundred, less a hair between it and the next."""

    kind: str
    x: str
    width: str
    glyph: str
    count: str


@dataclass(frozen=True, slots=True)
class Bar:
    """How many agents had which outcome at one gate."""

    id: str
    name: str
    parts: tuple[Part, ...]


def gate_bars(agents: Sequence[Audited]) -> tuple[Bar, ...]:
    """One bar a gate, in the order of the walk; the unknown is never counted as failed."""
    counts: dict[tuple[str, str], Counter[Outcome]] = {}
    for audited in agents:
        for gate in audited.gates:
            counts.setdefault((gate.id, gate.name), Counter())[gate.decision.outcome] += 1
    return tuple(Bar(key, name, tuple(_parts(found))) for (key, name), found in counts.items())


def _parts(found: Counter[Outcome]) -> Iterator[Part]:
    total, at = found.total(), 0.0
    for outcome in ("pass", "unknown", "fail", "skipped", "error"):
        width = 100 * found[outcome] / total
        shown = max(0.0, min(width, 100 - at) - (_APART if at + width < 99.99 else 0))
        yield Part(outcome, px(at), px(max(shown, 0.3) if width else 0), GLYPHS[outcome], f"{found[outcome]:,}")
        at += width
