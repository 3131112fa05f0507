"""How often a call finds its prefix in the cache, from when calls come and how long an entry lives (ECONOMICS 4.2).

Every share of hits is the long-run share of calls whose prefix lies in the cache, between 0 and 1. Volumes are calls
a month of 730 hours, times are minutes; each may be a number or a numpy array. `shards` are regions or cache keys
that keep caches of their own: calls (whole sessions, where there are sessions) fall on them at random. A call finds
an entry that is younger than the time to live, not one that is exactly as old.

The module loads numpy: import it late.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = float | npt.NDArray[np.float64]

MINUTES_PER_MONTH = 730 * 60
_MOST = 1e30
"""Beyond this a volume or a time is as good as endless; products of two still fit into a float."""


def expected(calls_per_month: Floats, minutes: Floats, shards: Floats = 1) -> Floats:
    """λT: calls that one shard sees in so many minutes, on average."""
    calls: Floats = np.minimum(calls_per_month, _MOST) * np.minimum(minutes, _MOST)
    return calls / (MINUTES_PER_MONTH * shards)


def sliding(calls_per_month: Floats, ttl_minutes: Floats, shards: Floats = 1) -> Floats:
    """Share of hits for random calls where each hit renews the entry: h = 1 - exp(-λT)."""
    hits: Floats = -np.expm1(-expected(calls_per_month, ttl_minutes, shards))
    return hits


def fixed(calls_per_month: Floats, ttl_minutes: Floats, shards: Floats = 1) -> Floats:
    """Share of hits for random calls where an entry lives so long from its write: h = λT / (1 + λT)."""
    per_write = expected(calls_per_month, ttl_minutes, shards)
    return per_write / (1 + per_write)


def sessions(
    calls_per_month: Floats,
    ttl_minutes: Floats,
    calls_per_session: Floats,
    session_minutes: Floats,
    shards: Floats = 1,
) -> Floats:
    """Share of hits where sessions of k calls over d minutes start at random, each hit renewing the entry.

    h = 1 - exp(-λ_s (T + d)) / k, with λ_s = λ/k sessions a minute whose calls are spread evenly over d. Two steps
    beyond ECONOMICS: where the calls of a session lie T or more apart, they help each other no more than strangers do,
    and h = 1 - exp(-λT); and a k between 1 and 2 is a mixture of lone calls and of pairs, which lasts (k - 1) d.
    """
    calls: Floats = np.maximum(calls_per_session, 1)
    apart = session_minutes / np.maximum(calls - 1, 1)
    lasts = session_minutes * np.minimum(calls - 1, 1)
    found_by_first = -np.expm1(-expected(calls_per_month / calls, ttl_minutes + lasts, shards))
    hits: Floats = np.where(
        apart < ttl_minutes, (calls - 1 + found_by_first) / calls, sliding(calls_per_month, ttl_minutes, shards)
    )
    return hits if np.ndim(hits) else float(hits)


def sessions_fixed(
    calls_per_month: Floats,
    ttl_minutes: Floats,
    calls_per_session: Floats,
    session_minutes: Floats,
    shards: Floats = 1,
) -> Floats:
    """Share of hits for the sessions of `sessions` where an entry lives so long from its write.

    h = x / (1 + x) with x = λT + (k - 1) exp(-λg), g = d / (k - 1) being the time between two calls of a session.
    From an expiry to the next write it takes E[R] = (1 + (k - 1) exp(-λg)) / λ minutes: nothing comes for r minutes
    with probability exp(-λr) up to g and exp(-λ_s (r + d)) beyond, and h = 1 - 1 / (λ (T + E[R])). That is exact for
    T > d, as no session then outlives the entry that it met. A longer session counts as several, one for each write
    it needs: right for few calls and for many; between, 500 simulations found it 0.001 off in the median, 0.015 off
    in one of ten, and 0.07 at worst, where g is just above T.
    """
    calls: Floats = np.maximum(calls_per_session, 1)
    apart = session_minutes / np.maximum(calls - 1, 1)
    served = np.maximum(np.minimum(_within(apart, ttl_minutes) + 1, calls), 1)
    calls = np.maximum(calls / np.ceil(calls / served), 1)
    per_write = expected(calls_per_month, ttl_minutes, shards) + (calls - 1) * np.exp(
        -expected(calls_per_month, apart, shards)
    )
    hits: Floats = per_write / (1 + per_write)
    return hits


def every(period_minutes: Floats, ttl_minutes: Floats, *, renews: bool = True, shards: Floats = 1) -> Floats:
    """Share of hits where a schedule calls once in so many minutes (more than 0).

    With n further calls within the time to live, of which each falls on a shard with p = 1/shards:
    h = 1 - (1 - p)^n if hits renew (1 or 0 for one shard), h = np / (1 + np) for a time to live from the write.
    """
    calls = _within(period_minutes, ttl_minutes)
    share = 1 / np.asarray(shards, dtype=float)
    hits = 1 - (1 - share) ** calls if renews else calls * share / (1 + calls * share)
    return hits if np.ndim(hits) else float(hits)


def _within(period_minutes: Floats, ttl_minutes: Floats) -> Floats:
    """Multiples of the period that are shorter than the time to live; 1.1 holds ten tenths, whatever floats say."""
    ratio = np.minimum(ttl_minutes, _MOST) / np.maximum(period_minutes, 1 / _MOST)
    calls: Floats = np.maximum(np.ceil(ratio * (1 - 1e-12)) - 1, 0)
    return calls


def diurnal(shares: Sequence[float], calls_per_month: Floats, ttl_minutes: Floats, shards: Floats = 1) -> Floats:
    """Share of hits for random calls that come more often at some times: h = Σ_b share_b (1 - exp(-λ_b T)).

    `shares` are the calls, or their share, in equal parts of the day. An entry that lives on from one part into the
    next is left out of account, so the parts should be long beside the time to live. Raises ValueError if a share is
    negative or there are no calls.
    """
    weights = np.asarray(shares, dtype=float)
    if not weights.size or not np.all(np.isfinite(weights)) or weights.min() < 0 or weights.sum() <= 0:
        raise ValueError("the shares of a day must be at least 0, and not all 0")
    weights = weights / weights.sum()
    hits: Floats = sum(
        float(share) * sliding(calls_per_month * (float(share) * weights.size), ttl_minutes, shards)
        for share in weights
    )
    return np.minimum(hits, 1.0)  # shares may add up to a little more than 1


def replayed(
    arrivals: Sequence[float] | npt.NDArray[np.float64] | npt.NDArray[np.int64],
    ttl: float,
    *,
    renews: bool = True,
    shards: int = 1,
) -> float:
    """Share of hits of these very calls, given when they came, in order; the first finds nothing.

    Arrivals and time to live may have any unit if it is the same, whole milliseconds for instance. Several shards take
    nothing from chance: the share is the mean over all ways in which the calls may fall on them. Raises ValueError if
    there are no arrivals, or if they are out of order.
    """
    times = np.asarray(arrivals)
    if not times.size:
        raise ValueError("there are no arrivals to replay")
    if np.any(times[1:] < times[:-1]):
        raise ValueError("the arrivals are out of order")
    number = np.arange(times.size)
    oldest = np.minimum(np.searchsorted(times, times - ttl, side="right"), number)  # the first that is young enough
    if renews:  # a miss if none of the calls within the time to live fell on the same shard
        return float(1 - np.mean((1 - 1 / shards) ** (number - oldest)))
    return 1 - _writes(oldest, shards) / times.size


def _writes(oldest: npt.NDArray[np.int64], shards: int) -> float:
    """Calls that write, on average over all ways to fall on the shards, where entries live so long from their write.

    A call writes unless one within the time to live before it wrote on the same shard. No two of those can have
    written on one shard, so their chances add up: u_i = 1 - (1/shards) Σ u_j.
    """
    written = [0.0]
    total = 0.0
    for first in oldest.tolist():
        total += 1 - (total - written[first]) / shards
        written.append(total)
    return total


def break_even_rate(read: Floats, write: Floats) -> Floats:
    """Share of hits from which caching costs less than the plain input: h* = (w - 1) / (w - r).

    Both prices as multiples of the input price. 0 where writing costs no more than reading it in full; infinite
    where reading from the cache saves nothing.
    """
    surcharge = np.maximum(np.asarray(write, dtype=float) - 1, 0)
    saved = 1 - np.asarray(read, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where(saved > 0, surcharge / (surcharge + saved), np.where(surcharge > 0, np.inf, 0))
    return rate if np.ndim(rate) else float(rate)


def break_even_calls(read: Floats, write: Floats, ttl_minutes: Floats, shards: Floats = 1) -> Floats:
    """Random calls a month from which caching pays, each hit renewing the entry: V = -ln(1 - h*) / T."""
    rate = np.asarray(break_even_rate(read, write))
    with np.errstate(divide="ignore", invalid="ignore"):
        calls = np.where(rate < 1, -np.log1p(-np.minimum(rate, 1)), np.inf)
        calls = np.where(calls > 0, calls * MINUTES_PER_MONTH * shards / ttl_minutes, 0)
    return calls if np.ndim(calls) else float(calls)
