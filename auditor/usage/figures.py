"""Single figures of a log read for what they are: numbers in whatever dress, times in whatever unit, money."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from hashlib import sha256
from typing import Any

from auditor.usage.log import Log

MOST_TOKENS = 100_000_000
"""Of one kind in one call: ten times the largest context window that anybody sells; more is a broken counter."""
EARLIEST = datetime(2020, 1, 1, tzinfo=UTC)
"""Before the first commercial API of a language model (June 2020) nobody can have called one."""
_MOST_DIGITS = 30
_NANOSECOND_DIGITS = 19
"""Of a time of this century."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def whole(value: Any) -> int | None:
    """A whole number: also as text, or as a float that is one; None for anything else."""
    if type(value) is int:  # a bool is no number
        return value
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e18 else None
    if isinstance(value, str) and len(value) <= _MOST_DIGITS:
        try:
            return int(value) if value.isascii() and "_" not in value else None
        except ValueError:
            return whole(_float(value))
    if isinstance(value, Decimal):
        return int(value) if value.is_finite() and value == value.to_integral_value() and abs(value) < 10**18 else None
    return None


def _float(value: str) -> float | None:
    try:
        return float(value) if "_" not in value else None
    except ValueError:
        return None


def money(value: Any, log: Log, line: int, *, cents: bool = False, currency: Any = None) -> Decimal | None:
    """A cost in USD, exactly as it is written; None, and told, in another currency or if it is negative."""
    amount = _decimal(value)
    if amount is None:
        return None
    if isinstance(currency, str) and currency and currency.upper() != "USD":
        log.tell("other-currency", "counted without its cost, which is not in USD", line)
        return None
    if amount < 0:
        log.tell("negative", "counted without its cost", line)
        return None
    if amount > MOST_COST:
        log.tell("absurd", "counted without its cost: more than any bill", line)
        return None
    return amount / 100 if cents else amount


MOST_COST = Decimal(1_000_000_000)


def _decimal(value: Any) -> Decimal | None:
    if isinstance(value, bool) or value is None or not isinstance(value, (int, float, str, Decimal)):
        return None
    text = str(value).strip()
    if len(text) > 2 * _MOST_DIGITS or "_" in text:
        return None
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


def time(value: Any, log: Log, line: int) -> datetime | None:
    """A time in UTC, from a number in whatever unit or from text; None, and told, if there is none or it cannot be."""
    at = moment(value)
    if at is None:
        log.tell("no-time", "counted, on no day", line)
        return None
    now = log.options.now
    if now is not None and (at - now).total_seconds() > 86400:
        log.tell("future", "counted, on no day: it claims to be later than this audit", line)
        return None
    if at < EARLIEST:
        log.tell("no-time", "counted, on no day: its clock says a time before any such API", line)
        return None
    return at


def moment(value: Any) -> datetime | None:
    """A time in UTC: unix seconds to nanoseconds told apart by their magnitude, or RFC 3339; without a zone, UTC."""
    if type(value) is str and len(value) == _NANOSECOND_DIGITS and value.isdecimal():  # as OTLP writes all of them
        return _EPOCH + timedelta(microseconds=int(value) // 1000)
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return _unix(value)
    if not isinstance(value, str) or len(value) > 2 * _MOST_DIGITS:
        return None
    text = value.strip()
    is_number = text.isascii() and text[:1].isdigit() and "-" not in text[1:] and ":" not in text
    number = (whole(text) or _float(text)) if is_number else None  # the whole first: it is exact
    if number is not None and (len(text) != 8 or "." in text):  # 20261122 is a day
        return _unix(number)
    return _written(text)


def _unix(value: float) -> datetime | None:
    """Seconds until the year 5138 have at most 11 digits, milliseconds 14, microseconds 17: none is another's."""
    if 1e17 <= value < 1e19:
        return _EPOCH + timedelta(microseconds=value // 1000)
    for most, unit in ((1e11, 1), (1e14, 1_000), (1e17, 1_000_000)):
        if 0 < value < most:
            seconds, part = divmod(value, unit)
            return _EPOCH + timedelta(seconds=seconds, microseconds=int(part * 1_000_000 // unit))
    return None


def _written(text: str) -> datetime | None:
    text = text.removesuffix(" UTC")
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    try:
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except OverflowError:
        return None


MOST_NAME = 200


def name_of(value: Any) -> str | None:
    """A name as one line that can be printed; None for what is no text, or empty."""
    return _line(value) if type(value) is str else _other(value)


def _other(value: Any) -> str | None:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(value)
    return _line(value) if isinstance(value, str) else None


@lru_cache(maxsize=1 << 14)
def _line(value: str) -> str | None:
    value = value[:MOST_NAME]
    if not value.isprintable():
        value = "".join(char if char.isprintable() else " " for char in value)
    return value.strip() or None


def sha256_of_prompt(text: str) -> str:
    """Of a system prompt as logs carry it: without white space at its ends, in UTF-8."""
    return sha256(text.strip().encode("utf-8", "replace")).hexdigest()
