"""The prompt cache: what part of a prefix it holds, and how its tokens are then paid for."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from auditor.costs.case import Rates
from auditor.costs.inputs import Array


class Prefix(NamedTuple):
    """Tokens of a prefix per call by what is paid for them: in full, read from the cache, written to it."""

    plain: Array
    read: Array
    written: Array


def cacheable(tokens: Array, rates: Rates[Array]) -> Array:
    """Tokens of a prefix that the cache holds: none below the minimum, else whole blocks (ECONOMICS 4.2).

    S_c = b floor(S / b) if S >= m, else 0.
    """
    whole = rates.block * np.floor(tokens / rates.block)
    held: Array = np.where(tokens >= rates.min_tokens, whole, 0.0) * rates.can_cache
    return held


def prefix(tokens: Array, rates: Rates[Array], hit_rate: Array, *, is_optional: bool) -> Prefix:
    """How the tokens of a stable prefix are paid for per call, on average (ECONOMICS 4.2).

    K = p_i (S - S_c) + S_c (h p_r + (1 - h) p_w); where caching is optional it is left off if that is cheaper, unless
    the provider caches unasked.
    """
    held = cacheable(tokens, rates)
    if is_optional:
        is_dear = cached_rate(rates, hit_rate) >= rates.input
        held = np.where(is_dear & (rates.is_automatic == 0), 0.0, held)
    read = held * hit_rate
    return Prefix(tokens - held, read, held - read)


def cached_rate(rates: Rates[Array], hit_rate: Array) -> Array:
    """USD per million tokens of a cached prefix on average: h p_r + (1 - h) p_w."""
    return hit_rate * rates.read + (1 - hit_rate) * rates.write
