"""How long texts stand: Kaplan–Meier with censoring, Greenwood's intervals, the log-rank test.

Segments of one prompt are often changed together, so the intervals, which take them as independent, are narrow.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Z = 1.959964
"""Standard deviations of a 95 % interval."""

_TAIL = 0.025


@dataclass(frozen=True, slots=True)
class Sample:
    """So many segments each that stood for so many days, and whether they were changed then or still stand."""

    days: NDArray[np.int64]
    is_changed: NDArray[np.bool_]
    counts: NDArray[np.int64]

    @classmethod
    def of(cls, lives: Iterable[tuple[int, bool, int]]) -> Sample:
        """A sample of days, whether they ended in a change, and how often."""
        rows = list(lives)
        return cls(
            np.array([days for days, _, _ in rows], dtype=np.int64),
            np.array([is_changed for _, is_changed, _ in rows], dtype=np.bool_),
            np.array([count for _, _, count in rows], dtype=np.int64),
        )

    @property
    def size(self) -> int:
        """How many segments there are."""
        return int(self.counts.sum())

    @property
    def changes(self) -> int:
        """How many of them were changed."""
        return int(self.counts[self.is_changed].sum())

    def at_risk(self, times: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many had stood until each of these times."""
        order = np.argsort(self.days, kind="stable")
        below = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(self.counts[order])))
        risk: NDArray[np.int64] = below[-1] - below[np.searchsorted(self.days[order], times, side="left")]
        return risk

    def changed_at(self, times: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many were changed at each of these times, which ascend and lack none."""
        changed = np.zeros(len(times), dtype=np.int64)
        np.add.at(changed, np.searchsorted(times, self.days[self.is_changed]), self.counts[self.is_changed])
        return changed


@dataclass(frozen=True, slots=True)
class Curve:
    """The Kaplan–Meier estimate: the share that stands after each of the times at which something was changed."""

    times: NDArray[np.int64]
    share: NDArray[np.float64]
    at_risk: NDArray[np.int64]
    changed: NDArray[np.int64]
    sample: Sample

    def standing(self, days: int) -> float:
        """The share that stands after so many days."""
        place = int(np.searchsorted(self.times, days, side="right"))
        return float(self.share[place - 1]) if place else 1.0

    def change_within(self, days: int) -> tuple[float, float, float] | None:
        """The chance of a change within so many days, between the ends of its 95 % interval.

        None if nothing was watched for that long, so that the curve ends before.
        """
        standing = self.standing(days)
        watched = int(self.sample.at_risk(np.array([days]))[0])
        if not self.sample.size or (watched == 0 and standing > 0):
            return None
        low, high = self._interval(days, standing, watched)
        return max(0.0, 1 - high), 1 - standing, min(1.0, 1 - low)

    def half_life(self) -> int | None:
        """Days after which half of the text was changed; None if that was never reached."""
        reached = np.flatnonzero(self.share <= 0.5)
        return int(self.times[reached[0]]) if len(reached) else None

    def _interval(self, days: int, standing: float, watched: int) -> tuple[float, float]:
        """Greenwood's interval on the scale of log(−log), which stays within 0 and 1; exact where all or none stand."""
        if standing >= 1:
            return _TAIL ** (1 / watched), 1.0
        if standing <= 0:
            return 0.0, 1 - _TAIL ** (1 / self.sample.size)
        seen = self.times <= days
        risk, changed = self.at_risk[seen], self.changed[seen]
        variance = float(np.sum(changed / (risk * (risk - changed))))
        spread = math.exp(Z * math.sqrt(variance) / -math.log(standing))
        return standing**spread, standing ** (1 / spread)


def curve(sample: Sample) -> Curve:
    """The Kaplan–Meier estimate of a sample."""
    times = np.unique(sample.days[sample.is_changed])
    risk, changed = sample.at_risk(times), sample.changed_at(times)
    share: NDArray[np.float64] = np.cumprod(1 - changed / np.maximum(risk, 1), dtype=np.float64)
    return Curve(times, share, risk, changed, sample)


@dataclass(frozen=True, slots=True)
class LogRank:
    """How the changes of the first of two groups compare with what they would be if both changed alike."""

    observed: int
    expected: float
    variance: float
    chi2: float
    p: float


def log_rank(*strata: tuple[Sample, Sample]) -> LogRank | None:
    """Test whether two groups change alike within each stratum; None if there is nothing to tell it from.

    The files of a corpus are strata: a file that is rewritten every week would else decide for all.
    """
    observed, expected, variance = 0, 0.0, 0.0
    for one, other in strata:
        times = np.unique(np.concatenate((one.days[one.is_changed], other.days[other.is_changed])))
        risk = one.at_risk(times) + other.at_risk(times)
        changed = one.changed_at(times) + other.changed_at(times)
        share = one.at_risk(times) / np.maximum(risk, 1)
        observed += one.changes
        expected += float(np.sum(changed * share))
        variance += float(np.sum(changed * share * (1 - share) * (risk - changed) / np.maximum(risk - 1, 1)))
    if variance <= 0:
        return None
    chi2 = (observed - expected) ** 2 / variance
    return LogRank(observed, expected, variance, chi2, math.erfc(math.sqrt(chi2 / 2)))
