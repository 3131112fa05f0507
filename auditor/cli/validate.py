"""`auditor validate`: every error of an inventory at once."""

from __future__ import annotations

from pathlib import Path

import click

from auditor.cli import reading, running, usage, writing
from auditor.model.address import Place


@click.command("validate", epilog="Example:  auditor validate inventories/proptech/fleet.yaml")
@click.argument("sources", nargs=-1, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--allow-outside", is_flag=True, help="Let the inventory name files outside its own folder.")
@reading.added
@usage.options
@click.option("--schema", is_flag=True, help="Print the JSON Schema of the inventory format and stop.")
def command(
    sources: tuple[Path, ...],
    allow_outside: bool,
    read_as: tuple[str, ...],
    default_model: str | None,
    schema: bool,
    usage_logs: tuple[Place, ...],
    usage_format: str | None,
    usage_map: Path | None,
    match: Path | None,
) -> None:
    """Check an inventory, and logs of its calls: every error at once, each with file, line and path.

    Exits with 0 if the file can be audited, with 2 if not. With --schema it prints the JSON Schema of the format, for
    editors (# yaml-language-server: $schema=...).
    """
    from auditor.sources import inventory

    if schema:
        writing.show(inventory.json_schema(), end="")
        return
    if not sources:
        raise click.UsageError("name an inventory to check, or ask for its --schema")
    today = running.clock(None).date()
    options = reading.options(read_as, default_model, today, is_outside_allowed=allow_outside)
    fleet = reading.fleet(sources, options)
    if usage_logs:
        fleet = usage.joined(fleet, usage_logs, form=usage_format, columns=usage_map, match=match)
    for note in fleet.notes:
        place = f"{note.location.file}:{note.location.line}"
        click.echo(f"{click.style('note: ', fg='yellow')}{place}: {note.message}", err=True)
    writing.show(f"{fleet.path}: {len(fleet.members)} agent{'s' if len(fleet.members) != 1 else ''}, no errors")
