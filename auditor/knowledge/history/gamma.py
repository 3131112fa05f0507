"""Quantiles of a gamma distribution, without a library for them."""

from __future__ import annotations

import numpy as np

_STEPS = 2000
_TAIL = 0.025


def quantiles(mean: float, variance: float) -> tuple[float, float]:
    """The ends of the central 95 % of the gamma distribution with this mean and variance.

    The density is summed over steps of the logarithm, wide enough for what lies outside to be nothing.
    """
    shape = mean**2 / variance
    reach = np.linspace(-max(12 / shape, 12 / shape**0.5), max(4.0, 12 / shape**0.5), _STEPS)
    height = shape * (reach - np.exp(reach))
    below = np.cumsum(np.exp(height - height.max()))
    low, high = np.interp((_TAIL, 1 - _TAIL), below / below[-1], reach)
    return float(mean * np.exp(low)), float(mean * np.exp(high))
