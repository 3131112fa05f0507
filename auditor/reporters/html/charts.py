"""Charts as geometry: every mark and word is placed here, so that a template only writes it down."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from auditor.model.decision import Outcome
from auditor.model.facts import PromptFacts
from auditor.model.measurement import Unknown
from auditor.model.money import Range
from auditor.model.run import Audited
from auditor.model.verdict import FAMILIES, Family
from auditor.reporters.html.figures import compact, percent, plural, px
from auditor.reporters.html.signs import GLYPHS

WIDTH, HEIGHT = 600, 390
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 18, 14, 46
_AROUND = ((0.8, -0.7), (-0.8, -0.7), (0.8, 0.8), (-0.8, 0.8), (1, 0), (-1, 0), (0, -1), (0, 1))
_LABELS = {
    "behavior": "behaviour",
    "stable": "stable facts",
    "volatile": "facts that age",
    "placeholder": "run-time slots",
    "other": "other text",
}
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
class Band:
    """All stretches of a prompt with one label, as one path."""

    label: str
    path: str
    says: str


@dataclass(frozen=True, slots=True)
class Strip:
    """A prompt from its first to its last token: where it is stable, where it ages."""

    bands: tuple[Band, ...]
    says: str


class _Scale:
    """A logarithmic axis a little wider than its values, with ticks at 1, and at 3 where there is room."""

    def __init__(self, values: list[float], start: float, end: float) -> None:
        logs = [math.log10(value) for value in values]
        self.first, self.last = min(logs) - 0.2, max(logs) + 0.2
        self._start, self._step = start, (end - start) / (self.last - self.first)

    def at(self, exponent: float) -> float:
        return self._start + (exponent - self.first) * self._step

    def ticks(self) -> tuple[Tick, ...]:
        digits = (1, 3) if self.last - self.first < 3 else (1,)
        places = [(math.log10(digit) + power, digit, power) for power in range(16) for digit in digits]
        return tuple(
            Tick(px(self.at(exponent)), compact(Range.sure(digit * 10**power)))
            for exponent, digit, power in places
            if self.first <= exponent <= self.last
        )


def fleet_map(agents: tuple[Audited, ...], numbered: list[Audited]) -> FleetMap | None:
    """The map of all agents whose calls are known; the numbered ones carry their rank. None if there is none."""
    places = {id(audited): place for audited in agents if (place := _place(audited)) is not None}
    if not places:
        return None
    x = _Scale([calls for calls, _ in places.values()], _LEFT, WIDTH - _RIGHT)
    y = _Scale([tokens for _, tokens in places.values()], HEIGHT - _BOTTOM, _TOP)
    spots = {key: (x.at(math.log10(calls)), y.at(math.log10(tokens))) for key, (calls, tokens) in places.items()}
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
            drawn[family].append(_DRAWN[family.shape].format(x=px(spot[0]), y=px(spot[1])))
    return (Layer(family.id, "".join(paths)) for family, paths in drawn.items() if paths)


def _labels(spots: list[tuple[float, float]]) -> Iterator[Label]:
    """Numbers beside their marks; one that would cover another mark or number moves around its own, and outwards."""
    taken = list(spots)
    for number, (x, y) in enumerate(spots, 1):
        around = [(x + far * dx, y + far * dy) for far in (12, 20, 28) for dx, dy in _AROUND]
        spot = next((one for one in around if _is_free(one, taken)), around[0])
        taken.append(spot)
        yield Label(px(spot[0]), px(spot[1]), str(number))


def _is_free(spot: tuple[float, float], taken: list[tuple[float, float]]) -> bool:
    x, y = spot
    return x < WIDTH - 8 and y > _TOP and all(abs(x - a) > 9 or abs(y - b) > 11 for a, b in taken)


def _equal_volume(x: _Scale, y: _Scale) -> Iterator[Line]:
    """Diagonals along which as many prompt tokens are sent a month."""
    for power, words in ((6, "1M"), (8, "100M"), (10, "10B")):
        left, right = max(x.first, power - y.last), min(x.last, power - y.first)
        if right - left < 0.5:
            continue
        (x1, y1), (x2, y2) = ((x.at(end), y.at(power - end)) for end in (left, right))
        yield Line(f"M{px(x1)} {px(y1)}L{px(x2)} {px(y2)}", px(x2 - 14), px(y2 - 6), f"{words} tokens a month")


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
        yield Part(outcome, px(at), px(width), GLYPHS[outcome], f"{found[outcome]:,}")
        at += width


def strip(prompt: PromptFacts) -> Strip | None:
    """The prompt's stretches in order, by label; None for an empty prompt."""
    total, at = prompt.reference_tokens, 0
    if not total:
        return None
    paths: dict[str, list[str]] = {}
    tokens: Counter[str] = Counter()
    for part in prompt.stretches:
        start = px(1000 * at / total)
        paths.setdefault(part.label, []).append(f"M{start} 0h{px(1000 * part.tokens / total)}v16H{start}z")
        tokens[part.label] += part.tokens
        at += part.tokens
    bands = [
        Band(label, "".join(found), f"{_LABELS.get(label, label)} {percent(Decimal(tokens[label]) / total)}")
        for label, found in paths.items()
    ]
    return Strip(tuple(bands), ", ".join(band.says for band in bands))
