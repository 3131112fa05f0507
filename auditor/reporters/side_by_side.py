"""One agent twice for `auditor whatif`: as it is, and with something changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

from auditor.model.estimate import BreakEven, Option, OptionName
from auditor.model.measurement import Unknown
from auditor.model.run import Audited
from auditor.reporters.terminal.layout import LEAST_WIDTH, indented
from auditor.reporters.terminal.paint import Paint
from auditor.reporters.words import (
    clean,
    clipped,
    count,
    dashed,
    input_value,
    months,
    price,
    quantity,
    share,
    spaced,
    usd,
    usd_whole,
)

Row = tuple[str, str, str]
_LABEL = 24


def render(
    before: Audited, after: Audited, said: Mapping[str, str], names: Sequence[str], *, width: int, paint: Paint
) -> str:
    """Both side by side; `said` is each change as it was asked for, `names` what they change."""
    width = max(LEAST_WIDTH, width)
    asked = ", ".join(f"{spaced(name)} {text}" for name, text in said.items())
    one, other = before.verdict.name, after.verdict.name
    turned = f"{one}, as before" if one == other else f"{one} → {other}"
    told = [
        *indented(f"{clean(before.agent.title)} with {clean(asked)}", width, "", "  "),
        paint(f"Verdict: {turned}", bold=True),
        *indented(f"because {clean(after.verdict.because)}", width, "  ", "  "),
        "",
    ]
    room = (width - _LABEL - 4) // 2
    told.append(paint(f"  {'':<{_LABEL}} {'as it is':<{room}} then", dim=True))
    for title, rows in (("Cost a month", _costs(before, after)), *_tuning(before, after)):
        found = list(rows)
        if found:
            told += [paint(title, bold=True), *(_line(row, room) for row in found)]
    told.append("  (> marks what moves)")
    gates = flipped(before, after)
    told += ["", f"Gates that turn: {', '.join(gates)}" if gates else "No gate turns."]
    for name in names:
        told += indented(text, width, "", "  ") if (text := _idle(name, before, after)) else []
    return "\n".join(told)


def flipped(before: Audited, after: Audited) -> list[str]:
    """The gates whose outcome is another."""
    pairs = zip(before.gates, after.gates, strict=True)
    return [one.name for one, other in pairs if one.decision.outcome != other.decision.outcome]


def _line(row: Row, room: int) -> str:
    label, one, other = row
    return f"{'>' if one != other else ' '} {label:<{_LABEL}} {clipped(one, room - 1):<{room}} {clipped(other, room)}"


def _costs(before: Audited, after: Audited) -> Iterator[Row]:
    """Every option that can be priced in either."""
    for option in before.facts.economics.options:
        pair = (option, after.facts.economics.option(option.name))
        if any(one.is_available for one in pair):
            one, other = map(_cost, pair)
            yield dashed(option.name), one, other


def _cost(option: Option) -> str:
    if option.per_call is None:
        return "not available"
    return usd(option.per_month) if option.per_month else f"{price(option.per_call)} a call"


def _tuning(before: Audited, after: Audited) -> Iterator[tuple[str, Iterator[Row]]]:
    """The break-even of tuning today's model, and in short of tuning each other one."""
    one, other = before.facts.economics.break_even, after.facts.economics.break_even
    route = one.route or other.route
    if route is None:
        yield "Tuning today's model", iter([("crossed", one.crossed, other.crossed)])
    else:
        yield f"Tuning today's model ({dashed(route)})", _break_even(one, other)
    yield "Tuning another model, if its quality holds (crossed; net)", _others(before, after)


def _others(before: Audited, after: Audited) -> Iterator[Row]:
    found = (one.route for audited in (before, after) for one in audited.facts.economics.alternatives)
    for name in dict.fromkeys(found):
        if name is not None:
            yield dashed(name), _in_short(before, name), _in_short(after, name)


def _break_even(one: BreakEven, other: BreakEven) -> Iterator[Row]:
    """Every figure of two break-evens, those left out that neither has."""
    figures: tuple[tuple[str, Callable[[BreakEven], str]], ...] = (
        ("break-even calls/month", lambda found: _volume(found, found.point)),
        ("  at best", lambda found: _volume(found, found.low)),
        ("  at worst", lambda found: _volume(found, found.high)),
        ("crossed", lambda found: found.crossed),
        ("crossed on", lambda found: f"{found.crosses_on:%B %Y}" if found.crosses_on else ""),
        ("net over the horizon", lambda found: usd_whole(found.net.point) if found.net else ""),
        ("  at worst … at best", lambda found: usd(found.net) if found.net else ""),
        ("horizon", lambda found: months(found.horizon_months) if found.horizon_months else ""),
        ("paid back", lambda found: f"month {quantity(found.payback_months)}" if found.payback_months else ""),
        ("chance", _chance),
    )
    for label, told in figures:
        if told(one) or told(other):
            yield label, told(one) or "–", told(other) or "–"


def _volume(found: BreakEven, volume: Decimal | None) -> str:
    if volume is not None:
        return quantity(volume.quantize(Decimal(1)))
    return "unknown" if found.route is None else "never"


def _chance(found: BreakEven) -> str:
    drawn = found.simulated
    return f"{share(drawn.pays)} of {count(drawn.draws)} draws" if drawn else ""


def _in_short(audited: Audited, name: OptionName) -> str:
    found = next((one for one in audited.facts.economics.alternatives if one.route == name), None)
    if found is None:
        return "not available"
    return f"{found.crossed}; {usd(found.net)}" if found.net else found.crossed


def _idle(name: str, before: Audited, after: Audited) -> str:
    """Why a change moves nothing, where the input stays as it is whatever is asked for."""
    if name == "horizon_months":
        one, other = before.facts.economics.break_even, after.facts.economics.break_even
        if one.horizon_months is None or one.horizon_months != other.horizon_months:
            return ""
        return f"The horizon stays {months(one.horizon_months)}: {clean(one.horizon_because)}."
    if name == "tokens_per_example":
        length = after.facts.dataset.tokens_per_example
        if isinstance(length, Unknown):
            return ""
        return f"tokens per example stay {quantity(length.value.point)}: counted in the training file, not assumed"
    inputs = [{one.name: one for one in audited.facts.economics.inputs} for audited in (before, after)]
    old, new = (found.get(name) for found in inputs)
    if old is None or new is None or old.range != new.range:
        return ""
    said = f"{spaced(name)} stays {input_value(name, new.range.point)}"
    return f"{said}: {new.basis}, {clean(new.note)}" if new.note else f"{said}: {new.basis}"
