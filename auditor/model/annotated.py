"""One prompt by itself, segment by segment."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from auditor.model.facts import VolatileSpan


@dataclass(frozen=True, slots=True)
class Passage:
    """A segment: where it stands (character offsets, lines from 1), what it is called and why, and its tokens."""

    start: int
    end: int
    line: int
    text: str
    label: str
    kind: str | None
    confidence: float
    because: str
    tokens: int
    spans: tuple[VolatileSpan, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotated:
    """A prompt with its segments, which tile it; tokens as `encoding` reads them, by `method`."""

    name: str
    sha256: str
    characters: int
    tokens: int
    encoding: str
    method: str
    note: str
    passages: tuple[Passage, ...]
    secrets: tuple[tuple[int, str], ...]
    """Credentials: line and what it is, never the value."""

    @property
    def ageing(self) -> tuple[Passage, ...]:
        """The segments that hold a fact which will age."""
        return tuple(passage for passage in self.passages if passage.label == "volatile")

    @property
    def volatile_tokens(self) -> int:
        """Tokens of those segments."""
        return sum(passage.tokens for passage in self.ageing)

    @property
    def share(self) -> Decimal:
        """Their share of all tokens; 0 of an empty prompt, in which nothing can age."""
        total = sum(passage.tokens for passage in self.passages)
        return Decimal(self.volatile_tokens) / total if total else Decimal(0)
