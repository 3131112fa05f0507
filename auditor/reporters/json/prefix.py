"""What the run document says about the part of a prompt that can be cached."""

from __future__ import annotations

from typing import Any

from auditor.model.measurement import Known, Measurement
from auditor.model.prefix import Movable, PrefixFacts
from auditor.reporters.json.economics import span

FIELDS = {
    "least": "least",
    "saves_per_month": "saves",
    "saves_with_caching_per_month": "saves_with_caching",
    "updates_per_month": "updates_per_month",
    "update_cost_per_month": "update_cost",
}
"""Figures that may be null, by their name in the document."""


def prefix(facts: PrefixFacts) -> dict[str, Any]:
    """The prefix as it stands and as it could be; tokens count from the tool schemas on."""
    least = facts.least
    figures = {
        name: span(fact.value) if isinstance(fact := getattr(facts, field), Known) else None
        for name, field in FIELDS.items()
        if field != "least"
    }
    return {
        "tokens": facts.tokens,
        "total": facts.total,
        "after_move": facts.after,
        "least": least.value if isinstance(least, Known) else None,
        "moves": [_block(one) for one in facts.moves],
        "volatile": None if facts.volatile is None else _block(facts.volatile),
        "behind_volatile": facts.behind,
        **figures,
    }


def unknown_prefix(facts: PrefixFacts) -> dict[str, Measurement[Any]]:
    """The facts that may be null above, by the name of their field."""
    return {f"prefix.{name}": getattr(facts, field) for name, field in FIELDS.items()}


def _block(one: Movable) -> dict[str, Any]:
    return {
        "unit": one.unit,
        "words": one.words,
        "start": one.start,
        "end": one.end,
        "line": one.line,
        "before": one.before,
        "tokens": one.tokens,
        "at": one.at,
    }
