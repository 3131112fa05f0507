"""How narrow and how restless the task is, as declared."""

from __future__ import annotations

from auditor.model.agent import Agent
from auditor.model.facts import ScopeFacts
from auditor.model.measurement import Known, Unknown


def measure(agent: Agent) -> ScopeFacts:
    """The facts on the task's scope."""
    task = agent.task
    return ScopeFacts(
        scope=Unknown("task.scope is not declared") if task.scope is None else Known(task.scope, basis="declared"),
        tasks=Unknown("task.tasks is not declared")
        if task.tasks is None
        else Known(len(task.tasks), "tasks", "declared", "; ".join(task.tasks)),
        changes_per_quarter=Unknown("task.changes_per_quarter is not declared")
        if task.changes_per_quarter is None
        else Known(task.changes_per_quarter, "changes a quarter", "declared"),
    )
