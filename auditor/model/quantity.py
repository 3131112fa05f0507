"""Numbers as an inventory states them: one number, or [low, high] where the user estimates."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from auditor.model.money import Range, as_decimal, plain

MOST = 1e15
"""Beyond this a number in an inventory is a slip: no fleet makes a quadrillion calls."""


def _number(value: Any, floor: float, ceiling: float) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        raise PydanticCustomError("number", "expected a number or [low, high], got {got}", {"got": _shown(value)})
    if not math.isfinite(value):
        raise PydanticCustomError("number", "expected a finite number, got {got}", {"got": str(value)})
    if not floor <= value <= ceiling:
        limits = f"between {floor:g} and {ceiling:g}"
        raise PydanticCustomError("number", "expected a number {limits}, got {got}", {"limits": limits, "got": value})
    return as_decimal(value)


def _shown(value: Any) -> str:
    text = repr(value)
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
            low, high = (_number(end, floor, ceiling) for end in value)
            if low > high:
                raise PydanticCustomError(
                    "range", "low end {low} is above high end {high}", {"low": plain(low), "high": plain(high)}
                )
            return Range.between(low, high)
        return Range.sure(_number(value, floor, ceiling))

    return BeforeValidator(validate)


def _written(value: Range) -> Any:
    def number(part: Decimal) -> int | float:
        return int(part) if part == part.to_integral_value() else float(part)

    return number(value.low) if value.is_sure else [number(value.low), number(value.high)]


def _schema(floor: float, ceiling: float) -> WithJsonSchema:
    number = {"type": "number", "minimum": floor, "maximum": ceiling}
    pair = {"type": "array", "items": number, "minItems": 2, "maxItems": 2}
    return WithJsonSchema({"anyOf": [number, pair], "description": "a number, or [low, high]"})


Amount = Annotated[Range, _quantity(0, MOST), PlainSerializer(_written), _schema(0, MOST)]
"""A number that is not negative, or a range of such."""

Growth = Annotated[Range, _quantity(-0.99, 10), PlainSerializer(_written), _schema(-0.99, 10)]
"""Change per month as a share: 0.06 is six per cent more each month."""

Share = Annotated[Range, _quantity(0, 1), PlainSerializer(_written), _schema(0, 1)]
"""A share of the whole, from 0 to 1."""

Count = Annotated[int, Field(ge=0, le=10**12, strict=True)]
"""A whole number that is not negative."""
