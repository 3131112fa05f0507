"""The past of a prompt: the edits that really happened, and what they foretell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from auditor.model.history import HistoryFacts
from auditor.model.measurement import Known, Measurement, Unknown
from auditor.model.money import Range
from auditor.reporters.html.figures import Said, count, day, percent, plural
from auditor.reporters.words import UNKNOWN

MOST_DAYS = 12


@dataclass(frozen=True, slots=True)
class Kind:
    """How many segments with a fact of a kind were edited or removed."""

    name: str
    segments: str


@dataclass(frozen=True, slots=True)
class Revised:
    """A day on which instructions were changed, and which share of them."""

    day: str
    share: str


@dataclass(frozen=True, slots=True)
class HistoryPart:
    """The section on the past; `unknown` says why there is none."""

    unknown: str
    said: tuple[Said, ...]
    because: str
    kinds: tuple[Kind, ...]
    revisions: tuple[Revised, ...]
    more_revisions: str


def history_part(history: HistoryFacts) -> HistoryPart:
    """What the versions of a prompt say, newest revisions first."""
    if isinstance(history.edits, Unknown):
        return HistoryPart(history.edits.because, (), "", (), (), "")
    revisions = history.revisions[::-1]
    left = len(revisions) - MOST_DAYS
    return HistoryPart(
        "",
        tuple(_said(history)),
        history.chance_because,
        tuple(Kind(kind.replace("_", " "), count(segments)) for kind, segments in history.changed_kinds),
        tuple(Revised(day(one.day), percent(one.share)) for one in revisions[:MOST_DAYS]),
        f"and {plural(left, 'earlier day')}" if left > 0 else "",
    )


def _said(history: HistoryFacts) -> Iterator[Said]:
    assert isinstance(history.edits, Known)
    half, rate, share = history.half_life_days, history.edits_per_month, history.changed_volatile_share
    span = f" in {plural(history.days.value, 'day')}" if isinstance(history.days, Known) else ""
    yield Said("On record in", history.source)
    yield Said("Edited", f"{plural(history.edits.value, 'time')}{span}")
    yield Said("Edits a month", f"{count(rate.value)}" if isinstance(rate, Known) else _unknown(rate))
    yield Said("Chance that a segment changes within 90 days", _chance(history.change_within_90_days))
    yield Said("Chance that one which ages does", _chance(history.volatile_change_within_90_days))
    yield Said("Half-life of its text", plural(half.value, "day") if isinstance(half, Known) else _unknown(half))
    yield Said(
        "Facts that age among what changed", percent(share.value) if isinstance(share, Known) else _unknown(share)
    )


def _chance(fact: Measurement[Range]) -> str:
    if isinstance(fact, Unknown):
        return _unknown(fact)
    return f"{percent(fact.value.point)}, from {percent(fact.value.low)} to {percent(fact.value.high)}"


def _unknown(fact: Unknown) -> str:
    return f"{UNKNOWN}: {fact.because}"
