"""When each option wins: its cost as a share of keeping the prompt, over calls a month."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from auditor.model.estimate import BreakEven, OptionName
from auditor.model.facts import EconomicsFacts
from auditor.reporters.html.charts.curves import Curve, curves
from auditor.reporters.html.charts.frame import Line, Logs, Tick, Word, dot, framed, spread
from auditor.reporters.html.figures import NOTHING, count, count_or_never, px
from auditor.reporters.html.names import OPTIONS, SHORT

WIDTH, HEIGHT = 640, 300
LEFT, RIGHT, TOP, BOTTOM = 46, 128, 22, 44
_MOST = 200
_STEP = 0.45
"""Powers of ten between the stops of a curve: it is then right to half a px."""
_NEAR = 1e-6
DASHES: dict[OptionName, str] = {
    "prompted": "",
    "cached": "7 3",
    "retrieval": "2 3",
    "in_context": "9 3 2 3",
    "smaller_model": "1 4",
    "fine_tuned": "",
    "fine_tuned_dedicated": "8 4",
    "fine_tuned_smaller": "3 3",
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """An option's line with its dashes, and its name at the end of it."""

    kind: str
    path: str
    dashes: str
    label: Word


@dataclass(frozen=True, slots=True)
class Told:
    """An option in the table that says what the chart shows."""

    name: str
    shares: tuple[str, ...]
    crosses: str


@dataclass(frozen=True, slots=True)
class BreakEvenChart:
    """Lines over a logarithmic axis of calls, the band of the break-even, its marker and today."""

    grid: str
    ticks: tuple[Word, ...]
    lines: tuple[Drawn, ...]
    band: str
    marker: str
    """The engine's own break-even on the line of 100 %."""
    words: tuple[Word, ...]
    today: str
    says: str
    heads: tuple[str, ...]
    rows: tuple[Told, ...]
    note: str


def break_even_chart(economics: EconomicsFacts, focus: BreakEven, calls: Decimal) -> BreakEvenChart | None:
    """The chart of an agent; None where no prompt is priced or nobody calls."""
    found = curves(economics, focus)
    if not found or calls <= 0:
        return None
    x, y = _across(found, focus, calls), Line(0, _MOST, HEIGHT - BOTTOM, TOP)
    drawn, beyond = _lines(found, x, y)
    point, low, high = focus.point, focus.low, focus.high
    volumes = (calls / 10, calls, calls * 10)
    return BreakEvenChart(
        *framed(
            x.ticks(),
            [Tick(f"{y.of(share):.0f}", f"{share} %") for share in (0, 50, 100, 150, 200)],
            (LEFT, TOP, WIDTH - RIGHT, HEIGHT - BOTTOM),
        ),
        drawn,
        _band(low, high, x),
        dot(x.of(point), y.of(100)) if point else "",
        tuple(_words(point, calls, x)),
        f"M{px(x.of(calls))} {TOP}V{HEIGHT - BOTTOM}",
        f"Calls a month: today {count(calls)}, break-even {count_or_never(point)}, "
        f"from {count_or_never(low)} at best to {count_or_never(high)} at worst",
        tuple(f"At {count(round(volume))}" for volume in volumes),
        tuple(_told(curve, volumes) for curve in found if curve.names),
        _note(focus, beyond),
    )


def _across(found: Sequence[Curve], focus: BreakEven, calls: Decimal) -> Logs:
    """From a fifth of the least that is marked to five times the most, and three powers of ten at least.

    Break-evens of other options count where they are near: one that is thousands of times off would squeeze the rest.
    """
    marked = [float(one) for one in (focus.low, focus.point, focus.high, calls) if one]
    near = [float(one.crosses) for one in found if one.crosses]
    marked += [one for one in near if min(marked) / 100 < one < max(marked) * 100]
    marked = [max(one, 1.0) for one in marked]
    first, last = math.log10(min(marked)) - 0.7, math.log10(max(marked)) + 0.7
    more = max(0.0, 3 - (last - first)) / 2
    return Logs(first - more, last + more, LEFT, WIDTH - RIGHT)


def _lines(found: Sequence[Curve], x: Logs, y: Line) -> tuple[tuple[Drawn, ...], list[str]]:
    """The lines as far as they lie in the frame, with names that do not lie on each other; and what lies beyond it."""
    inside: list[tuple[Curve, tuple[float, float]]] = []
    beyond: list[str] = []
    for curve in found:
        if curve.names:
            span = _span(curve, x)
            if span is None:
                beyond.append(_short(curve))
            else:
                inside.append((curve, span))
    ends = [y.of(curve.at(10 ** span[1])) for curve, span in inside]
    places = spread(ends, 14, TOP + 4, HEIGHT - BOTTOM - 4)
    lines = []
    for (curve, span), place in zip(inside, places, strict=True):
        name, end = curve.names[-1], WIDTH - RIGHT + 6
        path = _path(curve, span, x, y)
        lines.append(Drawn(name, path, DASHES[name], Word(px(end), f"{place:.0f}", _short(curve), "start")))
    return tuple(lines), beyond


def _short(curve: Curve) -> str:
    return ", ".join(SHORT[name] for name in curve.names[:2]) + ("…" if len(curve.names) > 2 else "")


def _span(curve: Curve, x: Logs) -> tuple[float, float] | None:
    """The exponents of calls between which the line is in the frame; None if it lies above it throughout."""
    edge = curve.where(_MOST)
    if curve.fixed > 0 and edge is not None:
        first = max(x.first, math.log10(edge))
        return (first, x.last) if first < x.last else None
    return None if curve.far > _MOST else (x.first, x.last)


def _path(curve: Curve, span: tuple[float, float], x: Logs, y: Line) -> str:
    """The line as curves that leave and reach each stop at the right slope; straight once it is within half a px."""

    def at(exponent: float) -> tuple[float, float]:
        return x.at(exponent), y.of(min(float(_MOST), curve.at(10**exponent)))

    def slope(exponent: float, *, is_left: bool) -> float:
        near = exponent - _NEAR if is_left else exponent + _NEAR
        return curve.slope(10**near, is_left=is_left) * step

    step = y.of(1) - y.of(0)
    exponent, last = span
    turn = math.log10(curve.grows_from) if curve.hosting and curve.grows_from < math.inf else last
    path = ["M" + _pair(at(exponent))]
    while exponent < last:
        edge = turn if exponent < turn < last else last
        leaves = slope(exponent, is_left=False)
        if abs(leaves) <= 1:
            exponent = edge
            path.append("L" + _pair(at(edge)))
            continue
        stop = min(edge, exponent + _STEP)
        third, reaches = (stop - exponent) / 3, slope(stop, is_left=True)
        (x1, y1), (x2, y2) = at(exponent), at(stop)
        bend = (x1 + x.wide(third), y1 + leaves * third), (x2 - x.wide(third), y2 - reaches * third)
        path.append(f"C{_pair(bend[0])} {_pair(bend[1])} {_pair((x2, y2))}")
        exponent = stop
    return "\n".join(path)


def _pair(place: tuple[float, float]) -> str:
    return f"{place[0]:.0f} {place[1]:.0f}"


def _band(low: Decimal | None, high: Decimal | None, x: Logs) -> str:
    """From the lowest to the highest break-even; one that is never reached at worst runs off the frame."""
    if low is None:
        return ""
    left, right = x.of(max(low, Decimal(1))), WIDTH - RIGHT if high is None else x.of(max(high, Decimal(1)))
    return f"M{px(left)} {TOP}H{px(max(right, left + 1))}V{HEIGHT - BOTTOM}H{px(left)}z"


def _words(point: Decimal | None, calls: Decimal, x: Logs) -> Iterator[Word]:
    """Today and the break-even above the frame, each on its side of the other."""
    today = x.of(calls)
    text = f"today {count(calls)}"
    there = x.of(point) if point else None
    if there is None:
        yield Word(px(today), "12", text, _side(today))
        return
    is_left = today <= there
    apart = abs(there - today) > 130
    yield Word(px(today), "12", text, _side(today) if apart else ("end" if is_left else "start"))
    yield Word(
        px(there),
        "12",
        f"break-even {count_or_never(point)}",
        _side(there) if apart else ("start" if is_left else "end"),
    )


def _side(x: float) -> str:
    return "start" if x < LEFT + 60 else "end" if x > WIDTH - 70 else "middle"


def _told(curve: Curve, volumes: Sequence[Decimal]) -> Told:
    shares = tuple(f"{curve.at(float(volume)):,.0f} %" for volume in volumes)
    return Told(
        ", ".join(OPTIONS[name] for name in curve.names), shares, count(curve.crosses) if curve.crosses else NOTHING
    )


def _note(focus: BreakEven, beyond: Sequence[str]) -> str:
    assert focus.against is not None
    said = [f"100 % is “{OPTIONS[focus.against]}”; below it an option is cheaper."]
    if focus.low is not None:
        said.append("The band is the break-even from its best to its worst.")
    if beyond:
        said.append(f"Dearer than {_MOST} % at every volume shown: {', '.join(beyond)}.")
    return " ".join(said)
