"""One gate's answer about one agent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Outcome = Literal["pass", "fail", "unknown", "skipped", "error"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a gate decided, why, and the way out; `evidence` says where each fact came from."""

    outcome: Outcome
    because: str
    remedy: str = ""
    evidence: tuple[tuple[str, str], ...] = ()
    """(fact in words, basis) pairs, for the confidence of the verdict and for the reader."""


@dataclass(frozen=True, slots=True)
class GateDecision:
    """A decision with the gate that took it."""

    id: str
    name: str
    decision: Decision


Decisions: TypeAlias = tuple[GateDecision, ...]
"""The gate walk of one agent, in order."""
