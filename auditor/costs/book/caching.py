"""How providers cache prompts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from auditor.costs.book.reading import ended, find
from auditor.model.measurement import Known, Measurement, Provenance, Unknown
from auditor.model.money import as_decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class LongCache:
    """A longer life for a cached prefix, in minutes, at a dearer write: `write_factor` × the input price."""

    ttl_minutes: Decimal
    write_factor: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class CachingRule:
    """How a provider caches prompts: from `min_tokens` on, by `block`, for `ttl_minutes` after the last use."""

    is_automatic: bool
    min_tokens: int
    block: int
    ttl_minutes: Measurement[Decimal]
    renews: bool
    """Whether a hit begins the time to live anew; otherwise it counts from the write."""
    write_factor: Decimal
    """Price of a cache write as a multiple of the input price, for where no write price is listed."""
    read_factor: Measurement[Decimal]
    """Price of a cache read as a multiple of the input price, for where no read price is listed."""
    long: Measurement[LongCache]
    storage_price: Measurement[Decimal]
    """USD per million tokens and hour, for a cache that is kept as an object of one's own."""
    provenance: Provenance


@cache
def caching_rule(provider: str, model: str, as_of: date | None = None) -> Measurement[CachingRule]:
    """How prompts are cached for a model on a day, or why that is unknown; without a day, as of today's book."""
    row = find("caching", provider, model)
    if row is None:
        missing = f"the price book has no caching rule for {provider} {model}"
        return Unknown(f"{missing}; add one with its source to auditor/costs/book/caching.yaml")
    because = ended(row, as_of)
    if because is not None:
        return Unknown(because)
    long = row.figure("long", as_of, model)
    if isinstance(long, Known):
        longer = LongCache(**{name: as_decimal(value) for name, value in long.value.items()})
        long = Known(longer, basis="declared", note=long.note, provenance=long.provenance)
    rule = CachingRule(
        is_automatic=row.plain("automatic", as_of),
        min_tokens=row.plain("min_tokens", as_of, 0),
        block=row.plain("block", as_of, 1),
        ttl_minutes=row.amount("ttl_minutes", as_of, model),
        renews=row.plain("renews", as_of, default=True),
        write_factor=as_decimal(row.plain("write_factor", as_of, 1)),
        read_factor=row.amount("read_factor", as_of, model),
        long=long,
        storage_price=row.amount("storage_price", as_of, model),
        provenance=row.provenance,
    )
    return Known(rule, basis="declared", note=row.provenance.source, provenance=row.provenance)
