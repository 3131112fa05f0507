"""One pass over a training file, in constant memory."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple

from auditor.knowledge.credentials import credentials
from auditor.knowledge.training.ageing import Ageing, Quote, Search
from auditor.knowledge.training.asked import LONGEST_INPUT, MOST_INPUTS
from auditor.knowledge.training.cut_off import CommonLength, cut_off
from auditor.knowledge.training.distinct import Distinct, digest
from auditor.knowledge.training.near import Near
from auditor.knowledge.training.personal import personal
from auditor.knowledge.training.rows import TOO_DEEP, Row, rows
from auditor.knowledge.training.sample import Few, lot
from auditor.knowledge.training.shapes import Example, example_of

__all__ = ["Ageing", "Flaw", "Held", "Lengths", "Quote", "Scan", "compare", "scan"]

FEW_TEXTS = 256
LONGEST_TEXT = 20_000
"""Whole examples that are kept to count their tokens, and how much of each."""
_MOST_LINES = 5
_LOOK_AHEAD = 1000
_MOST_SEARCHED = 200_000
"""Characters of one example that are searched for personal data and credentials."""


class Flaw(NamedTuple):
    """What is wrong with some rows, and the lines of the first of them."""

    what: str
    rows: int
    lines: tuple[int, ...]


class Held(NamedTuple):
    """What some examples hold that nobody should train on, and the line of the first of them."""

    what: str
    examples: int
    line: int


class Lengths(NamedTuple):
    """Characters of the examples, context and all: together, and of the longest."""

    total: int
    longest: int
    outputs: int


NO_LENGTH = Lengths(0, 0, 0)
NOTHING_SEARCHED = Ageing(0, 0, 0, {}, (), is_sample=False)


@dataclass(slots=True)
class Scan:
    """What was seen in a file; nothing is kept of its rows but digests, counts and a small sample."""

    rows: int = 0
    examples: int = 0
    shapes: Counter[str] = field(default_factory=Counter)
    distinct: Distinct = field(default_factory=Distinct)
    near: Near = field(default_factory=Near)
    few: Few = field(default_factory=lambda: Few(FEW_TEXTS, LONGEST_TEXT))
    contexts: Few = field(default_factory=lambda: Few(FEW_TEXTS, LONGEST_TEXT))
    """System messages of the same examples, empty ones too."""
    inputs: Few = field(default_factory=lambda: Few(MOST_INPUTS, LONGEST_INPUT))
    lengths: Lengths = NO_LENGTH
    flaws: tuple[Flaw, ...] = ()
    personal: tuple[Held, ...] = ()
    credentials: tuple[Held, ...] = ()
    ageing: Ageing = NOTHING_SEARCHED
    shared: int | None = None
    """Different examples that stand in the hold-out too; None without one."""
    near_shared: int | None = None
    """Examples that are nearly like one of the hold-out."""


class _Tally:
    """Counts by name with the first lines of each."""

    def __init__(self) -> None:
        self._lines: dict[str, list[int]] = {}
        self._counts: Counter[str] = Counter()

    def add(self, what: str, line: int) -> None:
        self._counts[what] += 1
        lines = self._lines.setdefault(what, [])
        if len(lines) < _MOST_LINES:
            lines.append(line)

    def flaws(self) -> tuple[Flaw, ...]:
        return tuple(Flaw(what, count, tuple(self._lines[what])) for what, count in self._sorted())

    def held(self) -> tuple[Held, ...]:
        return tuple(Held(what, count, self._lines[what][0]) for what, count in self._sorted())

    def _sorted(self) -> list[tuple[str, int]]:
        return sorted(self._counts.items(), key=lambda item: (-item[1], item[0]))


def scan(file: BinaryIO, size: int | None = None, holdout: Scan | None = None) -> Scan:
    """Read a file once; `size` in bytes, where it is known, spares work on very large files."""
    reading = _Reading(file, _size(file) if size is None else size, holdout)
    for row in rows(file):
        reading.read(row)
    return reading.result()


def compare(scanned: Scan, holdout: Scan) -> int:
    """How many different examples stand in both."""
    return scanned.distinct.shared(holdout.distinct)


def _size(file: BinaryIO) -> int | None:
    try:
        return os.fstat(file.fileno()).st_size
    except (OSError, AttributeError):
        return None


class _Reading:
    """A pass under way."""

    def __init__(self, file: BinaryIO, size: int | None, holdout: Scan | None) -> None:
        self._file, self._size, self._holdout = file, size, holdout
        likely = (1 << 20) if size is None else size // 200
        self._seen = Scan(near=Near(holdout.near if holdout else None, likely))
        self._search = Search()
        self._flaws, self._personal, self._credentials = _Tally(), _Tally(), _Tally()
        self._common = CommonLength()
        self._total = self._longest = self._outputs = 0

    def read(self, row: Row) -> None:
        """Take a row in."""
        self._seen.rows += 1
        found = row.flaw or self._example(row)
        if isinstance(found, str):
            self._flaws.add(found, row.line)
            return
        flaw = cut_off(found.outputs[-1])
        if flaw is not None:
            self._flaws.add(flaw, row.line)
            return
        self._take(found, row.line)

    def _example(self, row: Row) -> Example | str:
        try:
            return example_of(row.data)
        except RecursionError:  # however deep a row nests, it ends here
            return TOO_DEEP

    def _take(self, example: Example, line: int) -> None:
        seen = self._seen
        seen.examples += 1
        seen.shapes[example.shape] += 1
        drawn = lot(seen.examples)
        own = f"{example.input}\n{example.output}"
        whole = f"{example.context}\n{own}" if example.context else own
        one = digest(whole)
        seen.distinct.add(one)
        seen.near.add(own, one)
        seen.few.add(drawn, whole)
        seen.contexts.add(drawn, example.context)
        seen.inputs.add(drawn, example.input)
        self._measure(whole, example)
        self._common.add(example.outputs[-1], line)
        self._hold(whole[:_MOST_SEARCHED], line)
        self._search.look(example, line, drawn)
        if seen.examples == _LOOK_AHEAD:
            self._look_ahead()

    def _measure(self, whole: str, example: Example) -> None:
        self._total += len(whole)
        self._longest = max(self._longest, len(whole))
        self._outputs += sum(map(len, example.outputs))

    def _hold(self, text: str, line: int) -> None:
        for what in {one.what for one in personal(text)}:
            self._personal.add(what, line)
        for what in {one.what for one in credentials(text)}:
            self._credentials.add(what, line)

    def _look_ahead(self) -> None:
        """Guess from the first rows how many there are, and sample accordingly from the start."""
        try:
            read = self._file.tell()
        except (OSError, AttributeError):
            return
        if self._size and read:
            self._search.sample.expect(self._size * _LOOK_AHEAD // read)

    def result(self) -> Scan:
        """What was seen."""
        seen = self._seen
        seen.near.flush()
        if self._common.is_suspicious:
            what = f"answer cut off at {self._common.length:,} characters"
            self._flaws.add(what, self._common.lines[0])
        seen.flaws = tuple(
            Flaw(flaw.what, self._common.rows, tuple(self._common.lines)) if " characters" in flaw.what else flaw
            for flaw in self._flaws.flaws()
        )
        seen.personal, seen.credentials = self._personal.held(), self._credentials.held()
        seen.lengths = Lengths(self._total, self._longest, self._outputs)
        seen.ageing = self._search.result()
        if self._holdout is not None:
            seen.shared, seen.near_shared = compare(seen, self._holdout), seen.near.shared
        return seen
