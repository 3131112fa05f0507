"""What a log format is: it claims files by their beginning, and reads them as rows or as sums already rolled up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from auditor.model.usage import Row, Used
from auditor.usage.log import Log
from auditor.usage.traces import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The beginning of a file, for formats to recognise theirs."""

    name: str
    """The file's name in lower case, without `.gz` or `.zst`."""
    raw: bytes
    """Its first 64 KB, decompressed."""
    text: str
    first: Any
    """Its first JSON value (a line, or as much of a document as can be read of the beginning), or the first row of CSV
    or Parquet with all its columns; None if it has none."""

    @property
    def record(self) -> dict[str, Any]:
        """The first object: the value itself, or the first of a list, also where that is kept under a usual key."""
        value = self.first
        if isinstance(value, dict):
            inner = next(
                (value[key] for key in ("data", "runs", "logs", "traces") if isinstance(value.get(key), list)), None
            )
            value = inner or value
        if isinstance(value, list):
            value = value[0] if value else None
        return value if isinstance(value, dict) else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rolled:
    """All calls of a file, summed up."""

    rows: int
    used: tuple[Used, ...]
    first: datetime | None
    last: datetime | None


class LogFormat(Protocol):
    """A format of usage logs. It reads `rows` or `spans` one by one, or `rolled`: sums that a database made."""

    NAME: str
    """As `--usage-format` says it."""
    DESCRIPTION: str
    TELLS_CACHE: bool
    """Whether it can tell what was read from a cache at all."""

    def claims(self, head: Head) -> bool:
        """Whether a file is of this format; cheap, and never an error."""


@runtime_checkable
class Streamed(LogFormat, Protocol):
    """A format whose rows are read one by one."""

    def rows(self, log: Log) -> Iterator[Row]:
        """Every call, or bucket of calls; what is wrong is told to `log`, never raised, save that no file is there."""


@runtime_checkable
class Traced(LogFormat, Protocol):
    """A format whose spans are read one by one; whose their calls are shows from the others of their trace."""

    def spans(self, log: Log) -> Iterator[Span]:
        """Every span of a file, in its order; what is wrong is told as by `Streamed.rows`."""


@runtime_checkable
class Summed(LogFormat, Protocol):
    """A format that a database sums up."""

    def rolled(self, log: Log) -> Rolled:
        """All of it."""
