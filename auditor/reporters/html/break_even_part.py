"""When tuning pays: the break-even and today's volume, where the saving of a call comes from, what moves the answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from auditor.model.estimate import BreakEven, Simulated, Split
from auditor.model.facts import EconomicsFacts
from auditor.model.measurement import Known
from auditor.model.money import NANO, plain
from auditor.model.run import Audited
from auditor.reporters.html.charts.break_even import BreakEvenChart, break_even_chart
from auditor.reporters.html.charts.frame import bar
from auditor.reporters.html.charts.payback import PaybackChart, payback_chart
from auditor.reporters.html.figures import NOTHING, Said, count, count_or_never, day, exact_money, percent, percents, px
from auditor.reporters.html.names import CROSSED, OPTIONS, input_name, input_value
from auditor.reporters.html.ranges import Shared
from auditor.reporters.html.told import Together, told
from auditor.reporters.html.tornado import Tornado, tornado
from auditor.reporters.words import usd, usd_point

LEAST_WHOLE = 100
"""Counts below this are shown with their fractions, which the run document rounds away."""
_PARTS = (
    ("prompt", "Shorter prompt", "prompt"),
    ("output", "Shorter answers", "answers"),
    ("model", "Other prices and tokenizer", "prices"),
    ("fallback", "Calls that fall back", "fallback"),
)
"""The parts of a saving: the field, its name, and its name in short."""


@dataclass(frozen=True, slots=True)
class SplitPart:
    """A part of what a call saves, as a step from where the part before it ended."""

    name: str
    amount: str
    bar: str
    is_saving: bool


@dataclass(frozen=True, slots=True)
class SplitBars:
    """The parts and what they add up to, on one axis; `zero` is empty where that is its left edge."""

    parts: tuple[SplitPart, ...]
    total: SplitPart
    zero: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A tuned option against the cheapest prompt that it must beat."""

    title: str
    because: str
    killed_by: str
    said: tuple[Said, ...]
    chart: BreakEvenChart | None
    payback: PaybackChart | None
    no_payback: str
    split: SplitBars | None


@dataclass(frozen=True, slots=True)
class Alternative:
    """Tuning another model instead, in a row."""

    name: str
    model: str
    crossed: str
    volume: str
    saved: str
    parts: str
    net: str
    because: str


@dataclass(frozen=True, slots=True)
class BreakEvenPart:
    """The section on the break-even; `unknown` says why there is none for today's model."""

    crossed: str
    unknown: str
    focus: Comparison | None
    tornado: Tornado | None
    alternatives: tuple[Alternative, ...]


def break_even_part(audited: Audited, shared: Shared) -> BreakEvenPart:
    """Tuning today's model; where that cannot be compared, the best of the other models, if one may pay."""
    economics = audited.facts.economics
    own = economics.break_even
    focus = own if own.split is not None else _best(economics.alternatives)
    return BreakEvenPart(
        CROSSED[own.crossed],
        "" if focus is own else f"{'For today’s model: ' if economics.alternatives else ''}{own.because}",
        None if focus is None else _comparison(focus, audited),
        tornado(economics.inputs, own.net, shared) if focus is own else None,
        tuple(_alternative(found, economics) for found in economics.alternatives if found is not focus),
    )


def _best(alternatives: Sequence[BreakEven]) -> BreakEven | None:
    """The alternative with the highest net among those that pay, or may."""
    may_pay = [(found.net.point, found) for found in alternatives if found.net and found.crossed in ("yes", "depends")]
    return max(may_pay, key=lambda one: one[0])[1] if may_pay else None


def _comparison(found: BreakEven, audited: Audited) -> Comparison:
    calls = audited.facts.traffic.calls_per_month
    economics = audited.facts.economics
    back = payback_chart(economics, found)
    return Comparison(
        _title(found, economics),
        found.because,
        found.killed_by,
        tuple(_said(found, audited)),
        break_even_chart(economics, found, calls.value.point) if isinstance(calls, Known) else None,
        back if isinstance(back, PaybackChart) else None,
        back if isinstance(back, str) else "",
        None if found.split is None else _split(found.split),
    )


def _title(found: BreakEven, economics: EconomicsFacts) -> str:
    assert found.route is not None
    model = economics.option(found.route).model
    against = f" against “{OPTIONS[found.against]}”" if found.against else ""
    if not model:
        return f"{OPTIONS[found.route]}{against}"
    return f"If its quality holds: {OPTIONS[found.route].lower()} ({model}){against}"


def _said(found: BreakEven, audited: Audited) -> Iterator[Said]:
    """The figures; an end that is missing is never reached, and what needs a volume is left out where none is known."""
    band = (
        ""
        if found.low == found.high
        else f"; {count_or_never(found.low)} at best, {count_or_never(found.high)} at worst"
    )
    yield Said("Break-even", Together(*_point(found, audited), band))
    if found.running:
        yield Said("Carries what tuning costs a month", _calls(found.running))
    if found.calls_to_repay:
        yield Said("Repays what is spent once", f"{count(found.calls_to_repay)} calls")
    if found.horizon_months is not None:
        yield Said("Horizon", f"{_months(found.horizon_months)}: {found.horizon_because}")
    if found.net is None:
        return
    yield Said("Net within it, at today’s volume", Together(*_net(found, audited)))
    if found.net_with_growth is not None and usd_point(found.net_with_growth) != usd_point(found.net.point):
        growth = audited.facts.traffic.growth_per_month
        rate = f" of {percents(growth.value)} a month" if isinstance(growth, Known) else ""
        yield Said(f"Net with growth{rate}", usd_point(found.net_with_growth))
    yield Said("Paid back", _payback(found))
    if found.crosses_on is not None:
        yield Said("Growth reaches the break-even", f"about {day(found.crosses_on)}")
    if found.simulated is not None:
        yield Said(f"Chance that it pays, in {count(found.simulated.draws)} draws", _chance(found.simulated))
    if found.flips and found is not audited.facts.economics.break_even:
        yield Said(
            "Turns at", "; ".join(f"{input_name(one.input)} {input_value(one.input, one.at)}" for one in found.flips)
        )


def _calls(volume: Decimal | None) -> str:
    return "never" if volume is None else f"{count(volume)} calls a month"


def _months(months: Decimal) -> str:
    said = f"{months:.1f}".removesuffix(".0")
    return f"{said} month{'' if said == '1' else 's'}"


def _own(found: BreakEven, audited: Audited) -> tuple[str, ...] | None:
    """Where the run document has it; None for what is told of other models, which stand in a list without names."""
    return ("agents", audited.agent.id, "break_even") if found is audited.facts.economics.break_even else None


def _point(found: BreakEven, audited: Audited) -> tuple[str, ...]:
    own = _own(found, audited)
    if own is None or found.point is None or found.point < LEAST_WHOLE:
        return (_calls(found.point),)
    return told("count", found.point, *own, "calls_per_month", "point"), " calls a month"


def _net(found: BreakEven, audited: Audited) -> tuple[str, ...]:
    assert found.net is not None
    own, ends = _own(found, audited), (found.net.point, found.net.low, found.net.high)
    point, low, high = (
        usd_point(end) if own is None else told("usd-point", end, *own, "net", name)
        for end, name in zip(ends, ("point", "low", "high"), strict=True)
    )
    return (point,) if found.net.is_sure else (point, ", from ", low, " to ", high)


def _payback(found: BreakEven) -> str:
    if found.payback_months is not None:
        is_late = found.horizon_months is not None and found.payback_months > found.horizon_months
        return f"by the end of month {count(found.payback_months)}{', after the horizon' if is_late else ''}"
    return "nothing is left to pay back" if found.calls_to_repay == 0 else "not in sight"


def _chance(found: Simulated) -> str:
    return f"{percent(found.pays)}; eight in ten end from {usd_point(found.net.low)} to {usd_point(found.net.high)}"


def _alternative(found: BreakEven, economics: EconomicsFacts) -> Alternative:
    assert found.route is not None
    months = "" if found.horizon_months is None else f" in {_months(found.horizon_months)}"
    return Alternative(
        OPTIONS[found.route],
        economics.option(found.route).model,
        CROSSED[found.crossed] if found.simulated is None else f"{percent(found.simulated.pays)} chance",
        NOTHING if found.point is None else count(found.point),
        NOTHING if found.split is None else exact_money(found.split.total, NANO),
        "" if found.split is None else _parts_in_words(found.split),
        NOTHING if found.net is None else f"{usd(found.net)}{months}",
        found.killed_by or found.because,
    )


def _parts_in_words(found: Split) -> str:
    """The parts of a saving that are not nothing, where there are several."""
    parts = [(name, getattr(found, field)) for field, _, name in _PARTS]
    said = [f"{name} {_signed(amount)}" for name, amount in parts if amount]
    return ", ".join(said) if len(said) > 1 else ""


def _split(found: Split) -> SplitBars:
    """Each part begins where the one before it ended; the total is that of the parts as they are shown."""
    amounts = [(name, Decimal(plain(getattr(found, field), NANO))) for field, name, _ in _PARTS]
    ends = [Decimal(0)]
    for _, amount in amounts:
        ends.append(ends[-1] + amount)
    first, last = min(ends), max(ends)
    step = 99 / float(last - first) if last > first else 0.0

    def at(amount: Decimal) -> float:
        return float(amount - first) * step

    def part(name: str, amount: Decimal, start: Decimal) -> SplitPart:
        return SplitPart(name, _signed(amount), bar(at(start), at(start + amount), 0.4) if amount else "", amount >= 0)

    return SplitBars(
        tuple(part(name, amount, start) for (name, amount), start in zip(amounts, ends, strict=False)),
        part("Saved a call", ends[-1], Decimal(0)),
        px(at(Decimal(0))) if first < 0 else "",
    )


def _signed(amount: Decimal) -> str:
    return f"{'+' if amount > 0 else ''}{exact_money(amount, NANO)}"
