"""What an unattended run needs from outside: an auditor, a clock, patience, and a log."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from auditor.model.project import Project, UnattendedAudit
from auditor.model.run import Run


class Stopped(BaseException):
    """The process was asked to stop: what is not written yet stays unwritten. No error that somebody may catch."""


def _nobody(event: str, **what: object) -> None:
    """Tell nobody."""


def watching(event: threading.Event) -> Callable[[], None]:
    """What raises Stopped once the event is set."""

    def watch() -> None:
        if event.is_set():
            raise Stopped

    return watch


@dataclass(frozen=True, slots=True)
class Means:
    """The audit itself, the clock, how to wait, and where events go; tests hand in their own."""

    audit: Callable[[Project, UnattendedAudit], Run]
    now: Callable[[], datetime]
    event: Callable[..., None] = _nobody
    """Told what happened, in a word, and its particulars by name."""
    sleep: Callable[[float], None] = time.sleep
    stop: Callable[[], None] = lambda: None
    """Called between the steps; raises Stopped if the process is to end."""
