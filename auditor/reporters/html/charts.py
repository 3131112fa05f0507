"""Charts as geometry: every mark and word is placed here, so that a template only writes it down."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.model.decision import Outcome
from auditor.model.facts import PromptFacts
from auditor.model.measurement import Unknown
from auditor.model.run import Audited
from auditor.model.verdict import FAMILIES, Family
from auditor.reporters.html.figures import count, percent, plural
from auditor.reporters.html.signs import GLYPHS

WIDTH, HEIGHT = 600, 390
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 18, 14, 46
_DECADES = {0: "1", 1: "10", 2: "100", 3: "1k", 4: "10k", 5: "100k", 6: "1M", 7: "10M", 8: "100M", 9: "1B", 10: "10B"}
_DRAWN: dict[str, str] = {
    "●": "M{x} {y}m-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z",
    "◆": "M{x} {y}m0-6l5.4 6l-5.4 6l-5.4-6z",
    "■": "M{x} {y}m-4.4-4.4h8.8v8.8h-8.8z",
    "▲": "M{x} {y}m0-6.2l6 10.8h-12z",
    "▼": "M{x} {y}m0 6.2l6-10.8h-12z",
    "✚": "M{x} {y}m-1.8-5.6h3.6v3.8h3.8v3.6h-3.8v3.8h-3.6v-3.8h-3.8v-3.6h3.8z",
}


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid with its label."""

    at: str
    label: str


@dataclass(frozen=True, slots=True)
class Layer:
    """All marks of one verdict family as one path."""

    family: str
    path: str


@dataclass(frozen=True, slots=True)
class Label:
    """A number beside a mark."""

    x: str
    y: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A diagonal of equal volume and where its label stands."""

    path: str
    x: str
    y: str
    label: str


@dataclass(frozen=True, slots=True)
class FleetMap:
    """Calls a month against prompt tokens, both logarithmic, one mark an agent."""

    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    lines: tuple[Line, ...]
    layers: tuple[Layer, ...]
    labels: tuple[Label, ...]
    says: str
    note: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar from `x`, as wide as its share of a hundred."""

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


@dataclass(frozen=True, slots=True)
class Strip:
    """A prompt from its first to its last token: where it is stable, where it ages."""

    paths: tuple[tuple[str, str], ...]
    says: str


class _Scale:
    """A logarithmic axis of whole decades."""

    def __init__(self, values: list[float], start: float, end: float) -> None:
        self.first = max(0, math.floor(math.log10(min(values))))
        self.last = min(10, max(self.first + 1, math.ceil(math.log10(max(values)))))
        self._start, self._step = start, (end - start) / (self.last - self.first)

    def at(self, value: float) -> float:
        exponent = min(max(math.log10(value), self.first), self.last)
        return self._start + (exponent - self.first) * self._step

    def ticks(self) -> tuple[Tick, ...]:
        return tuple(Tick(_px(self.at(10**power)), _DECADES[power]) for power in range(self.first, self.last + 1))


def fleet_map(agents: tuple[Audited, ...], numbered: list[Audited]) -> FleetMap | None:
    """The map of all agents whose calls are known; the numbered ones carry their rank. None if there is none."""
    places = {id(audited): place for audited in agents if (place := _place(audited)) is not None}
    if not places:
        return None
    x = _Scale([calls for calls, _ in places.values()], _LEFT, WIDTH - _RIGHT)
    y = _Scale([tokens for _, tokens in places.values()], HEIGHT - _BOTTOM, _TOP)
    spots = {key: (x.at(calls), y.at(tokens)) for key, (calls, tokens) in places.items()}
    missing = len(agents) - len(places)
    return FleetMap(
        x.ticks(),
        y.ticks(),
        tuple(_equal_volume(x, y)),
        tuple(_layers(agents, spots)),
        tuple(_labels([spots[id(audited)] for audited in numbered if id(audited) in spots])),
        f"{plural(len(places), 'agent')} by calls a month and prompt tokens; the table of agents has every figure.",
        f"{plural(missing, 'agent')} with unknown calls or an empty prompt not drawn." if missing else "",
    )


def _place(audited: Audited) -> tuple[float, float] | None:
    calls = audited.facts.traffic.calls_per_month
    if isinstance(calls, Unknown) or calls.value.point <= 0 or audited.facts.prompt.tokens <= 0:
        return None
    return max(1.0, float(calls.value.point)), float(audited.facts.prompt.tokens)


def _layers(agents: tuple[Audited, ...], spots: dict[int, tuple[float, float]]) -> Iterator[Layer]:
    """What needs no action is drawn first, so that it never hides what does."""
    drawn: dict[Family, list[str]] = {family: [] for family in reversed(FAMILIES)}
    for audited in agents:
        if (spot := spots.get(id(audited))) is not None:
            family = audited.verdict.family
            drawn[family].append(_DRAWN[family.shape].format(x=_px(spot[0]), y=_px(spot[1])))
    return (Layer(family.id, "".join(paths)) for family, paths in drawn.items() if paths)


def _labels(spots: list[tuple[float, float]]) -> Iterator[Label]:
    """Numbers beside their marks; the one that would cover another moves to the left or below."""
    taken: list[tuple[float, float]] = []
    for number, (x, y) in enumerate(spots, 1):
        tries = ((x + 11, y - 6), (x - 11, y - 6), (x + 11, y + 13), (x - 11, y + 13))
        spot = next(
            (one for one in tries if all(abs(one[0] - a) > 11 or abs(one[1] - b) > 13 for a, b in taken)), tries[0]
        )
        taken.append(spot)
        yield Label(_px(spot[0]), _px(spot[1]), str(number))


def _equal_volume(x: _Scale, y: _Scale) -> Iterator[Line]:
    """Diagonals along which as many prompt tokens are sent a month."""
    for power, words in ((6, "1M"), (8, "100M"), (10, "10B")):
        left, right = max(x.first, power - y.last), min(x.last, power - y.first)
        if right - left < 0.5:
            continue
        ends = [(x.at(10**exponent), y.at(10 ** (power - exponent))) for exponent in (left, right)]
        (x1, y1), (x2, y2) = ends
        yield Line(
            f"M{_px(x1)} {_px(y1)}L{_px(x2)} {_px(y2)}", _px(x1 + 8), _px(y1 + 14), f"{words} prompt tokens a month"
        )


def gate_bars(agents: tuple[Audited, ...]) -> tuple[Bar, ...]:
    """One bar a gate, in the order of the walk; the unknown is never counted as failed."""
    if not agents:
        return ()
    counts: dict[tuple[str, str], Counter[Outcome]] = {}
    for audited in agents:
        for gate in audited.gates:
            counts.setdefault((gate.id, gate.name), Counter())[gate.decision.outcome] += 1
    return tuple(Bar(key, name, tuple(_parts(found))) for (key, name), found in counts.items())


def _parts(found: Counter[Outcome]) -> Iterator[Part]:
    total, at = found.total(), 0.0
    for outcome in ("pass", "unknown", "fail", "skipped", "error"):
        width = 100 * found[outcome] / total
        yield Part(outcome, _px(at), _px(width), GLYPHS[outcome], f"{found[outcome]:,}")
        at += width


def strip(prompt: PromptFacts) -> Strip | None:
    """The prompt's stretches in order, by label; None for an empty prompt."""
    total = prompt.reference_tokens
    if not total:
        return None
    paths: dict[str, list[str]] = {}
    at = 0
    for part in prompt.stretches:
        paths.setdefault(part.label, []).append(
            f"M{_px(1000 * at / total)} 0h{_px(1000 * part.tokens / total)}v16H{_px(1000 * at / total)}z"
        )
        at += part.tokens
    says = "; ".join(
        f"{label} {percent(sum(p.tokens for p in prompt.stretches if p.label == label) / total)}" for label in paths
    )
    return Strip(
        tuple((label, "".join(found)) for label, found in paths.items()), f"{says} of {count(prompt.tokens)} tokens"
    )


def _px(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
