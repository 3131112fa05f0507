"""An edition: one run with what stands decided, as a finished page; and how the desk stands."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from auditor.model.review import Decision, Evidence
from auditor.model.reviewed import evidence_of, reviewed
from auditor.model.run import Run
from auditor.reporters import prepared
from auditor.reporters.html.single_file import one_file
from auditor.reporters.look import Look
from auditor.serving.means import Means


@dataclass(frozen=True, slots=True)
class Edition:
    """What is shown."""

    name: str
    page: bytes
    run: Run
    evidence: Mapping[str, Evidence]
    """What a decision about each agent would be taken on."""
    day: str
    """The UTC day of the run: with another day prices, and decisions that expire, may be others."""


@dataclass(frozen=True, slots=True)
class State:
    """How it stands with the desk: the edition shown, whether another is being made, and what keeps it from it."""

    edition: str = ""
    at: datetime | None = None
    is_working: bool = False
    problems: tuple[str, ...] = field(default=())

    def plain(self) -> dict[str, Any]:
        """As the page gets it."""
        at = None if self.at is None else self.at.isoformat()
        return {"edition": self.edition, "at": at, "working": self.is_working, "problems": list(self.problems)}


def edition(run: Run, taken: Sequence[Decision], means: Means) -> Edition:
    """The page of a run and of what people decided; it takes as long as the report takes to write."""
    name = secrets.token_hex(8)
    marked = reviewed(run, taken)
    look = Look(prompts=means.prompts, decisions=tuple(taken), since=means.since(marked), edition=name)
    ready = prepared(marked, look)
    shown = one_file(ready.run, ready.texts, ready.look)
    evidence = {audited.agent.id: evidence_of(audited) for audited in run.agents}
    return Edition(name, shown.page.encode(), run, evidence, run.at.date().isoformat())
