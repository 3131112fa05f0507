"""Which line of a file a row is on, and whether its last line is whole: what DuckDB does not tell."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from auditor.usage.flat.scan import MOST_LINE, Relation, delimiter_of
from auditor.usage.log import Log
from auditor.usage.opened import chunks

MOST_ROWS = 5_000_000
"""Looked through for the line of a row; of a later one the number of the row is told."""


def line_of(relation: Relation, path: Path, row: int) -> int:
    """The line, from 1, of the row of this number, from 1; the number itself where rows have no lines."""
    if relation.kind in {"parquet", "json"} or row > MOST_ROWS:
        return row
    if relation.kind == "jsonl":
        numbered = ((number, line) for number, line in enumerate(lines(Log(path)), 1) if line.strip())
        return next(islice(numbered, row - 1, None), (row, b""))[0]
    return _line_of_csv(path, row)


def _line_of_csv(path: Path, row: int) -> int:
    reader = csv.reader(
        (line.decode("utf-8", "replace").replace("\0", "") for line in lines(Log(path))), delimiter=delimiter_of(path)
    )
    width, line = len(next(reader, [])), 2
    try:
        for cells in reader:
            row -= len(cells) == width
            if not row:
                return line
            line = reader.line_num + 1
    except csv.Error:
        pass
    return line


def is_cut_short(relation: Relation, path: Path) -> bool:
    """Whether the last line of a file of JSON lines ends in the midst of it."""
    if relation.kind != "jsonl":
        return False
    last = b""
    for line in lines(Log(path)):
        last = line if line.strip() else last
    try:
        json.loads(last)
    except (ValueError, RecursionError):
        return True
    return False


def lines(log: Log) -> Iterator[bytes]:
    """The lines of a file, decompressed; of one that is longer than any row a part that is, too."""
    rest = b""
    for chunk in chunks(log):
        *whole, rest = (rest + chunk).split(b"\n")
        yield from whole
        rest = rest[: MOST_LINE + 1]
    yield rest
