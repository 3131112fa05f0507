"""What a prompt's past says: the edits that really happened, and what they foretell."""

from __future__ import annotations

from decimal import Decimal

from auditor.model.history import HistoryFacts
from auditor.model.measurement import Known, Measurement, Unknown
from auditor.model.money import Range
from auditor.model.run import Audited
from auditor.reporters.terminal.layout import indented
from auditor.reporters.terminal.paint import Paint
from auditor.reporters.words import clean, count, share

_MOST_KINDS = 5


def lines(audited: Audited, width: int, paint: Paint) -> list[str]:
    """The part of an agent's walk on its past; without one, a line with the reason."""
    history = audited.facts.history
    title = paint("Its past", bold=True)
    if isinstance(history.edits, Unknown):
        return [title, *indented(f"unknown: {clean(history.edits.because)}", width), ""]
    said = [f"by {clean(history.source)}, {_edited(history)}"]
    said += [f"{what:<18} {value}" for what, value in _figures(history)]
    return [title, *(line for one in said for line in indented(one, width, "  ", " " * 21)), ""]


def _figures(history: HistoryFacts) -> list[tuple[str, str]]:
    """The figures by name, each in words or with the reason why it is unknown."""
    half = history.half_life_days
    figures = [
        ("within 90 days", f"{_chance(history.change_within_90_days)} chance that a segment changes"),
        ("", f"{_chance(history.volatile_change_within_90_days)} chance that one which ages does"),
        ("half-life", f"{count(half.value)} days" if isinstance(half, Known) else f"unknown: {half.because}"),
        ("changed facts", _kinds(history)),
    ]
    if history.chance_because:
        figures.insert(2, ("", f"because {history.chance_because}"))
    return figures


def _chance(fact: Measurement[Range]) -> str:
    if isinstance(fact, Unknown):
        return f"unknown ({fact.because})"
    return f"{share(fact.value.point)} ({share(fact.value.low)} to {share(fact.value.high)})"


def _kinds(history: HistoryFacts) -> str:
    """Which kinds of fact were changed how often, most first."""
    if not history.changed_kinds:
        return "none that age"
    shown = ", ".join(f"{kind.replace('_', ' ')} {count(times)}" for kind, times in history.changed_kinds[:_MOST_KINDS])
    rest = len(history.changed_kinds) - _MOST_KINDS
    return f"{shown} and {rest} more kinds" if rest > 0 else shown


def _edited(history: HistoryFacts) -> str:
    """Such as: edited 14 times in 9 months."""
    assert isinstance(history.edits, Known)
    times = "once" if history.edits.value == 1 else f"{count(history.edits.value)} times"
    return f"edited {times}" + (f" in {_span(history.days.value)}" if isinstance(history.days, Known) else "")


def _span(days: int) -> str:
    months = round(Decimal(days) * 24 / 730)
    if months < 2:
        return "a day" if days == 1 else f"{days} days"
    return f"{count(months)} months"
