"""The same statement where a log lies: in a warehouse's own dialect, over a table whose columns have types."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any, Literal

from auditor.errors import InputError
from auditor.usage.flat.dress import Dress, literal, quoted, tag_pattern
from auditor.usage.flat.mapping import At, Columns, Constant, Expression, Is, Source, Tag, Unit
from auditor.usage.flat.statement import FIRST_OF_ID, ONCE, Statement

Dialect = Literal["bigquery", "clickhouse", "databricks", "duckdb", "postgres", "snowflake"]
DIALECTS: tuple[Dialect, ...] = ("bigquery", "clickhouse", "databricks", "duckdb", "postgres", "snowflake")
_PER_SECOND: dict[Unit, str] = {"s": "1", "ms": "1000", "us": "1000000", "ns": "1000000000"}


class TableDress(Dress):
    """For tables whose columns have the types that they ought to have."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect

    def blank(self, columns: Columns) -> str:
        """No row of a table is."""
        return "0"

    def _text(self, source: Source) -> str:
        match source:
            case Constant(text):
                return literal(text)
            case Expression(sql):
                return f"CAST(({sql}) AS VARCHAR)"
            case Is(at, words):
                text = self._text(at)
                among = ", ".join(map(literal, words))
                return f"CASE WHEN {text} IS NULL THEN NULL WHEN LOWER({text}) IN ({among}) THEN '1' ELSE '0' END"
            case Tag(at, prefix):
                text, pattern = f"CAST({quoted(at.column)} AS VARCHAR)", tag_pattern(prefix)
                if self._dialect == "postgres":
                    return f"NULLIF(SUBSTRING({text} FROM {pattern}), '')"
                return f"NULLIF(REGEXP_EXTRACT({text}, {pattern}, 1), '')"
            case At():
                return f"NULLIF(CAST({self._column(source)} AS VARCHAR), '')"

    def _number(self, source: Source, nonsense: str) -> str:
        return f"CAST({self._value(source)} AS DOUBLE)"

    def _money(self, source: Source) -> str:
        value = self._value(source)
        if self._dialect == "clickhouse":  # which cuts a floating point number off rather than rounding it
            value = f"CAST({value} AS VARCHAR)"
        return f"CAST({value} AS DECIMAL(38, 12))"

    def _moment(self, source: Source, unit: Unit | None, zone: str) -> str:
        value = self._value(source)
        if unit is None:
            return f"CAST({value} AS TIMESTAMP)"
        return f"CAST(TO_TIMESTAMP(CAST({value} AS DOUBLE) / {_PER_SECOND[unit]}) AS TIMESTAMP)"

    def _value(self, source: Source) -> str:
        if isinstance(source, At):
            return f"NULLIF({self._column(source)}, '')" if source.path else self._column(source)
        return f"({source.sql})" if isinstance(source, Expression) else self._text(source)

    def _column(self, at: At) -> str:
        name = quoted(at.column)
        if not at.path:
            return name
        path = literal("$" + "".join(f".{step}" if step.isidentifier() else f'."{step}"' for step in at.path))
        if self._dialect == "clickhouse":  # whose JSONExtractString knows no numbers
            return f"JSON_VALUE({name}, {path})"
        return f"(CAST({name} AS JSON) ->> {path})" if self._dialect == "postgres" else f"({name} ->> {path})"


def usage_sql(
    columns: Columns,
    table: str,
    dialect: Dialect,
    *,
    since: date | None = None,
    until: date | None = None,
) -> str:
    """One statement that rolls a table up, from the day `since` to the day `until`; raises InputError."""
    dress = TableDress(dialect)
    statement = Statement(
        columns=columns,
        sources=((dress, ".".join(quoted(part) for part in table.split("."))),),
        where=_between(columns, dress, since, until),
        once=FIRST_OF_ID if columns.of("request") else ONCE,
    )
    return f"{_HEAD.format(dialect=dialect)}{in_dialect(statement.rollup(), dialect)}{_SETTINGS.get(dialect, '')};"


def in_dialect(sql: str, dialect: Dialect) -> str:
    """A statement of ours as another engine says it; raises InputError where it cannot."""
    import sqlglot
    from sqlglot.errors import SqlglotError

    try:
        parsed = sqlglot.parse_one(_plain(sql), read="duckdb")
        return str(
            _in(dialect, parsed).sql(
                dialect=dialect, pretty=True, comments=False, unsupported_level=sqlglot.ErrorLevel.RAISE
            )
        )
    except (SqlglotError, RecursionError) as error:
        said = str(error).split("\n", 1)[0][:300]
        raise InputError.at("usage-sql", f"an expression of the map cannot be said in {dialect}: {said}") from None


def _in(dialect: Dialect, parsed: Any) -> Any:
    """What sqlglot leaves to us: times in ClickHouse to the microsecond; plain names in Snowflake unquoted.

    PostgreSQL would make one step of all of ours, in which each figure is worked out as often as there are ways to it:
    minutes instead of seconds. OFFSET 0 keeps them apart, without keeping their rows.
    """
    from sqlglot import exp

    if dialect == "postgres":
        for step in parsed.find_all(exp.CTE):
            if isinstance(step.this, exp.Select):
                step.this.set("offset", exp.Offset(expression=exp.Literal.number(0)))
    if dialect == "clickhouse":
        for type in list(parsed.find_all(exp.DataType)):
            if type.this in {exp.DType.TIMESTAMP, exp.DType.TIMESTAMPNTZ}:
                type.replace(exp.DataType.build("Nullable(DateTime64(6))", dialect="clickhouse"))
    if dialect == "snowflake":
        for name in parsed.find_all(exp.Identifier):
            name.set("quoted", not _SIMPLE.fullmatch(name.this))
    return parsed


_HEAD = """\
-- A log rolled up by caller, provider and model: its sums by day, calls by hour and by size, sessions, flaws.
-- Made by auditor usage-sql for {dialect}. It only reads. Export what it gives as CSV or Parquet: auditor usage FILE.
"""
_SETTINGS: dict[Dialect, str] = {"clickhouse": "\nSETTINGS prefer_column_name_to_alias = 1"}
"""ClickHouse alone takes a name for what it stands for in the same SELECT, rather than for the column."""
_SIMPLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,200}")


def _plain(sql: str) -> str:
    """Without what only our own engine understands."""
    return sql.replace(" AS NOT MATERIALIZED (", " AS (")


def _between(columns: Columns, dress: Dress, since: date | None, until: date | None) -> str:
    if since is None and until is None:
        return ""
    at = dress.moment(columns.of("time"), columns.unit, columns.zone)
    parts = [f"{at} >= CAST({literal(since.isoformat())} AS TIMESTAMP)"] if since else []
    if until:
        parts.append(f"{at} < CAST({literal((until + timedelta(days=1)).isoformat())} AS TIMESTAMP)")
    return " AND ".join(parts)
