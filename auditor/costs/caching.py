"""The prompt cache: what part of a prefix it holds, how often it hits, what the prefix then costs."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from auditor.costs.book import HOURS_PER_MONTH, CachingRule
from auditor.model.money import MILLION, ZERO

MINUTES_PER_MONTH = HOURS_PER_MONTH * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheTerms:
    """What caching means for one model: prices in USD per million tokens, minimum and step in tokens."""

    input: Decimal
    read: Decimal
    write: Decimal
    min_tokens: int
    block: int


@dataclass(frozen=True, slots=True)
class PrefixCost:
    """Tokens of a prefix per call by what is paid for them: in full, read from the cache, written to it."""

    plain: Decimal
    read: Decimal
    written: Decimal


def cacheable(tokens: Decimal, min_tokens: int, block: int) -> Decimal:
    """Tokens of a prefix that the cache holds: none below the minimum, else whole blocks (ECONOMICS 4.2)."""
    if tokens < min_tokens:
        return ZERO
    return Decimal(block) * (tokens // block) if block > 1 else tokens


def prefix(tokens: Decimal, terms: CacheTerms | None, hit_rate: Decimal, *, is_optional: bool) -> PrefixCost:
    """How the tokens of a stable prefix are paid for per call, on average.

    K = p_i (S - S_c) + S_c (h p_r + (1 - h) p_w); where caching is optional it is left off if that is cheaper.
    """
    if terms is None:
        return PrefixCost(tokens, ZERO, ZERO)
    held = cacheable(tokens, terms.min_tokens, terms.block)
    rate = hit_rate * terms.read + (1 - hit_rate) * terms.write
    if held == 0 or (is_optional and rate >= terms.input):
        return PrefixCost(tokens, ZERO, ZERO)
    return PrefixCost(tokens - held, held * hit_rate, held * (1 - hit_rate))


def modelled_hit_rate(
    calls_per_month: Decimal, ttl_minutes: Decimal, session_calls: Decimal = ZERO, session_minutes: Decimal = ZERO
) -> Decimal:
    """Share of calls that find the prefix cached, for random arrivals and a time to live that each hit renews.

    h = 1 - exp(-lambda T); with sessions of k calls over d minutes h = 1 - exp(-lambda_s (T + d)) / k (ECONOMICS 4.2).
    """
    per_minute = calls_per_month / MINUTES_PER_MONTH
    if session_calls > 1:
        return 1 - (-(per_minute / session_calls) * (ttl_minutes + session_minutes)).exp() / session_calls
    return 1 - (-per_minute * ttl_minutes).exp()


def terms_of(
    input: Decimal, read: Decimal, write: Decimal | None, rule: CachingRule, min_tokens: int | None
) -> CacheTerms:
    """The terms of a model from its prices and its provider's rule; `min_tokens` overrides the rule's."""
    return CacheTerms(
        input=input,
        read=read,
        write=input * rule.write_factor if write is None else write,
        min_tokens=rule.min_tokens if min_tokens is None else min_tokens,
        block=rule.block,
    )


def usd(tokens: Decimal, price: Decimal) -> Decimal:
    """USD of so many tokens at a price per million."""
    return tokens * price / MILLION
