"""Numbers as an inventory states them: one number, or [low, high] where the user estimates."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from auditor.model.money import Range, as_decimal, plain

MOST = 1e15
"""Beyond this a number in an inventory is a slip: no fleet makes a quadrillion calls."""

MOST_TOKENS = 1e9
"""Tokens of one call; no model reads or writes a tenth of it."""

_EXPONENT = re.compile(r"([-+]?\d{1,20})(\.\d{0,20})?[eE]([-+]?)(\d{1,3})")


def number(value: Any, floor: float, ceiling: float, wanted: str = "a number or [low, high]") -> Decimal:
    """The value as an exact decimal; raises a pydantic error unless it is a number within the limits."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        words = {"wanted": wanted, "got": _shown(value), "hint": float_hint(value)}
        raise PydanticCustomError("number", "expected {wanted}, got {got}{hint}", words)
    if not isinstance(value, int) and not math.isfinite(value):
        raise PydanticCustomError("number", "expected a finite number, got {got}", {"got": str(value)})
    if not as_decimal(floor) <= value <= as_decimal(ceiling):
        limits = f"between {floor:g} and {ceiling:g}"
        words = {"limits": limits, "got": _shown(value)}
        raise PydanticCustomError("number", "expected a number {limits}, got {got}", words)
    return as_decimal(value)


def float_hint(value: Any) -> str:
    """How to write a number that YAML 1.1 takes for text: its exponent needs a point before it and a sign."""
    found = _EXPONENT.fullmatch(value) if isinstance(value, str) else None
    return f"; write {found[1]}{found[2] or '.0'}e{found[3] or '+'}{found[4]}" if found else ""


def _shown(value: Any) -> str:
    text = str(value) if isinstance(value, Decimal) else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _quantity(floor: float, ceiling: float) -> BeforeValidator:
    def validate(value: Any) -> Range:
        if isinstance(value, Range):
            return value
        if isinstance(value, (list, tuple)):
            if len(value) != 2:
                raise PydanticCustomError(
                    "range", "expected [low, high], got {count} values", {"count": str(len(value))}
                )
            low, high = (number(end, floor, ceiling) for end in value)
            if low > high:
                raise PydanticCustomError(
                    "range", "low end {low} is above high end {high}", {"low": plain(low), "high": plain(high)}
                )
            return Range.between(low, high)
        return Range.sure(number(value, floor, ceiling))

    return BeforeValidator(validate)


def _written(value: Range) -> Any:
    def plainly(part: Decimal) -> int | float:
        return int(part) if part == part.to_integral_value() else float(part)

    return plainly(value.low) if value.is_sure else [plainly(value.low), plainly(value.high)]


def _schema(floor: float, ceiling: float) -> WithJsonSchema:
    number = {"type": "number", "minimum": floor, "maximum": ceiling}
    pair = {"type": "array", "items": number, "minItems": 2, "maxItems": 2}
    return WithJsonSchema({"anyOf": [number, pair], "description": "a number, or [low, high]"})


Amount = Annotated[Range, _quantity(0, MOST), PlainSerializer(_written), _schema(0, MOST)]
"""A number that is not negative, or a range of such."""

Tokens = Annotated[Range, _quantity(0, MOST_TOKENS), PlainSerializer(_written), _schema(0, MOST_TOKENS)]
"""Tokens of one call, on average; may be a fraction."""

Growth = Annotated[Range, _quantity(-0.99, 10), PlainSerializer(_written), _schema(-0.99, 10)]
"""Change per month as a share: 0.06 is six per cent more each month."""

Share = Annotated[Range, _quantity(0, 1), PlainSerializer(_written), _schema(0, 1)]
"""A share of the whole, from 0 to 1."""

Period = Annotated[Range, _quantity(0.01, 1_000_000), PlainSerializer(_written), _schema(0.01, 1_000_000)]
"""Minutes from one time to the next, never 0."""

Count = Annotated[int, Field(ge=0, le=10**12, strict=True)]
"""A whole number that is not negative."""
