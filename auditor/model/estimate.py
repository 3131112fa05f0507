"""What an architecture costs, line by line, and at which volume tuning pays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from auditor.model.money import Range

OptionName = Literal["prompted", "cached", "fine_tuned"]
LineUnit = Literal["USD/call", "USD/month", "USD once"]
Crossed = Literal["yes", "no", "depends", "never", "unknown"]


@dataclass(frozen=True, slots=True)
class Line:
    """One named amount: quantity × price, with the words for where both come from."""

    name: str
    amount: Decimal
    unit: LineUnit
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """An architecture with its cost lines; `per_call` and `per_month` are sums of lines, None where one is unknown."""

    name: OptionName
    lines: tuple[Line, ...]
    per_call: Decimal | None
    per_month: Range | None
    is_available: bool
    because: str


@dataclass(frozen=True, slots=True)
class Flip:
    """An input and the value at which the answer turns, all others at their most likely."""

    input: str
    at: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakEven:
    """The break-even in calls per month; an end that is None is never reached, or unknown (`because` says)."""

    low: Decimal | None = None
    point: Decimal | None = None
    high: Decimal | None = None
    crossed: Crossed
    payback_months: Decimal | None = None
    crosses_on: date | None = None
    flips: tuple[Flip, ...] = ()
    because: str
