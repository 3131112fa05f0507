"""What the run document says of usage logs: what was seen of an agent, and how much of it all is this fleet's."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from auditor.model import spend
from auditor.model.measurement import Known, Unknown
from auditor.model.money import CENT, MICRO, plain
from auditor.model.observed import Observed, Reconciliation, SeenFacts
from auditor.model.run import Run
from auditor.reporters.json.economics import span

FIELDS = (
    "calls_per_month",
    "growth_per_month",
    "user_tokens",
    "output_tokens",
    "cache_hit_rate",
    "batch_share",
)
MOST_STRANGERS = 1000
"""Callers without an agent that are listed; those that cost most come first, and the sums hold all."""


def observed(facts: SeenFacts | None) -> dict[str, Any] | None:
    """The part of an agent's document on the logs; null where no log was read."""
    return None if facts is None else _observed(facts)


def _observed(facts: SeenFacts) -> dict[str, Any]:
    seen = facts.observed
    return {
        "logs": list(seen.logs),
        "left_out": list(seen.left_out),
        "callers": [{"caller": one.caller, "by": one.by, "calls": one.calls, "log": one.log} for one in seen.matched],
        "first": _day(seen.first),
        "last": _day(seen.last),
        "days": plain(seen.days),
        "calls": seen.calls,
        "failed": seen.failed,
        "authored_tokens": facts.authored,
        "input": _sizes(seen.input_per_call, seen.with_input, seen.input_sizes),
        "output": _sizes(seen.output_per_call, seen.with_output, seen.output_sizes),
        "cache_share": _figure(seen.cache_share),
        "calls_per_session": _figure(seen.calls_per_session),
        "models": [{"name": name, "calls": calls} for name, calls in seen.models.items()],
        "other_models": list(facts.other_models),
        "figures": {name: span(fact.value) if (fact := seen.figures.get(name)) else None for name in FIELDS},
        "notes": {name: fact.note for name, fact in seen.figures.items()},
        "lacking": dict(seen.lacking),
        "differences": [
            {"name": one.name, "declared": span(one.declared), "seen": span(one.seen), "share": plain(one.share)}
            for one in facts.differences
        ],
        "impossible": seen.impossible or None,
        "cost": _money(seen),
        "reconciliation": _reconciliation(facts.reconciliation.value)
        if isinstance(facts.reconciliation, Known)
        else None,
        "reconciliation_because": facts.reconciliation.because if isinstance(facts.reconciliation, Unknown) else None,
    }


def _sizes(mean: Decimal | None, calls: int, sizes: Any) -> dict[str, Any] | None:
    """Tokens of a call: the mean, the median and the 95th percentile; the last two null where calls are in buckets."""
    if mean is None:
        return None
    return {
        "mean": plain(mean, CENT),
        "p50": sizes.p50 if sizes else None,
        "p95": sizes.p95 if sizes else None,
        "calls": calls,
    }


def _money(seen: Observed) -> dict[str, Any] | None:
    if not seen.tells_cost:
        return None
    return {"usd": plain(seen.cost, MICRO), "calls": seen.with_cost, "basis": seen.basis}


def _reconciliation(found: Reconciliation) -> dict[str, Any]:
    return {
        "logged": plain(found.logged, CENT),
        "basis": found.basis,
        "estimated": plain(found.estimated, CENT),
        "gap": plain(found.gap, CENT),
        "share": plain(found.share, MICRO),
        "parts": [
            {"name": part.name, "amount": plain(part.amount, CENT), "because": part.because} for part in found.parts
        ],
    }


def coverage(run: Run) -> dict[str, Any] | None:
    """How much of what the logs tell is of this fleet; null where no log was read."""
    seen = run.seen
    if seen is None:
        return None
    return {
        "calls": seen.calls,
        "joined_calls": seen.joined,
        "cost": None if seen.cost is None else plain(seen.cost, CENT),
        "joined_cost": None if seen.cost is None else plain(seen.joined_cost, CENT),
        "share": _figure(seen.share),
        "billed_per_month": None if seen.billed is None else plain(seen.billed.per_month, CENT),
        "billed_basis": None if seen.billed is None else seen.billed.basis,
        "reconciled": _reconciled(run),
        "unseen": list(seen.unseen),
        "logs": [
            {
                "path": log.path,
                "format": log.format,
                "sha256": log.sha256,
                "rows": log.rows,
                "calls": log.calls,
                "cost": None if log.cost is None else plain(log.cost, CENT),
                "first": _day(log.first),
                "last": _day(log.last),
                "days": plain(log.days),
                "knows_agents": log.knows_agents,
                "flaws": list(log.flaws),
            }
            for log in seen.logs
        ],
        "strangers": [
            {
                "caller": one.caller,
                "log": one.log,
                "calls": one.calls,
                "cost": None if one.cost is None else plain(one.cost, CENT),
                "because": one.because,
            }
            for one in seen.strangers[:MOST_STRANGERS]
        ],
    }


def _reconciled(run: Run) -> dict[str, Any] | None:
    found = spend.reconciled(run)
    if found is None:
        return None
    agents, logged, estimated = found
    return {"agents": agents, "logged": plain(logged, CENT), "estimated": plain(estimated, CENT)}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _figure(value: Decimal | None) -> str | None:
    return None if value is None else plain(value, MICRO)
