"""Every threshold and every assumption, each with the reason for its value."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, model_validator
from pydantic_core import PydanticCustomError

from auditor.model.money import Range
from auditor.model.quantity import MOST, MOST_TOKENS, float_hint, number
from auditor.model.review import Rise

T = TypeVar("T")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, defer_build=True)


class Threshold(_Frozen, Generic[T]):
    """A limit and why it is where it is; a policy file may give the bare value."""

    value: T
    reason: str = "set by the policy file"

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, data: Any) -> Any:
        return data if isinstance(data, (dict, Threshold)) else {"value": data}


_WANTED = "a number or [low, most likely, high] in this order"


def _three(value: Any) -> Any:
    if isinstance(value, Range):
        return value
    if isinstance(value, (list, tuple)) and len(value) == 3:
        low, point, high = (number(end, -MOST, MOST, _WANTED) for end in value)
        if low <= point <= high:
            return Range(low, point, high)
    elif not isinstance(value, (list, tuple)):
        return Range.sure(number(value, -MOST, MOST, _WANTED))
    raise PydanticCustomError("range", "expected {wanted}", {"wanted": _WANTED})


class Assumption(_Frozen):
    """A range for something that a user rarely knows, and where it comes from."""

    value: Annotated[Range, BeforeValidator(_three)]
    reason: str = "set by the policy file"

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, data: Any) -> Any:
        return data if isinstance(data, (dict, Assumption)) else {"value": data}


def _within(floor: float, ceiling: float) -> AfterValidator:
    def validate(assumed: Assumption) -> Assumption:
        for end in (assumed.value.low, assumed.value.high):
            number(end, floor, ceiling)
        return assumed

    return AfterValidator(validate)


def _number(floor: float, ceiling: float) -> BeforeValidator:
    return BeforeValidator(lambda value: number(value, floor, ceiling, "a number"))


def _whole(least: int, most: int) -> BeforeValidator:
    def validate(value: Any) -> Any:
        if type(value) is int and least <= value <= most:  # to Python, true is 1
            return value
        words = {"least": least, "most": most, "got": repr(value)[:60], "hint": float_hint(value)}
        raise PydanticCustomError("number", "expected a whole number from {least} to {most}, got {got}{hint}", words)

    return BeforeValidator(validate)


Whole = Annotated[int, _whole(0, 10**12)]
Days = Annotated[int, _whole(0, 36_500)]
Months = Annotated[int, _whole(0, 1_200)]
Horizon = Annotated[int, _whole(1, 1_200)]
"""Months that something is divided by."""

Part = Annotated[Decimal, _number(0, 1)]
Rate = Annotated[Decimal, _number(0, MOST)]

Money = Annotated[Assumption, _within(0, MOST)]
Share = Annotated[Assumption, _within(0, 1)]
Factor = Annotated[Assumption, _within(0, 10)]
Times = Annotated[Assumption, _within(0, 1e6)]
Interval = Annotated[Assumption, _within(0.01, 1_200)]
"""Months that something is divided by, as a guess."""

Tokens = Annotated[Assumption, _within(0, MOST_TOKENS)]
Speed = Annotated[Assumption, _within(0.01, 1e6)]
"""Tokens per second that something is divided by."""

Chance = Annotated[Decimal, _number(0.5, 1)]
"""Share of draws that settles an answer; its rest settles the opposite."""

Draws = Annotated[int, _whole(100, 1_000_000)]


class PromptingExhausted(_Frozen):
    """Limits of gate 1."""

    min_techniques: Threshold[Whole]
    min_iterations: Threshold[Whole]
    min_cache_hit_rate: Threshold[Part]
    first_dynamic_after: Threshold[Part]


class Lives(_Frozen):
    """Months after which half of the facts of a kind have probably changed."""

    price: Threshold[Months]
    date: Threshold[Months]
    version: Threshold[Months]
    listing: Threshold[Months]
    contact: Threshold[Months]
    url: Threshold[Months]
    policy: Threshold[Months]
    stat: Threshold[Months]
    other_fact: Threshold[Months]

    def of(self, kind: str) -> int:
        """The months of a kind."""
        life: Threshold[int] = getattr(self, kind)
        return life.value


class KnowledgeStable(_Frozen):
    """Limits of gate 2 and of the choice of a home for what changes."""

    max_volatile_share: Threshold[Part]
    max_volatile_examples: Threshold[Part]
    max_change_seen: Threshold[Part]
    min_changes_seen: Threshold[Whole]
    stable_for_days: Threshold[Days]
    in_context_limit_tokens: Threshold[Whole]
    min_separable_share: Threshold[Part]
    life_months: Lives


class ExamplesReady(_Frozen):
    """Limits of gate 3."""

    min_examples: Threshold[Whole]
    good_examples: Threshold[Whole]
    min_holdout: Threshold[Whole]
    max_flawed: Threshold[Part]
    max_near_duplicates: Threshold[Part]
    max_told_apart: Threshold[Part]
    max_credentials: Threshold[Whole]


class TaskNarrow(_Frozen):
    """Limits of gate 4."""

    max_tasks: Threshold[Whole]
    max_changes_per_quarter: Threshold[Rate]
    min_changed_share: Threshold[Part]
    judged_over_days: Threshold[Days]


class ScalePays(_Frozen):
    """Assumptions of gate 5: money in USD, prices in USD per million tokens."""

    horizon_months: Threshold[Horizon]
    project_cost: Money
    upkeep_per_month: Money
    retrain_cost: Money
    retrain_every_months: Interval
    removable_share: Share
    output_factor: Factor
    fallback_share: Share
    smaller_model_share: Share
    price_level: Factor
    discount_per_year: Threshold[Part]
    retrieved_tokens: Tokens
    retrieval_per_call: Money
    retrieval_per_month: Money
    replica_tokens_per_second: Speed
    enough_chance: Threshold[Chance]
    simulation_draws: Threshold[Draws]
    simulation_seed: Threshold[Whole]
    training_price: Money
    reinforcement_hours: Times
    training_runs: Times
    epochs: Times
    tokens_per_example: Tokens
    cache_hit_rate: Share


class OptionOpen(_Frozen):
    """Limits of gate 6."""

    min_months_served: Threshold[Months]
    lead_time_days: Threshold[Days]


class PriceAge(_Frozen):
    """When a figure of the price book should be read again."""

    max_age_days: Threshold[Days]


class Graph(_Frozen):
    """When prompt blocks of several agents count as shared."""

    min_block_tokens: Threshold[Whole]
    near_similarity: Threshold[Part]


class News(_Frozen):
    """What of the difference between two runs is worth telling."""

    min_share: Threshold[Part]
    min_usd_per_month: Threshold[Rate]
    min_prompt_share: Threshold[Part]
    min_prompt_tokens: Threshold[Whole]
    crossing_within_months: Threshold[Months]


class Review(_Frozen):
    """When a saving has risen so much that a dismissed or snoozed recommendation is open again: at both."""

    reopens_at_share: Threshold[Rate]
    reopens_at_usd_per_month: Threshold[Rate]

    @property
    def rise(self) -> Rise:
        """Both as one."""
        return Rise(self.reopens_at_share.value, self.reopens_at_usd_per_month.value)


class UsageLogs(_Frozen):
    """When what logs show is so far from what is declared or reckoned that it is told."""

    differs_by: Threshold[Rate]
    reconciles_within: Threshold[Rate]
    worth_reconciling: Threshold[Rate]


class Policy(_Frozen):
    """The whole policy; `policy/default.yaml` holds the values and their reasons."""

    prompting_exhausted: PromptingExhausted
    knowledge_stable: KnowledgeStable
    examples_ready: ExamplesReady
    task_narrow: TaskNarrow
    scale_pays: ScalePays
    option_open: OptionOpen
    prices: PriceAge
    graph: Graph
    news: News
    review: Review
    usage: UsageLogs

    def parts(self) -> dict[str, str]:
        """A digest of the values of each section, whatever their reasons: which part of two policies differs."""
        return {name: _digest(getattr(self, name).model_dump(mode="json")) for name in type(self).model_fields}


def _digest(section: Any) -> str:
    return hashlib.sha256(repr(_values(section)).encode()).hexdigest()[:16]


def _values(section: Any) -> Any:
    """Nested sections with each threshold as its bare value."""
    if isinstance(section, dict) and "reason" in section:
        return section["value"]
    return {name: _values(part) for name, part in section.items()} if isinstance(section, dict) else section
