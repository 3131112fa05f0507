"""How hard prompting has been tried: techniques declared or visible, iterations, quality, caching."""

from __future__ import annotations

from decimal import Decimal

from auditor.model.agent import Agent, Tests
from auditor.model.facts import PromptFacts, PromptingFacts
from auditor.model.history import HistoryFacts
from auditor.model.measurement import Known, Measurement, Unknown
from auditor.model.money import Range

IN_PROMPT = frozenset({"few_shot", "chain_of_thought", "format_constraints", "persona"})
"""Techniques that a prompt shows; the others are levers beside the prompt."""


def measure(agent: Agent, prompt: PromptFacts, history: HistoryFacts) -> PromptingFacts:
    """The facts on prompting; reads the prompt's facts and, for what is not declared, its history."""
    declared = frozenset(agent.prompting.techniques or ())
    seen = frozenset(prompt.techniques)
    techniques = Known(
        frozenset((declared & IN_PROMPT) | seen),
        basis="measured" if seen else "declared",
        note=_origin(declared & IN_PROMPT, seen),
    )
    quality = agent.prompting.quality
    total = prompt.tokens
    return PromptingFacts(
        techniques=techniques,
        is_declared=agent.prompting.techniques is not None,
        levers=declared - IN_PROMPT,
        iterations=_iterations(agent, history),
        score=_declared(quality.score, "prompting.quality.score"),
        target=_declared(quality.target, "prompting.quality.target"),
        spread=_declared(quality.spread, "prompting.quality.spread"),
        cache_hit_rate=_declared(agent.traffic.cache_hit_rate, "traffic.cache_hit_rate"),
        cases=_cases(agent.prompting.tests),
        dynamic_position=Known(Decimal(prompt.before_slot) / total if total else Decimal(1), "share of the prompt"),
    )


def _cases(tests: Tests | None) -> Measurement[int]:
    if tests is None:
        return Unknown("prompting.tests is not declared")
    return Known(tests.cases, "test cases", "declared")


def _iterations(agent: Agent, history: HistoryFacts) -> Measurement[int]:
    declared, edits = agent.prompting.iterations, history.edits
    if declared is not None:
        return Known(declared, "iterations", "declared")
    if isinstance(edits, Known):
        return Known(edits.value, "iterations", "measured", f"counted in {history.source}")
    return Unknown(f"prompting.iterations is not declared, and {edits.because}")


def _origin(declared: frozenset[str], seen: frozenset[str]) -> str:
    parts = [f"in the prompt: {', '.join(sorted(seen))}" if seen else "none visible in the prompt"]
    if declared - seen:
        parts.append(f"declared only: {', '.join(sorted(declared - seen))}")
    return "; ".join(parts).replace("_", " ")


def _declared(value: Range | None, path: str) -> Measurement[Range]:
    return Unknown(f"{path} is not declared") if value is None else Known(value, basis="declared")
