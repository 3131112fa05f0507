"""The files below a folder; a folder that is not looked into is told, for agents may be in it."""

from __future__ import annotations

import os
from pathlib import Path

from auditor.sources.found import Skipped
from auditor.sources.reading import Options

NOT_OURS = frozenset(
    (".git", ".hg", ".svn", "node_modules", ".venv", "venv", "__pycache__", ".tox", ".mypy_cache", "site-packages")
)
"""Folders that hold other people's files, or none that anybody wrote."""
_LINKED = "it is a link to a folder that is not read here (allow links that lead out with --allow-outside)"


def files_below(
    folder: Path, endings: tuple[str, ...], options: Options
) -> tuple[list[Path], dict[Path, list[Skipped]]]:
    """The files with such endings in the order of their paths, and the folders that cannot or must not be read.

    Links to folders are followed where files outside are allowed, each folder once. One that leads to a folder
    which is read anyway is nothing to tell.
    """
    root = os.path.realpath(folder)
    found: list[Path] = []
    skipped: dict[Path, list[Skipped]] = {}
    seen = {root}

    def failed(error: OSError) -> None:
        skipped[Path(error.filename)] = [Skipped(f"it cannot be read ({error.strerror})")]

    for at, folders, names in os.walk(folder, onerror=failed, followlinks=options.allow_outside):
        kept = []
        for name in sorted(set(folders) - NOT_OURS):
            path = Path(at, name)
            is_link = os.path.islink(path)  # noqa: PTH114  pathlib's raises where a path is too long
            real = os.path.realpath(path) if is_link or options.allow_outside else ""
            if is_link and (_is_read(real, root) or real in seen):
                continue
            if is_link and not options.allow_outside:
                skipped[path] = [Skipped(_LINKED)]
            elif real not in seen:
                kept.append(name)
                seen |= {real} - {""}
        folders[:] = kept
        found += [Path(at, name) for name in names if name.lower().endswith(endings)]
    return sorted(found), skipped


def _is_read(real: str, root: str) -> bool:
    """Whether a folder is read where it lies."""
    inside = real == root or real.startswith(root.rstrip(os.sep) + os.sep)
    return inside and not NOT_OURS & set(Path(os.path.relpath(real, root)).parts)
