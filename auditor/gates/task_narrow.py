"""Gate 4: is it one narrow task that holds still?"""

from __future__ import annotations

from auditor.gates.gate import Gate
from auditor.gates.words import number
from auditor.model.decision import Decision
from auditor.model.facts import Facts
from auditor.model.measurement import Known, Unknown
from auditor.model.policy import Policy


def decide(facts: Facts, policy: Policy) -> Decision:
    """Fail on breadth or restlessness; unknown where neither was declared."""
    limits, scope = policy.task_narrow, facts.scope
    wide = []
    if isinstance(scope.scope, Known) and scope.scope.value == "broad":
        wide.append("the task is declared broad")
    if isinstance(scope.tasks, Known) and scope.tasks.value > limits.max_tasks.value:
        wide.append(f"{number(scope.tasks.value)} tasks, where {number(limits.max_tasks.value)} is the limit")
    changes = scope.changes_per_quarter
    if isinstance(changes, Known) and changes.value.low > limits.max_changes_per_quarter.value:
        limit = number(limits.max_changes_per_quarter.value)
        wide.append(f"the task changes {number(changes.value)} times a quarter, where {limit} is the limit")
    evidence = tuple(
        (name, fact.basis if isinstance(fact, Known) else "unknown")
        for name, fact in (("scope", scope.scope), ("tasks", scope.tasks), ("changes", changes))
    )
    if wide:
        return Decision(
            outcome="fail",
            because="; ".join(wide),
            remedy="Keep a prompted general model, or split off the one narrow task that carries the volume.",
            evidence=evidence,
        )
    missing = [fact.because for fact in (scope.scope, changes) if isinstance(fact, Unknown)]
    if isinstance(changes, Known) and changes.value.high > limits.max_changes_per_quarter.value:
        limit = number(limits.max_changes_per_quarter.value)
        missing.append(f"{number(changes.value)} changes a quarter may or may not stay within the limit of {limit}")
    if missing:
        return Decision(
            outcome="unknown",
            because="; ".join(missing),
            remedy="Declare task.scope, task.tasks and task.changes_per_quarter.",
            evidence=evidence,
        )
    assert isinstance(changes, Known)
    count = (
        f"{number(scope.tasks.value)} task{'s' if scope.tasks.value != 1 else ''}, "
        if isinstance(scope.tasks, Known)
        else ""
    )
    return Decision(
        outcome="pass",
        because=f"a narrow scope, {count}{number(changes.value)} changes a quarter",
        evidence=evidence,
    )


GATE = Gate(
    id="G4",
    name="task-narrow",
    question="Is it one narrow, stable task?",
    why="A tuned model gets worse outside what it was tuned on, and every change of the task is a new training run.",
    remedy="Keep a prompted general model, or split the agent and tune only the narrow part.",
    reads=("scope",),
    decide=decide,
)
