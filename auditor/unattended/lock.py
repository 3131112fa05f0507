"""One process at a time for each audit.

filelock's lock is the operating system's own (flock, or its like on Windows): it belongs to the process, so that a
killed one leaves none, and the file that stays behind means nothing.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from auditor.errors import BusyError, OutputError


@contextlib.contextmanager
def alone(folder: Path, audit: str, wait: float) -> Iterator[None]:
    """Hold the lock of an audit; waits so many seconds for another process, then raises BusyError."""
    from filelock import FileLock, Timeout

    path = folder / f"{audit}.lock"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path)
        lock.acquire(timeout=wait)
    except Timeout:
        waited = f"after {wait:g} seconds still " if wait else ""
        raise BusyError(f"{audit}: is {waited}being run by another process, which holds {path}") from None
    except (OSError, NotImplementedError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise OutputError(f"{path}: the lock of {audit} cannot be taken: {why}") from error
    try:
        yield
    finally:
        lock.release()
