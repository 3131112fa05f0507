"""`auditor init`: a project file and an inventory to begin with."""

from __future__ import annotations

from pathlib import Path

import click

from auditor.cli import writing


@click.command("init", epilog="Then:  auditor run   (and auditor schedule --for cron to have it run for you)")
@click.argument("folder", default=".", type=click.Path(path_type=Path, file_okay=False), metavar="[FOLDER]")
@click.option("--force", is_flag=True, help="Write over files that are there already.")
def command(folder: Path, force: bool) -> None:
    """Write a commented auditor.toml and a starter inventory, fleet.yaml, in a folder (default: this one).

    Nothing that is there is written over unless --force says so; then nothing else is written either.
    """
    from auditor import project
    from auditor.errors import InputError, Problem

    texts = {folder / project.NAME: project.PROJECT, folder / "fleet.yaml": project.INVENTORY}
    there = [path for path in texts if path.exists() or path.is_symlink()]
    if there and not force:
        raise InputError([Problem(path.as_posix(), "is there already; --force writes over it") for path in there])
    writing.to_files(texts)
    for path in texts:
        writing.show(f"  {path.as_posix()}")
