"""What options, inputs and answers are called on the page, and how an input's value is written."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from auditor.model.estimate import Crossed, OptionName
from auditor.model.money import usd
from auditor.reporters.html.figures import count, percent

OPTIONS: dict[OptionName, str] = {
    "prompted": "Prompted",
    "cached": "Prompted, cached",
    "retrieval": "Knowledge retrieved",
    "in_context": "Knowledge in a cached context",
    "smaller_model": "Smaller model, prompted",
    "fine_tuned": "Fine-tuned",
    "fine_tuned_dedicated": "Fine-tuned, dedicated deployment",
    "fine_tuned_smaller": "Fine-tuned, smaller model",
}
SHORT: dict[OptionName, str] = {
    "prompted": "Prompted",
    "cached": "Cached",
    "retrieval": "Retrieved",
    "in_context": "In context",
    "smaller_model": "Smaller model",
    "fine_tuned": "Fine-tuned",
    "fine_tuned_dedicated": "Tuned, dedicated",
    "fine_tuned_smaller": "Tuned, smaller",
}
"""The same, short enough for the end of a line in a chart."""
CROSSED: dict[Crossed, str] = {
    "yes": "crossed",
    "no": "not crossed",
    "depends": "depends on the uncertain inputs",
    "never": "never reached",
    "unknown": "unknown",
}
_Form = Callable[[Decimal], str]


INPUTS: dict[str, tuple[str, _Form]] = {
    "calls_per_month": ("Calls a month", count),
    "growth_per_month": ("Growth a month", percent),
    "user_tokens": ("Input a call beyond the prompt", count),
    "output_tokens": ("Output a call", count),
    "cache_hit_rate": ("Cache hit rate", percent),
    "hit_rate_today": ("Cache hit rate today", percent),
    "token_estimate": ("Real tokens against our count", percent),
    "removable_share": ("Prompt that tuning replaces", percent),
    "output_factor": ("Answer length after tuning", percent),
    "fallback_share": ("Calls that fall back", percent),
    "smaller_model_share": ("Calls a smaller model can take", percent),
    "price_level": ("Token prices to come, against today", percent),
    "project_cost": ("Project, once", usd),
    "training_cost": ("Training, once", usd),
    "upkeep_per_month": ("Upkeep a month", usd),
    "retrain_cost": ("One retraining", usd),
    "retrain_every_months": ("Months between retrainings", count),
    "replica_tokens_per_second": ("Tokens a second of a replica", count),
    "retrieved_tokens": ("Tokens retrieved a call", count),
    "retrieval_per_call": ("A retrieval", usd),
    "retrieval_per_month": ("Index a month", usd),
}


def input_name(name: str) -> str:
    """An input as a reader calls it; one that nobody named here goes by its own name."""
    return INPUTS[name][0] if name in INPUTS else name.replace("_", " ").capitalize()


def input_value(name: str, value: Decimal) -> str:
    """A value of an input: money, a share or a count."""
    return INPUTS[name][1](value) if name in INPUTS else count(value)
