"""The facts about the examples at hand: counted in training files, or as declared."""

from __future__ import annotations

from dataclasses import dataclass

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
    sampled: str = ""
    """How the answers that were searched were chosen; empty if all were."""
