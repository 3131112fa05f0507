"""What logs show otherwise than the inventory says or the audit reckons, as findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from auditor.model.finding import Finding, Location, Rule
from auditor.model.fleet import Fleet
from auditor.model.measurement import Known
from auditor.model.money import Range, plain, usd
from auditor.model.observed import Difference, GapPart, Reconciliation
from auditor.model.policy import UsageLogs
from auditor.model.run import Audited, cost_today

RULES: tuple[Rule, ...] = (
    Rule(
        "caller-without-agent",
        "Logged calls are no agent's of this fleet",
        "Add the agents to the inventory, or say which caller is which agent with --match.",
        "medium",
    ),
    Rule(
        "caller-fits-several",
        "A caller in the logs fits several agents",
        "Say which agent it is with --match; nothing is guessed.",
        "medium",
    ),
    Rule(
        "agent-not-seen",
        "An agent is in no log",
        "Check what it is called there; say so with --match. Or it is not deployed any more.",
        "low",
    ),
    Rule(
        "logs-overlap",
        "Two logs tell of the same calls",
        "One of them is counted. Give one log for each period.",
        "low",
    ),
    Rule(
        "usage-without-agents",
        "A log tells accounts, not agents",
        "It is compared with the fleet as a whole. Say whose accounts they are with --match.",
        "info",
    ),
    Rule("usage-log-flawed", "Rows of a log are not sound", "Look at the rows; what was done is said.", "low"),
    Rule(
        "seen-otherwise-than-declared",
        "The logs show another figure than the inventory",
        "What was seen counts. Take the figure out of the inventory, or find out which one holds.",
        "low",
    ),
    Rule(
        "other-model-in-logs",
        "The logs show another model than the inventory",
        "Find out which model is deployed, and declare that one.",
        "medium",
    ),
    Rule(
        "seen-input-impossible",
        "Calls were seen with less input than the prompt alone has",
        "Check that the calls are this agent's, and whether the log counts what is read from the cache.",
        "medium",
    ),
    Rule(
        "cost-does-not-reconcile",
        "The logged cost is far from the audit's own reckoning",
        "See the parts of the gap; prices of your own belong into the inventory (model.prices).",
        "medium",
    ),
)
"""Every rule about usage logs."""

_RULE = {rule.id: rule for rule in RULES}
MOST_PARTS = 3
_WHOLE, _PART = Decimal(1), Decimal("0.001")


def of_usage(audited: Audited, limits: UsageLogs) -> Iterator[Finding]:
    """What the logs say against the inventory and the reckoning, of one agent."""
    seen, id = audited.facts.seen, audited.agent.id
    if seen is None or not seen.observed.used:
        return
    for one in seen.differences:
        if one.share >= limits.differs_by.value:
            said = f"{id}: the inventory declares {_declared(one)}, and the logs show {_ends(one.seen)}; this counts."
            yield _finding(audited, "seen-otherwise-than-declared", said, one.name)
    if seen.other_models:
        models = seen.observed.models
        told = ", ".join(f"{name} ({models[name]:,} calls)" for name in seen.other_models[:4])
        said = f"{id}: the inventory declares {seen.observed.declared_model.name}, and the logs show {told}."
        yield _finding(audited, "other-model-in-logs", said)
    if seen.observed.impossible:
        yield _finding(audited, "seen-input-impossible", f"{id}: {seen.observed.impossible}.")
    found = seen.reconciliation
    if isinstance(found, Known) and _is_far(found.value, limits):
        yield _finding(audited, "cost-does-not-reconcile", f"{id}: {_gap(found.value)}")


def of_bills(fleet: Fleet, agents: Sequence[Audited], limits: UsageLogs) -> Iterator[Finding]:
    """What accounts were billed against what the whole fleet is reckoned to cost."""
    billed = fleet.seen.billed if fleet.seen is not None else None
    costs = [cost.point for audited in agents if (cost := cost_today(audited)) is not None]
    if billed is None or not costs:
        return
    reckoned = sum(costs, Decimal(0))
    apart, unknown = billed.per_month - reckoned, len(agents) - len(costs)
    if abs(apart) < max(limits.worth_reconciling.value, limits.reconciles_within.value * billed.per_month):
        return
    way = "more" if apart > 0 else "less"
    why = f"; {unknown:,} agents are of unknown cost" if unknown else ""
    yield Finding(
        rule="cost-does-not-reconcile",
        agent=None,
        severity=_RULE["cost-does-not-reconcile"].severity,
        confidence="high",
        message=f"{billed.said(usd(billed.per_month))}, {usd(abs(apart))} {way} than the {usd(reckoned)} "
        f"that this fleet is reckoned to cost: other callers on the same accounts, or figures that are not so{why}.",
        location=Location(billed.logs[0].path),
        subject="bills",
    )


def _is_far(found: Reconciliation, limits: UsageLogs) -> bool:
    return abs(found.share) >= limits.reconciles_within.value and abs(found.gap) >= limits.worth_reconciling.value


def _gap(found: Reconciliation) -> str:
    """Both figures, and the largest parts of what is between them."""
    apart = f"{usd(abs(found.gap))} {'more' if found.gap > 0 else 'less'}"
    whose = {"billed": "billed", "list": "logged at list prices", "estimated": "logged as an estimate"}
    how = whose[found.basis] if found.basis else "logged"
    parts = "; ".join(f"{part.name} {_signed(part)}: {part.because}" for part in found.parts[:MOST_PARTS])
    return (
        f"{usd(found.logged)} a month {how}, {apart} than the {usd(found.estimated)} that the audit reckons ({parts})."
    )


def _signed(part: GapPart) -> str:
    return f"{'+' if part.amount > 0 else '−'}{usd(abs(part.amount))}"


def _declared(one: Difference) -> str:
    return f"{one.name.replace('_', ' ')} {_ends(one.declared)}"


def _ends(value: Range) -> str:
    step = _WHOLE if value.point >= 100 else _PART
    low, high = plain(value.low, step), plain(value.high, step)
    return low if low == high else f"{low} to {high}"


def _finding(audited: Audited, rule: str, message: str, subject: str = "") -> Finding:
    return Finding(
        rule=rule,
        agent=audited.agent.id,
        severity=_RULE[rule].severity,
        confidence="high",
        message=message,
        location=audited.location,
        subject=subject,
    )
