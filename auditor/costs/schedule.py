"""Price changes that are already announced for a model."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from auditor.costs.prices import listed_prices


@dataclass(frozen=True, slots=True)
class Change:
    """From `starts` on, these prices hold: USD per million tokens by kind (input, output, cache_read, cache_write)."""

    starts: date
    prices: dict[str, Decimal]


def announced(provider: str | None, name: str, day: date) -> tuple[Change, ...]:
    """The changes of a model's token prices after `day`, in order; none if nothing is announced or it is not priced."""
    from genai_prices.data_snapshot import get_snapshot

    try:
        _, model = get_snapshot().find_provider_model(name, None, provider, None)
    except LookupError:
        return ()
    conditions = model.prices if isinstance(model.prices, list) else []
    starts = {getattr(condition.constraint, "start_date", None) for condition in conditions}
    changes, before = [], listed_prices(model.get_prices(_noon(day)))
    for start in sorted(start for start in starts if start is not None and start > day):
        prices = listed_prices(model.get_prices(_noon(start)))
        if prices != before:
            changes.append(Change(start, prices))
        before = prices
    return tuple(changes)


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
