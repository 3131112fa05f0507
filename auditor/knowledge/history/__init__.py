"""What became of a prompt's segments from version to version: lifetimes, survival, what changed, what will soon."""

from __future__ import annotations

from auditor.knowledge.history.lifetimes import Fate, Lives, Past, Version, past
from auditor.knowledge.history.pace import SOON, Chance, Pace, pace
from auditor.knowledge.history.survival import Curve, LogRank, Sample, curve, log_rank
from auditor.knowledge.history.tempo import Tempo, tempo

__all__ = [
    "SOON",
    "Chance",
    "Curve",
    "Fate",
    "Lives",
    "LogRank",
    "Pace",
    "Past",
    "Sample",
    "Tempo",
    "Version",
    "curve",
    "log_rank",
    "pace",
    "past",
    "tempo",
]
