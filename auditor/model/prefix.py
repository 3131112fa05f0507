"""The part of a prompt that can be cached: what ends it, which blocks to move, and what that is worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from auditor.model.measurement import Known, Measurement
from auditor.model.money import Range

Unit = Literal["section", "paragraph", "sentence"]
MOST_NAMED = 3
"""Blocks that a sentence names; the reports list all."""


@dataclass(frozen=True, slots=True)
class Movable:
    """A block of a prompt that can be moved as a whole, and the place in it from which it differs or will change.

    `words` are its first ones. `before` and `tokens` count what stands before it and in it, `lead` what stands in it
    before that place; in `PromptFacts` in the reference encoding, in `PrefixFacts` as the model reads them, behind the
    tool schemas.
    """

    unit: Unit
    start: int
    end: int
    line: int
    words: str
    before: int
    tokens: int
    lead: int

    @property
    def name(self) -> str:
        """Its first words, what it is, and the tokens from which to which it stands."""
        return f"the {self.unit} “{self.words}” (tokens {self.before:,} to {self.before + self.tokens:,})"

    @property
    def at(self) -> int:
        """Tokens before the place from which it differs."""
        return self.before + self.lead


@dataclass(frozen=True, slots=True)
class Breakers:
    """What ends the cacheable prefix of a prompt, in tokens of the reference encoding."""

    slots: tuple[Movable, ...] = ()
    """Blocks with run-time text, in order: each call has other words there, so the cache ends there on every call."""
    volatile: Movable | None = None
    """The block with the first fact that ages: the cache behind it is written anew when the fact is updated."""
    after: int = 0
    """Tokens before the first run-time text if those blocks stood at the end."""
    behind: int = 0
    """Tokens of that prefix behind the volatile block."""


NO_BREAKERS = Breakers()


@dataclass(frozen=True, slots=True, kw_only=True)
class PrefixFacts:
    """How much of a prompt can be cached as it stands and in a better order; tool schemas come first."""

    total: int
    tokens: int
    """Before the first run-time text."""
    after: int
    """The same with the blocks in `moves` at the end."""
    least: Measurement[int]
    """The shortest prefix that the provider caches."""
    moves: tuple[Movable, ...]
    saves: Measurement[Range]
    """USD per month of the move alone: cached in the best way either way."""
    saves_with_caching: Measurement[Range]
    """USD per month of the move and of caching together, against today."""
    volatile: Movable | None
    behind: int
    """Stable tokens behind the volatile block, which an update of it makes the cache write anew."""
    updates_per_month: Measurement[Range]
    update_cost: Measurement[Range]
    """USD per month of those writes: what moving the block to the end spares."""

    @property
    def is_better_moved(self) -> bool:
        """Whether the move makes more of the prompt cacheable, and enough for a cache, as far as anybody knows."""
        is_enough = not isinstance(self.least, Known) or self.after >= self.least.value
        return bool(self.moves) and self.after > self.tokens and is_enough

    @property
    def gain(self) -> str:
        """What the move makes of the prefix, in a sentence."""
        first = self.moves[0]
        return (
            f"run-time text {_from(first.at)} ends the cacheable prefix on every call; moved, {self.after:,} of "
            f"{self.total:,} tokens can be cached instead of {self.tokens:,}"
        )

    @property
    def blocks(self) -> str:
        """The blocks to move, by their first words and where they stand."""
        named = "; ".join(one.name for one in self.moves[:MOST_NAMED])
        left = len(self.moves) - MOST_NAMED
        return f"{named} and {left} more" if left > 0 else named


def _from(tokens: int) -> str:
    return f"from token {tokens:,} on" if tokens else "in its first words"
