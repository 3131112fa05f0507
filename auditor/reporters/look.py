"""How a report is to look: what a user chooses, apart from what was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from auditor.model.formats import Prompts
from auditor.model.review import Decision
from auditor.model.since import Since

Layout = Literal["single", "dir"]
Assets = Literal["inline", "split"]


@dataclass(frozen=True, slots=True)
class Look:
    """The choices; each has the value that most people want."""

    layout: Layout = "single"
    """One file, or a folder with a page for every agent that needs no JavaScript."""
    assets: Assets = "inline"
    """Style and script within the file, or as r.css and r.js beside it."""
    prompts: Prompts = "full"
    """Prompts whole, only their ageing facts with what stands around them, or no word of them."""
    details: Literal["all", "actionable"] | int = "all"
    """Whose pages are whole: all agents', those with something to do, or the first so many by saving."""
    report_url: str = ""
    """Where the report will be found, for formats that are sent."""
    decisions: tuple[Decision, ...] = ()
    """What people decided before, to be shown beside the verdicts."""
    since: Since | None = None
    """What changed since an earlier run; without one, reports show no past."""
    edition: str = ""
    """What the page of `auditor serve` is called among those it has shown; a file has no such name."""


PLAIN = Look()
