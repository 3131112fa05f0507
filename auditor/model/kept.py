"""What is kept of a run: small enough for thousands of runs, and enough to say later why two of them differ."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from auditor.model.money import Range

Evidence = dict[str, dict[str, str]]
"""What a verdict rests on: by group (prompt, volume, price …) its fields, each in one short text."""


GROUPS: dict[str, str] = {
    "prompt": "prompt edit",
    "model": "model",
    "architecture": "architecture",
    "price": "price",
    "volume": "volume",
    "use": "tokens and caching",
    "quality": "quality and techniques",
    "knowledge": "declared knowledge",
    "dataset": "examples",
    "task": "task",
    "past": "edit history",
    "tuning": "tuning offered",
    "pool": "shared deployment",
    "policy": "policy",
    "book": "price book",
    "version": "auditor version",
    "time": "passing of time",
}
"""Every input that can change a verdict, and how people call it."""


@dataclass(frozen=True, slots=True)
class ChangedInput:
    """A group of inputs that changed, and how: `volume`, `calls per month 40,000 → 60,000`."""

    name: str
    says: str

    @property
    def word(self) -> str:
        """What people call the group."""
        return GROUPS[self.name]


class KeptGate(NamedTuple):
    """One gate's answer."""

    name: str
    outcome: str
    because: str


class KeptLine(NamedTuple):
    """One line of what the agent costs today: quantity × price, in USD per call or per month."""

    name: str
    quantity: Decimal
    price: Decimal
    """USD for one of the quantity."""
    is_per_call: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBreakEven:
    """Where tuning begins to pay, in calls per month; ends that are None are never reached or unknown."""

    crossed: str
    low: Decimal | None
    point: Decimal | None
    high: Decimal | None
    payback_months: Decimal | None
    crosses_on: str | None
    """The day on which today's growth reaches it, ISO 8601."""
    flips: tuple[tuple[str, Decimal], ...]
    """Inputs and the values at which the answer turns, all others at their most likely."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentRecord:
    """One agent in one run; money is USD per month."""

    id: str
    name: str | None
    owner: str | None
    model: str
    """Provider and name."""
    is_tuned: bool
    prompt_sha256: str
    tokens: int
    """Of the system prompt and its tools, as the model reads them."""
    calls: Range | None
    cost: Range | None
    saving: Range | None
    """What its recommendations save together; None where nothing is known to be saved."""
    volatile_share: Decimal
    verdict: str
    family: str
    confidence: str
    because: str
    gates: tuple[KeptGate, ...]
    break_even: KeptBreakEven
    lines: tuple[KeptLine, ...]
    """Of the option that it is deployed as; empty where its cost is unknown."""
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class RunInputs:
    """What went in, by digest."""

    inventory_path: str
    inventory_sha256: str
    policy_sha256: str
    policy_parts: dict[str, str]
    """A digest for each section of the policy; empty where the run was made before they were kept."""
    prices_as_of: str
    prices_edition: str
    prices_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunTotals:
    """A run in one line; money is USD per month."""

    agents: int
    costed: int
    prompt_tokens: int
    cost: Range | None
    avoidable: Range | None
    verdicts: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """A run as it is kept, or as an audit.json tells it; `id` counts up in the order of keeping (None: not kept)."""

    id: int | None
    label: str
    """What people call it: run 41, or the name of a file."""
    at: datetime
    auditor: str
    fleet: str
    inputs: RunInputs
    totals: RunTotals
    agents: dict[str, AgentRecord]
    """By id, sorted by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What a run changed against the one before it, counted."""

    previous: int
    verdicts: int
    new: int
    gone: int
    agents: int
    """Agents of both runs whose record is another one, be it by a call more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLine:
    """A kept run without its agents: what a list of many runs needs."""

    id: int
    audit: str
    at: datetime
    kept_at: datetime
    auditor: str
    fleet: str
    inputs: RunInputs
    totals: RunTotals
    note: str
    """What is odd about it: that the clock went back. Empty for most."""
    moved: Moved | None
    """None for the first of an audit, and for runs that were kept before this was counted."""


@dataclass(frozen=True, slots=True)
class Point:
    """An agent at one run; `agent` is None where the run does not have it."""

    run: RunLine
    agent: AgentRecord | None
    changed: tuple[ChangedInput, ...] = ()
    """Its inputs that are not what they were at the point before."""
