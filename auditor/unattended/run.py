"""Run the audits of a project: each alone, whole, kept, and told; one that fails does not hold up the others."""

from __future__ import annotations

import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from auditor import history, policy, reporters, review
from auditor.documents import sweep, to_files
from auditor.errors import AuditorError, BusyError
from auditor.model.formats import FILES
from auditor.model.outcome import Outcome, State, exit_code, figures_of, left_aside
from auditor.model.project import Project, UnattendedAudit
from auditor.model.reviewed import reviewed
from auditor.reporters.json import document
from auditor.unattended import memory, tell
from auditor.unattended.due import is_due, next_time
from auditor.unattended.keep import Past
from auditor.unattended.lock import alone
from auditor.unattended.means import Means

WAIT_SECONDS = 60.0
"""How long a run that was asked for by name waits for another one of the same audit."""


@dataclass(frozen=True, slots=True)
class Job:
    """One audit of a project, with the files it writes."""

    project: Project
    name: str

    @property
    def audit(self) -> UnattendedAudit:
        """What the project file says of it."""
        return self.project.audit[self.name]

    @property
    def mark(self) -> str:
        """What is in the name of every file of its that is not complete yet."""
        return f"auditor-{self.name}."

    @property
    def state_path(self) -> Path:
        """What it remembers."""
        return memory.path_of(self.project.state_folder, self.name)

    @property
    def history_path(self) -> Path:
        """Where its runs are kept."""
        return self.project.path(self.audit.history)

    @property
    def reports(self) -> dict[str, Path]:
        """Where each format's report goes."""
        return {name: self.project.folder(self.name) / FILES[name] for name in self.audit.formats}

    @property
    def sources(self) -> tuple[Path, ...]:
        """What is audited."""
        return tuple(self.project.path(source) for source in self.audit.source)

    @property
    def decisions_path(self) -> Path | None:
        """The ledger that is named; None for the one beside the source."""
        return None if self.audit.decisions is None else self.project.path(self.audit.decisions)

    @property
    def metrics_path(self) -> Path | None:
        """Where its metrics go."""
        return None if self.audit.metrics is None else self.project.path(self.audit.metrics)


def run_all(jobs: Sequence[Job], means: Means, *, only_due: bool = False, wait: float = WAIT_SECONDS) -> list[Outcome]:
    """Run audits one after the other and say what became of each."""
    return [run_one(job, means, only_due=only_due, wait=wait) for job in jobs]


def run_one(job: Job, means: Means, *, only_due: bool = False, wait: float = WAIT_SECONDS) -> Outcome:
    """Run one audit, and say what became of it; only Stopped gets out.

    With `only_due` an audit whose time has not come, or that is being run already, is skipped and nothing is wrong.
    """
    begun = means.now()
    try:
        with alone(job.project.state_folder, job.name, 0.0 if only_due else wait):
            state, wrong = memory.load(job.state_path)
            if wrong:
                means.event("warning", audit=job.name, because=wrong)
            if only_due and not is_due(job.audit, state.last_success, begun):
                return _skipped(job, begun, _not_due(job.audit, begun), means)
            return _run(job, state, begun, means)
    except BusyError as error:
        if only_due:
            return _skipped(job, begun, str(error), means)
        return _failed(job, begun, 0.0, error, means)
    except AuditorError as error:
        return _failed(job, begun, 0.0, error, means)


def _not_due(audit: UnattendedAudit, now: datetime) -> str:
    coming = next_time(audit, now)
    return "has no schedule" if coming is None else f"not due before {coming:%Y-%m-%d %H:%M} UTC"


def _skipped(job: Job, begun: datetime, because: str, means: Means) -> Outcome:
    means.event("skipped", audit=job.name, because=because)
    return Outcome(audit=job.name, ending="skipped", code=0, at=begun, problems=(because,))


def _failed(job: Job, begun: datetime, seconds: float, error: Exception, means: Means) -> Outcome:
    if isinstance(error, AuditorError):
        code, problems = error.exit_code, tuple(str(error).split("\n"))
    else:
        code, problems = 2, (f"{job.name}: unexpected {type(error).__name__}: {error}; this is a fault of the auditor",)
        trace = "".join(traceback.format_exception(error))
        means.event("fault", audit=job.name, trace=trace)
    for problem in problems:
        means.event("problem", audit=job.name, because=problem)
    return Outcome(audit=job.name, ending="failed", code=code, at=begun, seconds=seconds, problems=problems)


def _run(job: Job, state: State, begun: datetime, means: Means) -> Outcome:
    """The audit itself, then those who are told, then the metrics; what was done stays done if a later step fails."""
    clock = time.monotonic()
    means.event("begun", audit=job.name)
    swept = [*job.reports.values(), job.state_path, *([job.metrics_path] if job.metrics_path else [])]
    sweep(swept, job.mark)
    try:
        outcome, state, news = _audited(job, state, begun, means)
    except Exception as error:  # noqa: BLE001  the other audits are to run, and people to be told
        outcome = _failed(job, begun, time.monotonic() - clock, error, means)
        outcome, state = tell.of_failure(job.audit, outcome, state, means)
    else:
        outcome = replace(outcome, seconds=time.monotonic() - clock)
        outcome, state = tell.of_news(job.audit, outcome, state, news, means)
    outcome = _remembered(job, outcome, state, means)
    means.event("finished", audit=job.name, outcome=outcome)
    return outcome


def _audited(job: Job, state: State, begun: datetime, means: Means) -> tuple[Outcome, State, tell.News]:
    """Audit, write the reports, keep the run: in this order, so that what is kept as a success was one."""
    rules, _ = policy.load(job.project.path(job.audit.policy) if job.audit.policy else None)
    taken = review.of_sources(job.sources, job.decisions_path)
    memory.save(job.state_path, state, job.mark)  # what could not be remembered is not begun
    run = reviewed(means.audit(job.project, job.audit), taken)
    means.stop()
    past = Past(job.history_path, job.name, rules, means)
    record = history.record(document(run), "this run")
    last = past.before()
    news = {told: past.news(run, record, last, told) for told in {None, *state.told.values()}}
    look = reporters.Look(prompts=job.audit.prompts, decisions=taken, since=past.since(record))
    ready = reporters.prepared(run, look)
    files = {path: ready.content(name) for name, path in job.reports.items()}
    means.stop()
    to_files(files, job.mark)
    means.event("written", audit=job.name, files=[path.as_posix() for path in files])
    number = past.keep(record)
    means.event("kept", audit=job.name, run=number, history=past.path.as_posix())
    state = replace(state, last_success=begun, figures=figures_of(run))
    memory.save(job.state_path, state, job.mark)
    outcome = Outcome(
        audit=job.name,
        ending="done",
        code=exit_code(run, job.audit.fail_on, is_strict=job.audit.strict),
        at=begun,
        figures=figures_of(run),
        left_aside=left_aside(run, job.audit.fail_on),
        run=number,
        before=last.id if last is not None else None,
        news=news[None],
        written=tuple(path.as_posix() for path in files),
    )
    return outcome, state, news


def _remembered(job: Job, outcome: Outcome, state: State, means: Means) -> Outcome:
    """The metrics and the memory; what cannot be written is a problem of its own."""
    from auditor.telling import textfile

    def write() -> None:
        memory.save(job.state_path, state, job.mark)

    def measure() -> None:
        if job.metrics_path is not None:
            to_files({job.metrics_path: textfile(outcome, state.figures, state.last_success)}, job.mark)

    for step in (write, measure):
        try:
            step()
        except AuditorError as error:
            if str(error) in outcome.problems:
                continue
            means.event("problem", audit=job.name, because=str(error))
            outcome = replace(outcome, code=2, problems=(*outcome.problems, str(error)))
    return outcome
