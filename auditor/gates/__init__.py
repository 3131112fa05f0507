"""The judgements, each a file; never a measurement. `GATES` is the walk, in order."""

from __future__ import annotations

from auditor.gates import (
    examples_ready,
    knowledge_stable,
    option_open,
    prompting_exhausted,
    scale_pays,
    task_narrow,
)
from auditor.gates.gate import Gate, walk
from auditor.model.facts import Facts
from auditor.model.policy import Policy

GATES: tuple[Gate, ...] = (
    prompting_exhausted.GATE,
    knowledge_stable.GATE,
    examples_ready.GATE,
    task_narrow.GATE,
    scale_pays.GATE,
    option_open.GATE,
)

OF_MONEY = (scale_pays.GATE, option_open.GATE)
"""Gates that another route to a tuned model may answer otherwise."""


def could_be_tuned(facts: Facts, policy: Policy) -> bool:
    """Whether no gate but those of money speaks against tuning: who may be asked to share a deployment."""
    others = tuple(gate for gate in GATES if gate not in OF_MONEY)
    return all(gate.decision.outcome != "fail" for gate in walk(others, facts, policy))


__all__ = ["GATES", "Gate", "could_be_tuned", "walk"]
