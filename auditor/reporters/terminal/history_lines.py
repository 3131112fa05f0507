"""How often a prompt was really edited, in a sentence."""

from __future__ import annotations

from decimal import Decimal

from auditor.model.history import HistoryFacts
from auditor.model.measurement import Known
from auditor.reporters.words import count, share


def sentence(history: HistoryFacts) -> str:
    """Such as: Edited 14 times in 9 months; 21 % chance of its volatile text to change within 90 days. Else empty."""
    edits, days, chance = history.edits, history.days, history.volatile_change_within_90_days
    if not isinstance(edits, Known) or not isinstance(days, Known):
        return ""
    times = "once" if edits.value == 1 else f"{count(edits.value)} times"
    said = f"Edited {times} in {_span(days.value)}"
    if isinstance(chance, Known):
        return f"{said}; {share(chance.value.point)} chance of its volatile text to change within 90 days"
    every = history.change_within_90_days
    return (
        f"{said}; {share(every.value.point)} of its text changes within 90 days" if isinstance(every, Known) else said
    )


def _span(days: int) -> str:
    months = round(Decimal(days) * 24 / 730)
    if months < 2:
        return "a day" if days == 1 else f"{days} days"
    return f"{count(months)} months"
