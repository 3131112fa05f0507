"""How sure a fleet's total is: what it would be if one thing were otherwise, by the what-if panel's coefficients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from auditor.model.whatif import Setting
from auditor.reporters.html.charts.frame import bar
from auditor.reporters.html.figures import plural, px
from auditor.reporters.html.levers import Lever, Total, fleet_at
from auditor.reporters.words import usd_point

WIDTH = 100
_LEAST_BAR = 0.4

DRIVERS: tuple[tuple[str, tuple[str, Setting], tuple[str, Setting]], ...] = (
    ("Calls a month", ("half", Setting(calls=0.5)), ("twice", Setting(calls=2.0))),
    ("Token prices", ("−50 %", Setting(prices=0.5)), ("+50 %", Setting(prices=1.5))),
    ("Calls that find their prefix in the cache", ("30 %", Setting(hit_rate=0.3)), ("90 %", Setting(hit_rate=0.9))),
    ("Months within which tuning must pay", ("6", Setting(months=6)), ("24", Setting(months=24))),
)
"""What moves a fleet's total, and how far: the levers of the panel at a low and at a high end."""


@dataclass(frozen=True, slots=True)
class End:
    """The fleet at one end of a driver."""

    at: str
    saving: str
    cost: str
    flips: str


@dataclass(frozen=True, slots=True)
class Driver:
    """What moves the total, at both ends; `bars` are (class, path), the longer first."""

    name: str
    low: End
    high: End
    bars: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The drivers of what is avoidable, those that move it most first, on one axis with a line at the audited total."""

    drivers: tuple[Driver, ...]
    point: str
    idle: str


class _Moved(NamedTuple):
    """A driver with the fleet at either end."""

    name: str
    low: tuple[str, Total]
    high: tuple[str, Total]

    def swing(self, point: Total) -> float:
        """USD per month between the least and the most that is avoidable."""
        savings = (self.low[1].saving, self.high[1].saving, point.saving)
        return max(savings) - min(savings)


def sensitivity(agents: Sequence[Lever], audited: Total) -> Sensitivity:
    """What each driver makes of the total of these agents."""
    moved = [
        _Moved(name, (low, fleet_at(agents, least)), (high, fleet_at(agents, most)))
        for name, (low, least), (high, most) in DRIVERS
    ]
    moving = sorted((one for one in moved if _moves(one, audited)), key=lambda one: -one.swing(audited))
    axis = _Axis(audited.saving, [total.saving for one in moving for _, total in (one.low, one.high)])
    return Sensitivity(
        tuple(
            Driver(one.name, _end(*one.low), _end(*one.high), axis.bars(one.low[1].saving, one.high[1].saving))
            for one in moving
        ),
        px(axis.at(audited.saving)),
        ", ".join(one.name.lower() for one in moved if one not in moving),
    )


def dollars(amount: float) -> str:
    """An amount with two significant digits; `dollars` of the page's script gives the same."""
    return usd_point(Decimal(amount))


def _moves(one: _Moved, audited: Total) -> bool:
    return any(total != audited for _, total in (one.low, one.high))


def _end(at: str, total: Total) -> End:
    flips = plural(len(total.flips), "verdict flips", "verdicts flip") if total.flips else ""
    return End(at, dollars(total.saving), dollars(total.cost), flips)


class _Axis:
    """USD per month on a line of a hundred, from 0."""

    def __init__(self, point: float, ends: Sequence[float]) -> None:
        self._point, self._step = point, (WIDTH - 1) / (max(point, *ends, 0.0) or 1.0)

    def at(self, amount: float) -> float:
        return amount * self._step

    def bars(self, low: float, high: float) -> tuple[tuple[str, str], ...]:
        """Rectangles from the audited total to these; none where nothing differs."""
        ends = sorted(((abs(end - self._point), kind, end) for kind, end in (("lo", low), ("hi", high))), reverse=True)
        return tuple((kind, bar(self.at(self._point), self.at(end), _LEAST_BAR)) for far, kind, end in ends if far)
