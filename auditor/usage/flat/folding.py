"""The rows of a rollup back to `Used`: the sums of the days added up, sizes from their bins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from auditor.model.usage import Caller
from auditor.usage.conventions import Convention
from auditor.usage.figures import name_of
from auditor.usage.invariants import native
from auditor.usage.log import Log
from auditor.usage.log_format import Rolled
from auditor.usage.rollup import Group, Rollup

FLAWS: Mapping[str, tuple[Any, str]] = {
    "flaw_unreadable": ("unreadable", "left out: no row with any of the format's columns"),
    "flaw_calls": ("unreadable", "left out: its number of calls is no number of calls"),
    "flaw_answered": ("not-a-call", "left out: answered from the gateway's own cache, or of a kind that has no prompt"),
    "flaw_no_calls": ("no-calls", "their tokens are counted, but no calls"),
    "flaw_duplicate": ("duplicate", "left out: a call of the same id was read before"),
    "flaw_shapeless": ("unknown-shape", "counted without those of its tokens that are no whole number"),
    "flaw_no_tokens": ("no-tokens", "counted without its tokens"),
    "flaw_negative": ("negative", "counted without its tokens"),
    "flaw_absurd": ("absurd", "counted without its tokens: more than 100,000,000 a call"),
    "flaw_cached": (
        "more-cached-than-input",
        "read as input without the cache, which is the only way that its figures can be",
    ),
    "flaw_reasoning": ("unknown-shape", "reasoning added to the output, which is smaller and cannot contain it"),
    "flaw_no_time": ("no-time", "counted, on no day"),
    "flaw_early": ("no-time", "counted, on no day: its clock says a time before any such API"),
    "flaw_future": ("future", "counted, on no day: it claims to be later than this audit"),
    "flaw_currency": ("other-currency", "counted without its cost, which is not in USD"),
    "flaw_cost_negative": ("negative", "counted without its cost"),
    "flaw_cost_absurd": ("absurd", "counted without its cost: more than any bill"),
}
"""The columns of a rollup that count flaws, and what was done."""

Record = dict[str, Any]


class Folding:
    """Rows of rollups, of one log or of several, taken together."""

    def __init__(self, log: Log, *, sessions_exact: bool = True) -> None:
        self._rollup = Rollup(log.flaws)
        self._log = log
        self._sessions_exact = sessions_exact
        self.flaws: dict[str, int] = {}
        """How many rows have each of FLAWS, so far."""

    def add(self, rows: Iterable[Record]) -> None:
        """Rows of a rollup, by the names of its columns."""
        for row in rows:
            self._add(row)

    def _add(self, row: Record) -> None:
        if row["grain"] == "flaw":
            for name in FLAWS:
                if row[name]:
                    self.flaws[name] = self.flaws.get(name, 0) + int(row[name])
            return
        group = self._rollup.group(_caller(row), name_of(row["provider"]), name_of(row["model"]))
        if row["grain"] == "day":
            self._day(group, row)
        elif row["grain"] == "size":
            _size(group, row)
        elif row["grain"] == "sessions":
            group.sessions_counted = (group.sessions_counted or 0) + int(row["sessions"])
            group.sessions_exact = group.sessions_exact and self._sessions_exact

    def _day(self, group: Group, row: Record) -> None:
        self._rollup.rows += int(row["rows_read"])
        self._log.conventions.weigh_many(
            row["provider"], _counted(row), rows=int(row["weighs"]), against=int(row["misfits"])
        )
        for name, own in _ADDED.items():
            setattr(group, own, getattr(group, own) + int(row[name] or 0))
        if row["with_reasoning"]:
            group.reasoning = (group.reasoning or 0) + int(row["reasoning"])
        if row["with_cost"] or row["cost"]:
            cost = Decimal(row["cost"])
            group.cost += cost / 100 if row["cents"] else cost
            group.basis = row["basis"] or group.basis
        if row["day"] is not None:
            self._time(group, row)

    def _time(self, group: Group, row: Record) -> None:
        calls, width = int(row["calls"]), timedelta(seconds=int(row["seconds"]))
        first, last = _aware(row["first_at"]), _aware(row["last_at"]) + width
        group.first = first if group.first is None or first < group.first else group.first
        group.last = last if group.last is None or last > group.last else group.last
        day = str(row["day"])
        group.days[day] = group.days.get(day, 0) + calls
        if width > timedelta(hours=1):
            group.unhoured += calls

    def done(self) -> Rolled:
        """All of it; what the flaws are worth telling is the caller's."""
        return self._rollup.done()


_ADDED = {
    "calls": "calls",
    "failed": "failed",
    "buckets": "buckets",
    "with_input": "with_input",
    "uncached": "uncached",
    "with_cache": "with_cache",
    "cache_read": "cache_read",
    "cache_write_5m": "write_5m",
    "cache_write_1h": "write_1h",
    "hits": "hits",
    "told_zero": "told_zero",
    "with_output": "with_output",
    "output": "output",
    "with_cost": "with_cost",
    "with_batch": "with_batch",
    "batch": "batch",
}


def _size(group: Group, row: Record) -> None:
    calls = int(row["calls"])
    if row["hour"] is not None:
        group.hours[int(row["hour"])] += calls
    for name, bins in (("input_bin", group.input_bins), ("output_bin", group.output_bins)):
        if row[name] is not None:
            bin = int(row[name])
            bins[bin] = bins.get(bin, 0) + calls


def _counted(row: Record) -> Convention:
    if row["counted"] == "native":
        return native(row["provider"]).counts
    return "exclusive" if row["counted"] == "exclusive" else "inclusive"


def _caller(row: Record) -> Caller:
    return Caller(
        id=name_of(row["agent"]),
        name=name_of(row["agent_name"]),
        prompt_name=name_of(row["prompt_name"]),
        prompt_sha256=name_of(row["prompt_sha256"]),
        account=name_of(row["account"]),
    )


def _aware(time: datetime) -> datetime:
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
