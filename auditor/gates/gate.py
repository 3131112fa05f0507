"""What a gate is: an identity in words, and one pure function over the facts it says it reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, cast

from auditor.model.decision import Decision, GateDecision
from auditor.model.facts import Facts
from auditor.model.policy import Policy

FactGroup = Literal["prompt", "prompting", "history", "knowledge", "dataset", "scope", "traffic", "economics", "path"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A reason not to fine-tune yet; `decide` neither measures, prints nor reads files."""

    id: str
    name: str
    question: str
    why: str
    remedy: str
    reads: tuple[FactGroup, ...]
    decide: Callable[[Facts, Policy], Decision]


class _Handed:
    """The facts a gate has declared; any other is an error, so the declaration cannot drift."""

    def __init__(self, facts: Facts, reads: tuple[FactGroup, ...]) -> None:
        self._facts = facts
        self._reads = reads

    def __getattr__(self, name: str) -> Any:
        if name not in self._reads:
            raise AttributeError(f"the gate does not declare that it reads {name!r}")
        return getattr(self._facts, name)


def walk(gates: tuple[Gate, ...], facts: Facts, policy: Policy) -> tuple[GateDecision, ...]:
    """Every gate's decision, in order, also past the first stop; a gate that breaks is an error, the rest go on."""
    return tuple(GateDecision(gate.id, gate.name, _decided(gate, facts, policy)) for gate in gates)


def _decided(gate: Gate, facts: Facts, policy: Policy) -> Decision:
    try:
        # the narrowed view has the shape of Facts, less what was not declared
        return gate.decide(cast("Facts", _Handed(facts, gate.reads)), policy)
    except Exception as error:  # noqa: BLE001  one broken gate must not cost the fleet its audit
        return Decision(
            outcome="error",
            because=f"the gate broke: {type(error).__name__}: {error}",
            remedy="please report this as a bug",
        )
