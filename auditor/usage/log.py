"""One log file while it is read: where it is, what was found wrong with it, and which way its figures count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from auditor.model.usage import Flaw, FlawKind
from auditor.usage.conventions import Conventions
from auditor.usage.distinct import Seen

Counts = tuple[int | Decimal | None, ...]
"""The figures of a bucket, in an order that `bills` knows."""
NO_CALLS = "counted without their number of calls, which this log does not tell"
"""What was done with tokens or money of nobody knows how many calls."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageOptions:
    """How a log is to be read, as far as somebody said."""

    format: str | None = None
    """The NAME of its format; None to find out."""
    now: datetime | None = None
    """The audit's clock: what claims to have happened later than a day after it has a wrong clock."""
    map: Path | None = None
    """A file that says which column of a table holds what, and how it counts."""


class Flaws:
    """What is wrong with a file, counted by kind and by what was done; the first place of each is kept."""

    def __init__(self, file: str, found: dict[tuple[FlawKind, str], Flaw] | None = None) -> None:
        self._file = file
        self._found = {} if found is None else found

    def of(self, file: str) -> Flaws:
        """Those of one file of several: what is told to them is told to these, with that file's name."""
        return Flaws(file, self._found)

    def tell(self, kind: FlawKind, done: str, line: int, count: int = 1) -> None:
        """Count one more; `done` is one of a few fixed sentences, for each makes a line of its own."""
        before = self._found.get((kind, done))
        first = before.line if before else line
        self._found[kind, done] = Flaw(kind, count + (before.count if before else 0), done, self._file, first)

    def take(self, others: Flaws) -> None:
        """Count what was told elsewhere of the same log, or of one of its files."""
        for flaw in others.all():
            before = self._found.get((flaw.kind, flaw.done))
            self._found[flaw.kind, flaw.done] = replace(before, count=before.count + flaw.count) if before else flaw

    def all(self) -> tuple[Flaw, ...]:
        """Everything told, in the order in which it first came up."""
        return tuple(self._found.values())


@dataclass(slots=True)
class Log:
    """A file being read, handed to its format; a second pass over the file gets a new one."""

    path: Path
    options: UsageOptions = field(default_factory=UsageOptions)
    conventions: Conventions = field(default_factory=Conventions)
    files: tuple[Path, ...] = ()
    """The files that the path names: itself, those of a folder, or those that a pattern fits."""
    buckets_before: Mapping[int, Counts] = field(default_factory=dict)
    """The buckets of bills that other logs told, by their digests."""
    buckets: dict[int, Counts] = field(default_factory=dict)
    """Those that this one told."""
    flaws: Flaws = field(init=False)
    seen: Seen = field(init=False)
    """Identifiers of calls, so that a call written down twice counts once."""

    def __post_init__(self) -> None:
        self.files = self.files or (self.path,)
        self.flaws = Flaws(self.path.as_posix())
        self.seen = Seen()

    def tell(self, kind: FlawKind, done: str, line: int, count: int = 1) -> None:
        """Tell what is wrong with the file; see `Flaws.tell`."""
        self.flaws.tell(kind, done, line, count)

    def is_again(self, id: str | tuple[str, ...], line: int) -> bool:
        """Whether a call of this identifier was read before; told as a flaw if so."""
        if self.seen.add(id):
            return False
        self.tell("duplicate", "left out: a call of the same id was read before", line)
        return True

    def each(self) -> Iterator[Log]:
        """The log of each of the files; what is told to one is told to this, with the file's name."""
        if self.files == (self.path,):
            yield self
            return
        for file in self.files:
            one = Log(file, self.options, self.conventions, (), self.buckets_before, self.buckets)
            one.seen, one.flaws = self.seen, self.flaws.of(file.as_posix())
            yield one
