"""What the versions of one prompt come to: its segments are followed, and their lifetimes make the figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from auditor.knowledge.history import Lives, Past, Sample, Version, curve, past
from auditor.model.agent import MINUTES_PER_MONTH
from auditor.model.history import Figures, Revision
from auditor.model.measurement import Known, Measurement, Unknown
from auditor.model.money import Range

SOON = 90
"""Days: the question is what will have changed in three months."""

_DAYS_PER_MONTH = MINUTES_PER_MONTH / (24 * 60)
_STEP = Decimal("0.0001")


def recorded(versions: Sequence[Version]) -> dict[str, Any]:
    """What became of the segments, as plain data without any text."""
    found = past(versions) if versions else Past((), ())
    return {"edits": found.edits, "lives": found.lives}


def figures(record: dict[str, Any], as_of: date) -> Figures:
    """The figures that follow from a record, as they stood on a day."""
    whole = Past(tuple((day, count) for day, count in record["edits"]), tuple(Lives(*one) for one in record["lives"]))
    found = whole.until(as_of)
    days = as_of.toordinal() - found.first if found.edits else 0
    changed = sum(one.number for one in found.lives if one.ended is not None)
    aged = sum(one.number for one in found.lives if one.ended is not None and one.label == "volatile")
    return Figures(
        versions=found.versions,
        days=days,
        edits_per_month=_rate(found.versions - 1, days),
        change=_chance(found.sample(as_of), "text", days),
        volatile_change=_chance(found.sample(as_of, "volatile"), "text that ages", days),
        half_life=_half_life(found.sample(as_of), days),
        changed_volatile_share=Known(_rounded(Decimal(aged) / changed))
        if changed
        else Unknown("no segment was edited or removed"),
        changed_kinds=tuple((str(kind), count) for kind, count in found.changed_kinds().items()),
        volatile_changes=len({one.ended for one in found.lives if one.ended is not None and one.label == "volatile"}),
        revisions=tuple(Revision(day, _rounded(Decimal(moved) / of)) for day, moved, of in found.turnover("behavior")),
    )


def _rate(edits: int, days: int) -> Measurement[Decimal]:
    if days < _DAYS_PER_MONTH:
        return Unknown(f"the versions span {days} days, and less than a month tells no rate per month")
    return Known(_rounded(edits * _DAYS_PER_MONTH / days), "edits a month")


def _chance(sample: Sample, what: str, days: int) -> Measurement[Range]:
    if not sample.size:
        return Unknown(f"no version holds {what}")
    found = curve(sample).change_within(SOON)
    if found is None:
        return Unknown(f"no {what} was watched for {SOON} days; the versions span {days}")
    low, point, high = (_rounded(Decimal(end)) for end in found)
    return Known(Range(min(low, point), point, max(point, high)), "chance")


def _half_life(sample: Sample, days: int) -> Measurement[int]:
    found = curve(sample).half_life()
    return Unknown(f"more than half of its text outlived the {days} days on record") if found is None else Known(found)


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(_STEP)
