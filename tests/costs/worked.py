"""The agent of ECONOMICS 4.5 with every guess made sure, and what the audit makes of it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from auditor import policy
from auditor.costs import Prices
from auditor.model.estimate import BreakEven, Line, Option
from auditor.model.facts import EconomicsFacts
from auditor.model.policy import Policy
from tests.fleets import facts_of, laid, read_fleet, real_prices

SURE: dict[str, Any] = {
    "project_cost": 3000,
    "upkeep_per_month": 0,
    "retrain_cost": 0,
    "training_price": 0,
    "removable_share": 1,
    "output_factor": 1,
    "price_level": 1,
    "fallback_share": 0,
    "smaller_model_share": 0,
}
"""ECONOMICS 4.5 with all guesses made sure: a project of $3,000 and nothing else."""

WORKED: dict[str, Any] = {
    "id": "worked",
    "prompt": {"text": "Greet every caller by name and be kind.\n" * 280, "tools_tokens": 200},
    "traffic": {"calls_per_month": 1_000_000, "user_tokens": 500, "output_tokens": 300, "cache_hit_rate": 0},
}
"""The agent of that part: 2,800 tokens that tuning replaces, 200 that stay, 500 of the user, 300 of output."""

MINI = {"provider": "openai", "name": "gpt-4.1-mini"}
AZURE = {"provider": "azure", "name": "gpt-4.1-mini", "prices": {"input": 0.4, "output": 1.6, "cache_read": 0.1}}
NOVA = {"provider": "aws", "name": "amazon.nova-pro-v1:0"}


def limits(folder: Path, **scale_pays: Any) -> Policy:
    """The default policy with assumptions of the economics laid over it."""
    (folder / "policy.yaml").write_text(yaml.safe_dump({"scale_pays": scale_pays}), "utf-8")
    return policy.load(folder / "policy.yaml")[0]


def worked(
    folder: Path,
    model: dict[str, Any],
    changes: dict[str, Any] | None = None,
    prices: Prices | None = None,
    **costs: Any,
) -> EconomicsFacts:
    """The economics of `WORKED` on a model, with changes to the agent and to `SURE`."""
    agent = laid(WORKED, {"model": model, **(changes or {})})
    return facts_of(read_fleet(folder, [agent]), prices or real_prices(), limits(folder, **SURE | costs)).economics


def halved(folder: Path, calls: Any, growth: Any = 0, **costs: Any) -> BreakEven:
    """Tuning that halves 1,000 output tokens at $3.2 per million: $0.0016 a call; $9,600 in 12 months are 500,000."""
    traffic = {"calls_per_month": calls, "growth_per_month": growth, "user_tokens": 0, "output_tokens": 1000}
    change = {"prompt": {"text": "Hi", "tools_tokens": 0}, "traffic": traffic}
    return worked(
        folder, NOVA, change, **{"removable_share": 0, "output_factor": 0.5, "project_cost": 9600} | costs
    ).break_even


def line_of(option: Option, name: str) -> Line:
    """The option's line of that name."""
    return next(part for part in option.lines if part.name == name)


def line(option: Option, name: str) -> Decimal:
    """The amount of the option's line of that name."""
    return line_of(option, name).amount


def total(option: Option, unit: str) -> Decimal:
    """The sum of the option's lines in a unit."""
    return sum((part.amount for part in option.lines if part.unit == unit), Decimal(0))
