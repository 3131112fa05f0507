"""The records of a log, whatever holds them: JSON one at a time, or the rows of a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.usage.json_records import ANYTHING, Records, json_records
from auditor.usage.log import Log
from auditor.usage.opened import chunks, is_table
from auditor.usage.walk import Shape


def records(log: Log, shape: Shape = ANYTHING) -> Records:
    """Every record with its line; what is none is told and left out. Raises InputError only if there is no file.

    `shape` names the lists of a JSON document whose elements are records, as `json_records` takes it.
    """
    parts = chunks(log)
    first = next(parts, b"")
    if is_table(first):
        from auditor.usage.flat.records import table_records  # DuckDB is loaded for tables alone

        return table_records(log)
    return json_records(log, first, parts, shape)


def as_mapping(value: Any) -> Mapping[str, Any]:
    """A value if it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    """A value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []
