"""How well the mean of calls is known, by the sizes of single calls; and why it is not."""

from __future__ import annotations

import math
from decimal import Decimal

from auditor.model.usage import Sizes

Z = 1.6448536
"""The normal distribution's 95th percentile."""
MOST = 3.0


def ends(mean: Decimal, sizes: Sizes | None, calls: int) -> tuple[Decimal, Decimal]:
    """Between what the mean of so many calls lies, in tokens, at 90 %.

    Sizes of calls are about log-normal, so their spread is ln(p95 / p50) / 1.645, and the mean of n calls is known to
    1.645 · √(exp(spread²) − 1) / √n of itself. Of buckets only the mean is known, and that is exact.
    """
    if sizes is None or sizes.p50 <= 0 or sizes.p95 <= sizes.p50:
        return mean, mean
    spread = min(math.log(sizes.p95 / sizes.p50) / Z, MOST)
    half = Decimal(min(Z * math.sqrt(math.expm1(spread**2)) / math.sqrt(max(calls, 1)), MOST))
    return mean * (-half).exp(), mean * half.exp()


def untold(what: str, tokens: int) -> str:
    """Why the tokens of a call cannot be seen: there are none, or nobody counted their calls."""
    if tokens:
        return f"the logs tell {what} tokens, and not of how many calls they are"
    return f"the logs tell no {what} tokens"
