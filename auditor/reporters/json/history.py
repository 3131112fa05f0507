"""What the run document says about the edits that really happened to a prompt."""

from __future__ import annotations

from typing import Any

from auditor.model.history import HistoryFacts
from auditor.model.measurement import Known, Measurement, Unknown, known
from auditor.model.money import plain
from auditor.reporters.json.economics import figure, span

FIELDS = (
    "edits_per_month",
    "change_within_90_days",
    "volatile_change_within_90_days",
    "half_life_days",
    "changed_volatile_share",
)


def history(facts: HistoryFacts) -> dict[str, Any] | None:
    """The figures of a history with two versions or more, else null."""
    if isinstance(facts.edits, Unknown):
        return None
    return {
        "source": facts.source,
        "versions": known(facts.versions),
        "days": known(facts.days),
        "edits": facts.edits.value,
        "edits_per_month": figure(known(facts.edits_per_month)),
        "change_within_90_days": span(known(facts.change_within_90_days)),
        "volatile_change_within_90_days": span(known(facts.volatile_change_within_90_days)),
        "chance_because": facts.chance_because,
        "half_life_days": known(facts.half_life_days),
        "changed_kinds": [{"kind": kind, "segments": count} for kind, count in facts.changed_kinds],
        "changed_volatile_share": figure(known(facts.changed_volatile_share)),
        "revisions": [{"day": one.day.isoformat(), "share": plain(one.share)} for one in facts.revisions],
    }


def unknown_history(facts: HistoryFacts) -> dict[str, Measurement[Any]]:
    """What is null in it: all of it, or single figures."""
    if isinstance(facts.edits, Known):
        return {f"history.{name}": getattr(facts, name) for name in FIELDS}
    return {"history": facts.edits}
