"""What the fleet shares: prompt blocks, knowledge sources, hand-offs."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from auditor.model.estimate import Pool
from auditor.model.measurement import Measurement
from auditor.model.money import Range


@dataclass(frozen=True, slots=True)
class BlockUse:
    """An agent that has a shared block in its prompt, and where."""

    agent: str
    line: int
    tokens: int


class Saying(NamedTuple):
    """What one prompt says, and where."""

    agent: str
    line: int
    value: str


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A sentence, facts that age masked, whose fact of a kind is not the same in all copies."""

    kind: str
    said: str
    sayings: tuple[Saying, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A fact of one prompt that others, of which a few are named, state differently."""

    kind: str
    line: int
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BlockWorth:
    """What a block of changing facts costs where it is carried today, over all agents of which that is known."""

    agents: int
    """How many that are; `unknown` says why the others are not."""
    unknown: str
    calls: Measurement[Range]
    """Calls per month that carry it."""
    carried: Measurement[Range]
    """USD per month: what the same prompts would cost less without it."""
    cached_saves: Measurement[Range]
    """USD per month of that which a well-cached prefix spares; a part of what each agent's own caching saves."""
    retrieval_pays_below: Measurement[Decimal]
    """The share of calls that may need it for retrieval from one shared source to cost less than carrying it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedBlock:
    """A paragraph that stands in several prompts: word for word (exact), or drifted apart (near)."""

    id: str
    kind: Literal["exact", "near"]
    tokens: int
    """Tokens of the longest copy."""
    is_volatile: bool
    uses: tuple[BlockUse, ...]
    words: str = ""
    """Its first words, if it is volatile."""
    kinds: tuple[str, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    worth: BlockWorth | None = None
    """Of a volatile block only."""

    @property
    def agents(self) -> tuple[str, ...]:
        """The agents that have it."""
        return tuple(sorted({use.agent for use in self.uses}))

    @property
    def total_tokens(self) -> int:
        """Tokens of all copies together."""
        return sum(use.tokens for use in self.uses)


@dataclass(frozen=True, slots=True)
class SharedSource:
    """A knowledge source that several agents declare under the same name."""

    name: str
    agents: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetGraph:
    """The fleet as a graph, in plain data."""

    hand_offs: tuple[tuple[str, str], ...]
    cycles: tuple[tuple[str, ...], ...]
    sources: tuple[SharedSource, ...]
    blocks: tuple[SharedBlock, ...]
    pools: tuple[Pool, ...] = ()
    """Adapters of several agents on one dedicated deployment, where agents that do not pay alone may pay together."""
