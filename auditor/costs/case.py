"""What the costs of one agent depend on: sure figures, and uncertain ones as ranges."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from auditor.costs.caching import CacheTerms
from auditor.model.measurement import Basis, Measurement
from auditor.model.money import Range


class Scenario(NamedTuple):
    """One value for each uncertain input; names are those a reader sees when an input would flip the answer."""

    user_tokens: Decimal
    output_tokens: Decimal
    cache_hit_rate: Decimal
    token_estimate: Decimal
    removable_share: Decimal
    output_factor: Decimal
    calls_per_month: Decimal
    project_cost: Decimal
    training_cost: Decimal
    upkeep_per_month: Decimal
    retrain_cost: Decimal
    retrain_every_months: Decimal


INPUTS: tuple[str, ...] = Scenario._fields
PER_CALL = INPUTS.index("output_factor")
"""The last of the inputs on which the cost of one call depends; those behind it matter per month, or once."""


@dataclass(frozen=True, slots=True)
class Uncertain:
    """A range with where it comes from: measured, declared or the policy's assumption."""

    range: Range
    basis: Basis
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """The system prompt's tokens as they are sent: tool schemas, then prompt; run-time slots end the prefix."""

    total: Decimal
    before_first_slot: Decimal
    slots: Decimal
    removable: Decimal
    """Stable behaviour: what tuning could take over, at most."""

    @property
    def stable(self) -> Decimal:
        """Tokens that are the same in every call."""
        return self.total - self.slots


@dataclass(frozen=True, slots=True, kw_only=True)
class TunedTerms:
    """How a tuned version of the model is billed: cache terms and output price per million, hosting per month."""

    terms: CacheTerms | None
    input: Decimal
    output: Decimal
    hosting_per_month: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One agent as the cost model sees it."""

    inputs: dict[str, Uncertain]
    """A range for each name in `INPUTS`."""
    prompted: Tokens
    tuned_now: Tokens | None
    """The tuned agent's tokens today; None if the agent is not tuned, and tuning is only an option."""
    input: Decimal
    output: Decimal
    terms: CacheTerms | None
    is_cached_today: bool
    is_caching_optional: bool
    hit_rate_today: Decimal | None
    """The hit rate measured on the agent as it is deployed; None if nobody measured it."""
    tuned: Measurement[TunedTerms]
    horizon_months: Decimal
    growth_per_month: Decimal

    def point(self) -> Scenario:
        """Every input at its most likely value."""
        return Scenario(*[self.inputs[name].range.point for name in INPUTS])

    def corner(self, low: Collection[str] = (), high: Collection[str] = ()) -> Scenario:
        """Some inputs at the low end, some at the high end, the others at their most likely value."""
        ends = [self.inputs[name].range for name in INPUTS]
        low_high = zip(INPUTS, ends, strict=True)
        return Scenario(*[end.low if n in low else end.high if n in high else end.point for n, end in low_high])
