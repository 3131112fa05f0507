"""One log file while it is read: where it is, what was found wrong with it, and which way its figures count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from auditor.model.usage import Flaw, FlawKind
from auditor.usage.conventions import Conventions
from auditor.usage.distinct import Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageOptions:
    """How a log is to be read, as far as somebody said."""

    format: str | None = None
    """The NAME of its format; None to find out."""
    currency: str = "USD"
    """Of costs whose currency the log leaves open; other than USD, they are left out and told."""
    now: datetime | None = None
    """The audit's clock: what claims to have happened later than a day after it has a wrong clock."""
    prefer: tuple[str, ...] = ()
    """Names of people's own attributes (metadata keys, properties, tag prefixes) that name the agent, tried first."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Which column holds what, for tables of no known format: `{"agent": "bot", "input": "prompt_toks"}`."""


class Flaws:
    """What is wrong with a file, counted by kind and by what was done; the first place of each is kept."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._found: dict[tuple[FlawKind, str], Flaw] = {}

    def tell(self, kind: FlawKind, done: str, line: int, count: int = 1) -> None:
        """Count one more; `done` is one of a few fixed sentences, for each makes a line of its own."""
        before = self._found.get((kind, done))
        first = before.line if before else line
        self._found[kind, done] = Flaw(kind, count + (before.count if before else 0), done, self._file, first)

    def all(self) -> tuple[Flaw, ...]:
        """Everything told, in the order in which it first came up."""
        return tuple(self._found.values())


@dataclass(slots=True)
class Log:
    """A file being read, handed to its format; a second pass over the file gets a new one."""

    path: Path
    options: UsageOptions = field(default_factory=UsageOptions)
    conventions: Conventions = field(default_factory=Conventions)
    flaws: Flaws = field(init=False)
    seen: Seen = field(init=False)
    """Identifiers of calls, so that a call written down twice counts once."""

    def __post_init__(self) -> None:
        self.flaws = Flaws(self.path.as_posix())
        self.seen = Seen()

    def tell(self, kind: FlawKind, done: str, line: int, count: int = 1) -> None:
        """Tell what is wrong with the file; see `Flaws.tell`."""
        self.flaws.tell(kind, done, line, count)

    def is_again(self, id: str, line: int) -> bool:
        """Whether a call of this identifier was read before; told as a flaw if so."""
        if self.seen.add(id):
            return False
        self.tell("duplicate", "left out: a call of the same id was read before", line)
        return True
