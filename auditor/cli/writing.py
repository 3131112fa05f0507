"""Reports to their place: what they are called, where they land, and what the terminal shows."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import click

from auditor.documents import to_files
from auditor.errors import OutputError

__all__ = ["FILES", "folder_of", "is_folder", "show", "to_files"]

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


def is_folder(place: str) -> bool:
    """Whether what the user wrote means a folder, be it there or not: it ends in a slash."""
    return place.endswith(("/", os.sep))


def show(text: str = "", end: str = "\n") -> None:
    """Write to standard output, without colour where none is wanted; a reader that stops early is no error of ours.

    Raises OutputError if standard output is closed or full.
    """
    if sys.stdout is None:
        raise OutputError("standard output: cannot be written: it is closed")
    try:
        click.echo(text + end, nl=False)
        sys.stdout.flush()
    except BrokenPipeError:
        _give_up_standard_output()
    except OSError as error:
        _give_up_standard_output()
        raise OutputError(f"standard output: cannot be written: {error.strerror}") from error


def _give_up_standard_output() -> None:
    """Send what is still buffered, and all that follows, nowhere: it would fail once more when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
