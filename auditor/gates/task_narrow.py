"""Gate 4: is it one narrow task that holds still?"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from auditor.gates.gate import Gate
from auditor.gates.words import number
from auditor.model.decision import Decision
from auditor.model.facts import Facts
from auditor.model.measurement import Known, Measurement, Unknown
from auditor.model.money import Range
from auditor.model.policy import Policy, TaskNarrow

_DAYS_PER_QUARTER = 91
_Z = 1.959964


def decide(facts: Facts, policy: Policy) -> Decision:
    """Fail on breadth or restlessness; unknown where neither was declared nor, of restlessness, measured."""
    limits, scope = policy.task_narrow, facts.scope
    wide = []
    if isinstance(scope.scope, Known) and scope.scope.value == "broad":
        wide.append("the task is declared broad")
    if isinstance(scope.tasks, Known) and scope.tasks.value > limits.max_tasks.value:
        wide.append(f"{number(scope.tasks.value)} tasks, where {number(limits.max_tasks.value)} is the limit")
    changes = _changes(facts, limits)
    if isinstance(changes, Known) and changes.value.low > limits.max_changes_per_quarter.value:
        limit = number(limits.max_changes_per_quarter.value)
        wide.append(
            f"the task changes {number(changes.value)} times a quarter{_counted(changes)}, where {limit} is the limit"
        )
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
        counted = _counted(changes)
        missing.append(
            f"{number(changes.value)} changes a quarter{counted} may or may not stay within the limit of {limit}"
        )
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
        because=f"a narrow scope, {count}{number(changes.value)} changes a quarter{_counted(changes)}",
        evidence=evidence,
    )


def _changes(facts: Facts, limits: TaskNarrow) -> Measurement[Range]:
    """Changes of the task a quarter: as declared, else as often as much of the instructions was rewritten at once."""
    declared, history = facts.scope.changes_per_quarter, facts.history
    if isinstance(declared, Known) or isinstance(history.days, Unknown):
        return declared
    since = history.as_of - timedelta(days=limits.judged_over_days.value)
    large = sum(one.day > since and one.share >= limits.min_changed_share.value for one in history.revisions)
    days = min(history.days.value, limits.judged_over_days.value)
    if days < _DAYS_PER_QUARTER:
        return Unknown(f"{declared.because}, and its history spans {number(days)} days, less than a quarter")
    note = f"{number(large)} large revisions of its instructions in {number(days)} days, from {history.source}"
    return Known(_expected(large).times(Decimal(_DAYS_PER_QUARTER) / days), "changes a quarter", "measured", note)


def _expected(count: int) -> Range:
    """How many changes to expect where so many were seen: the 95 % interval of a Poisson count, by Byar."""
    low = count * (1 - 1 / (9 * count) - _Z / (3 * count**0.5)) ** 3 if count else 0.0
    above = count + 1
    high = above * (1 - 1 / (9 * above) + _Z / (3 * above**0.5)) ** 3
    return Range(*(Decimal(f"{end:.3f}") for end in (max(0.0, low), count, high)))


def _counted(changes: Measurement[Range]) -> str:
    return f" ({changes.note})" if isinstance(changes, Known) and changes.note else ""


GATE = Gate(
    id="G4",
    name="task-narrow",
    question="Is it one narrow, stable task?",
    why="A tuned model gets worse outside what it was tuned on, and every change of the task is a new training run.",
    remedy="Keep a prompted general model, or split the agent and tune only the narrow part.",
    reads=("scope", "history"),
    decide=decide,
)
