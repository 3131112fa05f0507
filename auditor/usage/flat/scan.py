"""Files as DuckDB reads them: which columns they have, and the function that reads those of one shape together."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from auditor.errors import InputError
from auditor.usage.flat.dress import literal, quoted
from auditor.usage.flat.engine import Engine
from auditor.usage.log import Log
from auditor.usage.opened import head_of, is_utf16


class MustBeMendedError(InputError):
    """DuckDB cannot read the file as it lies there: it is UTF-16, or would take hours over its countless cells."""


Kind = Literal["csv", "jsonl", "json", "parquet"]

MOST_OBJECT = 32 * 1024 * 1024
"""Bytes of one line of JSON; longer ones hold no call."""
MOST_LINE = 8 * 1024 * 1024
"""Bytes of one row of CSV."""
MOST_COLUMNS = 2000
RAGGED = "left out: a row that has more or fewer cells than the header"
MOST_EXCESS = 20_000
"""Cells beyond the header's in all of a CSV file: for each DuckDB goes through its row several times."""
_DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Relation:
    """Files of one kind and with the same columns, to be read as one table."""

    kind: Kind
    files: tuple[Path, ...]
    types: Mapping[str, tuple[str, str]]
    """By a column's name: its name in SQL, and its type."""
    options: str = ""
    is_named: bool = False
    """Whether columns go by their own names, too, for expressions that people wrote."""

    def sql(self, files: Sequence[Path] | None = None) -> str:
        """What stands after FROM."""
        paths = ", ".join(literal(str(path)) for path in files or self.files)
        function = {"csv": "read_csv", "parquet": "read_parquet"}.get(self.kind, "read_json")
        read = f"{function}([{paths}]{self.options})"
        if not self.is_named:
            return read
        named = ", ".join(f"{sql} AS {quoted(name)}" for name, (sql, _) in self.types.items() if sql != quoted(name))
        return "(" + " ".join(("SELECT", f"*, {named}" if named else "*", "FROM", read)) + ") AS log"


def kind_of(path: Path) -> Kind:
    """What a file is by its beginning; raises InputError if it cannot be opened."""
    raw = head_of(path)
    if raw.startswith(b"PAR1"):
        return "parquet"
    start = raw.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start == b"[":
        return "json"
    return "jsonl" if start == b"{" else "csv"


def relations(files: Sequence[Path], wanted: Sequence[str], engine: Engine, log: Log) -> Iterator[Relation]:
    """The files, those of the same shape together; `wanted` are the columns looked for in JSON, which has no header.

    What cannot be read at all is told to the log, or raised if it is the only file.
    """
    shapes: dict[tuple[Kind, tuple[tuple[str, str, str], ...], str], list[Path]] = {}
    for path in files:
        try:
            kind = kind_of(path)
            types, options = _shape(kind, path, wanted, engine)
        except InputError as error:
            if len(files) == 1 or isinstance(error, MustBeMendedError):
                raise
            log.tell("unreadable", f"left out, the whole file: {str(error)[:200]}", 0)
            continue
        key = kind, tuple((name, *type) for name, type in types.items()), options
        shapes.setdefault(key, []).append(path)
    for (kind, columns, options), paths in shapes.items():
        yield Relation(kind, tuple(paths), {name: (sql, type) for name, sql, type in columns}, options)


def _shape(kind: Kind, path: Path, wanted: Sequence[str], engine: Engine) -> tuple[dict[str, tuple[str, str]], str]:
    if is_utf16(path):
        raise MustBeMendedError.at(path, "is text in UTF-16")
    if kind == "parquet":
        described = engine.rows(f"DESCRIBE SELECT * FROM read_parquet([{literal(str(path))}])")  # noqa: S608 -- a literal
        return {row[0]: (quoted(row[0]), row[1]) for row in described}, ""
    if kind == "csv":
        header, delimiter = header_of(path)
        _refuse_ragged(path, len(header), delimiter, engine)
        names = [f"c{index}" for index in range(len(header))]
        types = {name: (quoted(own), "VARCHAR") for name, own in zip(reversed(header), reversed(names), strict=True)}
        return types, (
            f", auto_detect = false, header = true, columns = {_struct(names)}, delim = {literal(delimiter)}, "
            "quote = '\"', escape = '\"', nullstr = ['', '\\N', 'NULL', 'null'], store_rejects = true, "
            f"rejects_limit = 100000, max_line_size = {MOST_LINE}, compression = {_compression(path)}"
        )
    if kind == "jsonl" and _is_document(path):
        raise MustBeMendedError.at(path, "is one document, not a record a line")
    here = _without_twins(wanted, engine, path)
    form = "array" if kind == "json" else "newline_delimited"
    lenient = "" if kind == "json" else ", ignore_errors = true"
    return {name: (quoted(name), "VARCHAR") for name in here}, (
        f", format = '{form}', columns = {_struct(here)}, maximum_object_size = {MOST_OBJECT}{lenient}"
        f", compression = {_compression(path)}"
    )


def _is_document(path: Path) -> bool:
    """Whether a file of JSON is a document over several lines, or one whose records are in a list."""
    first, newline, rest = head_of(path).decode("utf-8", "replace").removeprefix("\ufeff").lstrip().partition("\n")
    try:
        value = json.loads(first)
    except (ValueError, RecursionError):
        return bool(newline) and not rest.lstrip().startswith("{")
    data = value.get("data") if isinstance(value, dict) else None
    return isinstance(data, list) and bool(data) and isinstance(data[0], dict)


def _refuse_ragged(path: Path, width: int, delimiter: str, engine: Engine) -> None:
    """Raise MustBeMendedError where lines, without what stands in quotes, have far more cells than the header.

    A line that is no UTF-8 is not looked into: a file with any is too ragged, too.
    """
    lines = (
        f"read_csv([{literal(str(path))}], auto_detect = false, header = false, columns = {{'line': 'VARCHAR'}}, "
        "delim = '\x01', quote = '', escape = '', null_padding = true, strict_mode = false, store_rejects = true, "
        "rejects_limit = 1, rejects_table = 'ragged_errors', rejects_scan = 'ragged_scans', "
        f"max_line_size = {MOST_LINE}, compression = {_compression(path)})"
    )
    cells = "LENGTH({0}) - LENGTH(REPLACE({0}, " + literal(delimiter) + ", ''))"
    bare = "REGEXP_REPLACE(line, '\"[^\"]*\"', '', 'g')"
    sql = (
        f"SELECT SUM({cells.format(bare)} - {width}) FROM {lines} "  # noqa: S608 -- a literal and a number
        f"WHERE {cells.format('line')} >= {width} AND {cells.format(bare)} >= {width}"
    )
    excess = next(engine.rows(sql))[0] or 0
    is_text = not next(engine.rows("SELECT COUNT(*) FROM ragged_errors"))[0]
    for name in ("ragged_errors", "ragged_scans"):
        engine.run(f"DROP TABLE {name}")
    if excess > MOST_EXCESS or not is_text:
        raise MustBeMendedError.at(path, f"has {excess:,} cells more than its header, or lines that are no text")


def is_compressed(path: Path) -> bool:
    """Whether a file is compressed, by what it begins with: its name may say anything."""
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def _compression(path: Path) -> str:
    return "'gzip'" if is_compressed(path) else "'none'"


def _struct(names: Sequence[str]) -> str:
    return "{" + ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names) + "}"


def header_of(path: Path) -> tuple[list[str], str]:
    """The names of a CSV file's columns, each once, and what stands between them."""
    raw = head_of(path)
    text = "" if b"\0" in raw else raw.decode("utf-8", "replace").removeprefix("\ufeff")
    line = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=line.count)
    try:
        names = next(csv.reader(io.StringIO(text), delimiter=delimiter), [])
    except csv.Error as error:
        raise InputError.at(path, f"its first line is no header of CSV: {error}") from None
    if not 1 < len(names) <= MOST_COLUMNS:
        raise InputError.at(path, f"its first line is no header of CSV: it has {len(names)} columns")
    return [name.strip() for name in names], delimiter


def delimiter_of(path: Path) -> str:
    """What stands between the cells of a CSV file."""
    return header_of(path)[1]


def _without_twins(wanted: Sequence[str], engine: Engine, path: Path) -> list[str]:
    """Columns that differ in more than their case, as DuckDB wants; of twins, the one that the file begins with."""
    text = head_of(path).decode("utf-8", "replace")
    chosen: dict[str, str] = {}
    for name in wanted:
        if name.lower() not in chosen or f'"{name}"' in text:
            chosen[name.lower()] = name
    return list(chosen.values()) or ["model"]
