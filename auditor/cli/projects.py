"""What the commands about auditor.toml share: finding it, choosing audits of it, running them, telling what happens."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from auditor.cli import running, writing
from auditor.errors import InputError, Problem

if TYPE_CHECKING:
    from auditor.model.outcome import Outcome
    from auditor.model.project import Project, UnattendedAudit
    from auditor.model.run import Run
    from auditor.unattended import Job

F = TypeVar("F", bound=Callable[..., object])


def file_option(command: F) -> F:
    """The option of every command that reads the project file."""
    return click.option(
        "--project",
        "file",
        type=click.Path(path_type=Path, exists=True),
        metavar="FILE",
        help="The project file; default auditor.toml in this folder or the nearest one above.",
    )(command)


def log_option(command: F) -> F:
    """How what happens is told."""
    return click.option(
        "--log-format",
        type=click.Choice(("text", "json")),
        default="text",
        show_default=True,
        help="A summary line for each audit, or one JSON object a line for each event.",
    )(command)


def find(file: Path | None) -> Path:
    """The project file that is meant."""
    from auditor import project

    if file is not None and not file.is_dir():
        return file
    found, here = project.find(file or Path()), Path.cwd().resolve()
    return found.relative_to(here) if found.is_relative_to(here) else found


def read(file: Path | None) -> Project:
    """The project that is meant."""
    from auditor import project

    return project.read(find(file))


def jobs(project: Project, names: tuple[str, ...]) -> list[Job]:
    """The audits of these names, or all; raises InputError for a name that is none."""
    import difflib

    from auditor.unattended import Job

    problems = []
    for name in names:
        if name not in project.audit:
            close = difflib.get_close_matches(name, project.audit, n=1)
            hint = f"did you mean {close[0]!r}?" if close else f"there are: {', '.join(project.audit)}"
            problems.append(Problem(name, f"no audit of this name in the project file; {hint}"))
    if problems:
        raise InputError(problems)
    return [Job(project, name) for name in dict.fromkeys(names or tuple(project.audit))]


def auditing(*, watch: Callable[[], None] | None = None) -> Callable[[Project, UnattendedAudit], Run]:
    """How an audit of a project is run: as `auditor audit` runs it, without a terminal."""

    def audit(project: Project, audit: UnattendedAudit) -> Run:
        sources = tuple(project.path(source) for source in audit.source)
        return running.run_audit(sources, at=None, no_cache=False, quiet=True, watch=watch, **said(project, audit))

    return audit


def said(project: Project, audit: UnattendedAudit) -> dict[str, Any]:
    """What the project file says of an audit, as the options of `auditor audit`."""
    return {
        "traffic": project.path(audit.traffic) if audit.traffic else None,
        "usage_logs": tuple(project.place(log) for log in audit.usage),
        "usage_format": audit.usage_format,
        "usage_map": project.path(audit.usage_map) if audit.usage_map else None,
        "match": project.path(audit.match) if audit.match else None,
        "policy": project.path(audit.policy) if audit.policy else None,
        "allow_outside": audit.allow_outside,
        "read_as": audit.read_as,
        "default_model": audit.default_model,
    }


def log(form: str, *, is_quiet: bool = False) -> Callable[..., None]:
    """Who writes down what happens: every event as a line of JSON, or problems and a summary for people."""
    return _as_json if form == "json" else _as_text(is_quiet=is_quiet)


def _as_json(event: str, **what: Any) -> None:
    import json

    outcome: Outcome | None = what.pop("outcome", None)
    if outcome is not None:
        what |= {name: value for name, value in asdict(outcome).items() if name != "at"}
        what["began"] = outcome.at
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    writing.show(json.dumps({"at": at, "event": event} | what, ensure_ascii=False, default=str))


def _as_text(*, is_quiet: bool) -> Callable[..., None]:
    def told(event: str, **what: Any) -> None:
        from auditor.reporters.words import clean

        if event == "finished" and not is_quiet:
            writing.show(clean(summary(what["outcome"])))
        elif event == "skipped" and not is_quiet:
            said = str(what["because"])
            writing.show(clean(said if said.startswith(f"{what['audit']}:") else f"{what['audit']}: {said}"))
        elif event in ("problem", "warning", "retry"):
            colour = "red" if event == "problem" else "yellow"
            word = "error: " if event == "problem" else f"{event}: "
            click.echo(click.style(word, fg=colour) + clean(f"{what['audit']}: {what['because']}"), err=True)
        elif event == "fault":
            click.echo(what["trace"], err=True)
        sys.stderr.flush()

    return told


def left_aside(number: int) -> str:
    """How many findings do not decide the exit code, since people decided about them."""
    return f"{number} finding{'s' if number > 1 else ''} left aside (dismissed or snoozed)"


def summary(outcome: Outcome) -> str:
    """What became of an audit, in one line."""
    from auditor.telling import counted, summary

    if outcome.figures is None:
        return f"{outcome.audit}: failed, exit {outcome.code}"
    news = "first run" if outcome.news is None else counted(outcome.news) or "no news"
    told = f", told {outcome.told}" if outcome.told else ""
    place = f"; {outcome.written[0]}" if outcome.written else ""
    aside = f"; {left_aside(outcome.left_aside)}" if outcome.left_aside else ""
    return (
        f"{outcome.audit}: {summary(outcome.figures)}; {news}{told}; run {outcome.run}{place}{aside}; "
        f"{outcome.seconds:.1f} s; exit {outcome.code}"
    )
