"""`auditor import`: a fleet's own files as an inventory that people edit."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli import reading, usage, writing
from auditor.model.address import Place

if TYPE_CHECKING:
    from auditor.model.fleet import Fleet


@click.command("import", epilog="Example:  auditor import .claude/agents -o fleet.yaml --usage spans.jsonl")
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="SOURCE...")
@click.option(
    "--output", "-o", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.yaml",
    help="The inventory; what people changed in one that is there stays.",
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Show what would change, and write nothing.")
@click.option("--allow-outside", is_flag=True, help="Follow links that lead out of a source's folder.")
@reading.added
@usage.options
def command(
    sources: tuple[Path, ...],
    output: Path,
    dry_run: bool,
    allow_outside: bool,
    read_as: tuple[str, ...],
    default_model: str | None,
    usage_logs: tuple[Place, ...],
    usage_format: str | None,
    usage_map: Path | None,
    match: Path | None,
) -> None:
    """Write an editable inventory of agents that are defined in files of other formats.

    It refers to the prompts where they are. Run again, it adds new agents, brings what changed in the files, keeps
    every field and comment that people wrote, and marks agents that are gone. With --usage the traffic that the logs
    show is written down, too.
    """
    from auditor.cli.running import clock
    from auditor.sources import importing

    now = clock(None)
    options = reading.options(read_as, default_model, now.date(), is_outside_allowed=allow_outside)
    fleet = reading.fleet(sources, options)
    if usage_logs:
        fleet = usage.joined(fleet, usage_logs, form=usage_format, columns=usage_map, match=match, now=now)
        fleet = usage.settled(fleet, {}, lambda _name, _done, _total: None)
    before = _before(output)
    found = importing.imported(fleet, output, before, _schema(output), says_format=bool(read_as))
    for note in _notes(fleet):
        click.echo(note, err=True)
    if dry_run:
        writing.show(_difference(before or "", found.text, output), end="")
    elif found.text != before:
        writing.to_files({output: found.text})
    for sentence in found.told:
        click.echo(sentence, err=dry_run)
    if found.lies_outside:
        click.echo("note: prompts lie outside the inventory's folder: audit it with --allow-outside", err=True)
    if not dry_run:
        state = "as it was" if found.text == before else f"{len(fleet.members):,} agents imported"
        writing.show(f"  {output.as_posix()}: {state}")


def _before(path: Path) -> str | None:
    """The inventory that is there; None if there is none."""
    from auditor.documents import bytes_of, parse, text_of

    if not path.exists():
        return None
    text = text_of(bytes_of(path), path.as_posix())
    parse(text, path.as_posix())  # nothing is laid into a file that is not sound
    return text


def _schema(output: Path) -> str:
    """Where the schema is found from the inventory, if it lies beside it or above; else only its name."""
    name = "inventory.schema.json"
    for folder in (output.parent, *output.absolute().parents):
        if (folder / name).is_file():
            return Path(os.path.relpath(folder / name, output.parent)).as_posix()
    return name


def _notes(fleet: Fleet) -> Iterator[str]:
    for note in fleet.notes:
        place = f"{note.location.file}:{note.location.line}"
        yield f"{click.style('note: ', fg='yellow')}{place}: {note.message}"


def _difference(before: str, after: str, path: Path) -> str:
    name = path.as_posix()
    lines = difflib.unified_diff(before.splitlines(keepends=True), after.splitlines(keepends=True), name, name)
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)
