"""Reports to their place: what they are called, where they land, and what the terminal shows."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from auditor.documents import mode_of, to_files
from auditor.errors import OutputError
from auditor.model.formats import FILES

__all__ = ["FILES", "FOLDER", "MARKER", "folder_of", "is_folder", "show", "to_files", "to_folder"]

FOLDER = "report"
"""What a folder of HTML pages is called in a folder of reports."""
MARKER = ".auditor-report"
_MARKED = "Made by `auditor audit --layout dir`. The next report replaces this folder with everything in it.\n"


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


def to_folder(folder: Path, files: Iterable[tuple[str, str]], others: Mapping[Path, str | bytes]) -> None:
    """Write a folder of files and other reports, or nothing: all is completed beside its place before anything moves.

    The files, by their path within the folder, are written one by one as they come. A folder that is there already is
    replaced if it is empty or if we made it. Raises OutputError naming what cannot be written or replaced.
    """
    target = Path(os.path.realpath(folder))
    _may_replace(target)
    temporary = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name[:100]}."))
        _write_new(temporary / MARKER, _MARKED)
        for name, text in files:
            _write_new(temporary / name, text)
        to_files(others)
        _swap(temporary, target)
    except OSError as error:
        raise OutputError(f"{error.filename or folder}: cannot be written: {error.strerror}") from error
    finally:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)


def _may_replace(target: Path) -> None:
    if not target.exists() or (target.is_dir() and ((target / MARKER).is_file() or not any(target.iterdir()))):
        return
    kind = "a folder that holds something else" if target.is_dir() else "no folder"
    raise OutputError(f"{target}: is {kind}, and is not replaced by a folder of pages; name another place")


def _write_new(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        file.write(text)


def _swap(new: Path, target: Path) -> None:
    """Move a folder to its place; what was there comes back if that fails, and is gone if not."""
    new.chmod(mode_of(target, 0o777))
    if not target.exists():
        new.rename(target)
        return
    old = new.with_name(f"{new.name}.old")
    target.rename(old)
    try:
        new.rename(target)
    except OSError:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)
