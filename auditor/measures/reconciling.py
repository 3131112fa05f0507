"""What an agent's calls cost by its logs against what the audit reckons: how far apart, and because of what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from auditor.costs import Prices, TokenPrices
from auditor.model.agent import MINUTES_PER_MONTH, Agent, Model
from auditor.model.estimate import Option
from auditor.model.facts import EconomicsFacts
from auditor.model.measurement import Known, Measurement, Unknown, known
from auditor.model.money import CENT, MILLION, ZERO
from auditor.model.observed import GapPart, Observed, Reconciliation, model_of
from auditor.model.spend import BEHIND, PREFIX
from auditor.model.usage import Used

DAYS = MINUTES_PER_MONTH / (24 * 60)


@dataclass(frozen=True, slots=True)
class _Call:
    """Tokens of a call on average, by what is paid for them."""

    plain: Decimal
    read: Decimal
    written: Decimal
    written_long: Decimal
    output: Decimal

    @property
    def input(self) -> Decimal:
        return self.plain + self.read + self.written + self.written_long


@dataclass(frozen=True, slots=True)
class _Rates:
    """USD per million tokens."""

    plain: Decimal
    read: Decimal
    written: Decimal
    written_long: Decimal
    output: Decimal

    def cost(self, call: _Call) -> Decimal:
        paid = call.plain * self.plain + call.read * self.read + call.written * self.written
        return (paid + call.written_long * self.written_long + call.output * self.output) / MILLION


def reconciled(
    agent: Agent, observed: Observed, economics: EconomicsFacts, book: Prices
) -> Measurement[Reconciliation]:
    """USD per month by the logs and by the audit, and the parts of the gap, which add up to it."""
    if not observed.used:
        return Unknown("it was not seen in the logs")
    if not observed.tells_cost:
        return Unknown("the logs tell no cost")
    if not observed.days:
        return Unknown("the logs tell no times, so nobody knows what they cost a month")
    option = economics.option(economics.own_route if agent.is_tuned else "prompted")
    if option.per_month is None or not option.per_call:
        return Unknown(option.because or "what it costs by the audit's own reckoning is unknown")
    months = max(observed.days, Decimal(1)) / DAYS
    logged, estimated = observed.cost / months, option.per_month.point
    if observed.calls:
        a_month = observed.calls / months
        parts = [_volume(a_month, option, estimated)]
        parts += _parts(agent, observed, option, book, a_month, logged - a_month * option.per_call)
    else:
        why = "the logs tell no calls, so what is apart cannot be taken further apart"
        parts = [GapPart("price", logged - estimated, why)]
    told = sorted(
        (part for part in parts if abs(part.amount) >= CENT / 2), key=lambda part: (-abs(part.amount), part.name)
    )
    return Known(
        Reconciliation(logged=logged, basis=observed.basis, estimated=estimated, parts=tuple(told)),
        "USD/month",
        "computed",
    )


def _volume(a_month: Decimal, option: Option, estimated: Decimal) -> GapPart:
    """Calls that the logs have more or fewer than the audit reckons with, and what is paid by the month."""
    assert option.per_call is not None
    because = f"{a_month:,.0f} calls a month were logged; the audit reckons with its own estimate and what is monthly"
    return GapPart("volume", a_month * option.per_call - estimated, because)


def _parts(
    agent: Agent, observed: Observed, option: Option, book: Prices, a_month: Decimal, rest: Decimal
) -> Iterator[GapPart]:
    """What is apart per call, times the calls of a month: tokens by kind, other models, and prices for what is left."""
    listed = known(book.of(agent.model))
    seen, reckoned = _call(observed.used), _reckoned(option)
    rates = _rates(listed, option) if listed is not None else None
    if rates is None or seen is None:
        why = "the logs tell no tokens of a call" if seen is None else "the model has no listed prices"
        yield GapPart("price", rest, f"{why}, so what is apart cannot be taken further apart")
        return
    assert option.per_call is not None
    output = (seen.output - reckoned.output) * rates.output / MILLION
    more = (seen.input - reckoned.input) * rates.plain / MILLION
    cache = rates.cost(seen) - option.per_call - output - more
    models = _models(observed, rates, agent.model, book)
    price = rest - a_month * (output + more + cache + models)
    yield GapPart("output", a_month * output, f"{seen.output:,.0f} output tokens a call against {reckoned.output:,.0f}")
    yield GapPart("input", a_month * more, f"{seen.input:,.0f} input tokens a call against {reckoned.input:,.0f}")
    read = f"{seen.read:,.0f} tokens a call read from a cache against {reckoned.read:,.0f}"
    wrote = f"{seen.written + seen.written_long:,.0f} written against {reckoned.written:,.0f}"
    yield GapPart("cache", a_month * cache, f"{read}, {wrote}")
    yield GapPart("model", a_month * models, f"calls of {', '.join(list(observed.models)[:4])}")
    basis = {"billed": "billed", "list": "logged at list prices", "estimated": "reckoned by the tool that logged them"}
    how = basis[observed.basis] if observed.basis else "logged"
    said = f"the same tokens were {how} at other prices than those that the audit uses"
    untold = observed.calls - observed.with_cost
    said += f"; {untold:,} of {observed.calls:,} calls tell no cost" if untold > 0 else ""
    yield GapPart("price", price, said)


def _call(used: tuple[Used, ...]) -> _Call | None:
    """The mean call, input over the counted calls that tell it and output over its own; None where none tells one."""
    read, wrote = [one for one in used if one.with_input], [one for one in used if one.with_output]
    if not read or not wrote:
        return None
    with_input = Decimal(sum(one.with_input for one in read))
    return _Call(
        sum(one.uncached for one in read) / with_input,
        sum(one.cache_read for one in read) / with_input,
        sum(one.cache_write_5m for one in read) / with_input,
        sum(one.cache_write_1h for one in read) / with_input,
        sum(one.output for one in wrote) / Decimal(sum(one.with_output for one in wrote)),
    )


def _reckoned(option: Option) -> _Call:
    tokens = {line.name: line.quantity for line in option.lines if line.of == "tokens"}
    plain, read, written, rest = (tokens.get(name, ZERO) for name in (*PREFIX, BEHIND))
    return _Call(plain + rest, read, written, ZERO, tokens.get("output", ZERO))


def _rates(listed: TokenPrices, option: Option) -> _Rates | None:
    """The prices of the option's lines; what has no line there is listed, at the same discount (of batches)."""
    plain, output = known(listed.input), known(listed.output)
    if plain is None or output is None:
        return None
    used = {line.name: line.price for line in option.lines if line.of == "tokens"}
    paid = used.get("input behind the prefix") or used.get("prefix, not cached") or plain
    share = paid / plain if plain else Decimal(1)
    read, written, long = (known(fact) for fact in (listed.cache_read, listed.cache_write, listed.cache_write_long))
    written = plain if written is None else written
    return _Rates(
        paid,
        used.get("prefix, read from cache", (plain if read is None else read) * share),
        used.get("prefix, written to cache", written * share),
        (written if long is None else long) * share,
        used.get("output", output * share),
    )


def _models(observed: Observed, own: _Rates, declared: Model, book: Prices) -> Decimal:
    """USD per call that calls of other models cost more than they would on the declared one."""
    more = ZERO
    for used in observed.used:
        model = model_of(used)
        if model is None or model.name == declared.name or not used.calls:
            continue
        listed = known(book.of(model))
        rates = _rates(listed, _NO_LINES) if listed is not None else None
        call = _call((used,))
        if rates is not None and call is not None:
            more += (rates.cost(call) - own.cost(call)) * (used.calls - used.failed)
    return more / observed.calls


_NO_LINES = Option(name="prompted", lines=(), per_call=None, per_month=None, is_available=True, because="")
