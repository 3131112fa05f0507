"""What usage logs show, in words: how much of them the fleet covers, and one agent in rows of a name and a value."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from auditor.model import spend
from auditor.model.bills import Billed
from auditor.model.measurement import Known
from auditor.model.money import CENT, Range
from auditor.model.observed import Coverage, Reconciliation, SeenFacts
from auditor.model.run import Run
from auditor.model.usage import Sizes
from auditor.reporters.words import UNKNOWN, clean, count, quantity, several, share, usd_exact, usd_point

MOST_NAMED = 6
HUNDRED = Decimal(100)
_FIGURES = {
    "calls_per_month": "calls a month",
    "growth_per_month": "growth a month",
    "user_tokens": "input a call beyond the prompt",
    "output_tokens": "output a call",
    "cache_hit_rate": "cache hit rate",
    "batch_share": "share of batches",
}
_SHARES = frozenset(("growth_per_month", "cache_hit_rate", "batch_share"))
_BASES = {"billed": "billed", "list": "at list prices", "estimated": "as reckoned by the tool that logged it"}


def coverage(run: Run) -> str:
    """How much of what the logs tell this report speaks of, in a sentence; nothing where no log was read."""
    seen = run.seen
    if seen is None:
        return ""
    bills = [log for log in seen.logs if not log.knows_agents]
    told = [_covered(seen)] if len(bills) < len(seen.logs) else []
    told += [_unseen(seen, len(run.agents))] if seen.unseen else []
    told += [_bill(run, seen.billed)] if seen.billed is not None else []
    told += [_reconciled(run)]
    return " ".join(filter(None, told))


def _reconciled(run: Run) -> str:
    """The logged cost of all agents that can be compared, against what the audit reckons for them."""
    found = spend.reconciled(run)
    if found is None:
        return ""
    agents, logged, estimated = found
    apart = abs(logged - estimated)
    way = f"{usd_point(apart)} {'more' if logged > estimated else 'less'}" if apart >= CENT else "the same"
    return (
        f"The logs tell a cost for {several(agents, 'agent')}: {usd_point(logged)} a month, {way} than the "
        f"{usd_point(estimated)} that the audit reckons."
    ).replace("the same than the", "as much as the")


def _covered(seen: Coverage) -> str:
    part = UNKNOWN if seen.share is None else share(seen.share)
    calls = f"{count(seen.joined)} of {count(seen.calls)} logged calls"
    if seen.cost:
        money = f"{usd_point(seen.joined_cost)} of {usd_point(seen.cost)}"
        return f"This fleet covers {part} of the logged spend: {money}, {calls}{_when(seen)}."
    return f"This fleet covers {part} of the logged calls: {calls}{_when(seen)}; the logs tell no cost."


def _when(seen: Coverage) -> str:
    firsts = [log.first for log in seen.logs if log.knows_agents and log.first]
    lasts = [log.last for log in seen.logs if log.knows_agents and log.last]
    return f", {min(firsts)} to {max(lasts)}" if firsts and lasts else ""


def _unseen(seen: Coverage, agents: int) -> str:
    is_one = len(seen.unseen) == 1
    return f"{count(len(seen.unseen))} of {several(agents, 'agent')} {'is' if is_one else 'are'} in no log."


def _bill(run: Run, billed: Billed) -> str:
    """What accounts were billed against what the fleet is reckoned to cost."""
    cost, said = run.monthly_cost, billed.said(usd_point(billed.per_month))
    if cost is None:
        return f"{said}; what the fleet costs is unknown."
    part = share(cost.point / billed.per_month)
    return f"{said}; this fleet is reckoned to cost {usd_point(cost.point)}, {part} of that."


def rows(facts: SeenFacts) -> Iterator[tuple[str, str]]:
    """What was seen of an agent, each with its name."""
    seen = facts.observed
    if not seen.used:
        yield "seen", "not in these logs: 0 calls seen is not 0 calls"
        return
    left = f"; not added: {clean(', '.join(seen.left_out))}" if seen.left_out else ""
    yield "logs", clean(", ".join(seen.logs)) + left
    yield "called", clean("; ".join(f"{one.caller} ({one.by})" for one in seen.matched[:MOST_NAMED]))
    yield "period", f"{seen.first} to {seen.last}, {quantity(seen.days)} days" if seen.first else "no times are told"
    yield "calls", count(seen.calls) + (f", and {count(seen.failed)} that failed" if seen.failed else "")
    if seen.input_per_call is not None:
        yield "input tokens", _tokens(seen.input_per_call, seen.input_sizes) + _gap(facts)
    if seen.output_per_call is not None:
        yield "output tokens", _tokens(seen.output_per_call, seen.output_sizes)
    if seen.cache_share is not None:
        yield "read from cache", f"{share(seen.cache_share)} of the input tokens"
    if seen.calls_per_session:
        yield "calls a session", quantity(seen.calls_per_session)
    yield from _models(facts)
    for name, said in _FIGURES.items():
        if name in seen.lacking:
            yield said, f"{UNKNOWN} from the logs: {clean(seen.lacking[name])}"
        elif name in seen.figures:
            fact = seen.figures[name]
            yield said, f"{_ends(name, fact.value)}: {fact.note}"
    yield from _cost(facts)


def _ends(name: str, value: Range) -> str:
    """A figure with the range that it has, a share in per cent."""
    form = share if name in _SHARES else _rounded
    low, high = form(value.low), form(value.high)
    return low if low == high else f"{form(value.point)} ({low} to {high})"


def _rounded(value: Decimal) -> str:
    return count(round(value)) if value >= HUNDRED else quantity(value)


def _tokens(mean: Decimal, sizes: Sizes | None) -> str:
    return f"{count(round(mean))} a call on average" + (
        f", half up to {count(sizes.p50)}, all but 5 % up to {count(sizes.p95)}" if sizes else ""
    )


def _gap(facts: SeenFacts) -> str:
    return f"; prompt and tools have {count(facts.authored)}"


def _models(facts: SeenFacts) -> Iterator[tuple[str, str]]:
    models = facts.observed.models
    if models:
        shown = ", ".join(f"{clean(name)} ({count(calls)})" for name, calls in list(models.items())[:MOST_NAMED])
        declared = clean(facts.observed.declared_model.name or "")
        yield "models", shown + (f"; declared: {declared}" if facts.other_models else "")


def _cost(facts: SeenFacts) -> Iterator[tuple[str, str]]:
    seen, found = facts.observed, facts.reconciliation
    if seen.tells_cost:
        how = _BASES.get(seen.basis or "", "logged")
        of = f"for {count(seen.with_cost)} calls" if seen.with_cost else "for calls that nobody counted"
        yield "cost", f"{usd_exact(seen.cost)} {of}, {how}"
    if isinstance(found, Known):
        yield "a month", reconciliation(found.value)
        for part in found.value.parts:
            yield f"· {part.name}", f"{_signed(part.amount)}: {part.because}"
    elif seen.tells_cost:
        yield "a month", f"not compared: {clean(found.because)}"


def reconciliation(found: Reconciliation) -> str:
    """Both figures and the gap, in a sentence."""
    way = "more" if found.gap > 0 else "less"
    apart = f"{usd_point(abs(found.gap))} {way} ({share(abs(found.share))})"
    return f"{usd_point(found.logged)} by the logs, {usd_point(found.estimated)} as the audit reckons: {apart}"


def _signed(amount: Decimal) -> str:
    return f"{'+' if amount > 0 else '−'}{usd_point(abs(amount))}"
