"""The history of runs: what was kept, what is different between two runs and why, and what of it is worth telling.

`record` turns a run document into what is kept of it, `keep` adds it to a history, `diff` holds two records against
each other, `news` picks the lines worth telling, and `since` gathers what a report shows of the past.
"""

from __future__ import annotations

from auditor.errors import HistoryError
from auditor.history.choosing import find, is_document, pair, read_document
from auditor.history.compare import diff
from auditor.history.keeping import keep
from auditor.history.news import news
from auditor.history.reading import audits, last_runs, run_at, runs, runs_at, trend
from auditor.history.record import of as record
from auditor.history.since import LAST_RUNS, matrix, of_runs, since, sparklines

__all__ = [
    "LAST_RUNS",
    "HistoryError",
    "audits",
    "diff",
    "find",
    "is_document",
    "keep",
    "last_runs",
    "matrix",
    "news",
    "of_runs",
    "pair",
    "read_document",
    "record",
    "run_at",
    "runs",
    "runs_at",
    "since",
    "sparklines",
    "trend",
]
