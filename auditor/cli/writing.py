"""Reports to their place: written whole or not at all."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import click

from auditor.errors import OutputError

FILES = {
    "html": "index.html",
    "json": "audit.json",
    "markdown": "summary.md",
    "csv": "agents.csv",
    "sarif": "audit.sarif",
    "terminal": "table.txt",
}
"""What each format is called in a folder of reports."""


def folder_of(fleet: str) -> Path:
    """Where the reports of a fleet land by default: `reports/` and the fleet's name as a file name."""
    slug = re.sub(r"[^a-z0-9]+", "-", fleet.lower()[:200]).strip("-")
    return Path("reports") / (slug or "fleet")


def to_standard_output(text: str) -> None:
    """Write a report to standard output, as it is; a reader that stops early is no error of ours."""
    try:
        click.echo(text, nl=False)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def to_files(reports: Mapping[Path, str]) -> None:
    """Write all reports, or none: each is completed beside its place before the first is moved there.

    Raises OutputError naming the file that cannot be written.
    """
    ready: list[tuple[str, Path]] = []
    try:
        for path, text in reports.items():
            ready.append((_written_beside(path, text), path))
        for temporary, path in ready:
            os.replace(temporary, path)  # noqa: PTH105  atomic on one file system
    except OSError as error:
        raise OutputError(f"{error.filename or path}: cannot be written: {error.strerror}") from error
    finally:
        for temporary, _ in ready:
            Path(temporary).unlink(missing_ok=True)


def _written_beside(path: Path, text: str) -> str:
    if path.is_dir():
        raise OutputError(f"{path}: is a folder; name a file for a single format")
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="") as file:
        file.write(text)
    mask = os.umask(0)
    os.umask(mask)
    Path(temporary).chmod(0o666 & ~mask)
    return temporary
