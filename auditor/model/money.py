"""Money and ranges, exact: Decimal throughout, written as plain strings."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal

MICRO = Decimal("0.000001")
NANO = Decimal("0.000000001")
CENT = Decimal("0.01")
MILLION = Decimal(1_000_000)
ZERO = Decimal(0)
_WIDE = Context(prec=10_000, rounding=ROUND_HALF_EVEN)
"""Room for every product of absurd quantities: the usual 28 digits hold no billion billions to the micro-dollar."""


@dataclass(frozen=True, slots=True)
class Range:
    """A low, a most likely and a high value, in this order; a sure value has all three alike."""

    low: Decimal
    point: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        if not self.low <= self.point <= self.high:
            raise ValueError(f"range out of order: {self.low}, {self.point}, {self.high}")

    @classmethod
    def sure(cls, value: Decimal | float | str) -> Range:
        """A range of one value."""
        exact = as_decimal(value)
        return cls(exact, exact, exact)

    @classmethod
    def between(cls, low: Decimal | float | str, high: Decimal | float | str) -> Range:
        """A range whose most likely value is the middle."""
        bottom, top = as_decimal(low), as_decimal(high)
        return cls(bottom, (bottom + top) / 2, top)

    @classmethod
    def of(cls, values: list[Decimal]) -> Range:
        """Low, point and high from three values of which the second is the point, in any order of the ends."""
        return cls(min(values), values[1], max(values))

    @property
    def is_sure(self) -> bool:
        """Whether the range holds one value only."""
        return self.low == self.high

    def __add__(self, other: Range) -> Range:
        return Range(self.low + other.low, self.point + other.point, self.high + other.high)

    def times(self, factor: Decimal | int) -> Range:
        """The range scaled by a factor that is not negative."""
        return Range(self.low * factor, self.point * factor, self.high * factor)


def as_decimal(value: Decimal | float | str) -> Decimal:
    """An exact decimal of what the user wrote: 0.1 is a tenth, not its nearest double."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def plain(amount: Decimal, step: Decimal = MICRO) -> str:
    """An amount as a plain decimal string, rounded to `step`, without exponent or idle zeros.

    An amount that is not zero never prints as zero: it keeps two significant digits instead.
    """
    rounded = amount.quantize(step, context=_WIDE)
    if rounded == 0 and amount != 0:
        rounded = amount.quantize(Decimal(1).scaleb(amount.adjusted() - 1), context=_WIDE)
    text = format(rounded, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def usd(amount: Decimal) -> str:
    """An amount in a sentence: whole dollars from ten on, cents below; what is not zero never reads as zero."""
    if abs(amount) >= 10:
        return f"${amount:,.0f}"
    return f"${plain(amount, CENT)}"
