"""When tuning is paid back, and when growth carries a volume to the break-even (ECONOMICS 4.5)."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np

from auditor.costs.inputs import Array

DAYS_PER_MONTH = 365 / 12
FORESEEABLE_MONTHS = 60
"""Growth is not carried on beyond five years: no model, price or volume lasts that long."""


def payback(saved: Array, calls: Array, growth: Array, per_month: Array, once: Array) -> Array:
    """The first month n with S(n) = sum of Delta_t V_t - Mx n - F >= 0, V_t = V_0 (1+g)^(t-1); NaN if none comes.

    `saved` is USD per call in each month, of shape (agents, months); the others are columns of shape (agents, 1).
    Nothing is discounted, and an amount under half a cent is nothing.
    """
    months = np.arange(1, saved.shape[1] + 1)[None, :]
    earned = np.cumsum(saved * calls * (1 + growth) ** (months - 1), axis=1)
    is_back = earned - per_month * months - once >= -0.005
    first = np.argmax(is_back, axis=1)[:, None] + 1.0
    found: Array = np.where(is_back.any(axis=1, keepdims=True), first, np.nan)
    return found


def months_to_cross(volume: float, calls: float, growth: float) -> float | None:
    """Months until growth carries today's calls to a volume: ln(V* / V_0) / ln(1 + g); None if it never does."""
    if not (volume > calls > 0 and growth > 0):
        return None
    months = math.log(volume / calls) / math.log1p(growth)
    return months if months < FORESEEABLE_MONTHS else None


def crosses_on(volume: float, calls: float, growth: float, as_of: date) -> date | None:
    """The day on which growth carries today's calls to a volume; None if it never does, or not within five years."""
    months = months_to_cross(volume, calls, growth)
    return None if months is None else as_of + timedelta(days=round(months * DAYS_PER_MONTH))
