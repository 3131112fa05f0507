"""The whole run as plain data."""

from __future__ import annotations

from collections import Counter
from typing import Any

from auditor.model.finding import Finding
from auditor.model.run import Run
from auditor.model.since import Since
from auditor.reporters.json.agent import agent_document
from auditor.reporters.json.economics import simulated, span
from auditor.reporters.json.graph import graph
from auditor.reporters.json.observed import coverage
from auditor.reporters.json.reviews import reviews
from auditor.reporters.json.showback import showback
from auditor.reporters.json.since import since

FORMAT = 1
# 1: the first format.


def document(run: Run, past: Since | None = None) -> dict[str, Any]:
    """The run as plain data; money is decimal strings, what is unknown is null with its reason beside it.

    `since` is in it only where there is an earlier run to compare with.
    """
    found = {
        "format": FORMAT,
        "auditor": run.auditor,
        "at": run.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "inputs": {
            "inventory": {"path": run.inputs.path, "sha256": run.inputs.sha256},
            "policy": {"sha256": run.inputs.policy_sha256, "parts": run.inputs.policy_parts},
            "prices": {
                "as_of": run.inputs.prices_as_of.isoformat(),
                "edition": run.inputs.prices_edition,
                "sha256": run.inputs.prices_sha256,
            },
        },
        "fleet": _fleet(run),
        "agents": [
            agent_document(audited) | reviews(run, audited.agent.id)
            for audited in sorted(run.agents, key=lambda audited: audited.agent.id)
        ],
        "graph": graph(run.graph),
        "findings": [_finding(finding) for finding in run.findings],
        "showback": showback(run),
        "usage": coverage(run),
    }
    return found if past is None else found | {"since": since(past)}


def _fleet(run: Run) -> dict[str, Any]:
    verdicts = Counter(audited.verdict.name for audited in run.agents)
    return {
        "name": run.name,
        "currency": run.currency,
        "agents": len(run.agents),
        "prompt_tokens": run.prompt_tokens,
        "monthly_cost": span(run.monthly_cost),
        "costed_agents": len(run.costed),
        "avoidable_per_month": span(run.avoidable),
        "dismissed_per_month": span(run.dismissed),
        "dismissed_agents": len(run.dismissed_agents),
        "tuned_together": None if run.together is None else simulated(run.together),
        "verdicts": dict(sorted(verdicts.items())),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "agent": finding.agent,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "message": finding.message,
        "location": {"file": finding.location.file, "line": finding.location.line},
        "fingerprint": finding.fingerprint,
    }
