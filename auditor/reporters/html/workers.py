"""Many agents at once: on all processors, by forks of this process.

Handing an agent's facts to another process takes longer (9 ms, pickled there and back) than writing its page (5 ms). A
fork has them already, and only what it made comes back. Where a process cannot be forked safely, which is on Windows
and macOS and beside other threads, or where no processor is free, this process does the work alone: what comes of it
is the same.
"""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

Task = TypeVar("Task")
Made = TypeVar("Made")

WORTH_IT = 300
"""Agents from which forks pay: over a second of work, against some hundredths to fork and to hand back."""

_own: list[Callable[[Any], Any]] = []
"""In a worker: what it was forked for."""


def processors() -> int:
    """How many processors are free for this work; 1 where no process may be forked."""
    if sys.platform != "linux" or threading.active_count() > 1:
        return 1
    return max(1, len(os.sched_getaffinity(0)) - int(_others()))


def _others() -> float:
    """Processes that want a processor besides this one: over the last minute, or now if that is fewer.

    The minute remembers what has ended, this process's own forks among it; the moment may catch a short pause, which
    costs a fork too many and no more.
    """
    wanted = os.getloadavg()[0]
    with contextlib.suppress(OSError, ValueError, IndexError):
        wanted = min(wanted, float(Path("/proc/loadavg").read_text("ascii").split()[3].partition("/")[0]))
    return max(0.0, wanted - 1)


def each(work: Callable[[Task], Made], tasks: Sequence[Task], agents: int) -> Iterator[Made]:
    """What `work` makes of each task, in their order; `agents` is how many agents' work that is, all in all.

    Forks begin at once, and go on while this process does something else before it asks for what they made.
    """
    workers = min(processors(), len(tasks))
    if agents < WORTH_IT or workers < 2:
        return map(work, tasks)
    pool = ProcessPoolExecutor(workers, get_context("fork"), initializer=_begin, initargs=(work,))
    try:
        with warnings.catch_warnings():
            # Python 3.12 and later warn of the threads that a library for matrices keeps; no worker asks it anything.
            warnings.simplefilter("ignore", DeprecationWarning)
            found = pool.map(_made, tasks)
    except OSError:  # no room for another process
        pool.shutdown(cancel_futures=True)
        return map(work, tasks)
    return _handed_back(pool, found, work, tasks)


def _handed_back(
    pool: ProcessPoolExecutor, found: Iterator[Made], work: Callable[[Task], Made], tasks: Sequence[Task]
) -> Iterator[Made]:
    done = 0
    try:
        for made in found:
            yield made
            done += 1
    except BrokenProcessPool:  # a worker was ended, as for want of memory: what is left is done here
        yield from map(work, tasks[done:])
    finally:
        pool.shutdown(cancel_futures=True)


def _begin(work: Callable[[Any], Any]) -> None:
    gc.disable()  # looking for circles would copy all that is shared with the parent
    _own[:] = [work]


def _made(task: Any) -> Any:
    return _own[0](task)
