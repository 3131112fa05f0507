"""How large single calls are, in bins of 1 %: few numbers, whatever the number of calls, and the same law for SQL.

A call of x tokens falls into bin `floor(ln(x) / ln(1.01))`, one of none into bin -1. A quantile q is that of the
first bin at which the calls counted from the smallest reach `q * calls`; a bin stands for `round(1.01 ** (bin + 0.5))`
tokens, which is within half a per cent of every whole number in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, floor, log

from auditor.model.usage import Sizes

_WIDTH = log(1.01)


def bin_of(tokens: int) -> int:
    """The bin that a call of so many tokens falls into."""
    return floor(log(tokens) / _WIDTH) if tokens > 0 else -1


def tokens_of(bin: int) -> int:
    """The tokens that a bin stands for."""
    return round(1.01 ** (bin + 0.5)) if bin >= 0 else 0


def sizes(bins: Mapping[int, int]) -> Sizes | None:
    """Median and 95th percentile of calls counted by bin; None without calls."""
    if not bins:
        return None
    return Sizes(p50=_quantile(bins, 50), p95=_quantile(bins, 95))


def _quantile(bins: Mapping[int, int], percent: int) -> int:
    wanted = ceil(sum(bins.values()) * percent / 100)
    for bin in sorted(bins):
        wanted -= bins[bin]
        if wanted <= 0:
            return tokens_of(bin)
    raise AssertionError
