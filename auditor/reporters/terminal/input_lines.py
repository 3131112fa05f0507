"""What the break-even depends on: the inputs that move it, as a tornado, and where each range comes from."""

from __future__ import annotations

from decimal import Decimal

from auditor.model.estimate import BreakEven, Input
from auditor.model.money import ZERO, Range
from auditor.model.run import Audited
from auditor.reporters.terminal.layout import indented
from auditor.reporters.terminal.paint import Paint
from auditor.reporters.words import clean, dashed, input_end, input_value, spaced, usd_whole

BASIS, MOST_BAR, LEAST_BAR = 8, 30, 8
LEAST_SWING = Decimal("0.005")
"""USD that count as nothing."""


def lines(audited: Audited, width: int, paint: Paint) -> list[str]:
    """The tornado, then every input with its range and the reason for it."""
    economics = audited.facts.economics
    if not economics.inputs:
        return []
    own = economics.break_even
    found = own if own.route is not None or not economics.alternatives else economics.alternatives[0]
    moving = [one for one in economics.inputs if one.swing > LEAST_SWING]
    still = [one for one in economics.inputs if one not in moving]
    told = [paint("What the answer depends on", bold=True)]
    if moving and found.net is not None and found.route is not None:
        of = f"the net of {dashed(found.route)} over the horizon"
        told += indented(f"One input at a time from its low to its high end, by what that does to {of}:", width)
        told += _tornado(moving, found.net, width)
    is_told = any(one.net_low is not None for one in economics.inputs)
    told += ["  Where the ranges come from (low … most likely … high):"]
    unsure = [one for one in still if not one.range.is_sure]
    for one in moving if is_told else unsure:
        told += indented(f"{_said(one)}, {_why(one)}", width, "    ", "      ")
    if is_told and unsure:
        listed = "; ".join(f"{_said(one)} ({one.basis})" for one in unsure)
        told += indented(f"Not sure, but without effect here: {listed}", width, "    ", "      ")
    sure = "; ".join(f"{_said(one)} ({_why(one)})" for one in still if one.range.is_sure)
    if sure:
        told += indented(f"Taken as sure: {sure}", width, "    ", "      ")
    return [*told, *_turning(found, width), ""]


def _said(one: Input) -> str:
    ends = [one.range.point] if one.range.is_sure else [one.range.low, one.range.point, one.range.high]
    return f"{spaced(one.name)} {' … '.join(input_value(one.name, end) for end in ends)}"


def _why(one: Input) -> str:
    return f"{one.basis}: {clean(one.note)}" if one.note else one.basis


def _tornado(moving: list[Input], net: Range, width: int) -> list[str]:
    names = max(len(spaced(one.name)) for one in moving)
    ends = max(len(_between(one)) for one in moving)
    nets = [(one.net_low or ZERO, one.net_high or ZERO) for one in moving]
    money = max(len(usd_whole(end)) for pair in nets for end in (*pair, ZERO)) + 1
    room = max(LEAST_BAR, min(MOST_BAR, width - 4 - names - ends - BASIS - 2 * money - 4))
    low, high = (pick(net.point, *(pick(pair) for pair in nets)) for pick in (min, max))
    told = [f"    {'':<{names}} {'':<{ends}} {'':<{BASIS}}{'at low':>{money}} {'':<{room}}{'at high':>{money}}"]
    for one, (first, last) in zip(moving, nets, strict=True):
        bar = _bar(sorted((first, last)), net.point, (low, high), room)
        told.append(
            f"    {spaced(one.name):<{names}} {_between(one):<{ends}} {one.basis:<{BASIS}}"
            f"{usd_whole(first):>{money}} {bar}{usd_whole(last):>{money}}"
        )
        if one.flips_at is not None:
            told.append(f"      turns the answer at {input_value(one.name, one.flips_at)}")
    marks = f"Bars run from {usd_whole(low)} to {usd_whole(high)}; | is the most likely net, {usd_whole(net.point)}"
    return [*told, *indented(marks + (", 0 is nothing gained." if low < 0 < high else "."), width, "    ", "    ")]


def _between(one: Input) -> str:
    return f"{input_end(one.name, one.range.low)} … {input_end(one.name, one.range.high)}"


def _bar(span: list[Decimal], point: Decimal, ends: tuple[Decimal, Decimal], room: int) -> str:
    """A bar of # on a scale of dots, with signs that need neither colour nor any but the plainest letters."""
    low, high = ends

    def place(net: Decimal) -> int:
        return min(room - 1, int((net - low) / (high - low) * room)) if high > low else 0

    first, last = place(span[0]), place(span[1])
    cells = ["#" if first <= cell <= last else "." for cell in range(room)]
    if low < 0 < high:
        cells[place(ZERO)] = "0"
    cells[place(point)] = "|"
    return "".join(cells)


def _turning(found: BreakEven, width: int) -> list[str]:
    if not found.flips and found.crossed == "depends":
        return indented("No input turns the answer by itself; several together do.", width, "    ", "      ")
    return []
