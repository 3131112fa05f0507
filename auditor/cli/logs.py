"""`auditor usage`: what logs of calls tell, and what is wrong with them, before an audit counts on them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import click

from auditor.cli import running, writing
from auditor.cli.usage import LOG
from auditor.model.address import Place

EPILOG = "Example:  auditor usage logs/*.jsonl --format csv > usage.csv"


@click.command("usage", epilog=EPILOG)
@click.argument("logs", nargs=-1, type=LOG, metavar="LOG…")
@click.option("--usage-format", "log_format", metavar="NAME", help="The format of the logs; found out by default.")
@click.option(
    "--usage-map", "map_file", type=running.FILE, metavar="FILE", help="Which column of a table holds what, as YAML."
)
@click.option("--formats", "wants_formats", is_flag=True, help="List the formats that are read, and stop.")
@click.option("--map-schema", "wants_schema", is_flag=True, help="Print the JSON Schema of --usage-map, and stop.")
@click.option("--top", type=click.IntRange(min=0), default=20, show_default=True, help="So many rows; 0 for all.")
@click.option("--at", metavar="DATE", help="Calls later than a day after it have a wrong clock; default now.")
@click.option("--format", "form", type=click.Choice(("terminal", "json", "csv")), default="terminal", show_default=True)
def command(
    logs: tuple[Place, ...],
    log_format: str | None,
    map_file: Path | None,
    wants_formats: bool,
    wants_schema: bool,
    top: int,
    at: str | None,
    form: str,
) -> None:
    """Show what logs of calls tell, and what is wrong with them.

    LOG is a file, a folder, or a pattern in quotes, whose files are one log; it may be compressed with gzip. Its format
    is told by what stands in it. A table of no known format is read by the names of its columns, or by --usage-map.
    Nothing is written anywhere.

    LOG may lie elsewhere. s3://bucket/key, a beginning of keys (s3://bucket/logs/) or a pattern in quotes is copied to
    the temporary folder and read there, with the credentials of the AWS tools; AWS_ENDPOINT_URL_S3 names another store
    that speaks S3. Needs boto3, the extra s3.

    'postgres://user@host/database?table=schema.table' is summed up by that database, in a transaction that only reads;
    the password is that of ~/.pgpass or PGPASSWORD. Needs psycopg, the extra postgres.
    """
    from auditor import usage
    from auditor.reporters import usage as told

    if wants_formats:
        writing.show("\n".join(f"{one.NAME:<21} {one.DESCRIPTION}" for one in usage.FORMATS))
        return
    if wants_schema:
        from auditor.usage.flat.map_file import json_schema

        writing.show(json_schema(), end="")
        return
    if not logs:
        raise click.UsageError("name a log: a file, a folder, or a pattern in quotes; --formats lists what is read")
    options = usage.UsageOptions(format=log_format, map=map_file, now=running.clock(at))
    found = [usage.read(one, options) for one in logs]
    if form == "json":
        writing.show(json.dumps(told.document(found), ensure_ascii=False, indent=1))
    elif form == "csv":
        writing.show(told.table(found), end="")
    else:
        width = min(shutil.get_terminal_size((80, 24)).columns, 110)
        shown = ["\n".join(told.lines(one, width, top or len(one.used), click.style)) for one in found]
        writing.show("\n\n".join(text.rstrip() for text in shown))
