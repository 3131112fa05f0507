"""When the money is back: what tuning has cost and earned by the end of each month, nothing discounted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from auditor.model.estimate import BreakEven, Input
from auditor.model.facts import EconomicsFacts
from auditor.model.money import ZERO
from auditor.reporters.html.charts.frame import (
    LETTER,
    Line,
    Tick,
    Word,
    box_of,
    dot,
    framed,
    joined,
    money,
    round_steps,
)
from auditor.reporters.html.figures import count, px
from auditor.reporters.words import usd_point

WIDTH, HEIGHT = 440, 300
LEFT, RIGHT, TOP, BOTTOM = 58, 12, 22, 44
MONTHS = 24
_NOTHING = Decimal("-0.005")
"""An amount under half a cent is nothing, as in the engine."""


@dataclass(frozen=True, slots=True)
class PaybackChart:
    """Cumulative USD over months, with the line of zero, the end of the horizon and the month of the payback."""

    grid: str
    ticks: tuple[Word, ...]
    line: str
    zero: str
    horizon: str
    marker: str
    words: tuple[Word, ...]
    says: str
    rows: tuple[tuple[str, str], ...]
    note: str


def cumulative(economics: EconomicsFacts, found: BreakEven, months: int) -> tuple[Decimal, ...]:
    """USD by the end of month 0, 1, 2, …: S(n) = sum of Delta_t V_t - Mx n - F, V_t = V_0 (1+g)^(t-1).

    Delta_t is what a call saves at the prices announced for month t.
    """
    assert found.route is not None
    assert found.split is not None
    option = economics.option(found.route)
    monthly, once = option.sum_of("USD/month"), option.sum_of("USD once")
    calls, growth = (_point(economics.inputs, name) for name in ("calls_per_month", "growth_per_month"))
    sums, later, saved = [-once], dict(found.saved_later), found.split.total
    for month in range(1, months + 1):
        saved = later.get(month, saved)
        sums.append(sums[-1] + saved * calls - monthly)
        calls *= 1 + growth
    return tuple(sums)


def paid_back(sums: tuple[Decimal, ...]) -> int | None:
    """The first month at whose end everything is back; None if none of these is."""
    return next((month for month, amount in enumerate(sums) if month and amount >= _NOTHING), None)


def payback_chart(economics: EconomicsFacts, found: BreakEven) -> PaybackChart | str:
    """The chart of a tuned option, or in words why there is none."""
    if found.calls_to_repay == 0:
        return "Nothing is left to pay back: the project and the training are paid."
    if found.payback_months is None:
        return ""
    sums = cumulative(economics, found, max(MONTHS, int(found.payback_months)))
    if paid_back(sums) != found.payback_months:
        return f"Prices that are announced change it: paid back by the end of month {count(found.payback_months)}."
    shown = sums[: MONTHS + 1]
    first, last = float(min(*shown, ZERO)), float(max(*shown, ZERO))
    room = (last - first) * 0.06
    x = Line(0, MONTHS, LEFT, WIDTH - RIGHT)
    y = Line(first - room, last + room, HEIGHT - BOTTOM, TOP)
    month = int(found.payback_months)
    return PaybackChart(
        *framed(
            [Tick(f"{x.of(number):.0f}", str(number)) for number in range(0, MONTHS + 1, 6)],
            [Tick(f"{y.of(amount):.0f}", money(amount)) for amount in round_steps(first - room, last + room, 6)],
            (LEFT, TOP, WIDTH - RIGHT, HEIGHT - BOTTOM),
        ),
        joined((x.of(number), y.of(amount)) for number, amount in enumerate(shown)),
        f"M{LEFT} {px(y.of(0))}H{WIDTH - RIGHT}",
        _horizon(found.horizon_months, x),
        dot(x.of(month), y.of(shown[month])) if month <= MONTHS else "",
        tuple(_words(found, month, x)),
        _says(shown, month),
        tuple((f"month {number}", usd_point(shown[number])) for number in (0, 3, 6, 12, 18, 24)),
        "Saved calls less hosting, upkeep and retraining each month, after the project and the training at the start; "
        "nothing discounted, the volume with the growth that is declared.",
    )


def _point(inputs: tuple[Input, ...], name: str) -> Decimal:
    return next((one.range.point for one in inputs if one.name == name), ZERO)


def _horizon(months: Decimal | None, x: Line) -> str:
    return f"M{px(x.of(months))} {TOP}V{HEIGHT - BOTTOM}" if months is not None and months < MONTHS else ""


def _words(found: BreakEven, month: int, x: Line) -> Iterator[Word]:
    """The month of the payback and the end of the horizon above the frame, apart from each other."""
    text = f"paid back in month {count(month)}"
    end = found.horizon_months
    if month > MONTHS:
        yield Word(str(WIDTH - RIGHT), "12", f"{text} →", "end")
        return
    back = _above(x.of(month), text)
    yield back
    if end is not None and end < MONTHS:
        ends = _above(x.of(end), "horizon ends")
        if not box_of(float(ends.x), 12, ends.text, ends.anchor).hits(
            box_of(float(back.x), 12, back.text, back.anchor)
        ):
            yield ends


def _above(at: float, text: str) -> Word:
    """Words above the frame, in the middle of what they name unless they would leave it."""
    half = LETTER * len(text) / 2
    anchor = "start" if at - half < LEFT else "end" if at + half > WIDTH - RIGHT else "middle"
    return Word(px(at), "12", text, anchor)


def _says(sums: tuple[Decimal, ...], month: int) -> str:
    return (
        f"Cumulative USD over {MONTHS} months: {usd_point(sums[0])} at the start, {usd_point(sums[-1])} after month "
        f"{MONTHS}, paid back by the end of month {count(month)}"
    )
