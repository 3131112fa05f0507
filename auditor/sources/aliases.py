"""Which model a tool's alias stood for on a day, from a dated table: aliases move from one release to the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from auditor.sources.found import Remark
from auditor.sources.models import Named

_TABLE = Path(__file__).with_suffix(".yaml")


@dataclass(frozen=True, slots=True)
class Alias:
    """A row of the table: what `alias` of a tool stands for from a day on, and where that is written."""

    alias: str
    tool: str
    since: date
    provider: str
    model: str
    source: str
    until: date | None = None
    """The last day on which it is evidenced, if nothing is known of the days until the next row."""


@dataclass(frozen=True, slots=True)
class Table:
    """All rows in the order of their days, and the day on which their sources were read."""

    read: date
    rows: tuple[Alias, ...]


@cache
def table() -> Table:
    """The table that ships with the product."""
    loaded = yaml.safe_load(_TABLE.read_text("utf-8"))
    rows = sorted((Alias(**row) for row in loaded["aliases"]), key=lambda row: row.since)
    return Table(loaded["read"], tuple(rows))


def resolved(tool: str, alias: str, day: date | None) -> tuple[Named, Remark | None]:
    """The model that an alias stood for on a day, with a note that says so; unknown where nothing evidences it."""
    if day is None:
        return Named(), None
    rows = [row for row in table().rows if (row.tool, row.alias) == (tool, alias.lower()) and row.since <= day]
    if not rows or (rows[-1].until is not None and day > rows[-1].until):
        says = f"is unknown: nothing evidences what {alias!r} stood for on {day}"
        return Named(), Remark("model-not-resolved", "model", says)
    row = rows[-1]
    says = f"is taken to be {row.model}: {alias!r} stands for it since {row.since}, by an alias table of {table().read}"
    return Named(row.provider, row.model), Remark("model-from-alias", "model", says)
