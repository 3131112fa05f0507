"""What each architecture costs, line by line: quantity × price = amount, and the sums."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from auditor.model.estimate import Line, Option
from auditor.model.facts import EconomicsFacts
from auditor.model.measurement import Known
from auditor.model.money import ZERO
from auditor.model.run import Audited
from auditor.reporters.terminal.layout import indented, note, row
from auditor.reporters.terminal.paint import Paint
from auditor.reporters.words import clean, dashed, price, quantity, usd, usd_exact


def lines(audited: Audited, width: int, paint: Paint) -> list[str]:
    """Every option: those that are available with their lines, the others with the reason."""
    economics, calls = audited.facts.economics, audited.facts.traffic.calls_per_month
    today = economics.own_route if audited.agent.is_tuned else "prompted"
    told = [paint("Costs", bold=True)]
    reasons = {option.because for option in economics.options}
    if len(reasons) == 1 and not any(option.is_available for option in economics.options):
        return [*told, *indented(f"No option can be priced: {clean(*reasons)}", width), ""]
    volume = calls.value.point if isinstance(calls, Known) else None
    for option in economics.options:
        if option.is_available:
            told += _available(
                option, economics, is_today=option.name == today, volume=volume, width=width, paint=paint
            )
    for option in economics.options:
        if not option.is_available:
            told += indented(f"{dashed(option.name)} is not available: {clean(option.because)}", width, "  ", "    ")
    return [*told, ""]


def total(parts: Iterable[Line], unit: str) -> Decimal:
    """The sum of the lines in a unit."""
    return sum((line.amount for line in parts if line.unit == unit), ZERO)


def _available(
    option: Option, economics: EconomicsFacts, *, is_today: bool, volume: Decimal | None, width: int, paint: Paint
) -> list[str]:
    name = dashed(option.name) + (" (today)" if is_today else "")
    on = f" on {clean(option.model)}" if option.model else ""
    month = f"{usd(option.per_month)} a month" if option.per_month else f"a month unknown: {clean(option.because)}"
    saving = economics.savings.get(option.name)
    against = "today's prompt" if option.name == "cached" else "the best prompt"
    saves = f"; saves {usd(saving)} against {against}" if saving is not None and not is_today else ""
    head, *rest = indented(f"{name}{on}: {month}{saves}", width, "  ", "    ")
    told = [paint(head, bold=True), *rest]
    if option.note:
        told += note(option.note, width)
    prompted = economics.option("prompted")
    if option is not prompted and option.lines == prompted.lines:
        return [*told, *note("the same lines as prompted", width)]
    return told + _rows(option, volume, width)


def _rows(option: Option, volume: Decimal | None, width: int) -> list[str]:
    told = [text for line in option.lines if line.unit == "USD/call" for text in _row(line, width)]
    of_call = option.per_call or ZERO
    told += row("= a call", price(of_call), "", width)
    monthly, once = ([line for line in option.lines if line.unit == unit] for unit in ("USD/month", "USD once"))
    if volume is not None and option.per_month is not None:
        of_calls = f"{quantity(volume)} calls × {price(of_call)}"
        if monthly:
            told += row("calls", usd_exact(volume * of_call), f"= {of_calls}", width)
            told += [text for line in monthly for text in _row(line, width)]
            told += row("= a month", usd_exact(option.per_month.point), "", width)
        else:
            told += row("= a month", usd_exact(option.per_month.point), f"= {of_calls}", width)
    elif monthly:
        told += [text for line in monthly for text in _row(line, width)]
        told += row("= a month beside calls", usd_exact(total(monthly, "USD/month")), "", width)
    if once:
        told += [text for line in once for text in _row(line, width)]
        told += row("= once", usd_exact(total(once, "USD once")), "", width)
    return told


def _row(line: Line, width: int) -> list[str]:
    amount = price(line.amount) if line.unit == "USD/call" else usd_exact(line.amount)
    return row(clean(line.name), amount, clean(_how(line)), width)


def _how(line: Line) -> str:
    """What was multiplied; a flat amount says what it is for."""
    if line.price_unit == "USD":
        return line.note
    per = line.price_unit.removeprefix("USD/")
    said = f"= {quantity(line.quantity)} {line.of} × {price(line.price)}/{per}"
    return f"{said}: {line.note}" if line.note else said
