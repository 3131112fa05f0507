"""The rows of the price book as they are written, and each figure as it holds on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from auditor.model.fleet import sha256
from auditor.model.measurement import Known, Measurement, Provenance, Unknown
from auditor.model.money import as_decimal

Table = Literal["caching", "tuning", "open_models", "gpus", "smaller"]
Serving = Literal["per_token", "per_hour", "self_hosted"]
"""What a tuned model is paid by: its tokens, the hours of a deployment, or the hours of one's own machine."""

FIGURES: dict[Table, tuple[str, ...]] = {
    "caching": (
        "automatic",
        "min_tokens",
        "block",
        "ttl_minutes",
        "renews",
        "write_factor",
        "read_factor",
        "long",
        "storage_price",
    ),
    "tuning": (
        "offered",
        "serving",
        "tunable_until",
        "served_until",
        "hosting_per_hour",
        "adapters_per_deployment",
        "input_factor",
        "output_factor",
        "training_price",
        "job_minimum",
        "rft_per_hour",
        "storage_per_month",
    ),
    "open_models": (
        "serving",
        "served_until",
        "input",
        "output",
        "cache_read",
        "hosting_per_hour",
        "adapters_per_deployment",
        "tokens_per_second",
        "training_price",
        "job_minimum",
        "storage_per_month",
    ),
    "gpus": ("price_per_hour",),
    "smaller": ("smaller",),
}
"""The figures of each table, in the order in which they are shown."""

WANTED: dict[Table, tuple[str, ...]] = {
    "caching": ("ttl_minutes",),
    "tuning": (
        "hosting_per_hour",
        "input_factor",
        "output_factor",
        "training_price",
        "job_minimum",
        "storage_per_month",
    ),
    "open_models": ("input", "output", "hosting_per_hour", "training_price", "job_minimum", "storage_per_month"),
    "gpus": ("price_per_hour",),
    "smaller": (),
}
"""Figures that every row should have; where one is left out, nobody was found who states it."""

UNITS = {
    "min_tokens": "tokens",
    "block": "tokens",
    "ttl_minutes": "minutes",
    "write_factor": "×",
    "read_factor": "×",
    "storage_price": "USD/Mtok/h",
    "hosting_per_hour": "USD/h",
    "input_factor": "×",
    "output_factor": "×",
    "training_price": "USD/Mtok",
    "job_minimum": "USD/job",
    "rft_per_hour": "USD/h",
    "storage_per_month": "USD/month",
    "input": "USD/Mtok",
    "output": "USD/Mtok",
    "cache_read": "USD/Mtok",
    "tokens_per_second": "tokens/s",
    "price_per_hour": "USD/h",
}
"""× is a multiple of the base model's price."""

_WORDS = {
    "min_tokens": "minimum",
    "ttl_minutes": "time to live",
    "long": "longer time to live",
    "rft_per_hour": "price of reinforcement tuning",
    "hosting_per_hour": "hosting price",
    "price_per_hour": "rent",
    "storage_per_month": "storage price",
    "tokens_per_second": "output speed",
    "input": "input price",
    "output": "output price",
    "cache_read": "cache read price",
    "smaller": "smaller model",
}

_REMEDIES = {
    "ttl_minutes": "add model.prices.cache_ttl_minutes to the inventory",
    "read_factor": "add model.prices.cache_read to the inventory",
}

_FOLDER = Path(__file__).parent
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure by its name, for people: known with its provenance, or unknown with its reason."""

    name: str
    fact: Measurement[Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the book: about whose models, where it was read, and its figures as they were written."""

    table: Table
    provider: str
    models: tuple[str, ...]
    values: Mapping[str, Any]

    @property
    def provenance(self) -> Provenance:
        """Where the row was read; a figure may have a source of its own."""
        return _provenance(self.values)

    @property
    def is_offered(self) -> bool:
        """Whether there is a thing that could have figures."""
        return bool(self.values.get("offered", True))

    def subject(self, model: str | None = None) -> str:
        """What the row is about, in a sentence."""
        return f"{self.provider} {model or ', '.join(self.models)}"

    def figure(self, key: str, as_of: date | None, model: str | None = None) -> Measurement[Any]:
        """A figure as written, on a day; without a day the first one that is listed, however old."""
        if key not in self.values:
            return Unknown(self._missing(key, model))
        written = self.values[key]
        elsewhen = []
        for one in written if isinstance(written, list) else [written]:
            own = one if isinstance(one, dict) and "value" in one else {"value": one}
            found = _provenance(dict(self.values) | own)
            if as_of is None or found.covers(as_of):
                unit, note = own.get("unit", UNITS.get(key, "")), own.get("note", "")
                return Known(own["value"], unit, "declared", note or "the project's price book", found)
            elsewhen.append(span(found))
        known = " and ".join(elsewhen)
        return Unknown(f"the {words(key)} of {self.subject(model)} is known {known}, not on {as_of}")

    def amount(self, key: str, as_of: date | None, model: str | None = None) -> Measurement[Decimal]:
        """A figure that is a number."""
        fact = self.figure(key, as_of, model)
        if isinstance(fact, Unknown):
            return fact
        return Known(as_decimal(fact.value), fact.unit, fact.basis, fact.note, fact.provenance)

    def plain(self, key: str, as_of: date | None, default: Any = None) -> Any:
        """A figure without its provenance, for what is no number: yes or no, a date, a word."""
        fact = self.figure(key, as_of)
        return fact.value if isinstance(fact, Known) else default

    def figures(self, as_of: date | None, model: str | None = None) -> tuple[Figure, ...]:
        """Every figure that the row has or should have."""
        wanted = WANTED[self.table] if self.is_offered else ()
        keys = [key for key in FIGURES[self.table] if key in self.values or key in wanted]
        return tuple(Figure(words(key), self.figure(key, as_of, model)) for key in keys)

    def _missing(self, key: str, model: str | None) -> str:
        remedy = _REMEDIES.get(key, f"add it with its source to auditor/costs/book/{self.table}.yaml")
        if key == "ttl_minutes":
            return f"{self.provider} does not state how long a cached prefix of {model or 'it'} lives; {remedy}"
        return f"no {words(key)} was found for {self.subject(model)}; {remedy}"


def words(key: str) -> str:
    """The name of a figure for people."""
    return _WORDS.get(key, key.replace("_", " "))


def span(of: Provenance) -> str:
    """From when to when a figure holds, in a sentence."""
    start = f"from {of.valid_from}" if of.valid_from else ""
    end = f"until {of.valid_to}" if of.valid_to else ""
    return f"{start} {end}".strip()


def _provenance(values: Mapping[str, Any]) -> Provenance:
    return Provenance(
        source=values["source"],
        read=values["read"],
        confidence=values["confidence"],
        valid_from=values.get("valid_from"),
        valid_to=values.get("valid_to"),
    )


@cache
def digest() -> str:
    """The hash that names this edition of the book."""
    return sha256("".join(_text(table) for table in FIGURES))


def _text(table: Table) -> str:
    return (_FOLDER / f"{table}.yaml").read_text("utf-8")


@cache
def rows_of(table: Table) -> tuple[Row, ...]:
    """The rows of a table in their order; each of a row's parts is laid over it and becomes a row of its own."""
    return tuple(
        Row(table, values["provider"], tuple(values.get("models", (values.get("name"),))), values)
        for shared in yaml.load(_text(table), Loader=_Loader)
        for values in ({**shared, **part} for part in shared.pop("parts", [{}]))
    )


def find(table: Table, provider: str, model: str) -> Row | None:
    """The first row that is about a model."""
    name = model.lower()
    fitting = (row for row in rows_of(table) if row.provider == provider)
    return next((row for row in fitting if any(fnmatchcase(name, pattern) for pattern in row.models)), None)


def ended(row: Row, as_of: date | None) -> str | None:
    """Why a row does not hold on a day, if it does not."""
    if as_of is None or row.provenance.covers(as_of):
        return None
    return f"the price book's {row.table} row for {row.subject()} holds {span(row.provenance)}, not on {as_of}"


def rows() -> tuple[Row, ...]:
    """Every row of the book, table by table."""
    return tuple(row for table in FIGURES for row in rows_of(table))
