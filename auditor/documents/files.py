"""Files that the user named: regular ones only, read whole."""

from __future__ import annotations

import stat
from pathlib import Path

from auditor.errors import InputError


def bytes_of(path: Path) -> bytes:
    """The content of a file that the user named; raises InputError if it cannot be read."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # reading a pipe that nobody writes to would never end
            raise InputError.at(path, "is not a regular file")
        return path.read_bytes()
    except (OSError, RuntimeError) as error:  # pathlib says RuntimeError for a link that leads to itself
        raise InputError.at(path, f"cannot be read: {getattr(error, 'strerror', None) or error}") from error


def text_of(raw: bytes, name: str) -> str:
    """The content of a file as text; raises InputError with the line that is not UTF-8."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError.at(f"{name}:{line}", "is not UTF-8 text") from None
