"""The end of a snooze as people write it: a day, `saving>500`, `verdict-changes`."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from auditor.errors import InputError
from auditor.model.review import SavingAbove, Until

WANTED = "a day such as 2027-01-31, saving>500 (USD a month) or verdict-changes"
_SAVING = re.compile(r"saving\s{0,9}>\s{0,9}\$?(-?\d{1,60}(?:\.\d{1,9})?)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def until_from(text: str, where: str = "--until", after: date | None = None) -> Until:
    """The end that a text says; raises InputError for anything else, and for a day that is not after `after`."""
    text = text.strip()
    if text == "verdict-changes":
        return "verdict-changes"
    saving = _SAVING.fullmatch(text)
    if saving is not None:
        return SavingAbove(Decimal(saving[1]))
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise InputError.at(where, f"expected {WANTED}, got {text!r:.60}")
    if after is not None and day <= after:
        raise InputError.at(where, f"{day} is no day to come; today is {after}")
    return day


def until_words(until: Until) -> str:
    """The end as `until_from` reads it; empty where there is none."""
    if isinstance(until, date):
        return until.isoformat()
    return f"saving>{until.usd:f}" if isinstance(until, SavingAbove) else until or ""
