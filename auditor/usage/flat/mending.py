"""A file that DuckDB gives up on, written anew without what it stumbles over; what is left out is told."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from auditor.usage.flat.lines import lines
from auditor.usage.flat.scan import MOST_COLUMNS, MOST_LINE, RAGGED, header_of, kind_of
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
        _rewritten(own, target)
    else:
        with target.open("w", encoding="utf-8") as file:
            parts = chunks(own)
            for line, record in json_records(own, next(parts, b""), parts):
                rows = record.get("data") if isinstance(record, dict) else None
                for row in rows if isinstance(rows, list) else (record,):
                    if isinstance(row, dict):
                        file.write(_flat(row) + "\n")
                    else:
                        own.tell("unreadable", "left out: no row, but another kind of JSON", line)
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


def _rewritten(log: Log, target: Path) -> None:
    """Rows that are as wide as the header; empty cells behind that are none."""
    header, delimiter = header_of(log.path)
    rows = csv.reader(_texts(log), delimiter=delimiter)
    before = csv.field_size_limit(MOST_LINE)
    try:
        with target.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            while (cells := _next(rows)) is not None:
                whole = cells[: len(header)] if not any(cells[len(header) :]) else cells
                if len(whole) == len(header):
                    writer.writerow(whole)
                elif cells or rows.line_num == 1:
                    log.tell("unreadable", RAGGED, rows.line_num)
    finally:
        csv.field_size_limit(before)


def _next(rows: Iterator[list[str]]) -> list[str] | None:
    """The next row; one of more cells than any where it cannot be read, None at the end."""
    try:
        return next(rows, None)
    except csv.Error:
        return ["?"] * (MOST_COLUMNS + 1)


def _texts(log: Log) -> Iterator[str]:
    """Lines with their ends; the last one of a file cut short would be a row of wrong figures."""
    before, has_before = b"", False
    for line in lines(log):
        if has_before:
            yield _text(before) + "\n"
        before, has_before = line, True
    if before and not log.flaws.all():
        yield _text(before)


def _text(line: bytes) -> str:
    """A line as text; without its cells if it is longer than any row."""
    return line.decode("utf-8", "replace").replace("\0", "") if len(line) <= MOST_LINE else "?"
