"""The project's own price book: prompt caching rules and tuning paths, dated and with their sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from auditor.model.finding import Confidence
from auditor.model.fleet import sha256
from auditor.model.measurement import Known, Measurement, Unknown
from auditor.model.money import as_decimal

HOURS_PER_MONTH = Decimal(730)

_BOOK = Path(__file__).with_name("book.yaml")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a row of the book was read, when, and how far to trust it."""

    source: str
    read: date
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class CachingRule:
    """How a provider caches prompts: from `min_tokens` on, by `block`, for `ttl_minutes` after the last use."""

    is_automatic: bool
    min_tokens: int
    block: int
    ttl_minutes: Measurement[Decimal]
    write_factor: Decimal
    """Price of a cache write relative to the input price, for where no write price is listed."""
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class TuningPath:
    """Who tunes and serves a model: until when, and at what factor of the base price; hosting in USD per month."""

    is_offered: bool
    because: str
    tunable_until: date | None = None
    served_until: date | None = None
    hosting_per_month: Measurement[Decimal]
    input_factor: Measurement[Decimal]
    output_factor: Measurement[Decimal]
    training_price: Measurement[Decimal]
    provenance: Provenance


@cache
def _rows() -> tuple[dict[str, Any], str]:
    text = _BOOK.read_text("utf-8")
    return yaml.load(text, Loader=_Loader), sha256(text)


def digest() -> str:
    """The hash that names this edition of the book."""
    return _rows()[1]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the book, for people: which table, whose models, where it was read, and what it leaves open."""

    table: str
    provider: str
    models: tuple[str, ...]
    provenance: Provenance
    missing: tuple[str, ...]


_WANTED = {
    "caching": ("ttl_minutes",),
    "tuning": ("hosting_per_hour", "input_factor", "output_factor", "training_price"),
}
"""Figures that a row of each table should have, if the provider offers the thing at all."""


def rows() -> tuple[Row, ...]:
    """Every row of the book, in its order."""
    return tuple(
        Row(table, row["provider"], tuple(row["models"]), _provenance(row), _missing(table, row))
        for table in _WANTED
        for row in _rows()[0][table]
    )


def _missing(table: str, row: dict[str, Any]) -> tuple[str, ...]:
    if not row.get("offered", True):
        return ()
    priced = row | (row.get("prices") or [{}])[0]
    return tuple(name for name in _WANTED[table] if name not in priced)


@cache
def caching_rule(provider: str, model: str) -> Measurement[CachingRule]:
    """How prompts are cached for a model, or why that is unknown."""
    row = _row("caching", provider, model)
    if row is None:
        return Unknown(f"the price book has no caching rule for {provider} {model}")
    ttl: Measurement[Decimal] = Unknown(f"{provider} does not state how long a cached prefix of {model} lives")
    if "ttl_minutes" in row:
        ttl = Known(as_decimal(row["ttl_minutes"]), "minutes", "declared", row["source"])
    rule = CachingRule(
        is_automatic=row["automatic"],
        min_tokens=row["min_tokens"],
        block=row.get("block", 1),
        ttl_minutes=ttl,
        write_factor=as_decimal(row.get("write_factor", "1.25")),
        provenance=_provenance(row),
    )
    return Known(rule, basis="declared", note=row["source"])


@cache
def tuning_path(provider: str, model: str) -> Measurement[TuningPath]:
    """Who tunes and serves a model, or why that is unknown."""
    row = _row("tuning", provider, model)
    if row is None:
        return Unknown(f"the price book does not know whether anybody tunes and serves {provider} {model}")
    priced = next((part for part in row.get("prices", ()) if _fits(part, model)), row)

    def figure(values: dict[str, Any], key: str, factor: Decimal = Decimal(1)) -> Measurement[Decimal]:
        if key in values:
            return Known(as_decimal(values[key]) * factor, basis="declared", note=row["source"])
        return Unknown(f"no {key.replace('_', ' ')} was found for {provider} {model}")

    path = TuningPath(
        is_offered=row["offered"],
        because=row["because"],
        tunable_until=row.get("tunable_until"),
        served_until=row.get("served_until"),
        hosting_per_month=figure(row, "hosting_per_hour", HOURS_PER_MONTH),
        input_factor=figure(priced, "input_factor"),
        output_factor=figure(priced, "output_factor"),
        training_price=figure(row, "training_price"),
        provenance=_provenance(row),
    )
    return Known(path, basis="declared", note=row["source"])


def _row(table: str, provider: str, model: str) -> dict[str, Any] | None:
    rows = _rows()[0][table]
    return next((row for row in rows if row["provider"] == provider and _fits(row, model)), None)


def _fits(row: dict[str, Any], model: str) -> bool:
    return any(fnmatchcase(model.lower(), pattern) for pattern in row["models"])


def _provenance(row: dict[str, Any]) -> Provenance:
    return Provenance(source=row["source"], read=row["read"], confidence=row["confidence"])
