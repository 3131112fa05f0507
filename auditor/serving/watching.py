"""Which files have changed: their times, sizes and numbers, looked at again and again.

Looking works on every file system, in containers and over the network, where notifications do not; a thousand files
take a hundredth of a second.
"""

from __future__ import annotations

import stat
from collections.abc import Iterable
from pathlib import Path

Stamp = tuple[int, int, int] | None
"""Time of change in nanoseconds, size, and number in the file system; None for what is not there.

Of a folder it is the names in it that count, without hidden ones: its time changes with every decision that is written
there.
"""


def stamps(paths: Iterable[Path]) -> dict[Path, Stamp]:
    """What each file, or folder, looks like from outside now."""
    return {path: _stamp(path) for path in paths}


def changed(before: dict[Path, Stamp], now: dict[Path, Stamp]) -> set[Path]:
    """The files that look different now."""
    return {path for path, stamp in now.items() if before.get(path, stamp) != stamp}


def _stamp(path: Path) -> Stamp:
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            names = frozenset(one.name for one in path.iterdir() if not one.name.startswith("."))
            return hash(names), len(names), found.st_ino
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
