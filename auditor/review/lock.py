"""One writer at a time: a lock on the ledger's folder, which leaves no file behind and ends with its process."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from auditor.errors import OutputError

SECONDS = 20.0
_PAUSE = 0.05


@contextlib.contextmanager
def locked(folder: Path, seconds: float = SECONDS) -> Iterator[None]:
    """Hold the folder's lock; raises OutputError if another process holds it for so many seconds.

    On Windows, which cannot lock a folder, there is no lock: a block is still written whole, but of two that are
    written in the same moment the first may be lost.
    """
    if sys.platform == "win32":
        yield
        return
    import fcntl

    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be read: {error.strerror}") from error
    try:
        until = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise OutputError(f"{folder}: another auditor is writing decisions there; try again") from None
                time.sleep(_PAUSE)
            except OSError as error:  # a network drive without locks, or with none left
                raise OutputError(
                    f"{folder}: the folder cannot be locked, so nothing was written: {error.strerror}; put the ledger "
                    "on a drive with locks (--decisions FILE)"
                ) from error
        yield
    finally:
        os.close(handle)
