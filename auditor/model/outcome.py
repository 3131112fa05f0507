"""What became of one unattended audit: for the summary, the exit code, those who are told, and the metrics."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from auditor.model.finding import SEVERITIES, Finding, Severity
from auditor.model.money import Range
from auditor.model.run import Run
from auditor.model.since import NewsItem

Ending = Literal["done", "skipped", "failed"]

_WORST_FIRST = (2, 1, 3, 0)
"""Exit codes: it could not be done; there are findings; some agents could not be judged; all is well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A run in the numbers that a monitor wants; money is USD per month, None where nothing is known."""

    fleet: str
    agents: int
    costed: int
    cost: Range | None
    avoidable: Range | None
    verdicts: dict[str, int]
    findings: dict[str, int]
    """By severity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One audit of `auditor run`."""

    audit: str
    ending: Ending
    code: int
    at: datetime
    """When it began."""
    seconds: float = 0.0
    figures: Figures | None = None
    run: int | None = None
    """Its number in the history."""
    before: int | None = None
    """The number of the run before it."""
    news: tuple[NewsItem, ...] | None = None
    """Against the run before; None for the first, where nothing can be new."""
    left_aside: int = 0
    """Findings that would have decided the code, had nobody dismissed or snoozed them."""
    told: int = 0
    """How many of those to tell were told."""
    written: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    """What went wrong, or why it was skipped."""


@dataclass(frozen=True, slots=True)
class State:
    """What an audit remembers from one run to the next, beside its history."""

    last_success: datetime | None = None
    """When the last run began that left its reports and was kept."""
    told: dict[str, int] = field(default_factory=dict)
    """The last run that each was told of, or needed not be, by environment variable."""
    failing: dict[str, str] = field(default_factory=dict)
    """The failure that each was told of and that still lasts."""
    figures: Figures | None = None
    """Of the last success."""


def figures_of(run: Run) -> Figures:
    """The numbers of a run."""
    severities: dict[str, int] = dict.fromkeys(SEVERITIES, 0)
    for finding in run.findings:
        severities[finding.severity] += 1
    verdicts: dict[str, int] = {}
    for audited in run.agents:
        verdicts[audited.verdict.name] = verdicts.get(audited.verdict.name, 0) + 1
    return Figures(
        fleet=run.name,
        agents=len(run.agents),
        costed=len(run.costed),
        cost=run.monthly_cost,
        avoidable=run.avoidable,
        verdicts=verdicts,
        findings=severities,
    )


def exit_code(run: Run, fail_on: Severity | Literal["never"], *, is_strict: bool) -> int:
    """What a finished audit exits with: 1 for findings at or above `fail_on`, 3 for agents that cannot be judged.

    Findings that somebody dismissed or snoozed do not count for as long as that stands.
    """
    grave = _grave(run, fail_on)
    if len(grave) > left_aside(run, fail_on):
        return 1
    if is_strict and any(audited.verdict.name == "insufficient-data" for audited in run.agents):
        return 3
    return 0


def left_aside(run: Run, fail_on: Severity | Literal["never"]) -> int:
    """The findings at or above `fail_on` that do not count, since people dismissed or snoozed them."""
    return sum(_is_aside(run, finding) for finding in _grave(run, fail_on))


def _grave(run: Run, fail_on: Severity | Literal["never"]) -> list[Finding]:
    found = () if fail_on == "never" else SEVERITIES[SEVERITIES.index(fail_on) :]
    return [finding for finding in run.findings if finding.severity in found]


def _is_aside(run: Run, finding: Finding) -> bool:
    one = run.reviews.get((finding.agent or "", finding.rule))
    return one is not None and one.state in ("dismissed", "snoozed")


def worst(codes: list[int]) -> int:
    """The exit code of several audits together."""
    return min(codes, key=_WORST_FIRST.index, default=0)
