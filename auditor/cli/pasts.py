"""The past of a run that was asked for by hand: what its reports show of it, and the run added to it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auditor.model.kept import RunRecord
    from auditor.model.run import Run
    from auditor.model.since import Since


class Past:
    """A run beside an earlier document, or beside a history in which it will be kept; beside neither for most."""

    def __init__(
        self, run: Run, before: RunRecord | None, kept_in: Path | None, name: str, policy: Path | None
    ) -> None:
        self.name = name
        self._before, self._kept_in, self._policy = before, kept_in, policy
        self._record = None if before is None and kept_in is None else _record(run)

    def since(self) -> Since | None:
        """What the reports show of the past; nothing where a history cannot be read, which `keep` then says."""
        if self._record is None:
            return None
        from auditor import history
        from auditor import policy as policies

        limits, _ = policies.load(self._policy)
        if self._before is not None:
            return history.of_runs([self._before], self._record, limits)
        assert self._kept_in is not None
        try:
            return history.since(self._kept_in, self._record, limits, audit_name=self.name)
        except history.HistoryError:
            return None

    def keep(self) -> int:
        """Keep the run once the reports are written, which are worth having even where no history can be."""
        from auditor import history

        assert self._record is not None
        assert self._kept_in is not None
        return history.keep(self._record, self._kept_in, audit_name=self.name)


def document(path: Path) -> RunRecord:
    """A run document to compare with; raises InputError if it is none."""
    from auditor import history

    return history.read_document(path)


def _record(run: Run) -> RunRecord:
    from auditor import history
    from auditor.reporters import json

    return history.record(json.document(run), "this run")
