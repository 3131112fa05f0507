"""What every chart stands in: a frame, its axes and their ticks, and words that must not lie on each other."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from auditor.model.money import Range
from auditor.reporters.html.figures import compact, px
from auditor.reporters.words import usd

_STRAIGHT = 0.01
LETTER = 7.1
"""Width of a letter at 12 px, on average and rounded up: no font is asked, so words are placed with room to spare."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid with its label."""

    at: str
    label: str


@dataclass(frozen=True, slots=True)
class Word:
    """Words in a chart: where they are anchored, and how (start, middle, end)."""

    x: str
    y: str
    text: str
    anchor: str = "middle"


class Logs:
    """A logarithmic axis from one exponent of ten to another, drawn from `start` to `end` px."""

    def __init__(self, first: float, last: float, start: float, end: float) -> None:
        self.first, self.last = first, last
        self._start, self._step = start, (end - start) / (last - first)

    @classmethod
    def around(cls, values: Iterable[float], start: float, end: float, room: float = 0.2) -> Logs:
        """An axis a little wider than its values, all of which are more than 0."""
        logs = [math.log10(value) for value in values]
        return cls(min(logs) - room, max(logs) + room, start, end)

    def at(self, exponent: float) -> float:
        """The place of an exponent of ten."""
        return self._start + (exponent - self.first) * self._step

    def of(self, value: Decimal | float) -> float:
        """The place of a value."""
        return self.at(math.log10(value))

    def wide(self, exponents: float) -> float:
        """How many px so many powers of ten take."""
        return exponents * self._step

    def ticks(self) -> tuple[Tick, ...]:
        """Powers of ten, with threes between them where there is room."""
        digits = (1, 3) if self.last - self.first < 3 else (1,)
        powers = range(math.floor(self.first), math.ceil(self.last) + 1)
        places = [(math.log10(digit) + power, digit * Decimal(10) ** power) for power in powers for digit in digits]
        return tuple(
            Tick(f"{self.at(exponent):.0f}", compact(Range.sure(value)))
            for exponent, value in places
            if self.first <= exponent <= self.last
        )


class Line:
    """A linear axis from one value to another, drawn from `start` to `end` px."""

    def __init__(self, first: float, last: float, start: float, end: float) -> None:
        self._first, self._start, self._step = first, start, (end - start) / (last - first)

    def of(self, value: Decimal | float) -> float:
        """The place of a value."""
        return self._start + (float(value) - self._first) * self._step


def round_steps(first: float, last: float, most: int) -> Iterator[float]:
    """Round values from one to another, at most so many: 1, 2 or 5 times a power of ten apart."""
    power = 10 ** math.floor(math.log10((last - first) / most))
    step = next(power * digit for digit in (1, 2, 5, 10) if (last - first) / (power * digit) <= most)
    for number in range(math.ceil(first / step), math.floor(last / step) + 1):
        yield number * step


def money(amount: float) -> str:
    """An amount at an axis, which is round: $20k."""
    return usd(Range.sure(Decimal(f"{amount:.6g}"))).replace(".0k", "k").replace(".0M", "M").removesuffix(".0")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle that is taken."""

    left: float
    top: float
    right: float
    bottom: float

    def hits(self, other: Box) -> bool:
        """Whether the two overlap."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def box_of(x: float, y: float, text: str, anchor: str) -> Box:
    """The room that words of 12 px take, whose middle line is at `y`."""
    width = LETTER * len(text)
    left = x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
    return Box(left, y - 7, left + width, y + 7)


def spread(wanted: Sequence[float], least: float, first: float, last: float) -> list[float]:
    """Places at least `least` apart and within the frame (if there is room), each as near to what it wants as it may.

    The order is kept; `wanted` need not be sorted.
    """
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    found = [0.0] * len(wanted)
    at = first - least
    for place in order:
        at = found[place] = max(wanted[place], at + least)
    at = last + least
    for place in reversed(order):
        at = found[place] = min(found[place], at - least)
    return found


def bar(one: float, other: float, least: float) -> str:
    """A bar in a strip of 8 px, from one place to another and at least so wide, as path data."""
    left, right = sorted((one, other))
    return f"M{px(left)} 1h{px(max(least, right - left))}v6H{px(left)}z"


def dot(x: float, y: float) -> str:
    """A dot of 10 px, as path data."""
    return f"M{px(x - 5)} {px(y)}a5 5 0 1 0 10 0a5 5 0 1 0-10 0z"


def joined(points: Iterable[tuple[float, float]]) -> str:
    """A line through points, as path data; a point on the way from one kept to the next is left out."""
    kept: list[tuple[float, float]] = []
    for x, y in points:
        if len(kept) > 1 and _is_between(kept[-2], kept[-1], (x, y)):
            kept.pop()
        kept.append((x, y))
    return "M" + "L".join(f"{px(x)} {px(y)}" for x, y in kept)


def _is_between(one: tuple[float, float], point: tuple[float, float], other: tuple[float, float]) -> bool:
    """Whether a point lies on the straight way between two others, to a hundredth of a px."""
    (x1, y1), (x, y), (x2, y2) = one, point, other
    return x1 < x < x2 and abs(y1 + (y2 - y1) * (x - x1) / (x2 - x1) - y) < _STRAIGHT


def framed(
    across: Iterable[Tick], down: Iterable[Tick], frame: tuple[float, float, float, float]
) -> tuple[str, tuple[Word, ...]]:
    """The lines of a grid as one path, and the words at them; the frame is its left, top, right and bottom."""
    left, top, right, bottom = map(px, frame)
    columns, rows = list(across), list(down)
    path = [f"M{tick.at} {top}V{bottom}" for tick in columns] + [f"M{left} {tick.at}H{right}" for tick in rows]
    below = px(frame[3] + 16)
    beside = px(frame[0] - 6)
    return "\n".join(path), (
        *[Word(tick.at, below, tick.label) for tick in columns],
        *[Word(beside, px(float(tick.at) + 4), tick.label, "end") for tick in rows],
    )
