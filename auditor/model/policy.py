"""Every threshold and every assumption, each with the reason for its value."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from auditor.model.money import Range, as_decimal

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


def _three(value: Any) -> Any:
    if isinstance(value, Range):
        return value
    if isinstance(value, (list, tuple)) and len(value) == 3 and not any(isinstance(v, (bool, str)) for v in value):
        low, point, high = (as_decimal(v) for v in value)
        if low <= point <= high:
            return Range(low, point, high)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Range.sure(value)
    raise PydanticCustomError("range", "expected a number or [low, most likely, high] in this order")


class Assumption(_Frozen):
    """A range for something that a user rarely knows, and where it comes from."""

    value: Annotated[Range, BeforeValidator(_three)]
    reason: str = "set by the policy file"

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, data: Any) -> Any:
        return data if isinstance(data, (dict, Assumption)) else {"value": data}


Whole = Annotated[int, Field(ge=0, strict=True)]
Part = Annotated[Decimal, Field(ge=0, le=1)]


class PromptingExhausted(_Frozen):
    """Limits of gate 1."""

    min_techniques: Threshold[Whole]
    min_iterations: Threshold[Whole]
    min_cache_hit_rate: Threshold[Part]
    first_dynamic_after: Threshold[Part]


class KnowledgeStable(_Frozen):
    """Limits of gate 2 and of the choice of a home for what changes."""

    max_volatile_share: Threshold[Part]
    max_volatile_examples: Threshold[Part]
    stable_for_days: Threshold[Whole]
    in_context_limit_tokens: Threshold[Whole]
    min_separable_share: Threshold[Part]


class ExamplesReady(_Frozen):
    """Limits of gate 3."""

    min_examples: Threshold[Whole]
    good_examples: Threshold[Whole]
    min_holdout: Threshold[Whole]


class TaskNarrow(_Frozen):
    """Limits of gate 4."""

    max_tasks: Threshold[Whole]
    max_changes_per_quarter: Threshold[Annotated[Decimal, Field(ge=0)]]


class ScalePays(_Frozen):
    """Assumptions of gate 5: money in USD, prices in USD per million tokens."""

    horizon_months: Threshold[Whole]
    project_cost: Assumption
    upkeep_per_month: Assumption
    retrain_cost: Assumption
    retrain_every_months: Assumption
    removable_share: Assumption
    output_factor: Assumption
    training_price: Assumption
    training_runs: Assumption
    epochs: Assumption
    tokens_per_example: Assumption
    cache_hit_rate: Assumption


class OptionOpen(_Frozen):
    """Limits of gate 6."""

    min_months_served: Threshold[Whole]
    lead_time_days: Threshold[Whole]


class PriceAge(_Frozen):
    """When a figure of the price book should be read again."""

    max_age_days: Threshold[Whole]


class Graph(_Frozen):
    """When prompt blocks of several agents count as shared."""

    min_block_tokens: Threshold[Whole]
    near_similarity: Threshold[Part]


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
