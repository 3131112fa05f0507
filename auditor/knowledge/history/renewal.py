"""The share of segments that stands after so many days in which every edit of the prompt starts the clock anew."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from auditor.knowledge.history.tempo import PIECES

_MOST_A_DAY = 0.95


def standing(edits: Sequence[float], changes: Sequence[float], since: int, days: int) -> float:
    """The share of today's segments that no edit of the coming days changes.

    `edits` are the chances of an edit on a day, `changes` the shares of the text changed on a day, by piece of the
    gap, which today is `since` days. An edit spares a segment with the chance 1 − changes / edits, and then the gap is
    0: the renewal equation, day by day.
    """
    each_day = np.minimum(_MOST_A_DAY, np.maximum(edits, changes))
    spared = each_day - np.minimum(each_day, changes)
    fresh = np.ones(days + 1)
    quiet, leaving = _from(each_day, spared, 0, days)
    for length in range(1, days + 1):
        fresh[length] = quiet[length] + leaving[:length] @ fresh[length - 1 :: -1][:length]
    quiet, leaving = _from(each_day, spared, since, days)
    return float(quiet[days] + leaving[:days] @ fresh[days - 1 :: -1][:days]) if days else 1.0


def _from(
    each_day: NDArray[np.float64], spared: NDArray[np.float64], gap: int, days: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """From a gap on: the chance of so many days without an edit, and that of one just then which spares a segment."""
    pieces = np.searchsorted(PIECES, np.arange(gap, gap + days), side="right") - 1
    quiet = np.concatenate((np.ones(1), np.cumprod(1 - each_day[pieces])))
    return quiet, quiet[:-1] * spared[pieces]
