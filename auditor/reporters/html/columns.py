"""What the page's script filters and sorts by: one list a column, one entry an agent, in the order of the table."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from auditor.model.measurement import Known
from auditor.model.money import Range
from auditor.model.run import Audited, cost_today, saving_of
from auditor.model.since import Since
from auditor.model.verdict import FAMILIES, VERDICTS
from auditor.reporters.html.document import showable
from auditor.reporters.since_words import touched

Number = float | int | None

_OUTCOMES = {"pass": "p", "fail": "f", "unknown": "u", "error": "e", "skipped": "s"}


def columns(agents: Sequence[Audited], since: Since | None = None) -> dict[str, list[Any]]:
    """Words and numbers by column; a number that is unknown is null, so that it is never taken for zero.

    `changed` is there, 1 or 0, where there is an earlier run.
    """
    found = _found(agents)
    if since is not None:
        changed = touched(since.diff)
        found["changed"] = [int(audited.agent.id in changed) for audited in agents]
    return found


def _found(agents: Sequence[Audited]) -> dict[str, list[Any]]:
    order = [family.id for family in FAMILIES]
    return {
        "id": [audited.agent.id for audited in agents],
        "name": [showable(audited.agent.title) for audited in agents],
        "owner": [audited.agent.owner or "" for audited in agents],
        **_accounts(agents),
        "model": [audited.agent.model.name or "" for audited in agents],
        "provider": [audited.agent.model.provider or "" for audited in agents],
        "architecture": [audited.agent.architecture.replace("_", "-") for audited in agents],
        "verdict": [audited.verdict.name for audited in agents],
        "family": [audited.verdict.family.id for audited in agents],
        "confidence": [audited.verdict.confidence for audited in agents],
        "gates": ["".join(_OUTCOMES[gate.decision.outcome] for gate in audited.gates) for audited in agents],
        "calls": [_calls(audited) for audited in agents],
        "tokens": [audited.facts.prompt.tokens for audited in agents],
        "volatile": [_plain(audited.facts.knowledge.volatile_share) for audited in agents],
        "cost": [_point(cost_today(audited)) for audited in agents],
        "saving": [_point(saving_of(audited)) for audited in agents],
        "passed": [sum(gate.decision.outcome == "pass" for gate in audited.gates) for audited in agents],
        "rank": [order.index(audited.verdict.family.id) for audited in agents],
    }


def _accounts(agents: Sequence[Audited]) -> dict[str, list[str]]:
    """Team and cost centre, where any agent names one; an agent's owner is its team where it names no other."""
    found = {}
    if any(audited.agent.team for audited in agents):
        found["team"] = [audited.agent.team or audited.agent.owner or "" for audited in agents]
    if any(audited.agent.cost_centre for audited in agents):
        found["cost_centre"] = [audited.agent.cost_centre or "" for audited in agents]
    return found


def words(agents: Sequence[Audited]) -> dict[str, Any]:
    """The words that a query can name: families with their verdicts, and the gates in their order."""
    return {
        "families": {
            family.id: [name for name, verdict in VERDICTS.items() if verdict.family is family] for family in FAMILIES
        },
        "gates": [gate.name for gate in agents[0].gates] if agents else [],
    }


def _calls(audited: Audited) -> Number:
    calls = audited.facts.traffic.calls_per_month
    return _plain(calls.value.point) if isinstance(calls, Known) else None


def _point(amount: Range | None) -> Number:
    return None if amount is None else _plain(amount.point)


def _plain(amount: Decimal) -> Number:
    return float(f"{float(amount):.9g}")
