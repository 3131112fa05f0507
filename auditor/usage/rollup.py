"""Rows summed up by caller, provider and model, in memory that does not grow with the number of rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from auditor.model.usage import Caller, CostBasis, Row, Used
from auditor.usage.distinct import Distinct
from auditor.usage.log import Flaws
from auditor.usage.log_format import Rolled
from auditor.usage.sizes import bin_of, sizes

MOST_PROMPTS = 50
"""Of its prompts, by text and by name, that one named caller is kept apart by.

A prompt with the time in it is new in every call, and there are tools that name it after the call.
"""
MOST_GROUPS = 100_000
"""Callers times models: beyond, new callers are counted together, as nobody."""
DAY = timedelta(days=1)

_Key = tuple[Caller, str | None, str | None]


def rolled(rows: Iterable[Row], flaws: Flaws) -> Rolled:
    """Sum up every row."""
    rollup = Rollup(flaws)
    for row in rows:
        rollup.add(row)
    return rollup.done()


class Rollup:
    """The sums so far."""

    def __init__(self, flaws: Flaws) -> None:
        self._flaws = flaws
        self._groups: dict[_Key, Group] = {}
        self._prompts: defaultdict[Caller, set[str]] = defaultdict(set)
        self.rows = 0

    def add(self, row: Row) -> None:
        """Count a row."""
        self.rows += 1
        self.group(row.caller, row.provider, row.model).add(row)

    def group(self, caller: Caller, provider: str | None, model: str | None) -> Group:
        """The sums of one caller to one model, which may be added to."""
        group = self._groups.get((caller, provider, model))
        return self._new(caller, provider, model) if group is None else group

    def _new(self, caller: Caller, provider: str | None, model: str | None) -> Group:
        caller = self._bounded(caller)
        if len(self._groups) >= MOST_GROUPS:
            self._flaws.tell("too-many-callers", "counted, but not told apart any more", 0)
            caller = Caller()
        return self._groups.setdefault((caller, provider, model), Group())

    def _bounded(self, caller: Caller) -> Caller:
        if caller.prompt_sha256 and (caller.id or caller.name or caller.prompt_name):
            caller = self._of_few(caller, caller.prompt_sha256, replace(caller, prompt_sha256=None))
        if caller.prompt_name and (caller.id or caller.name):
            caller = self._of_few(caller, caller.prompt_name, replace(caller, prompt_name=None))
        return caller

    def _of_few(self, caller: Caller, prompt: str, bare: Caller) -> Caller:
        """The caller, or as it is without its prompt if there are too many of those."""
        versions = self._prompts[bare]
        if prompt in versions or len(versions) < MOST_PROMPTS:
            versions.add(prompt)
            return caller
        return bare

    def done(self) -> Rolled:
        """The sums, in the order of their callers' names."""
        used = sorted((group.used(key) for key, group in self._groups.items()), key=_order)
        left_out = sum(group.zeros_left_out for group in self._groups.values())
        if left_out:
            said = "counted as reading nothing from the cache: their log tells a read only where there was one"
            self._flaws.tell("zeros-left-out", said, 0, left_out)
        return Rolled(
            rows=self.rows,
            used=tuple(used),
            first=min((one.first for one in used if one.first), default=None),
            last=max((one.last for one in used if one.last), default=None),
        )


def _has_tokens(row: Row) -> bool:
    """Whether any is told; gateways write 0 for a call that failed, which says nothing of how large calls are."""
    return any((row.uncached, row.cache_read, row.cache_write_5m, row.cache_write_1h, row.output, row.reasoning))


def _order(used: Used) -> tuple[str, ...]:
    caller = used.caller
    names = (
        caller.id,
        caller.name,
        caller.prompt_name,
        caller.account,
        caller.prompt_sha256,
        used.provider,
        used.model,
    )
    return tuple(name or "" for name in names)


def _minutes(sessions: Distinct | None) -> Decimal | None:
    """To six digits: more would be noise."""
    lasts = sessions.minutes if sessions else None
    return None if lasts is None else Decimal(f"{lasts:.6g}") + 0


class Group:
    """The sums of one caller to one model."""

    __slots__ = (
        "basis", "batch", "buckets", "cache_read", "calls", "cost", "days", "failed", "first", "hits", "hours",
        "input_bins", "last", "output", "output_bins", "reasoning", "sessions", "sessions_counted", "sessions_exact",
        "told_zero", "uncached", "unhoured",
        "with_batch", "with_cache", "with_cost", "with_input", "with_output", "write_1h", "write_5m",
    )  # fmt: skip

    def __init__(self) -> None:
        self.calls = self.failed = self.buckets = 0
        self.with_input = self.uncached = 0
        self.with_cache = self.cache_read = self.write_5m = self.write_1h = self.hits = self.told_zero = 0
        self.with_output = self.output = 0
        self.reasoning: int | None = None
        self.with_cost, self.cost = 0, Decimal(0)
        self.basis: CostBasis | None = None
        self.batch = self.with_batch = 0
        self.sessions: Distinct | None = None
        self.sessions_counted: int | None = None
        """By a database, beside those that were added one by one."""
        self.sessions_exact = True
        self.first: datetime | None = None
        self.last: datetime | None = None
        self.days: dict[str, int] = {}
        self.hours = [0] * 24
        self.unhoured = 0
        self.input_bins: dict[int, int] = {}
        self.output_bins: dict[int, int] = {}

    def add(self, row: Row) -> None:
        """Count a row."""
        calls = row.calls
        self.calls += calls
        self.failed += row.failed
        single = calls == 1 and row.until is None
        self.buckets += not single
        told = calls if single else calls - row.failed  # a bucket's tokens and money are of those that succeeded
        is_silent = single and row.failed > 0 and not _has_tokens(row)
        if not is_silent:
            self._tokens(row, told, single=single)
        if row.cost is not None and not (is_silent and row.cost == 0):
            self.with_cost += told
            self.cost += row.cost
            self.basis = row.basis or self.basis
        if row.session is not None:
            if self.sessions is None:
                self.sessions = Distinct()
            self.sessions.add(row.session, row.at)
        if row.is_batch is not None:
            self.with_batch += calls
            self.batch += calls * row.is_batch
        if row.at is not None:
            self._time(row.at, row.until, calls)

    def _tokens(self, row: Row, calls: int, *, single: bool) -> None:
        total = row.input
        if total is not None and row.uncached is not None:
            self.with_input += calls
            self.uncached += row.uncached
            if single:
                bin = bin_of(total)
                self.input_bins[bin] = self.input_bins.get(bin, 0) + 1
        if row.cache_read is not None:
            self.with_cache += calls
            self.cache_read += row.cache_read
            self.hits += row.cache_read > 0
            self.told_zero += row.cache_read == 0
        self.write_5m += row.cache_write_5m or 0
        self.write_1h += row.cache_write_1h or 0
        if row.output is not None:
            self.with_output += calls
            self.output += row.output
            if single:
                bin = bin_of(row.output)
                self.output_bins[bin] = self.output_bins.get(bin, 0) + 1
        if row.reasoning is not None:
            self.reasoning = (self.reasoning or 0) + row.reasoning

    def _time(self, at: datetime, until: datetime | None, calls: int) -> None:
        last = until or at
        self.first = at if self.first is None or at < self.first else self.first
        self.last = last if self.last is None or last > self.last else self.last
        if until is None or until - at <= timedelta(hours=1):
            self.hours[at.hour] += calls
        else:
            self.unhoured += calls
        if until is None or until - at <= DAY:
            day = at.date().isoformat()
            self.days[day] = self.days.get(day, 0) + calls
        else:
            self._spread(at, until, calls)

    def _spread(self, at: datetime, until: datetime, calls: int) -> None:
        """Calls of a longer bucket fall evenly on its days: whole calls, and as many as there were."""
        days = -(-(until - at) // DAY)
        for index in range(days):
            share = calls * (index + 1) // days - calls * index // days
            if share:
                day = (at + index * DAY).date().isoformat()
                self.days[day] = self.days.get(day, 0) + share

    @property
    def zeros_left_out(self) -> int:
        """Calls that tell no cache read, where all that tell one tell more than nothing: they read nothing."""
        return self.with_input - self.with_cache if self.with_cache and not self.told_zero and not self.buckets else 0

    def used(self, key: _Key) -> Used:
        """The sums of a caller to a model."""
        caller, provider, model = key
        return Used(
            caller=caller,
            provider=provider,
            model=model,
            first=self.first,
            last=self.last,
            calls=self.calls,
            failed=self.failed,
            with_input=self.with_input,
            uncached=self.uncached,
            with_cache=self.with_cache + max(0, self.zeros_left_out),
            cache_read=self.cache_read,
            cache_write_5m=self.write_5m,
            cache_write_1h=self.write_1h,
            hits=self.hits if self.with_cache and not self.buckets else None,
            with_output=self.with_output,
            output=self.output,
            reasoning=self.reasoning,
            input_sizes=sizes(self.input_bins),
            output_sizes=sizes(self.output_bins),
            with_cost=self.with_cost,
            cost=self.cost,
            basis=self.basis,
            sessions=self.sessions.count if self.sessions else self.sessions_counted,
            session_minutes=_minutes(self.sessions),
            sessions_exact=self.sessions.is_exact if self.sessions else self.sessions_exact,
            batch=self.batch if self.with_batch else None,
            by_day=tuple(sorted(self.days.items())),
            by_hour=tuple(self.hours) if self.days and not self.unhoured else None,
        )
