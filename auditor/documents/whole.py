"""Files written whole or not at all: each is completed beside its place and then moved there."""

from __future__ import annotations

import contextlib
import glob
import os
import stat
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from auditor.errors import OutputError


def to_files(reports: Mapping[Path, str | bytes], mark: str = "") -> None:
    """Write all reports, or none: each is completed beside its place before the first is moved there.

    A link stays and what it leads to is written; a file that is there keeps its permissions; a pipe or a device is
    written to, never replaced. `mark` goes into the names of what is not complete yet, so that `sweep` finds it. Raises
    OutputError naming the file that cannot be written.
    """
    ready: list[tuple[str, Path]] = []
    path = Path()
    try:
        special = {path: text for path, text in reports.items() if _is_special(path)}
        for path, text in reports.items():
            if path not in special:
                target = Path(os.path.realpath(path))
                ready.append((_written_beside(target, text, mark), target))
        for path, text in special.items():
            _write_through(path, text)
        for temporary, target in ready:
            os.replace(temporary, target)  # noqa: PTH105  atomic on one file system
    except OSError as error:
        named = error.filename if error.filename and _prefix(path, mark) not in str(error.filename) else path
        raise OutputError(f"{named}: cannot be written: {error.strerror}") from error
    finally:
        for temporary, _ in ready:
            Path(temporary).unlink(missing_ok=True)


def _is_special(path: Path) -> bool:
    """Whether a path leads to something to write through: a pipe, a device, an open file by its number."""
    try:
        kind = path.stat().st_mode
    except FileNotFoundError:
        return False
    if stat.S_ISDIR(kind):
        raise OutputError(f"{path}: is a folder; name a file for a single format")
    # /dev/stdout may be a regular file, but one that somebody holds open: a new file in its place would escape him
    return not stat.S_ISREG(kind) or path.absolute().parts[1:2] in (("dev",), ("proc",))


def _write_through(path: Path, text: str | bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_APPEND)
    with (
        contextlib.suppress(BrokenPipeError),
        os.fdopen(handle, "wb") as file,
    ):
        file.write(_bytes(text))


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("utf-8", "replace")


def _written_beside(path: Path, text: str | bytes, mark: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=_prefix(path, mark))
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_bytes(text))
            file.flush()
            os.fsync(handle)  # or a power cut after the move leaves an empty file in the old one's place
        Path(temporary).chmod(mode_of(path, 0o666))
    except BaseException:  # a full disk, or who stops us: either way nothing stays behind
        Path(temporary).unlink(missing_ok=True)
        raise
    return temporary


def mode_of(path: Path, wanted: int) -> int:
    """The permissions of what is to be replaced; `wanted`, less the umask, for what is new."""
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return wanted & ~mask


def _prefix(path: Path, mark: str) -> str:
    return f".{path.name[:100]}.{mark}"


def sweep(paths: Iterable[Path], mark: str) -> None:
    """Take away what a killed process had not completed beside these paths; who asks must be alone with the mark."""
    for path in paths:
        target = Path(os.path.realpath(path))
        for left in target.parent.glob(glob.escape(_prefix(target, mark)) + "*"):
            with contextlib.suppress(OSError):
                left.unlink()
