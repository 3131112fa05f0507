"""The facts about the examples at hand: counted in training files, or as declared."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from auditor.model.measurement import Measurement
from auditor.model.money import Range


@dataclass(frozen=True, slots=True)
class FoundIn:
    """What some rows of a file hold or lack, in how many, and the line of the first; never the thing itself."""

    what: str
    rows: int
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class QuotedFact:
    """A fact that ages in an answer of a training file; credentials and personal data are named, not shown."""

    file: str
    line: int
    kind: str
    text: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextFacts:
    """The system messages under which the examples were trained, or would be, against the prompt that is deployed.

    Shares of the examples that were looked at, which add up to 1.
    """

    rows: int
    none: Decimal
    same: Decimal
    near: Decimal
    """Nearly the deployed prompt: four fifths of the word shingles of both are the same."""
    part: Decimal
    """A shorter version of it: four fifths of its own shingles stand there."""
    other: Decimal
    without: Decimal
    """Share of the prompt's stable behaviour that is not in the system message of the average example."""
    strangers: tuple[tuple[Decimal, tuple[str, ...]], ...] = field(default=(), repr=False)
    """Of the `other` ones the share and the digests of their paragraphs."""
    agents: tuple[tuple[str, Decimal], ...] = ()
    """Agents whose prompts those are, with the share of the examples."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetFacts:
    """The examples at hand."""

    examples: Measurement[int]
    """Those that can be trained on: rows with a flaw are none."""
    distinct: Measurement[int]
    near_duplicates: Measurement[int]
    """Estimated: distinct examples that are nearly like an earlier one."""
    holdout: Measurement[int]
    overlap: Measurement[int]
    near_overlap: Measurement[int]
    """Estimated: examples that are nearly like one of the hold-out."""
    baseline_measured: Measurement[bool]
    flawed: Measurement[int]
    """Rows that are no example."""
    flaws: tuple[str, ...] = ()
    """The first of them, each with its place."""
    flaw_kinds: tuple[FoundIn, ...] = ()
    personal: tuple[FoundIn, ...] = ()
    credentials: tuple[FoundIn, ...] = ()
    ageing_kinds: tuple[tuple[str, int], ...] = ()
    """Answers that hold an ageing fact of a kind, among those that were searched."""
    quotes: tuple[QuotedFact, ...] = ()
    tokens_per_example: Measurement[Range]
    contexts: Measurement[ContextFacts]
    told_apart: Measurement[Range]
    """Share of inputs whose nearest neighbour is of their own file, and its 95 % interval: half if inputs are alike."""
    compared_with: str = ""
    """What the inputs were compared with: production or the hold-out."""
    sampled: str = ""
    """How the answers that were searched were chosen; empty if all were."""
