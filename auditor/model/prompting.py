"""How hard prompting has been tried."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from auditor.model.measurement import Measurement, Unknown
from auditor.model.money import Range

_NO_TESTS = Unknown("prompting.tests is not declared")


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptingFacts:
    """How hard prompting has been tried, and with what result."""

    techniques: Measurement[frozenset[str]]
    is_declared: bool
    """Whether the owner said which techniques were used; what the text shows is then not the only evidence."""
    levers: frozenset[str]
    """Cheap levers the owner says were pulled: caching, dynamic_last, smaller_model, batch."""
    iterations: Measurement[int]
    score: Measurement[Range]
    target: Measurement[Range]
    spread: Measurement[Range]
    cache_hit_rate: Measurement[Range]
    dynamic_position: Measurement[Decimal]
    """Share of the prompt's tokens before the first run-time slot; 1 if there is none."""
    cases: Measurement[int] = _NO_TESTS
    """Fixed inputs that the prompt is tried on: that there are some says how to measure it, and not what came out."""
