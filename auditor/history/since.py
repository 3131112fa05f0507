"""What a report shows about the past: the change matrix, the five largest movers, and a line for every agent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.history import reading
from auditor.history.compare import diff
from auditor.history.news import news
from auditor.model.kept import RunLine, RunRecord
from auditor.model.since import Cell, Since, Sparkline
from auditor.model.verdict import FAMILIES

if TYPE_CHECKING:
    from auditor.model.policy import Policy

LAST_RUNS = 12
"""Runs that a sparkline spans, the present one among them."""

MOST_MOVERS = 5


def since(path: Path, run: RunRecord, policy: Policy, *, audit_name: str) -> Since | None:
    """What changed since the last run of an audit that was kept; None for its first. To be asked before it is kept."""
    if not path.exists():
        return None
    lines = reading.runs(path, audit_name, LAST_RUNS - 1)
    if not lines:
        return None
    return of_runs(reading.last_runs(path, audit_name, LAST_RUNS - 1), run, policy, lines)


def of_runs(earlier: Sequence[RunRecord], run: RunRecord, policy: Policy, lines: Sequence[RunLine] = ()) -> Since:
    """The same from records, oldest first: of a history, or of a single audit.json as the baseline."""
    found = diff(earlier[-1], run, policy)
    return Since(
        diff=found,
        news=news(found, policy.news),
        matrix=matrix(earlier[-1], run),
        movers=found.movers[:MOST_MOVERS],
        runs=tuple(lines),
        sparklines=sparklines([*earlier, run]),
    )


def matrix(before: RunRecord, after: RunRecord) -> tuple[Cell, ...]:
    """How many agents went from which family of verdicts to which, in the families' order; unmoved ones too."""
    order = [family.id for family in FAMILIES]
    counts = Counter(
        (before.agents[name].family, agent.family) for name, agent in after.agents.items() if name in before.agents
    )
    return tuple(Cell(old, new, counts[old, new]) for old in order for new in order if counts[old, new])


def sparklines(runs: Sequence[RunRecord]) -> tuple[Sparkline, ...]:
    """The monthly cost of every agent of the last run over all of them, oldest first."""
    return tuple(Sparkline(name, tuple(_cost(run, name) for run in runs)) for name in runs[-1].agents)


def _cost(run: RunRecord, name: str) -> Decimal | None:
    agent = run.agents.get(name)
    return None if agent is None or agent.cost is None else agent.cost.point
