"""What an architecture costs, line by line, and at which volume tuning pays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from auditor.model.measurement import Basis
from auditor.model.money import MILLION, ZERO, Range, plain

OptionName = Literal[
    "prompted",
    "cached",
    "retrieval",
    "in_context",
    "smaller_model",
    "fine_tuned",
    "fine_tuned_dedicated",
    "fine_tuned_smaller",
]
LineUnit = Literal["USD/call", "USD/month", "USD once"]
PriceUnit = Literal["USD/Mtok", "USD/h", "USD/month", "USD/call", "USD"]
Crossed = Literal["yes", "no", "depends", "never", "unknown"]

TENTH = Decimal("0.1")
CENTITH = Decimal("0.01")


class Line(NamedTuple):
    """One named amount: so much of something, at a price."""

    name: str
    quantity: Decimal
    of: str
    price: Decimal
    price_unit: PriceUnit
    unit: LineUnit
    note: str = ""

    @property
    def amount(self) -> Decimal:
        """USD in the line's unit: quantity × price."""
        return self.quantity * self.price / (MILLION if self.price_unit == "USD/Mtok" else 1)

    @property
    def basis(self) -> str:
        """What was multiplied, in words."""
        if self.of == "tokens":
            return f"{plain(self.quantity, TENTH)} tokens × ${plain(self.price)}/Mtok"
        if self.price_unit == "USD":
            return self.note
        per = self.price_unit.removeprefix("USD/")
        said = f"{plain(self.quantity, CENTITH)} {self.of} × ${plain(self.price)}/{per}"
        return f"{said}: {self.note}" if self.note else said


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """An architecture with its cost lines; `per_call` and `per_month` are sums of lines, None where one is unknown."""

    name: OptionName
    lines: tuple[Line, ...]
    per_call: Decimal | None
    per_month: Range | None
    is_available: bool
    because: str
    model: str = ""
    """The model that would serve it, where it is another than today's."""
    note: str = ""
    """What the shortest prefix that is cached does to it, if anything."""

    def sum_of(self, unit: LineUnit) -> Decimal:
        """What the lines of one unit add up to."""
        return sum((line.amount for line in self.lines if line.unit == unit), ZERO)


class Input(NamedTuple):
    """An input of the cost model: its range, where that comes from, and what it does to the answer.

    `net_low` and `net_high` are the USD gained within the horizon with the input at either end of its range and all
    others at their most likely (None where it is sure); `flips_at` is the value at which the answer turns.
    """

    name: str
    range: Range
    basis: Basis
    note: str
    net_low: Decimal | None = None
    net_high: Decimal | None = None
    flips_at: Decimal | None = None
    swing: Decimal = ZERO
    """USD between the lowest and the highest of the net at either end and at the most likely value; the tornado is
    sorted by it."""


class Order(NamedTuple):
    """What the order of a prompt's blocks is worth in USD."""

    saves: Range
    """Per month: the blocks with run-time text at the end, the rest cached in the best way before and after."""
    saves_with_caching: Range
    """Per month, against today: what caching it at last adds is counted too."""
    per_update: Range
    """Per update of the first volatile block and per cache: what stands behind it is written anew."""


class Flip(NamedTuple):
    """An input and the value at which the answer turns, all others at their most likely."""

    input: str
    at: Decimal


@dataclass(frozen=True, slots=True)
class Split:
    """What a tuned call saves against the prompt it replaces, by cause, in USD per call; the parts add up."""

    prompt: Decimal
    """A shorter prompt, at the prices of today's model."""
    output: Decimal
    """Fewer output tokens, at the prices of today's model."""
    model: Decimal
    """Other prices and another tokenizer on what is left; a premium of the tuned model is negative."""
    fallback: Decimal
    """Calls that go back to the prompted model; never positive."""

    @property
    def total(self) -> Decimal:
        """USD saved per call."""
        return self.prompt + self.output + self.model + self.fallback


@dataclass(frozen=True, slots=True)
class Simulated:
    """Seeded draws of all uncertain inputs: how often tuning pays, and the band of USD gained within the horizon."""

    draws: int
    seed: int
    pays: Decimal
    net: Range
    """USD within the horizon: the 10th, 50th and 90th percentile of the draws."""
    saves: Range
    """USD per month while it is in use, what is spent once not counted: the same percentiles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakEven:
    """The break-even in calls per month; an end that is None is never reached, or unknown (`because` says)."""

    route: OptionName | None = None
    """The tuned option that is compared, and `against` the cheapest prompt that it must beat."""
    against: OptionName | None = None
    low: Decimal | None = None
    point: Decimal | None = None
    high: Decimal | None = None
    running: Decimal | None = None
    """Calls per month that carry the running cost alone: Mx / Delta."""
    calls_to_repay: Decimal | None = None
    """Calls that repay what is spent once, were there no running cost: F / Delta."""
    crossed: Crossed
    net: Range | None = None
    """USD gained within the horizon, discounted, with the announced prices and today's volume."""
    net_with_growth: Decimal | None = None
    horizon_months: Decimal | None = None
    horizon_because: str = ""
    payback_months: Decimal | None = None
    """The first month at whose end everything is paid back, at the declared growth; None if that never comes."""
    crosses_on: date | None = None
    saved_later: tuple[tuple[int, Decimal], ...] = ()
    """USD saved per call from a month on (1 is the first), where announced prices change what `split` says of today."""
    split: Split | None = None
    killed_by: str = ""
    """The one line against tuning that decides it, where it does not pay."""
    flips: tuple[Flip, ...] = ()
    simulated: Simulated | None = None
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An agent that could be tuned on a deployment that others can share.

    `gain` is what its tuned calls save in USD per month, upkeep, retraining and project paid and hosting not; `load`
    the replicas that its output keeps busy, its slot among the adapters of a replica counted at the least.
    """

    agent: str
    deployment: str
    base: str
    replica_per_month: Decimal
    gain: Decimal
    load: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolMember:
    """An agent in a pool: USD per month that it saves with a deployment of its own, and with its share of the pool's.

    `share` is its part of the hosting, by load, but never more than it gains; both savings have upkeep, retraining and
    the project paid.
    """

    agent: str
    share: Decimal
    hosting: Decimal
    least_replicas: Decimal = Decimal(1)
    """Its part of the first replica, paid however little it is called."""
    alone: Decimal
    pooled: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Adapters of several agents on one dedicated deployment: who is in it and what it saves, in USD per month."""

    deployment: str
    base: str
    candidates: int
    members: tuple[PoolMember, ...]
    replicas: Decimal
    hosting: Decimal
    saves: Decimal
    bound: Decimal
    """No choice of members saves more than this."""
    because: str
