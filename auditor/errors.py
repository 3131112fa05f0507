"""What can go wrong through no fault of ours; each error knows its exit code."""

from __future__ import annotations

from dataclasses import dataclass


class AuditorError(Exception):
    """A problem that the user can mend; its text names the place and the way out."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one place of the user's input."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


class InputError(AuditorError):
    """One or more problems in an input file, all told at once."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))

    @classmethod
    def at(cls, where: object, message: str) -> InputError:
        """Make the error for a single problem."""
        return cls([Problem(str(where), message)])


class OutputError(AuditorError):
    """A report that could not be written; nothing was left half-written."""


class PullError(AuditorError):
    """A registry could not be asked, or did not answer; no file was written."""


class HistoryError(AuditorError):
    """The history of runs cannot be read or written; what was kept before is as it was."""


class HistoryBusyError(HistoryError):
    """Another process holds the history; later it will not."""


class BusyError(AuditorError):
    """The same audit is already being run."""
