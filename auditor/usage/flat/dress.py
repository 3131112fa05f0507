"""A field's sources as SQL of the type we need: leniently for files, plainly for tables with types of their own."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping

from auditor.usage.flat.mapping import At, Columns, Constant, Expression, Is, Source, Tag, Unit

_NOT_A_NUMBER = "CAST('NaN' AS DOUBLE)"
_PER_SECOND: dict[Unit, int] = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
            "UHUGEINT", "FLOAT", "DOUBLE", "DECIMAL")  # fmt: skip


def literal(text: str) -> str:
    """A text as SQL, whatever is in it; without NUL, which no engine takes."""
    return "'" + text.replace("\0", "").replace("'", "''") + "'"


def quoted(name: str) -> str:
    """The name of a column or table as SQL, whatever is in it."""
    return '"' + name.replace("\0", "").replace('"', '""') + '"'


def json_path(path: tuple[str, ...]) -> str:
    """The path into a JSON value as SQL."""
    return literal("$" + "".join("." + json.dumps(step, ensure_ascii=False) for step in path))


def is_nested(type: str) -> bool:
    """Whether values of a type, as DuckDB says it, hold others."""
    return type.endswith("]") or type.startswith(("STRUCT", "MAP", "UNION", "JSON", "VARIANT"))


class Dress(ABC):
    """Sources as SQL expressions; of several the first that is not NULL counts, without any it is NULL."""

    def text(self, sources: tuple[Source, ...]) -> str:
        """Text, never empty."""
        return _first([self._text(source) for source in self._here(sources)], "VARCHAR")

    def number(self, sources: tuple[Source, ...], nonsense: str = _NOT_A_NUMBER) -> str:
        """A floating point number; `nonsense` for what is there and is none."""
        return _first([self._number(source, nonsense) for source in self._here(sources)], "DOUBLE")

    def money(self, sources: tuple[Source, ...]) -> str:
        """An exact number; NULL for what is none."""
        return _first([self._money(source) for source in self._here(sources)], "DECIMAL(38, 12)")

    def moment(self, sources: tuple[Source, ...], unit: Unit | None, zone: str) -> str:
        """A time in UTC, without a zone; NULL for what is none."""
        return _first([self._moment(source, unit, zone) for source in self._here(sources)], "TIMESTAMP")

    def truth(self, sources: tuple[Source, ...]) -> str:
        """1, 0 or NULL."""
        yes, no = "('true', '1', 't', 'yes', 'batch')", "('false', '0', 'f', 'no')"
        texts = [self._text(source) for source in self._here(sources)]
        return _first(
            [f"CASE WHEN LOWER({t}) IN {yes} THEN 1 WHEN LOWER({t}) IN {no} THEN 0 END" for t in texts], "INTEGER"
        )

    def _here(self, sources: tuple[Source, ...]) -> tuple[Source, ...]:
        """The sources that the table has."""
        return sources

    def any(self, sources: tuple[Source, ...]) -> str:
        """1 if any of several is true, else 0."""
        true = [f"{self.truth((source,))} = 1" for source in self._here(sources)]
        return f"CASE WHEN {' OR '.join(true)} THEN 1 ELSE 0 END" if true else "0"

    @abstractmethod
    def blank(self, columns: Columns) -> str:
        """1 for a row of which nothing could be read."""

    @abstractmethod
    def _text(self, source: Source) -> str: ...

    @abstractmethod
    def _number(self, source: Source, nonsense: str) -> str: ...

    @abstractmethod
    def _money(self, source: Source) -> str: ...

    @abstractmethod
    def _moment(self, source: Source, unit: Unit | None, zone: str) -> str: ...


class FileDress(Dress):
    """For files: any column may hold anything, so nothing but text is believed before it was tried."""

    def __init__(self, types: Mapping[str, tuple[str, str]]) -> None:
        self._types = types
        """The columns that are there: their name in SQL, quoted, and their type as DuckDB says it."""

    def has(self, source: Source) -> bool:
        """Whether the file has what a source reads."""
        at = source.at if isinstance(source, (Is, Tag)) else source
        return not isinstance(at, At) or at.column in self._types

    def _here(self, sources: tuple[Source, ...]) -> tuple[Source, ...]:
        return tuple(filter(self.has, sources))

    def blank(self, columns: Columns) -> str:
        """1 for a row in which none of the columns holds anything."""
        here = [self._types[name][0] for name in columns.names() if name in self._types]
        if not here or columns.has_expressions():
            return "0"
        return "CASE WHEN " + " AND ".join(f"{name} IS NULL" for name in here) + " THEN 1 ELSE 0 END"

    def _text(self, source: Source) -> str:
        match source:
            case Constant(text):
                return literal(text)
            case Expression(sql):
                return f"NULLIF(CAST(({sql}) AS VARCHAR), '')"
            case Is(at, words):
                among = ", ".join(map(literal, words))
                text = self._text(at)
                return f"CASE WHEN {text} IS NULL THEN NULL WHEN LOWER({text}) IN ({among}) THEN '1' ELSE '0' END"
            case Tag(at, prefix):
                tags = f"CAST(TRY(JSON({self._text(at)})) AS VARCHAR)"  # with every letter as itself
                return f"NULLIF(REGEXP_EXTRACT({tags}, {tag_pattern(prefix)}, 1), '')"
            case At(column, path):
                return self._at(column, path)

    def _at(self, column: str, path: tuple[str, ...]) -> str:
        name, type = self._types[column]
        nested = is_nested(type)
        if path:
            whole = f"TO_JSON({name})" if nested and not type.startswith("JSON") else f"CAST({name} AS VARCHAR)"
            return f"NULLIF(TRY(JSON_EXTRACT_STRING({whole}, {json_path(path)})), '')"
        if type == "VARCHAR":
            return f"NULLIF({name}, '')"
        return f"CAST(TO_JSON({name}) AS VARCHAR)" if nested else f"CAST({name} AS VARCHAR)"

    def _plain(self, source: Source, *types: str) -> str | None:
        """The name of a column that has one of these types already."""
        if isinstance(source, At) and not source.path:
            name, type = self._types[source.column]
            if type.startswith(types):
                return None if type.endswith("]") else name
        return None

    def _number(self, source: Source, nonsense: str) -> str:
        name = self._plain(source, *_NUMBERS)
        if name:
            return f"CAST({name} AS DOUBLE)"
        text = self._text(source)
        number = f"CASE WHEN NOT CONTAINS({text}, '_') THEN TRY_CAST({text} AS DOUBLE) END"
        return number if nonsense == "NULL" else f"CASE WHEN NOT {text} IS NULL THEN COALESCE({number}, {nonsense}) END"

    def _money(self, source: Source) -> str:
        name = self._plain(source, *_NUMBERS)
        return f"TRY_CAST({name or self._text(source)} AS DECIMAL(38, 12))"

    def _moment(self, source: Source, unit: Unit | None, zone: str) -> str:
        name = self._plain(source, "TIMESTAMP", "DATE")
        if name:
            type = self._types[source.column][1] if isinstance(source, At) else ""
            if type.endswith("TIME ZONE"):
                return f"TIMEZONE('UTC', {name})"
            return in_utc(f"TRY_CAST({name} AS TIMESTAMP)", zone)
        number = self._plain(source, *_NUMBERS)
        if number:
            return _unix(f"CAST({number} AS DOUBLE)", unit)
        text = self._text(source)
        as_number = f"TRY_CAST({text} AS DOUBLE)"
        digits = f"NOT {as_number} IS NULL AND (LENGTH({text}) <> 8 OR CONTAINS({text}, '.'))"
        return (
            f"CASE WHEN {digits} THEN {_unix(as_number, unit)} "
            f"WHEN NOT {as_number} IS NULL THEN TRY(STRPTIME({text}, '%Y%m%d')) "
            f"ELSE {written(text, zone)} END"
        )


def tag_pattern(prefix: str) -> str:
    """A regular expression, in the words that all engines share, of what follows a prefix in a JSON list of texts."""
    return literal(r'["\[,] *' + "".join(c if c.isalnum() else "\\" + c for c in prefix) + r' *: *([^"\],]+)')


def _first(expressions: list[str], type: str) -> str:
    if not expressions:
        return f"CAST(NULL AS {type})"
    return expressions[0] if len(expressions) == 1 else f"COALESCE({', '.join(expressions)})"


def in_utc(time: str, zone: str) -> str:
    """A time without a zone that is meant in one."""
    return time if zone == "UTC" else f"TIMEZONE('UTC', TIMEZONE({literal(zone)}, {time}))"


def written(text: str, zone: str) -> str:
    """A time as text: one with a zone is meant as it says; one without is of the zone that the map names, or UTC."""
    with_zone = f"TIMEZONE('UTC', TRY_CAST({text} AS TIMESTAMPTZ))"
    if zone == "UTC":
        return with_zone
    own = f"REGEXP_MATCHES({text}, '(Z|UTC|[+-][0-9][0-9]:?([0-9][0-9])?)$') AND LENGTH({text}) > 10"
    return f"CASE WHEN {own} THEN {with_zone} ELSE {in_utc(f'TRY_CAST({text} AS TIMESTAMP)', zone)} END"


def _unix(number: str, unit: Unit | None) -> str:
    """A number of seconds, or of parts of one told by their magnitude as `figures.moment` tells them."""
    if unit:
        micros = f"{number} * {1_000_000 // _PER_SECOND[unit]}" if unit != "ns" else f"{number} / 1000"
        return f"CASE WHEN ABS({number}) < 1e19 THEN TRY(MAKE_TIMESTAMP(CAST({micros} AS BIGINT))) END"
    return (
        f"CASE WHEN {number} <= 0 OR {number} >= 1e19 THEN NULL "
        f"WHEN {number} < 1e11 THEN TRY(MAKE_TIMESTAMP(CAST({number} * 1000000 AS BIGINT))) "
        f"WHEN {number} < 1e14 THEN TRY(MAKE_TIMESTAMP(CAST({number} * 1000 AS BIGINT))) "
        f"WHEN {number} < 1e17 THEN TRY(MAKE_TIMESTAMP(CAST({number} AS BIGINT))) "
        f"ELSE TRY(MAKE_TIMESTAMP(CAST({number} / 1000 AS BIGINT))) END"
    )
