"""A file that DuckDB gives up on, written anew without what it stumbles over; what is left out is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from auditor.usage.flat.scan import kind_of
from auditor.usage.json_records import json_records
from auditor.usage.log import Log
from auditor.usage.opened import chunks

MOST_DEPTH = 100
"""DuckDB reads JSON to a depth of 128."""


def mended(path: Path, folder: Path, log: Log) -> Path:
    """A copy that can be read: decompressed as far as it goes, JSON as one whole record a line."""
    target = folder / f"mended-{len(list(folder.iterdir()))}"
    own = Log(path, log.options)
    kind = kind_of(path)
    if kind == "parquet":
        with target.open("wb") as unpacked:
            unpacked.writelines(chunks(own))
    elif kind == "csv":
        _copied(own, target)
    else:
        with target.open("w", encoding="utf-8") as file:
            parts = chunks(own)
            for line, record in json_records(own, next(parts, b""), parts):
                if not isinstance(record, dict):
                    own.tell("unreadable", "left out: no row, but another kind of JSON", line)
                    continue
                file.write(_flat(record) + "\n")
    for flaw in own.flaws.all():
        log.tell(flaw.kind, flaw.done, flaw.line, flaw.count)
    return target


def is_plain(path: Path) -> bool:
    """Whether DuckDB can read a file as it lies there: Parquet that was compressed once more it cannot."""
    with path.open("rb") as file:
        magic = file.read(4)
    return magic == b"PAR1" or kind_of(path) != "parquet"


def _flat(record: dict[str, Any]) -> str:
    """The record with everything in it that is deep as text: a column's value is text to us anyway."""
    return json.dumps({key: _shallow(value) for key, value in record.items()}).replace("\\u0000", "")


def _shallow(value: Any) -> Any:
    if not isinstance(value, (dict, list)):
        return value if not isinstance(value, int) or abs(value) < 10**30 else None
    text = json.dumps(value)
    return text if _depth(value) < MOST_DEPTH else None


def _depth(value: Any) -> int:
    depth, level = 0, [value]
    while level and depth < MOST_DEPTH:
        depth += 1
        level = [
            item
            for one in level
            if isinstance(one, (dict, list))
            for item in (one.values() if isinstance(one, dict) else one)
        ]
    return depth


def _copied(log: Log, target: Path) -> None:
    """Whole lines only: the last one of a file cut short would be a row of wrong figures."""
    rest = b""
    with target.open("wb") as file:
        for chunk in chunks(log):
            whole, newline, rest = (rest + chunk).rpartition(b"\n")
            file.write(whole + newline)
        if not log.flaws.all():
            file.write(rest)
