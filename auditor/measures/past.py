"""What the versions of one prompt come to: its segments are followed, and their lifetimes make the figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from auditor.knowledge.history import Chance, Lives, Pace, Past, Sample, Tempo, Version, curve, pace, past, tempo
from auditor.model.agent import MINUTES_PER_MONTH
from auditor.model.history import Figures, Forecast, Revision
from auditor.model.measurement import Known, Measurement, Unknown
from auditor.model.money import Range

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
        record=tempo(found, as_of) if found.edits else None,
        aged_record=tempo(found, as_of, "volatile") if found.edits else None,
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


def fleet_pace(found: Sequence[Figures], untouched: Sequence[int]) -> Pace:
    """How fast the prompts of a fleet change; `untouched` are the days on record of those that were never edited."""
    edited = [(Tempo(*one.record), _tempo(one.aged_record)) for one in found if one.record is not None]
    return pace([*edited, *((Tempo.untouched(days), None) for days in untouched)])


def forecast(found: Figures, fleet: Pace) -> Forecast:
    """The chances of a change within 90 days that follow from a record and from the fleet's."""
    text, aged = _tempo(found.record), _tempo(found.aged_record)
    if text is None:
        nothing = Unknown("no version holds any text")
        return Forecast(nothing, nothing, "")
    chance, chance_aged = fleet.chance(text), fleet.chance(text, aged) if aged is not None else None
    since = f"{text.since} day{'' if text.since == 1 else 's'}"
    said = [f"last edited {since} ago, its text changes {_times(chance)} as usual then"]
    said += [f"that which ages {_times(chance_aged)}"] if chance_aged is not None else []
    none = Unknown("no version holds text that ages")
    return Forecast(_ends(chance), none if chance_aged is None else _ends(chance_aged), "; ".join(said))


def _tempo(kept: tuple[Any, ...] | None) -> Tempo | None:
    return None if kept is None else Tempo(*kept)


def _times(chance: Chance) -> str:
    times = Decimal(f"{chance.times:.1e}")
    return "about as fast" if Decimal("0.9") <= times <= Decimal("1.1") else f"{times:f} times as fast"


def _ends(chance: Chance) -> Measurement[Range]:
    low, point, high = (_rounded(Decimal(end)) for end in chance[:3])
    return Known(Range(low, point, high), "chance")


def _half_life(sample: Sample, days: int) -> Measurement[int]:
    found = curve(sample).half_life()
    return Unknown(f"more than half of its text outlived the {days} days on record") if found is None else Known(found)


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(_STEP)
