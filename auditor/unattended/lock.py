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
        lock = FileLock(path, fallback_to_soft=False)  # the soft one would outlive a killed process
        lock.acquire(timeout=wait)
    except Timeout:
        waited = f"after {wait:g} seconds still " if wait else ""
        raise BusyError(f"{audit}: is {waited}being run by another process, which holds {path}") from None
    except OSError as error:
        why = error.strerror or str(error)
        raise OutputError(
            f"{path}: the lock of {audit} cannot be taken: {why}; name a folder on a drive with locks as `state`"
        ) from error
    try:
        yield
    finally:
        lock.release()
