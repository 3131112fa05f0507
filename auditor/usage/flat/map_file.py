"""A map of columns that somebody wrote (`--usage-map FILE`): which column of a table holds what, and how it counts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model, field_validator, model_validator
from pydantic_core import PydanticCustomError

from auditor.documents import bytes_of, parse, text_of
from auditor.errors import InputError, Problem
from auditor.model.usage import CostBasis
from auditor.model.wording import message
from auditor.usage.flat.mapping import FIELDS, FIGURES, At, Columns, Constant, Expression, Source, Unit

_MEANING = {
    "agent": "id of the agent that called",
    "agent_name": "its name",
    "prompt_name": "name of its prompt in a registry",
    "prompt_sha256": "SHA-256 of its system prompt",
    "account": "what is billed where no agent is known: a project, key, team",
    "provider": "whose model it is, as anthropic or openai",
    "model": "the model's name",
    "request": "id of the call; one that comes twice counts once",
    "session": "what the calls of a conversation share",
    "currency": "of the cost, as USD; others are left out",
    "time": "when the call, or the bucket, began",
    "calls": "calls in the row, where it is a bucket of several",
    "failed": "calls among them that failed",
    "batch": "whether it was a batch request: true or false",
    "answered": "whether a gateway answered from its own cache: such rows are no calls",
    "cost": "what it cost",
    "input": "input tokens, by `input_counts` with or without the cache",
    "uncached": "input tokens that were neither read from the cache nor written to it",
    "cache_read": "input tokens read from the cache",
    "cache_write": "input tokens written to the cache, for however long",
    "cache_write_5m": "those written for five minutes",
    "cache_write_1h": "those written for an hour",
    "output": "output tokens, with reasoning",
    "reasoning": "those of them that were reasoning",
    "total": "input and output together; only to find out whether input counts the cache",
}


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Place(_Frozen):
    """Where a field stands: the name of a column is enough."""

    column: str | None = Field(None, description="A column, by its name.")
    path: tuple[str, ...] = Field((), description="The keys into the JSON that the column holds.")
    sql: str | None = Field(None, description="Or an expression in DuckDB's SQL over the columns.")
    value: str | None = Field(None, description="Or the same for every row.")

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, data: Any) -> Any:
        return {"column": data} if isinstance(data, str) else data

    @model_validator(mode="after")
    def _one(self) -> Place:
        if sum(part is not None for part in (self.column, self.sql, self.value)) != 1:
            raise PydanticCustomError("text", "expected a column's name, or one of column, sql and value")
        return self

    def source(self) -> Source:
        """As the statement takes it."""
        if self.sql is not None:
            return Expression(self.sql)
        return Constant(self.value) if self.value is not None else At(self.column or "", self.path)


_FIELDS: Any = {name: (Place | None, Field(None, description=_MEANING[name])) for name in FIELDS}
Places = create_model("Places", __base__=_Frozen, **_FIELDS)


class UsageMap(_Frozen):
    """The whole map."""

    columns: Places = Field(description="Which column holds what; what is not there is unknown.")
    input_counts: Literal["inclusive", "exclusive", "native"] | None = Field(
        None,
        description="Whether input includes what the cache served; native: as each row's provider counts by itself.",
    )
    reasoning: Literal["in_output", "apart"] = Field("in_output", description="Whether output includes reasoning.")
    bucket: Literal["hour", "day"] | None = Field(None, description="What a row covers, where it is not one call.")
    time_unit: Unit | None = Field(None, description="Of times that are numbers; by default told by their size.")
    time_zone: str = Field("UTC", description="Of times that name no zone, as Europe/Berlin.")
    cost_unit: Literal["usd", "cents"] = "usd"
    cost_basis: CostBasis = Field("estimated", description="Whose figure the cost is.")

    @field_validator("time_zone")
    @classmethod
    def _known(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ValueError, OSError, KeyError):
            raise PydanticCustomError("text", f"expected a time zone as Europe/Berlin, got {name!r}") from None
        return name

    def source(self, name: str) -> tuple[Source, ...]:
        """Where a field stands."""
        place: Place | None = getattr(self.columns, name)
        return () if place is None else (place.source(),)

    def as_columns(self) -> Columns:
        """As the statement takes it."""
        return Columns(
            fields={name: self.source(name) for name in FIELDS if self.source(name)},
            counts=self.input_counts or "inclusive",
            reasoning_apart=self.reasoning == "apart",
            bucket=self.bucket,
            unit=self.time_unit,
            zone=self.time_zone,
            cents=self.cost_unit == "cents",
            basis=self.cost_basis,
        )


def read_map(path: Path) -> Columns:
    """Read a map; raises InputError with everything that is wrong in it, each with its line."""
    name = path.as_posix()
    document = parse(text_of(bytes_of(path), name), name, is_json=path.suffix.lower() == ".json")
    data = document.data
    is_bare = isinstance(data, dict) and "columns" not in data and data.keys() <= set(FIELDS)
    try:
        found = UsageMap.model_validate({"columns": data} if is_bare and data else data)
    except ValidationError as error:
        problems = []
        for item in error.errors(include_url=False):
            steps = tuple(item["loc"])
            where = ".".join(map(str, steps))
            said = message(item, steps, UsageMap, document.written(steps))
            problems.append(Problem(f"{name}:{document.line(steps)}: {where}".rstrip(": "), said))
        raise InputError(list(dict.fromkeys(problems))) from None
    problems = [
        Problem(f"{name}:{document.line(where)}: {'.'.join(where)}", said) for where, said in _disagreements(found)
    ]
    if problems:
        raise InputError(problems)
    return found.as_columns()


def _disagreements(found: UsageMap) -> list[tuple[tuple[str, ...], str]]:
    has = {name for name in FIELDS if found.source(name)}
    problems: list[tuple[tuple[str, ...], str]] = []
    if not has & set(FIGURES):
        problems.append((("columns",), "names no tokens: say at least where input or output stands"))
    caches = has & {"cache_read", "cache_write", "cache_write_5m", "cache_write_1h"}
    if "input" in has and "uncached" not in has and caches and found.input_counts is None:
        said = "is missing: inclusive if input includes what the cache served, exclusive if not, native if it differs"
        problems.append((("input_counts",), said))
    return problems


def json_schema() -> str:
    """The JSON Schema of a map, for editors; generated, so it cannot drift from what is read."""
    schema = UsageMap.model_json_schema()
    schema["$defs"]["Place"] = {"anyOf": [{"type": "string"}, schema["$defs"]["Place"]]}
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema, indent=1) + "\n"
