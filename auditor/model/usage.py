"""What was called, as logs tell it: one row a call or a bucket of calls, whatever the log's own names are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal, TypedDict

CostBasis = Literal["billed", "list", "estimated"]
"""Whose figure a cost is: on a bill; at the provider's list prices; worked out by the tool that logged it."""
_MOST_LABEL = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who called, as far as a log says: every name by which an agent may be found; None where the log has no such."""

    id: str | None = None
    name: str | None = None
    prompt_name: str | None = None
    prompt_sha256: str | None = None
    """Of the system prompt that the log carries."""
    account: str | None = None
    """What the calls are billed to where the log knows no agent: a project, a key, a workspace, a service."""

    @property
    def is_nobody(self) -> bool:
        """Whether the log says nothing at all about who called."""
        return not (self.id or self.name or self.prompt_name or self.prompt_sha256 or self.account)

    @property
    def label(self) -> str:
        """What the caller is called in tables and sentences: one line, by the name that tells most surely who it is."""
        said = (
            self.id
            or self.name
            or (f"prompt {self.prompt_name}" if self.prompt_name else "")
            or (f"account {self.account}" if self.account else "")
            or (f"prompt with SHA-256 {self.prompt_sha256[:12]}…" if self.prompt_sha256 else "nobody named")
        )
        return "".join(char if char.isprintable() else " " for char in said[:_MOST_LABEL])


class Tokens(TypedDict):
    """The fields of a Row that count tokens."""

    uncached: int | None
    cache_read: int | None
    cache_write_5m: int | None
    cache_write_1h: int | None
    output: int | None
    reasoning: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One call, or a bucket of calls of one caller and model. Tokens are sums over the calls; None is not told.

    The input of a call is `uncached + cache_read + cache_write_5m + cache_write_1h`, whichever way the log counts;
    `reasoning` is a part of `output`.
    """

    source: str
    """The format's name."""
    caller: Caller
    at: datetime | None
    """The (beginning of the) call or the bucket, in UTC."""
    until: datetime | None = None
    """The end of the bucket; None for a single call."""
    provider: str | None = None
    model: str | None = None
    calls: int = 1
    """0 where a bucket does not tell how many it holds, and for lines of a bill."""
    failed: int = 0
    """Calls among them that failed."""
    uncached: int | None = None
    cache_read: int | None = None
    cache_write_5m: int | None = None
    cache_write_1h: int | None = None
    output: int | None = None
    reasoning: int | None = None
    cost: Decimal | None = None
    """USD."""
    basis: CostBasis | None = None
    session: str | None = None
    """Calls of one session, trace or conversation share it."""
    is_batch: bool | None = None

    @property
    def input(self) -> int | None:
        """All input tokens; None unless at least the uncached are told."""
        if self.uncached is None:
            return None
        return self.uncached + (self.cache_read or 0) + (self.cache_write_5m or 0) + (self.cache_write_1h or 0)


FlawKind = Literal[
    "unreadable",
    "truncated",
    "no-tokens",
    "no-time",
    "future",
    "negative",
    "absurd",
    "more-cached-than-input",
    "duplicate",
    "doubled-total",
    "other-currency",
    "unknown-shape",
    "zeros-left-out",
    "run-totals",
    "no-agent",
    "no-calls",
    "guessed",
    "not-a-call",
    "too-many-callers",
]


@dataclass(frozen=True, slots=True)
class Flaw:
    """What was wrong with rows of a log: how many, of which kind, what was done, and where the first one stands."""

    kind: FlawKind
    count: int
    done: str
    """What was done with them, in words: left out, counted without its tokens, read as …"""
    file: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How large single calls are: tokens at the median and the 95th percentile, to within 1 %."""

    p50: int
    p95: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """All calls of one caller to one model, over the days that the logs cover. Sums are exact.

    A sum is over those calls alone that tell the figure; how many they are stands beside it.
    """

    caller: Caller
    provider: str | None
    model: str | None
    first: datetime | None
    last: datetime | None
    calls: int
    """0 where the log tells tokens or money, but not how many calls they are of."""
    failed: int
    with_input: int
    """Calls whose input tokens are told: no failed one of which the log tells 0; of buckets those that succeeded."""
    uncached: int
    with_cache: int
    """Calls whose source tells what was read from a cache, be it nothing."""
    cache_read: int
    cache_write_5m: int
    cache_write_1h: int
    hits: int | None
    """Calls that read anything from the cache; None where buckets hide it."""
    with_output: int
    output: int
    reasoning: int | None
    input_sizes: Sizes | None
    """None where the log has buckets of calls only."""
    output_sizes: Sizes | None
    with_cost: int
    cost: Decimal
    basis: CostBasis | None
    sessions: int | None
    """None where the log tells none."""
    batch: int | None
    by_day: tuple[tuple[str, int], ...]
    """Calls by day, `2026-11-22`, in order; 0 on a day of which the log tells tokens or money but not how many calls.

    Days of which it tells nothing are not there. The days of a bill say which other logs tell of the same calls.
    """
    by_hour: tuple[int, ...] | None = None
    """Calls by hour of the day in UTC, 24 of them, where the log tells hours."""
    session_minutes: Decimal | None = None
    """From the first to the last call of a session, on average; None where no such times were added up."""
    sessions_exact: bool = True
    """Whether `sessions` is a count; if not, it is good to about 3 %."""

    @property
    def tells_cost(self) -> bool:
        """Whether a cost was told, be it of calls that nobody counted: a bill has money and no calls."""
        return bool(self.with_cost or self.cost or self.basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageLog:
    """What one log file tells: its callers, what was wrong with it, and the time it covers."""

    path: str
    format: str
    sha256: str
    rows: int
    used: tuple[Used, ...]
    flaws: tuple[Flaw, ...]
    first: datetime | None
    last: datetime | None
    """The end of the last bucket, or the last call."""
    tells_cache: bool
    """Whether this format can tell what was read from a cache at all."""
