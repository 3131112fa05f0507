"""What the fleet shares: prompt blocks, knowledge sources, hand-offs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from auditor.model.estimate import Pool


@dataclass(frozen=True, slots=True)
class BlockUse:
    """An agent that has a shared block in its prompt, and where."""

    agent: str
    line: int
    tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedBlock:
    """A paragraph that stands in several prompts: word for word (exact), or drifted apart (near)."""

    id: str
    kind: Literal["exact", "near"]
    tokens: int
    """Tokens of the longest copy."""
    is_volatile: bool
    uses: tuple[BlockUse, ...]

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
