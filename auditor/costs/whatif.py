"""What agents cost at a setting of the levers, by their coefficients: sums so plain that a page can do the very same.

`templates/script/sums.js` is this file in the browser's language, operation by operation: change both or neither. Only
sums, products and comparisons of doubles, from left to right, so that both agree to the last bit.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, NamedTuple

from auditor.costs.coefficients import carried, short
from auditor.model.whatif import Coefficients, Setting, Variants

MOST_MONTHS = 60
UNKNOWN = float("inf")


Answer = Literal["pass", "fail", "unknown"]


class Costs(NamedTuple):
    """USD per month of each option, infinite where it does not exist."""

    prompted: float
    cached: float
    moved: float
    """Infinite too where the move alone saves nothing, so that nobody is told to make it."""
    retrieval: float
    smaller: float
    tuned: float


def evaluate(of: Coefficients, at: Setting) -> Costs:
    """An agent's costs at a setting."""
    return _options(of, at.calls, at)


def answer(of: Coefficients, at: Setting) -> Answer | None:
    """What gate 5 would say: whether tuning pays in enough of the draws, in too few, or neither; None if unknown."""
    if not of.deciding:
        return None
    cautious, hopeful = of.deciding[:2] if at.hit_rate is None else of.deciding[2:]
    if gain(cautious, at) > 0:
        return "pass"
    return "unknown" if gain(hopeful, at) > 0 else "fail"


def gain(of: Coefficients, at: Setting) -> float:
    """USD per month that tuning gains against the best prompt, what is paid once spread over the horizon; or NaN."""
    prompted, cached, _, _, smaller, tuned = _options(of, at.calls * of.decline, at)
    best = min(prompted, cached)
    if UNKNOWN in (best, tuned):
        return float("nan")
    spared = best - smaller
    if spared > 0:
        best -= of.smaller_share * spared
    return best - tuned - of.once * _part(of, at)


@lru_cache(maxsize=16)
def parts(discount: float) -> tuple[float, ...]:
    """What a month must carry of a USD that is paid once, for a horizon of 1 to `MOST_MONTHS` months."""
    return tuple(short(carried(months, discount)) for months in range(1, MOST_MONTHS + 1))


def _options(of: Coefficients, calls: float, at: Setting) -> Costs:
    rate = of.hit_rate if at.hit_rate is None else at.hit_rate
    own = of.own_hit_rate if at.hit_rate is None else at.hit_rate
    prompted = _least(of.prompted, calls, at.prices, rate if of.is_tuned else own)
    cached = _least(of.cached, calls, at.prices, rate)
    can_move = of.can_move or at.hit_rate is not None
    moved = _least(of.moved, calls, at.prices, rate) if can_move else UNKNOWN
    retrieval = _least(of.retrieval, calls, at.prices, rate)
    smaller = _least(of.smaller, calls, at.prices, rate)
    tuned = _least(of.tuned, calls, at.prices, own if of.is_tuned else rate)
    tuned += _most(of.hosting, calls, at.prices, rate)
    if of.fallback_share > 0:
        tuned += of.fallback_share * cached
    return Costs(prompted, cached, moved, retrieval, smaller, tuned)


def _part(of: Coefficients, at: Setting) -> float:
    if at.months is None:
        return of.per_month
    return of.per_month_longest if at.months >= of.longest else parts(of.discount)[at.months - 1]


def _least(variants: Variants, calls: float, prices: float, rate: float) -> float:
    least = UNKNOWN
    for variant in variants:
        total = _sum(*variant, calls, prices, rate)
        least = min(least, total)
    return least


def _most(variants: Variants, calls: float, prices: float, rate: float) -> float:
    most = 0.0
    for variant in variants:
        total = _sum(*variant, calls, prices, rate)
        most = max(most, total)
    return most


def _sum(month: float, call: float, token: float, hit: float, calls: float, prices: float, rate: float) -> float:
    return month + call * calls + token * (calls * prices) + hit * (calls * prices * rate)
