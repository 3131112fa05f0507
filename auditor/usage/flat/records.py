"""The rows of a CSV or Parquet file as records, for formats that need more than sums: a parent's name, a tag."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from math import isnan
from typing import Any
from uuid import UUID

from auditor.errors import InputError
from auditor.usage.flat.dress import is_nested
from auditor.usage.flat.engine import Engine, engine
from auditor.usage.flat.mending import is_plain, mended
from auditor.usage.flat.scan import RAGGED, Relation, is_compressed, relations
from auditor.usage.log import Log

_WORDS = {"true": True, "false": False}


def table_records(log: Log, most: int | None = None) -> Iterator[tuple[int, dict[str, Any]]]:
    """Every row with its number, as a mapping of what it tells; nested values are JSON in text."""
    with engine([log.path.absolute()], log.path) as db:
        relation = _relation(db, log)
        rows = db.rows(_select(relation, most))
        for number, row in enumerate(rows, 2 if relation.kind == "csv" else 1):
            values = zip(relation.types, row, strict=True)
            yield number, {name: _plain(value) for name, value in values if value is not None}
        if relation.kind == "csv":
            count, line = next(db.rows("SELECT COUNT(DISTINCT line), MIN(line) FROM reject_errors"))
            if count:
                log.tell("unreadable", RAGGED, line, count)


def _relation(db: Engine, log: Log) -> Relation:
    """The file as a table; a copy of it, mended, if DuckDB cannot read it to its end."""
    path = log.path.absolute()
    if is_plain(path):
        try:
            (relation,) = relations([path], (), db, log)
            if not is_compressed(path):
                return relation
            db.run(f"SELECT COUNT(*) FROM {relation.sql()}")  # noqa: S608 -- cut short is known at its end only
        except InputError:
            pass
        else:
            return relation
    (relation,) = relations([mended(path, db.folder, log)], (), db, log)
    return relation


def first_record(log: Log) -> Mapping[str, Any]:
    """The first row with every column, also those that it leaves empty; nothing if it cannot be read."""
    try:
        with engine([log.path.absolute()], log.path) as db:
            relation = _relation(db, Log(log.path))
            row = next(db.rows(_select(relation, 1)), (None,) * len(relation.types))
            return {name: _plain(value) for name, value in zip(relation.types, row, strict=True)}
    except (InputError, ValueError):
        return {}


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
        if value.isascii() and value.isdecimal() and len(value) <= 15 and (value[0] != "0" or value == "0"):
            return int(value)  # CSV has texts alone, and "0" is not nothing as 0 is
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
