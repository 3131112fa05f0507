"""What is deployed: each format that a fleet can be read from is one file here."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from auditor.errors import InputError
from auditor.model.fleet import Fleet
from auditor.sources import claude_code, inventory
from auditor.sources.reading import Options


class Source(Protocol):
    """A format: its name, what it is, whether a path is of it, and how to read it."""

    NAME: str
    DESCRIPTION: str

    def claims(self, path: Path) -> bool:
        """Whether this source reads `path`."""

    def read(self, path: Path, options: Options) -> Fleet:
        """The fleet at `path`; raises InputError."""


SOURCES: tuple[Source, ...] = (inventory, claude_code)
"""Every source; the first that claims a path reads it."""


def read(path: Path, *, allow_outside: bool = False) -> Fleet:
    """Read the fleet at `path` with the first source that claims it; raises InputError."""
    if not path.exists():
        raise InputError.at(path, "no such file or folder")
    for source in SOURCES:
        if source.claims(path):
            return source.read(path, Options(allow_outside=allow_outside))
    known = "; ".join(source.DESCRIPTION for source in SOURCES)
    raise InputError.at(path, f"is of no known format (known: {known})")
