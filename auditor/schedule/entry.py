"""What every scheduler needs to know: which audits, when, and where the project and the program lie."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from auditor.errors import InputError, Problem
from auditor.model.cron import LAST, LAST_WEEKDAY, Cron, parse
from auditor.model.project import Project, UnattendedAudit


@dataclass(frozen=True, slots=True)
class Entry:
    """One audit with its time."""

    name: str
    audit: UnattendedAudit
    cron: Cron

    @property
    def variables(self) -> tuple[str, ...]:
        """The environment variables that it needs."""
        return self.audit.tell.to if self.audit.tell is not None else ()

    @property
    def when(self) -> str:
        """Its time in words for a comment."""
        return f"{self.cron.text} ({self.audit.timezone})"

    @property
    def reports(self) -> str:
        """The folder of its reports, as the project file says it."""
        return self.audit.folder or f"reports/{self.name}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the project lies, what runs it, and what a container or a clean machine installs."""

    home: Path
    """The project file's folder, absolute."""
    file: str
    """The project file's name."""
    program: tuple[str, ...]
    """The command without its arguments; the first word is absolute."""
    repository: Path
    """The root of the repository that the project lies in, or its own folder; absolute."""
    state: str
    image: str = ""
    """The container image."""
    install: str = ""
    """What pip installs on a machine that has nothing: a requirement, a path or an address."""

    def inside(self, path: str, why: str) -> str:
        """A path of the project file from the root of the repository; raises InputError if it leads out of it."""
        home = self.home.relative_to(self.repository).as_posix()
        found = posixpath.normpath(posixpath.join(home, path))
        if found.startswith("../") or found == ".." or PurePosixPath(found).is_absolute():
            raise InputError.at(path, f"lies outside the repository, {why}")
        return found

    @property
    def arguments(self) -> tuple[str, ...]:
        """What names the project file where it is not found by itself."""
        return () if self.file == "auditor.toml" else ("--project", self.file)


def entries(project: Project, names: Iterable[str], *, are_all: bool) -> list[Entry]:
    """The audits with their times; raises InputError for one that has none and was asked for by name."""
    problems, found = [], []
    for name in names:
        audit = project.audit[name]
        if audit.schedule is not None:
            found.append(Entry(name, audit, parse(audit.schedule)))
        elif not are_all:
            problems.append(Problem(f"audit.{name}.schedule", "is missing: a cron expression such as '0 6 * * 1-5'"))
    if not problems and not found:
        problems.append(Problem("audit", "no audit has a schedule: add one, such as schedule = '0 6 * * 1-5'"))
    if problems:
        raise InputError(problems)
    return found


def plain(entry: Entry, scheduler: str) -> str:
    """The expression in the plain numbers that all crons read alike; raises InputError where they would not."""
    cron = entry.cron
    if cron.nth_weekdays or LAST in cron.days or LAST_WEEKDAY in cron.days:
        raise refused(entry, f"{scheduler} knows neither L nor #")
    if cron.both_days and not (cron.any_day or cron.any_weekday):
        raise refused(entry, f"it asks for day and weekday together, where {scheduler} takes either")
    fields = (
        _ranges(cron.minutes, range(60)),
        _ranges(cron.hours, range(24)),
        _ranges(cron.days, range(1, 32)),
        _ranges(cron.months, range(1, 13)),
        _ranges(cron.weekdays, range(7)),
    )
    if not cron.both_days and (cron.any_day or cron.any_weekday):
        fields = (*fields[:2], "*", fields[3], "*")  # either of both, and one of them is every day
    return " ".join(fields)


def refused(entry: Entry, because: str) -> InputError:
    """The error for an expression that cannot be said exactly."""
    return InputError.at(f"audit.{entry.name}.schedule", f"{entry.cron.text!r}: {because}; write it otherwise")


def _ranges(values: tuple[int, ...], whole: range) -> str:
    """Values as cron writes them: `*` for all, else numbers and ranges."""
    if values == tuple(whole):
        return "*"
    runs: list[list[int]] = []
    for value in values:
        if runs and runs[-1][-1] == value - 1:
            runs[-1].append(value)
        else:
            runs.append([value])
    return ",".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
