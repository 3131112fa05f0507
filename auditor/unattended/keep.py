"""A finished run against the past: what is new since each was last told, and the run added to the history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from auditor import history
from auditor.errors import HistoryBusyError
from auditor.model.kept import RunRecord
from auditor.model.policy import Policy
from auditor.model.run import Run
from auditor.model.since import NewsItem, Since
from auditor.unattended.means import Means
from auditor.unattended.reopened import reopened

T = TypeVar("T")
News = tuple[NewsItem, ...] | None

PAUSES = (5.0, 20.0)
"""Seconds before each further try at a history that another process holds; each try waits for half a minute itself."""


@dataclass(frozen=True, slots=True)
class Past:
    """The history of one audit, as a run finds it."""

    path: Path
    audit: str
    policy: Policy
    means: Means

    def before(self) -> RunRecord | None:
        """The last run that was kept, or None."""
        return self._patiently(self._last)

    def keep(self, run: RunRecord) -> int:
        """Add the run and say its number."""
        return self._patiently(lambda: history.keep(run, self.path, audit_name=self.audit, now=self.means.now()))

    def since(self, run: RunRecord) -> Since | None:
        """What the reports show of the past; None for the first run."""
        return self._patiently(lambda: history.since(self.path, run, self.policy, audit_name=self.audit))

    def news(self, run: Run, record: RunRecord, last: RunRecord | None, told: int | None) -> News:
        """What is new since the run that somebody was told of, or since the last one; None without any."""
        before = last
        if told is not None and last is not None and last.id is not None and told < last.id:
            before = self._patiently(lambda: self._told(told)) or last
        if before is None:
            return None
        return (*reopened(run, before), *history.news(history.diff(before, record, self.policy), self.policy.news))

    def _last(self) -> RunRecord | None:
        runs = history.last_runs(self.path, self.audit, 1) if self.path.exists() else ()
        return runs[0] if runs else None

    def _told(self, number: int) -> RunRecord | None:
        """A run that somebody was told of, if this history still has it under its number."""
        mine = {line.id for line in history.runs(self.path, self.audit)}
        return history.run_at(self.path, number) if number in mine else None

    def _patiently(self, action: Callable[[], T]) -> T:
        for pause in PAUSES:
            try:
                return action()
            except HistoryBusyError as error:
                self.means.event("retry", audit=self.audit, because=str(error), seconds=pause)
                self.means.sleep(pause)
        return action()
