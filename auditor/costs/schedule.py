"""What genai-prices says of a model: its prices on a day, in a batch too, and every change announced after it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypedDict

if TYPE_CHECKING:
    from genai_prices.types import ModelInfo, ModelPrice

    Figures = dict[str, Decimal]

BATCH = {"processing": "batch"}
"""The context by which genai-prices tells the prices of a batch apart."""

_KINDS = {
    "input": "input_mtok",
    "output": "output_mtok",
    "cache_read": "cache_read_mtok",
    "cache_write": "cache_write_mtok",
    "cache_write_long": "cache_write_1h_mtok",
}


class Listed(TypedDict, total=False):
    """A look-up as it is remembered between runs; only `because` if there is no price."""

    because: str
    provider: str
    model: str
    lender: str
    """Another provider whose list gave the price, for want of one by the provider itself."""
    varies: bool
    """Whether the price varies with the time of day; figures are those at midnight UTC."""
    fee: str
    """A cache write price below the input price: a fee beside it, so no price of a write."""
    dearer_from: int
    """Input tokens of a request from which dearer prices start."""
    periods: list[dict[str, Any]]
    """`starts`, and `figures` by kind: value in USD per million tokens, first and last day on which it holds."""


def look_up(provider: str | None, name: str, day: date) -> Listed:
    """The prices of a model on `day` and at each announced change after it, or why there are none."""
    from genai_prices.data_snapshot import get_snapshot

    snapshot = get_snapshot()
    try:
        found, model = snapshot.find_provider_model(name, None, provider, None)
    except LookupError:
        missing = f"genai-prices knows no price for {provider or 'any provider'} {name}"
        return {"because": f"{missing}; add model.prices.input and model.prices.output to the inventory"}
    is_own = any(one is model for one in found.models)
    starts = _starts(model)
    spells: list[tuple[date | None, Figures]] = [
        (start, _figures(model, start or date.min, has_batch=is_own)) for start in (None, *starts)
    ]
    now = max(index for index, (start, _) in enumerate(spells) if start is None or start <= day)
    if not {"input", "output"} <= spells[now][1].keys():
        missing = f"genai-prices lists {found.id} {model.id} without a price per token"
        return {"because": f"{missing}; add model.prices.input and model.prices.output to the inventory"}
    listed: Listed = {"provider": found.id, "model": model.id, "varies": _varies(model), "periods": []}
    if not is_own:
        listed["lender"] = next(one.id for one in snapshot.providers if any(each is model for each in one.models))
    dearer = _dearer_from(model.get_prices(_midnight(day)))
    if dearer is not None:
        listed["dearer_from"] = dearer
    fee = _base(model.get_prices(_midnight(day)), "cache_write")
    if fee is not None and "cache_write" not in spells[now][1]:
        listed["fee"] = format(fee, "f")
    for index in range(now, len(spells)):
        if index == now or spells[index][1] != spells[index - 1][1]:
            start = spells[index][0] if index > now else None
            figures = {kind: _held(spells, index, kind) for kind in spells[index][1]}
            listed["periods"].append({"starts": str(start or day), "figures": figures})
    return listed


def _held(spells: list[tuple[date | None, Figures]], index: int, kind: str) -> list[str | None]:
    """A figure, and the first and last day on which it is the same."""
    value = spells[index][1][kind]
    first = last = index
    while first > 0 and spells[first - 1][1].get(kind) == value:
        first -= 1
    while last + 1 < len(spells) and spells[last + 1][1].get(kind) == value:
        last += 1
    start = spells[first][0]
    end = spells[last + 1][0] if last + 1 < len(spells) else None
    return [format(value, "f"), str(start) if start else None, str(end - timedelta(days=1)) if end else None]


def _starts(model: ModelInfo) -> list[date]:
    """The days on which anything changes that concerns us, in order."""
    variants = [variant.constraint for variant in model.price_variants or () if variant.when == BATCH]
    standard = [part.constraint for part in model.prices] if isinstance(model.prices, list) else []
    return sorted({day for day in map(_start, [*variants, *standard]) if day is not None})


def _start(constraint: object) -> date | None:
    day: date | None = getattr(constraint, "start_date", None)
    return day


def _varies(model: ModelInfo) -> bool:
    parts: Iterable[Any] = model.prices if isinstance(model.prices, list) else ()
    return any(hasattr(part.constraint, "start_time") for part in parts)


def _figures(model: ModelInfo, day: date, *, has_batch: bool) -> Figures:
    moment = _midnight(day)
    standard = model.get_prices(moment)
    found = {kind: _base(standard, kind) for kind in _KINDS}
    if found["cache_write"] is not None and found["input"] is not None and found["cache_write"] < found["input"]:
        found["cache_write"] = None  # OpenRouter's Gemini: five minutes of storage, beside the input price
    for kind in ("input", "output", "cache_read") if has_batch else ():
        found[f"batch_{kind}"] = _batch(model, moment, kind)
    return {kind: figure for kind, figure in found.items() if figure is not None}


def _batch(model: ModelInfo, moment: datetime, kind: str) -> Decimal | None:
    """A price in a batch, if one is listed: `get_prices` would silently return the standard one instead."""
    for variant in model.price_variants or ():
        is_active = variant.constraint is None or variant.constraint.active(moment)
        if variant.when == BATCH and is_active and (price := _base(variant.prices, kind)) is not None:
            return price
    return None


def _base(prices: ModelPrice, kind: str) -> Decimal | None:
    """The price of a request of ordinary length; long-context tiers start at 100,000 tokens and more."""
    price = getattr(prices, _KINDS[kind], None)
    base: Decimal | None = getattr(price, "base", price)
    return base


def _dearer_from(prices: ModelPrice) -> int | None:
    """The input tokens of a request from which its dearer prices start; None if all requests cost the same."""
    tiers = [tier for kind in _KINDS.values() for tier in getattr(getattr(prices, kind, None), "tiers", ())]
    return min((tier.start for tier in tiers), default=None)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
