"""What changed since an earlier run, as plain data: the difference, its matrix, and each agent's cost over the runs."""

from __future__ import annotations

from typing import Any

from auditor.model.kept import RunLine
from auditor.model.money import plain
from auditor.model.since import Since
from auditor.reporters import difference
from auditor.reporters.json.economics import span


def since(found: Since) -> dict[str, Any]:
    """The block of the run document; `costs` of an agent go over `runs` and then this run, null where unknown."""
    told = difference.document(found.diff, found.news)
    del told["format"], told["after"]
    return told | {
        "matrix": [{"before": one.before, "after": one.after, "agents": one.agents} for one in found.matrix],
        "runs": [_run(line) for line in found.runs],
        "agents": [
            {"id": one.agent, "costs": [None if cost is None else plain(cost) for cost in one.costs]}
            for one in found.sparklines
        ],
    }


def _run(line: RunLine) -> dict[str, Any]:
    totals = line.totals
    return {
        "run": line.id,
        "at": line.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "agents": totals.agents,
        "cost": span(totals.cost),
        "avoidable": span(totals.avoidable),
    }
