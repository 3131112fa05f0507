"""What the desk needs from outside, so that tests hand in their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from auditor.model.formats import Prompts
from auditor.model.run import Run
from auditor.model.since import Since

Seen = Callable[[Iterable[Path]], None]
"""To be called with the files that an audit rests on, once they are known and before they are read."""
Watch = Callable[[], None]
"""To be called now and then; raises Stopped once the process is to end."""


class Stopped(Exception):  # noqa: N818  no error: somebody wants to go home
    """The process is to end."""


class Audit(Protocol):
    """An audit of what is served."""

    def __call__(self, seen: Seen, watch: Watch) -> Run:
        """The run, without what people decided; raises AuditorError."""


def _no_past(run: Run) -> Since | None:
    """Nothing is known of the past."""


@dataclass(frozen=True, slots=True)
class Means:
    """The audit, the files that it always rests on, the ledger, the clock, who decides, and the log."""

    audit: Audit
    files: tuple[Path, ...]
    ledger: Path
    who: str
    """Who decides unless somebody else says so; empty where several people come in, who must each say."""
    now: Callable[[], datetime]
    event: Callable[[str], None]
    prompts: Prompts = "full"
    since: Callable[[Run], Since | None] = _no_past
    """What changed since an earlier run, if there is one."""
    past: tuple[Path, ...] = ()
    """The files that `since` reads, whether or not they are there yet."""

    @property
    def laid_over(self) -> frozenset[Path]:
        """The files that change what is shown of a run, and not the run."""
        return frozenset((self.ledger, *self.past))
