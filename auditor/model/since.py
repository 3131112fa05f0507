"""What is different between two runs, and because of which input: what people are told, in plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal, NamedTuple

from auditor.model.kept import ChangedInput, RunLine
from auditor.model.money import Range

Certainty = Literal["certain", "likely", "several", "unknown"]
"""How sure it is which input decided: it alone changed; several changed and it alone passes the value at which the
answer turned; several changed and nobody can say which; nothing on record changed."""

CrossingState = Literal["crossed", "lost", "due"]
"""Tuning has begun to pay, has ceased to, or will begin within the policy's months."""


@dataclass(frozen=True, slots=True)
class Because:
    """Why something changed: the inputs that can have decided it, and how sure that is."""

    certainty: Certainty
    inputs: tuple[ChangedInput, ...]

    @property
    def says(self) -> str:
        """The reason as the end of a sentence, with how sure it is."""
        named = [f"{one.word} ({one.says})" for one in self.inputs]
        if self.certainty == "unknown":
            return "nothing that is on record changed"
        if self.certainty == "certain":
            return f"because of {named[0]}"
        if self.certainty == "likely":
            return f"most likely because of {named[0]}, which alone turns it; also changed: {'; '.join(named[1:])}"
        return f"several inputs changed, and it is not certain which decided: {'; '.join(named)}"


class GateChange(NamedTuple):
    """A gate that answers otherwise than before; `decides` if the change of the verdict follows from it."""

    name: str
    before: str
    after: str
    because: str
    decides: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictChange:
    """An agent whose verdict is another one."""

    agent: str
    title: str
    owner: str | None
    before: str
    after: str
    families: tuple[str, str]
    gates: tuple[GateChange, ...]
    because: Because
    saving: Range | None
    """USD per month that its recommendations save now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """An agent whose break-even is newly crossed, no longer crossed, or near."""

    agent: str
    state: CrossingState
    on: str | None
    """The day of the crossing to come, ISO 8601."""
    is_new: bool
    """Whether the run before did not say so yet."""
    because: Because


@dataclass(frozen=True, slots=True)
class Renamed:
    """An agent that is gone and one that is new, with the same prompt: probably the same agent."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Edited:
    """An agent whose prompt is another text, with its tokens before and after."""

    agent: str
    before: int
    after: int

    @property
    def share(self) -> Decimal:
        """Growth as a share of what it was; a prompt that was empty has doubled."""
        return Decimal(self.after - self.before) / self.before if self.before else Decimal(1)


class Part(NamedTuple):
    """USD per month of a movement that one cause brought about."""

    cause: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """A monthly figure in two runs; None where it is unknown. `parts` add up to `change` (a fleet's to the cent)."""

    before: Range | None
    after: Range | None
    parts: tuple[Part, ...]

    @property
    def change(self) -> Decimal | None:
        """USD per month at the most likely values; None where either is unknown."""
        if self.before is None or self.after is None:
            return None
        return self.after.point - self.before.point


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentMovement:
    """An agent of both runs whose cost or saving is another one."""

    agent: str
    cost: Movement
    saving: Movement
    because: Because

    @property
    def size(self) -> Decimal:
        """USD per month by which the larger of both moved."""
        return max(abs(self.cost.change or Decimal(0)), abs(self.saving.change or Decimal(0)))


@dataclass(frozen=True, slots=True, kw_only=True)
class RunHead:
    """A run as a heading tells it."""

    id: int | None
    label: str
    at: datetime
    agents: int
    verdicts: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Diff:
    """Everything that is different between two runs; what is only noise is counted, not listed."""

    before: RunHead
    after: RunHead
    is_backwards: bool
    """Whether the later run is dated before the earlier one: the clock went back, or `--at` did."""
    inputs: tuple[ChangedInput, ...]
    """What changed for all agents: policy, prices, auditor."""
    verdicts: tuple[VerdictChange, ...]
    crossings: tuple[Crossing, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]
    renamed: tuple[Renamed, ...]
    edited: tuple[Edited, ...]
    cost: Movement
    avoidable: Movement
    movers: tuple[AgentMovement, ...]
    """Movements at or above the policy's thresholds, the largest first."""
    noise: int
    """Agents that moved by less."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is different that is worth a line."""
        found = (self.inputs, self.verdicts, self.new, self.gone, self.edited, self.movers)
        return not any(found) and not any(one.is_new for one in self.crossings)


@dataclass(frozen=True, slots=True)
class NewsItem:
    """A line worth telling people who did not ask; `agent` is None where it is about the fleet."""

    kind: Literal["verdict", "decision", "crossing", "cost", "avoidable", "fleet", "prompt"]
    agent: str | None
    text: str


class Cell(NamedTuple):
    """How many agents went from one family of verdicts to another (or stayed)."""

    before: str
    after: str
    agents: int


@dataclass(frozen=True, slots=True)
class Sparkline:
    """An agent's monthly cost over the last runs, oldest first; None where it was unknown or the agent not there."""

    agent: str
    costs: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What a report shows about the past beside the run itself; a report without it shows no past."""

    diff: Diff
    news: tuple[NewsItem, ...]
    matrix: tuple[Cell, ...]
    """Families before × after over the agents of both runs, cells without agents left out."""
    movers: tuple[AgentMovement, ...]
    """The five that moved most."""
    runs: tuple[RunLine, ...]
    """The last runs kept, oldest first, the run itself not among them."""
    sparklines: tuple[Sparkline, ...]
    """Over `runs` and then the run itself, sorted by agent."""
