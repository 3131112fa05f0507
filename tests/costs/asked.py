"""How the tests ask the price book."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from genai_prices.data_snapshot import get_snapshot

from auditor import costs
from auditor.costs import CachingRule, OpenModel, PriceBook, TokenPrices, TuningPath
from auditor.model.agent import Model
from auditor.model.measurement import Known, Measurement
from tests.fleets import DAY


def rule_of(provider: str, model: str, as_of: date | None = DAY) -> CachingRule:
    found = costs.caching_rule(provider, model, as_of)
    assert isinstance(found, Known)
    return found.value


def path_of(provider: str, model: str, as_of: date | None = DAY) -> TuningPath:
    found = costs.tuning_path(provider, model, as_of)
    assert isinstance(found, Known)
    return found.value


def open_model(provider: str) -> OpenModel:
    return next(one for one in costs.open_models(DAY) if one.provider == provider)


def value(fact: Measurement[Any]) -> Any:
    return fact.value if isinstance(fact, Known) else None


def number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@cache
def listed() -> tuple[tuple[str, str, TokenPrices], ...]:
    """Every model of genai-prices that is priced per token, with its prices."""
    book, found = PriceBook(DAY, {}), []
    for provider in get_snapshot().providers:
        for model in provider.models:
            prices = book.of(Model(provider=provider.id, name=model.id))
            if isinstance(prices, Known):
                found.append((provider.id, model.id, prices.value))
    return tuple(found)
