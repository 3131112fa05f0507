"""All findings of a fleet, wherever they come from, in one order."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.findings import of_usage
from auditor.findings.of_agent import of_agent
from auditor.findings.of_graph import of_graph
from auditor.model.finding import Finding
from auditor.model.fleet import Fleet
from auditor.model.policy import UsageLogs
from auditor.model.run import Audited
from auditor.model.shared import FleetGraph


def collect(fleet: Fleet, agents: Sequence[Audited], graph: FleetGraph, limits: UsageLogs) -> tuple[Finding, ...]:
    """All findings, the gravest first, then by agent and rule."""
    found = [*fleet.notes, *of_graph(agents, graph), *of_usage.of_bills(fleet, agents, limits)]
    for audited in agents:
        found += [*of_agent(audited), *of_usage.of_usage(audited, limits)]
    gravity = {"high": 0, "medium": 1, "low": 2, "info": 3}
    return tuple(sorted(found, key=lambda f: (gravity[f.severity], f.agent or "", f.rule, f.location.line, f.subject)))
