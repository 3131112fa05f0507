"""What logs tell of an agent and of the whole fleet, joined: seen where, from when to when, and at what cost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from auditor.model.agent import Model, Traffic
from auditor.model.bills import Billed, LogRead, billed
from auditor.model.measurement import Known, Measurement
from auditor.model.money import ZERO, Range
from auditor.model.usage import CostBasis, Sizes, Used

Means = Literal["mapping", "id", "name", "prompt name", "prompt text", "name, written otherwise"]
"""By what a caller of a log was found to be an agent of the fleet."""


@dataclass(frozen=True, slots=True)
class Matched:
    """A caller of a log that is an agent, by what, and how often it called."""

    caller: str
    by: Means
    calls: int
    log: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What logs tell of one agent; `used` is empty where none of them knows it."""

    used: tuple[Used, ...] = ()
    matched: tuple[Matched, ...] = ()
    logs: tuple[str, ...] = ()
    """The logs that were counted."""
    left_out: tuple[str, ...] = ()
    """Logs that tell of the agent as well, of the same days: their calls are not added."""
    first: date | None = None
    last: date | None = None
    days: Decimal = ZERO
    """How many days these logs cover."""
    declared: Traffic = field(default_factory=Traffic)
    """What the inventory says."""
    declared_model: Model = field(default_factory=Model)
    figures: dict[str, Known[Range]] = field(default_factory=dict)
    """What was seen, by the name of the traffic field whose place it takes."""
    lacking: dict[str, str] = field(default_factory=dict)
    """Why a figure cannot be seen, by the same names."""
    impossible: str = ""
    """Why the input that was seen cannot be that of this prompt; empty if it can."""

    @property
    def calls(self) -> int:
        """Calls that did not fail."""
        return sum(one.calls - one.failed for one in self.used)

    @property
    def failed(self) -> int:
        """Calls that failed."""
        return sum(one.failed for one in self.used)

    @property
    def with_input(self) -> int:
        """Calls whose input is told."""
        return sum(one.with_input for one in self.used)

    @property
    def input(self) -> int:
        """Input tokens of all calls that tell them."""
        return sum(input_of(one) for one in self.used)

    @property
    def with_output(self) -> int:
        """Calls whose output is told."""
        return sum(one.with_output for one in self.used)

    @property
    def output(self) -> int:
        """Output tokens of all calls that tell them, reasoning included."""
        return sum(one.output for one in self.used)

    @property
    def input_per_call(self) -> Decimal | None:
        """Input tokens of a call on average, over the counted calls that tell them; None where none does."""
        return _mean((input_of(one), one.with_input) for one in self.used)

    @property
    def output_per_call(self) -> Decimal | None:
        """Output tokens of a call on average, over the counted calls that tell them; None where none does."""
        return _mean((one.output, one.with_output) for one in self.used)

    @property
    def with_cache(self) -> int:
        """Calls whose source tells what was read from a cache."""
        return sum(one.with_cache for one in self.used)

    @property
    def cache_read(self) -> int:
        """Tokens read from a cache."""
        return sum(one.cache_read for one in self.used)

    @property
    def read_per_call(self) -> Decimal | None:
        """Tokens that a call read from a cache on average, over the counted calls that tell it."""
        return _mean((one.cache_read, one.with_cache) for one in self.used)

    @property
    def cache_written(self) -> int:
        """Tokens written to a cache."""
        return sum(one.cache_write_5m + one.cache_write_1h for one in self.used)

    @property
    def cache_share(self) -> Decimal | None:
        """Share of the input tokens that were read from a cache; None where no log tells."""
        return Decimal(self.cache_read) / self.input if self.with_cache and self.input else None

    @property
    def with_cost(self) -> int:
        """Calls whose cost is told."""
        return sum(one.with_cost for one in self.used)

    @property
    def tells_cost(self) -> bool:
        """Whether any cost is told, also where nobody counted its calls."""
        return any(one.tells_cost for one in self.used)

    @property
    def cost(self) -> Decimal:
        """USD of all calls that tell it."""
        return sum((one.cost for one in self.used), ZERO)

    @property
    def basis(self) -> CostBasis | None:
        """Whose figure the cost is."""
        return next((one.basis for one in self.used if one.tells_cost), None)

    @property
    def calls_per_session(self) -> Decimal | None:
        """Calls of one session, on average; None where no log tells sessions."""
        told = [one for one in self.used if one.sessions]
        sessions = sum(one.sessions or 0 for one in told)
        return Decimal(sum(one.calls for one in told)) / sessions if sessions else None

    @property
    def input_sizes(self) -> Sizes | None:
        """Input tokens of single calls, on the model that is called most."""
        return self.most_used.input_sizes if self.most_used else None

    @property
    def output_sizes(self) -> Sizes | None:
        """Output tokens of single calls, on the model that is called most."""
        return self.most_used.output_sizes if self.most_used else None

    @property
    def most_used(self) -> Used | None:
        """What was used with the model that was called most."""
        return max(self.used, key=lambda one: one.calls, default=None)

    @property
    def models(self) -> dict[str, int]:
        """Calls by model, the most called first."""
        found: dict[str, int] = {}
        for one in self.used:
            if one.model:
                found[one.model] = found.get(one.model, 0) + one.calls
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def input_of(one: Used) -> int:
    """All input tokens, whatever is paid for them."""
    return one.uncached + one.cache_read + one.cache_write_5m + one.cache_write_1h


def _mean(told: Iterable[tuple[int, int]]) -> Decimal | None:
    """The mean of tokens beside their calls; tokens of calls that nobody counted are in no mean."""
    counted = [(tokens, calls) for tokens, calls in told if calls]
    return Decimal(sum(tokens for tokens, _ in counted)) / sum(calls for _, calls in counted) if counted else None


def model_of(used: Used) -> Model | None:
    """The model as a log has it, `provider/model` taken apart; None where it tells none, or none that can be one."""
    if not used.model:
        return None
    before, slash, behind = used.model.partition("/")
    provider = used.provider or (before.lower() if slash else None)
    is_prefixed = bool(slash) and before.lower() == (provider or "").lower()
    try:
        return Model.model_validate({"provider": provider, "name": behind if is_prefixed else used.model})
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Stranger:
    """A caller that is no agent of the fleet."""

    caller: str
    log: str
    calls: int
    cost: Decimal | None
    because: str
    """Why it was not joined: nobody is called so, or it fits several agents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How much of what the logs tell is of this fleet."""

    logs: tuple[LogRead, ...]
    calls: int
    """Of all callers in logs that know agents, each call once."""
    joined: int
    """Calls of agents of the fleet."""
    cost: Decimal | None
    """USD logged; None if no log tells money."""
    joined_cost: Decimal
    strangers: tuple[Stranger, ...]
    unseen: tuple[str, ...]
    """Agents of which no log tells anything."""

    @property
    def billed(self) -> Billed | None:
        """What all bills by account come to in a month; None where there is none."""
        return billed(self.logs)

    @property
    def share(self) -> Decimal | None:
        """Share of the logged money that agents of the fleet spent, or of the calls where no money is told."""
        if self.cost:
            return self.joined_cost / self.cost
        return Decimal(self.joined) / self.calls if self.calls else None


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that the inventory declares and the logs show otherwise."""

    name: str
    declared: Range
    seen: Range
    share: Decimal
    """How far what was seen is from what was declared, as a share of the declared."""


@dataclass(frozen=True, slots=True)
class GapPart:
    """USD a month of the gap between what was logged and what was estimated, by cause."""

    name: Literal["volume", "model", "input", "cache", "output", "price"]
    amount: Decimal
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """What an agent cost by its logs against what it costs by the audit's own reckoning, in USD per month."""

    logged: Decimal
    basis: CostBasis | None
    estimated: Decimal
    parts: tuple[GapPart, ...]
    """They add up to what was logged less what was estimated; the largest first."""

    @property
    def gap(self) -> Decimal:
        """What was logged less what was estimated."""
        return self.logged - self.estimated

    @property
    def share(self) -> Decimal:
        """The gap as a share of what was logged; 0 where both are nothing, 1 where only one is."""
        if not self.logged:
            return Decimal(1) if self.estimated else ZERO
        return self.gap / self.logged


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenFacts:
    """One agent in the logs, held against what the inventory says and what the audit reckons."""

    observed: Observed
    authored: int
    """Tokens of the prompt and its tool schemas, as measured."""
    differences: tuple[Difference, ...]
    other_models: tuple[str, ...]
    """Models in the logs that are not the declared one."""
    reconciliation: Measurement[Reconciliation]


def total(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of the amounts that are known; None if none is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, ZERO) if known else None
