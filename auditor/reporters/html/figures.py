"""Numbers as a reader wants them: estimates with two digits, exact amounts whole, the unknown said and never 0."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache

from auditor.model.money import CENT, MICRO, NANO, Range, plain
from auditor.reporters.words import UNKNOWN, share

NOTHING = "–"
_ONE = Decimal(1)
_SCALES = (
    (Decimal(10) ** 12, "T"),
    (Decimal(10) ** 9, "B"),
    (Decimal(10) ** 6, "M"),
    (Decimal(1000), "k"),
)
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True)
class Said:
    """A fact and its value in words."""

    name: str
    value: str


@lru_cache(maxsize=1024)
def exact_money(amount: Decimal, step: Decimal = MICRO) -> str:
    """An amount in USD with every digit that it has, down to `step`."""
    return f"{'−' if amount < 0 else ''}${_in_thousands(plain(abs(amount), step))}"


def per_call(amount: Decimal | None) -> str:
    """The price of a call, exact, or that it is unknown."""
    return UNKNOWN if amount is None else exact_money(amount, NANO)


def compact(value: Range) -> str:
    """A count or a range of counts with three significant digits: 88k–131k."""
    return _span(value.low, value.high, 3)


def exact(value: Range) -> str:
    """A count or a range of counts, whole: 88,000–131,000."""
    low, high = count(value.low), count(value.high)
    return low if low == high else f"{low}–{high}"


@lru_cache(maxsize=1024)
def count(amount: Decimal | int) -> str:
    """A whole number with thousands separated; what is not whole keeps its figures."""
    number = Decimal(amount)
    return _in_thousands(plain(number, CENT if abs(number) < 100 else _ONE))


def count_or_never(volume: Decimal | None) -> str:
    """A volume at which something turns, or that none is ever enough."""
    return "never" if volume is None else count(volume)


def _in_thousands(number: str) -> str:
    """A plain decimal number with thousands separated."""
    whole, point, part = number.partition(".")
    return number if len(whole) < 4 else f"{int(whole):,}{point}{part}"


def percent(part: Decimal | float) -> str:
    """A share in per cent, as in every other report."""
    return share(Decimal(str(part)))


def percents(value: Range) -> str:
    """A share or a range of shares in per cent."""
    low, high = percent(value.low), percent(value.high)
    return low if low == high else f"{low.removesuffix(' %')}–{high}"


def day(value: date) -> str:
    """A date in words, in no country's order of figures."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def plural(number: int, one: str, many: str = "") -> str:
    """A counted noun."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def px(value: float) -> str:
    """A place in a drawing, to a tenth."""
    return f"{value:.1f}".removesuffix(".0")


def _span(low: Decimal, high: Decimal, digits: int) -> str:
    (bottom, small), (top, large) = _scaled(low, digits), _scaled(high, digits)
    if (bottom, small) == (top, large):
        return top + large
    return f"{bottom}{small}–{top}{large}"


def _scaled(amount: Decimal, digits: int) -> tuple[str, str]:
    if amount == 0:
        return "0", ""
    rounded = amount.quantize(Decimal(1).scaleb(amount.adjusted() - digits + 1), rounding=ROUND_HALF_EVEN)
    for scale, suffix in _SCALES:
        if rounded >= scale:
            return f"{(rounded / scale).normalize():f}", suffix
    return f"{rounded.normalize():f}", ""
