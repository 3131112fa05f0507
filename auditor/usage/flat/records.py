"""The rows of a CSV or Parquet file as records, for formats that need more than sums: a parent's name, a tag."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from math import isnan
from typing import Any
from uuid import UUID

from auditor.errors import InputError
from auditor.usage.flat.dress import is_nested
from auditor.usage.flat.engine import engine
from auditor.usage.flat.mending import mended
from auditor.usage.flat.scan import Relation, relations
from auditor.usage.log import Log

_WORDS = {"true": True, "false": False}


def table_records(log: Log, most: int | None = None) -> Iterator[tuple[int, dict[str, Any]]]:
    """Every row with its number, as a mapping of what it tells; nested values are JSON in text."""
    path = log.path.absolute()
    with engine([path], log.path) as db:
        try:
            (relation,) = relations([path], (), db, log)
            rows = db.rows(_select(relation, most))
            first = next(rows, None)
        except InputError:
            copy = mended(path, db.folder, log)
            if copy == path:
                raise
            (relation,) = relations([copy], (), db, log)
            rows = db.rows(_select(relation, most))
            first = next(rows, None)
        offset = 2 if relation.kind == "csv" else 1
        number = 0
        while first is not None:
            values = zip(relation.types, first, strict=True)
            yield number + offset, {name: _plain(value) for name, value in values if value is not None}
            first, number = next(rows, None), number + 1
        if relation.kind == "csv" and most is None:
            count, line = next(db.rows("SELECT COUNT(DISTINCT line), MIN(line) FROM reject_errors"))
            if count:
                log.tell("unreadable", "left out: a row that has more or fewer cells than the header", line, count)


def _select(relation: Relation, most: int | None) -> str:
    columns = ", ".join(_column(name, type) for name, type in relation.types.values())
    limit = "" if most is None else f" LIMIT {most}"
    return " ".join(("SELECT", columns, "FROM", relation.sql() + limit))


def _column(name: str, type: str) -> str:
    if type.endswith("TIME ZONE"):
        return f"TIMEZONE('UTC', {name})"
    return f"CAST(TO_JSON({name}) AS VARCHAR)" if is_nested(type) else name


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return _WORDS.get(value.lower(), value) if len(value) < 6 else value
    if isinstance(value, float):
        return None if isnan(value) else value
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return value


def first_record(log: Log) -> Mapping[str, Any]:
    """The first row with every column, also those that it leaves empty; nothing if it cannot be read."""
    path = log.path.absolute()
    try:
        with engine([path], log.path) as db:
            (relation,) = relations([path], (), db, log)
            names = dict.fromkeys(relation.types)
        return names | next((record for _, record in table_records(Log(log.path), 1)), {})
    except (InputError, ValueError):
        return {}
