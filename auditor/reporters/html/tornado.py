"""The tornado: what each uncertain input does to the net of tuning, as rows of figures with a bar each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from auditor.model.estimate import Input
from auditor.model.money import Range
from auditor.reporters.html.charts.frame import bar
from auditor.reporters.html.figures import px
from auditor.reporters.html.names import input_name, input_value
from auditor.reporters.html.ranges import Shared
from auditor.reporters.words import usd_point

MOST_BARS = 8
WIDTH = 100
_LEAST = 0.4


@dataclass(frozen=True, slots=True)
class Side:
    """A bar from the most likely net to that at the low (`lo`) or the high (`hi`) end of an input."""

    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class Swing:
    """An input with the net at either end of its range; the longer bar comes first, lest it hide the other."""

    name: str
    basis: str
    note: str
    at_low: str
    net_low: str
    at_high: str
    net_high: str
    bars: tuple[Side, ...]
    flips: str


@dataclass(frozen=True, slots=True)
class Tornado:
    """The inputs that move the net most, on one axis with a line at zero."""

    swings: tuple[Swing, ...]
    zero: str
    net: str
    has_flips: bool
    has_shared: bool
    rest: str


def tornado(inputs: Sequence[Input], net: Range | None, shared: Shared) -> Tornado | None:
    """The tornado of a net; None if nothing moves it. Notes in `shared` are told once for the fleet and not here."""
    moving = sorted((one for one in inputs if one.swing > 0), key=lambda one: -one.swing)
    if net is None or not moving:
        return None
    shown, less = moving[:MOST_BARS], moving[MOST_BARS:]
    axis = _Axis(shown, net.point)
    return Tornado(
        tuple(_swing(one, axis, shared) for one in shown),
        px(axis.at(Decimal(0))),
        usd_point(net.point),
        any(one.flips_at is not None for one in shown),
        any((one.name, one.note) in shared for one in shown),
        _rest(less, [one for one in inputs if one.swing == 0]),
    )


class _Axis:
    """USD on a line of a hundred that holds zero, the most likely net and both ends of every bar."""

    def __init__(self, shown: Sequence[Input], point: Decimal) -> None:
        ends = [end for one in shown for end in (one.net_low, one.net_high) if end is not None]
        self.point, self._first = point, min(Decimal(0), point, *ends)
        self._step = (WIDTH - 2) / (max(Decimal(0), point, *ends) - self._first)

    def at(self, amount: Decimal) -> float:
        return float(1 + (amount - self._first) * self._step)

    def bars(self, low: Decimal | None, high: Decimal | None) -> tuple[Side, ...]:
        """Rectangles from the most likely net to these; both can lie on the same side, none where nothing differs."""
        ends = [(abs(end - self.point), kind, end) for kind, end in (("lo", low), ("hi", high)) if end is not None]
        return tuple(
            Side(kind, bar(self.at(self.point), self.at(end), _LEAST))
            for far, kind, end in sorted(ends, reverse=True)
            if far
        )


def _swing(one: Input, axis: _Axis, shared: Shared) -> Swing:
    return Swing(
        input_name(one.name),
        one.basis,
        "" if (one.name, one.note) in shared else one.note,
        input_value(one.name, one.range.low),
        usd_point(one.net_low),
        input_value(one.name, one.range.high),
        usd_point(one.net_high),
        axis.bars(one.net_low, one.net_high),
        "" if one.flips_at is None else input_value(one.name, one.flips_at),
    )


def _rest(less: Sequence[Input], still: Sequence[Input]) -> str:
    """The inputs without a bar, in words."""
    said = []
    if less:
        moves = ", ".join(f"{_lower(one)} {usd_point(one.swing)}{_turn(one)}" for one in less)
        said.append(f"Move it less: {moves}.")
    sure = [_lower(one) for one in still if one.range.is_sure]
    idle = [_lower(one) for one in still if not one.range.is_sure]
    if sure:
        said.append(f"Taken as sure: {', '.join(sure)}.")
    if idle:
        said.append(f"Without effect here: {', '.join(idle)}.")
    return " ".join(said)


def _turn(one: Input) -> str:
    return "" if one.flips_at is None else f" (turns at {input_value(one.name, one.flips_at)})"


def _lower(one: Input) -> str:
    name = input_name(one.name)
    return name[:1].lower() + name[1:]
