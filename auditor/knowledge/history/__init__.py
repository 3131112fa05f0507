"""What became of a prompt's segments from version to version: lifetimes, survival, what changed."""

from __future__ import annotations

from auditor.knowledge.history.lifetimes import Fate, Lives, Past, Version, past
from auditor.knowledge.history.survival import Curve, LogRank, Sample, curve, log_rank

__all__ = [
    "Curve",
    "Fate",
    "Lives",
    "LogRank",
    "Past",
    "Sample",
    "Version",
    "curve",
    "log_rank",
    "past",
]
