"""`auditor usage-sql`: the statement that rolls a log up where it lies, to be fed back with `--usage`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from auditor.cli import running, writing

DIALECTS = ("bigquery", "clickhouse", "databricks", "duckdb", "postgres", "snowflake")
EPILOG = "Example:  auditor usage-sql --dialect postgres --format litellm-spendlogs --since 2026-10-01 > rollup.sql"
_DAY = click.DateTime(("%Y-%m-%d",))


@click.command("usage-sql", epilog=EPILOG)
@click.option("--dialect", type=click.Choice(DIALECTS), required=True, help="Whose SQL it is to be.")
@click.option(
    "--format", "form", metavar="NAME", help="What the table is: litellm-spendlogs, litellm-daily, otel-clickhouse."
)
@click.option("--map", "map_file", type=running.FILE, metavar="FILE", help="Or which column of it holds what, as YAML.")
@click.option("--table", metavar="NAME", help="The table, as schema.table; default the format's own name for it.")
@click.option("--since", type=_DAY, metavar="DAY", help="The first day, in UTC.")
@click.option("--until", type=_DAY, metavar="DAY", help="The last day.")
def command(
    dialect: str,
    form: str | None,
    map_file: Path | None,
    table: str | None,
    since: datetime | None,
    until: datetime | None,
) -> None:
    """Print the SQL that sums a log of calls up in the warehouse where it lies.

    Run it there, export what it gives (a few rows per caller, model and day) as CSV or Parquet, and hand that file to
    --usage: the figures are those of the log itself, to the last token. It only reads. The columns of the table have to
    have the types that they ought to have: a time is a timestamp in UTC, tokens are numbers. The map is that of
    --usage-map; its expressions are DuckDB's SQL and are carried over into the dialect.
    """
    from auditor.usage.flat.tables import columns_of_table
    from auditor.usage.flat.warehouse import DIALECTS as KNOWN
    from auditor.usage.flat.warehouse import usage_sql

    if (form is None) == (map_file is None):
        raise click.UsageError("say what the table is: either --format NAME or --map FILE")
    if since and until and until < since:
        raise click.UsageError(f"--until {until:%Y-%m-%d} is before --since {since:%Y-%m-%d}")
    columns, own_name = columns_of_table(form, map_file)
    name = table or own_name
    if name is None:
        raise click.UsageError("name the table: --table schema.table")
    known = next(one for one in KNOWN if one == dialect)
    first, last = (day.date() if day else None for day in (since, until))
    writing.show(usage_sql(columns, name, known, since=first, until=last))
