"""How figures read in a gate's because."""

from __future__ import annotations

from decimal import Decimal

from auditor.model.money import Range


def percent(share: Decimal) -> str:
    """A share as per cent; only nothing is 0 %, only all is 100 %."""
    value = share * 100
    if 0 < value < 1:
        return "under 1 %"
    if 99 < value < 100:
        return "over 99 %"
    return f"{value:.0f} %"


def number(value: Range | Decimal | int) -> str:
    """A number, or both ends of a range, with thousands and without idle zeros."""
    if isinstance(value, Range):
        return number(value.point) if value.is_sure else f"{number(value.low)}–{number(value.high)}"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.3f}".rstrip("0").rstrip(".")


def listed(names: list[str] | tuple[str, ...] | frozenset[str]) -> str:
    """Names in a sentence: a, b and c."""
    words = [name.replace("_", " ") for name in (sorted(names) if isinstance(names, frozenset) else names)]
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1] if words else ""]))
