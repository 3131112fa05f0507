"""What the versions of a prompt say about how it changes; no threshold has touched it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from auditor.model.measurement import Known, Measurement, Unknown
from auditor.model.money import Range


@dataclass(frozen=True, slots=True)
class Revision:
    """A day on which instructions were changed, and which share of them was."""

    day: date
    share: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What was counted in two versions or more."""

    versions: int
    days: int
    edits_per_month: Measurement[Decimal]
    record: tuple[Any, ...] | None
    """What the pace of its text is worked out from (`knowledge.history.Tempo`); None if no version holds any."""
    aged_record: tuple[Any, ...] | None
    """The same of the text that ages."""
    half_life: Measurement[int]
    changed_volatile_share: Measurement[Decimal]
    changed_kinds: tuple[tuple[str, int], ...]
    volatile_changes: int
    revisions: tuple[Revision, ...]

    def kept(self) -> dict[str, Any]:
        """As plain data, to be kept for the next run."""
        return {name: _plain(getattr(self, name)) for name in Figures.__dataclass_fields__}

    @classmethod
    def restored(cls, kept: dict[str, Any]) -> Figures:
        """From what `kept` made."""
        return cls(
            versions=kept["versions"],
            days=kept["days"],
            edits_per_month=_fact(kept["edits_per_month"], Decimal, "edits a month"),
            record=_frozen(kept["record"]),
            aged_record=_frozen(kept["aged_record"]),
            half_life=_fact(kept["half_life"], int, "days"),
            changed_volatile_share=_fact(kept["changed_volatile_share"], Decimal, "share of changed segments"),
            changed_kinds=tuple((kind, count) for kind, count in kept["changed_kinds"]),
            volatile_changes=kept["volatile_changes"],
            revisions=tuple(Revision(date.fromisoformat(day), Decimal(share)) for day, share in kept["revisions"]),
        )


def _plain(value: Any) -> Any:
    if isinstance(value, Unknown):
        return {"because": value.because}
    if isinstance(value, Known):
        return {"value": _plain(value.value)}
    if isinstance(value, Range):
        return [str(value.low), str(value.point), str(value.high)]
    if isinstance(value, Revision):
        return [value.day.isoformat(), str(value.share)]
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, Decimal) else value


def _fact(kept: dict[str, Any], read: Any, unit: str) -> Measurement[Any]:
    return Unknown(kept["because"]) if "because" in kept else Known(read(kept["value"]), unit)


def _frozen(kept: Any) -> Any:
    return tuple(map(_frozen, kept)) if isinstance(kept, list) else kept


@dataclass(frozen=True, slots=True)
class Forecast:
    """The chances that a segment which stands today, and one that ages, is edited or removed within 90 days."""

    change: Measurement[Range]
    volatile_change: Measurement[Range]
    because: str

    def kept(self) -> list[Any]:
        """As plain data, to be kept for the next run."""
        return [_plain(self.change), _plain(self.volatile_change), self.because]

    @classmethod
    def restored(cls, kept: list[Any]) -> Forecast:
        """From what `kept` made."""
        return cls(_fact(kept[0], _range, "chance"), _fact(kept[1], _range, "chance"), kept[2])


def _range(ends: list[str]) -> Range:
    return Range(*map(Decimal, ends))


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryFacts:
    """The edits that really happened to a prompt, and what they mean for its text."""

    source: str
    """Where the versions come from, in words; empty if there are none."""
    as_of: date
    versions: Measurement[int]
    days: Measurement[int]
    """From the first version to the day of the audit."""
    edits: Measurement[int]
    edits_per_month: Measurement[Decimal]
    change_within_90_days: Measurement[Range]
    """The chance that a segment which stands today is edited or removed in the next 90 days, with its 95 % interval."""
    volatile_change_within_90_days: Measurement[Range]
    """The same for the segments that hold a fact that ages."""
    half_life_days: Measurement[int]
    """Days after which half of the segments were changed."""
    changed_volatile_share: Measurement[Decimal]
    """Share of the changed segments that held a fact that ages."""
    chance_because: str = ""
    """What the two chances follow from, in words."""
    changed_kinds: tuple[tuple[str, int], ...] = ()
    """How many segments with a fact of each kind were changed, most first."""
    volatile_changes: int = 0
    """Days on which a fact that ages was edited or removed."""
    revisions: tuple[Revision, ...] = ()
    """Days on which instructions were changed, oldest first."""

    @classmethod
    def none(cls, because: str, as_of: date, versions: int = 0) -> HistoryFacts:
        """No history, and why; a single version is none."""
        unknown = Unknown(because)
        return cls(
            source="",
            as_of=as_of,
            versions=Known(versions, "versions") if versions else unknown,
            days=unknown,
            edits=unknown,
            edits_per_month=unknown,
            change_within_90_days=unknown,
            volatile_change_within_90_days=unknown,
            half_life_days=unknown,
            changed_volatile_share=unknown,
        )

    @classmethod
    def of(cls, source: str, as_of: date, found: Figures, forecast: Forecast) -> HistoryFacts:
        """What was counted in the versions from a source, and what it foretells."""
        if found.versions < 2:
            return cls.none(f"the versions in {source} all say the same, so nothing was changed on record", as_of, 1)
        return cls(
            source=source,
            as_of=as_of,
            versions=Known(found.versions, "versions"),
            days=Known(found.days, "days"),
            edits=Known(found.versions - 1, "edits"),
            edits_per_month=found.edits_per_month,
            change_within_90_days=forecast.change,
            volatile_change_within_90_days=forecast.volatile_change,
            chance_because=forecast.because,
            half_life_days=found.half_life,
            changed_volatile_share=found.changed_volatile_share,
            changed_kinds=found.changed_kinds,
            volatile_changes=found.volatile_changes,
            revisions=found.revisions,
        )
