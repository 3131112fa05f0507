"""Money as people read it in every report and message: two significant digits, and what is not zero never reads so."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from auditor.model.money import Range

UNKNOWN = "unknown"
_MINUS = "\N{MINUS SIGN}"
_TO = "\N{EN DASH}"
_SCALES = (("", Decimal(1)), ("k", Decimal(1000)), ("M", Decimal(10**6)), ("B", Decimal(10**9)), ("T", Decimal(10**12)))
"""By thousands: once, twice and so on."""


@lru_cache(maxsize=1024)
def usd_point(amount: Decimal | None) -> str:
    """An amount with two significant digits, such as $1.8k; what is not zero never reads as zero."""
    if amount is None:
        return UNKNOWN
    return f"{sign(amount)}${short(abs(amount))}"


def usd(amount: Range | None) -> str:
    """A range such as $1.8k–2.4k; one figure where both ends read alike, `to` where an end is below zero."""
    if amount is None:
        return UNKNOWN
    low, high = usd_point(amount.low), usd_point(amount.high)
    if low == high:
        return low
    if amount.low < 0:
        return f"{low} to {high}"
    return f"{low}{_TO}{high.removeprefix('$')}"


def sign(amount: Decimal) -> str:
    """A minus before what is below zero."""
    return _MINUS if amount < 0 else ""


def short(amount: Decimal) -> str:
    """An amount that is not below zero with two significant digits: `1.8k`."""
    if amount == 0:
        return "0"
    rounded = amount.quantize(Decimal(1).scaleb(amount.adjusted() - 1), ROUND_HALF_UP)
    power = rounded.adjusted()
    thousands = min(max(0, power // 3), len(_SCALES) - 1)
    letter, scale = _SCALES[thousands]
    return f"{rounded / scale:,.{max(0, 1 - power + 3 * thousands)}f}{letter}"
