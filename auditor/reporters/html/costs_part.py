"""What an agent costs as each architecture: a bar for each that is to be had, its lines, and why others are not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from auditor.model.estimate import Line, Option, OptionName
from auditor.model.measurement import Known
from auditor.model.money import CENT, MICRO, NANO, ZERO, Range
from auditor.model.run import Audited
from auditor.reporters.html.figures import NOTHING, count, exact_money, per_call, px
from auditor.reporters.html.names import OPTIONS
from auditor.reporters.html.told import told
from auditor.reporters.words import UNKNOWN, usd, usd_point

WIDTH = 100
_STEP = Decimal("0.0001")
TODAY, CHEAPEST, CHEAPEST_ELSEWHERE = "today", "cheapest", "cheapest, if its quality holds"


@dataclass(frozen=True, slots=True)
class CostBar:
    """A monthly cost of a hundred: the most likely as a bar from zero, the range as a line across its end."""

    point: str
    low: str
    span: str


@dataclass(frozen=True, slots=True)
class Architecture:
    """What an architecture costs; `model` is the one that would serve it, where it is another than today's."""

    id: OptionName
    name: str
    model: str
    tags: tuple[str, ...]
    per_thousand: str
    fixed: str
    once: str
    per_month: str
    bar: CostBar | None
    per_year: str
    """USD in twelve months at today's volume, what is spent once included."""


@dataclass(frozen=True, slots=True)
class CostLine:
    """A named amount: a quantity times a price."""

    name: str
    basis: str
    amount: str


@dataclass(frozen=True, slots=True)
class Lines:
    """All lines of an architecture, and what they add up to."""

    id: OptionName
    name: str
    lines: tuple[CostLine, ...]
    adds_up: str
    year: str


@dataclass(frozen=True, slots=True)
class Remark:
    """An architecture, or several, with what is to be said of it in one line."""

    name: str
    says: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class CostsPart:
    """What an agent costs."""

    options: tuple[Architecture, ...]
    notes: tuple[str, ...]
    missing: tuple[Remark, ...]
    lines: tuple[Lines, ...]
    other_lines: tuple[Remark, ...]


def costs_part(audited: Audited) -> CostsPart:
    """The options in their usual order; in full the lines of today's, the cheapest on that model and its tuned one."""
    options = audited.facts.economics.options
    available = [option for option in options if option.is_available]
    tags = _tags(available, _today(audited))
    in_full = {audited.facts.economics.own_route, *(name for name, tag in tags if tag != CHEAPEST_ELSEWHERE)}
    highest = max((option.per_month.high for option in available if option.per_month), default=ZERO)
    lines, other_lines = _lines(available, in_full, audited)
    return CostsPart(
        tuple(_architecture(option, tags, highest, audited) for option in available),
        _notes(available),
        _missing([option for option in options if not option.is_available]),
        lines,
        other_lines,
    )


def _today(audited: Audited) -> OptionName:
    """The option as which the agent is deployed."""
    return audited.facts.economics.own_route if audited.agent.is_tuned else "prompted"


def _tags(available: Sequence[Option], current: OptionName) -> list[tuple[OptionName, str]]:
    """Which option is today's, which is the cheapest on today's model, and which on another is cheaper still."""
    priced = [(option.per_month.point, option.name != current, option) for option in available if option.per_month]
    ranked = [option for _, _, option in sorted(priced, key=lambda one: one[:2])]
    tags = [(current, TODAY)]
    if len(ranked) < 2:
        return tags
    here = next((option for option in ranked if not option.model), None)
    if here is not None:
        tags.append((here.name, CHEAPEST))
    if ranked[0].model:
        tags.append((ranked[0].name, CHEAPEST_ELSEWHERE))
    return tags


def _architecture(
    option: Option, tags: list[tuple[OptionName, str]], highest: Decimal, audited: Audited
) -> Architecture:
    once, fixed, year = option.sum_of("USD once"), option.sum_of("USD/month"), _year(option)
    return Architecture(
        option.name,
        OPTIONS[option.name],
        option.model,
        tuple(tag for name, tag in tags if name == option.name),
        UNKNOWN if option.per_call is None else exact_money(1000 * option.per_call, _STEP),
        usd_point(fixed) if fixed else NOTHING,
        usd_point(once) if once else NOTHING,
        told("usd", option.per_month, "agents", audited.agent.id, "costs", "options", option.name, "per_month"),
        _bar(option, highest),
        usd(year),
    )


def _year(option: Option) -> Range | None:
    """USD in twelve months at today's volume, what is spent once included."""
    cost = option.per_month
    return None if cost is None else cost.times(12) + Range.sure(option.sum_of("USD once"))


def _bar(option: Option, highest: Decimal) -> CostBar | None:
    cost = option.per_month
    if cost is None or highest <= 0:
        return None
    low, point, high = (float(WIDTH * end / highest) for end in (cost.low, cost.point, cost.high))
    return CostBar(px(point), px(low), px(max(0.5, high - low)))


def _notes(available: Sequence[Option]) -> tuple[str, ...]:
    """What all the figures must be read with, each said once."""
    reasons = dict.fromkeys(option.because for option in available if option.because)
    cliffs: dict[str, list[str]] = {}
    for option in available:
        if option.note:
            cliffs.setdefault(option.note, []).append(OPTIONS[option.name])
    notes = ["Bars: the most likely month, which also names the cheapest, with its range as a line."]
    notes += [f"The month is unknown: {reason}." for reason in reasons]
    notes += [f"{', '.join(names)}: {note}." for note, names in cliffs.items()]
    if any(line.unit == "USD once" for option in available for line in option.lines):
        notes.append("What is spent once is not in the month; it is in the 12 months, which hold today’s volume.")
    if any(option.model for option in available):
        notes.append("What another model would cost counts only if its quality holds.")
    return tuple(notes)


def _missing(options: Sequence[Option]) -> tuple[Remark, ...]:
    """The options that are not to be had, those with the same reason together."""
    reasons: dict[str, list[str]] = {}
    for option in options:
        reasons.setdefault(option.because, []).append(OPTIONS[option.name])
    return tuple(Remark("; ".join(names), reason) for reason, names in reasons.items())


def _lines(
    available: Sequence[Option], in_full: set[OptionName], audited: Audited
) -> tuple[tuple[Lines, ...], tuple[Remark, ...]]:
    """Lines in full, and in one line each; lines that another option has already are not told again."""
    seen: dict[tuple[Line, ...], str] = {}
    full, compact = [], []
    for option in sorted(available, key=lambda one: one.name not in in_full):
        name = OPTIONS[option.name]
        if option.lines in seen:
            compact.append(Remark(name, f"the lines of “{seen[option.lines]}”", option.name))
        elif option.name in in_full:
            lines = tuple(map(_cost_line, option.lines))
            full.append(Lines(option.name, name, lines, _adds_up(option, audited), _of_year(option)))
        else:
            sums = filter(None, [_adds_up(option, audited), _of_year(option)])
            compact.append(Remark(name, "; ".join([*map(_in_words, option.lines), *sums]), option.name))
        seen.setdefault(option.lines, name)
    return tuple(full), tuple(compact)


def _cost_line(line: Line) -> CostLine:
    step = NANO if line.unit == "USD/call" else MICRO
    unit = line.unit.removeprefix("USD").replace("/", " a ")
    return CostLine(line.name, line.basis, f"{exact_money(line.amount, step)}{unit}")


def _in_words(line: Line) -> str:
    one = _cost_line(line)
    return f"{one.name} {one.amount if line.price_unit == 'USD' else f'{one.basis} = {one.amount}'}"


def _adds_up(option: Option, audited: Audited) -> str:
    """How the lines make the most likely month; nothing where they do not, as when a share of calls is elsewhere."""
    calls, cost = audited.facts.traffic.calls_per_month, option.per_month
    if cost is None or option.per_call is None or not isinstance(calls, Known):
        return ""
    monthly = option.sum_of("USD/month")
    if abs(option.per_call * calls.value.point + monthly - cost.point) >= CENT:
        return ""
    beside = f" + {exact_money(monthly, CENT)}" if monthly else ""
    sent = f"{per_call(option.per_call)} a call × {count(calls.value.point)} calls"
    return f"{sent}{beside} = {exact_money(cost.point, CENT)} a month"


def _of_year(option: Option) -> str:
    """How the most likely month and what is spent once make twelve months; nothing where a year is twelve months."""
    year, once = _year(option), option.sum_of("USD once")
    if year is None or option.per_month is None or not once:
        return ""
    month = exact_money(option.per_month.point, CENT)
    return f"12 months: 12 × {month} + {exact_money(once, CENT)} once = {exact_money(year.point, CENT)}"
