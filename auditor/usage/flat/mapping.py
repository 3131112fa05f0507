"""Which column of a table holds what: the only thing that one flat log format has to say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from auditor.model.usage import CostBasis
from auditor.usage.conventions import Convention

Unit = Literal["s", "ms", "us", "ns"]


@dataclass(frozen=True, slots=True)
class At:
    """A value in a row: of a column, or inside of the JSON (object, map, or its text) that the column holds."""

    column: str
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Is:
    """1 where a column holds one of these words (in lower case), 0 where it holds another."""

    at: At
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tag:
    """What follows `prefix:` in a list of tags."""

    at: At
    prefix: str


@dataclass(frozen=True, slots=True)
class Expression:
    """SQL in DuckDB's dialect, which somebody wrote into a map of columns himself."""

    sql: str


@dataclass(frozen=True, slots=True)
class Constant:
    """The same in every row."""

    text: str


Source = At | Is | Tag | Expression | Constant

CALLER = ("agent", "agent_name", "prompt_name", "prompt_sha256", "account")
"""Fields that say who called, in the order of `Caller`'s own."""
TEXTS = (*CALLER, "provider", "model", "request", "session", "currency")
FIGURES = (
    "input", "uncached", "cache_read", "cache_write", "cache_write_5m", "cache_write_1h", "output", "reasoning", "total"
)  # fmt: skip
"""Token counts: `cache_write` is all written, `total` is input and output together."""
# `answered` is whether a gateway answered from its own cache, so that nobody was called.
FIELDS = (*TEXTS, "time", "calls", "failed", "batch", "answered", "cost", *FIGURES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Where the fields of a row stand in a table, by FIELDS; of several sources the first that says anything counts."""

    fields: Mapping[str, tuple[Source, ...]]
    counts: Convention | Literal["native"] = "inclusive"
    """Whether `input` includes what the cache served; native: as the provider of the row counts by itself."""
    reasoning_apart: bool = False
    """Whether `output` leaves `reasoning` out."""
    bucket: Literal["hour", "day"] | None = None
    """What one row covers, where it is not one call."""
    unit: Unit | None = None
    """Of times that are numbers; None to tell it by their magnitude."""
    zone: str = "UTC"
    """Of times that name no zone."""
    cents: bool = False
    basis: CostBasis | None = "estimated"

    def __post_init__(self) -> None:
        unknown = set(self.fields) - set(FIELDS)
        assert not unknown, unknown

    def of(self, name: str) -> tuple[Source, ...]:
        """The sources of a field, none if it has none."""
        return self.fields.get(name, ())

    def names(self) -> Iterator[str]:
        """Every column read, once each; what expressions read is not among them."""
        seen: set[str] = set()
        for sources in self.fields.values():
            for source in sources:
                at = source.at if isinstance(source, (Is, Tag)) else source
                if isinstance(at, At) and at.column not in seen:
                    seen.add(at.column)
                    yield at.column

    def has_expressions(self) -> bool:
        """Whether any field is worked out by somebody's own SQL."""
        return any(isinstance(source, Expression) for sources in self.fields.values() for source in sources)
