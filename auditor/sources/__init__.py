"""What is deployed: each format that a fleet can be read from is one file here."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from auditor.errors import InputError, Problem
from auditor.model.fleet import Fleet, sha256
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


def read_all(paths: tuple[Path, ...], *, allow_outside: bool = False) -> Fleet:
    """Read several sources as one fleet; raises InputError if an id stands in two of them."""
    fleets = [read(path, allow_outside=allow_outside) for path in paths]
    if len(fleets) == 1:
        return fleets[0]
    first: dict[str, str] = {}
    problems = []
    for fleet in fleets:
        for member in fleet.members:
            id, place = member.agent.id, member.declared_at
            if id in first:
                problems.append(Problem(f"{place.file}:{place.line}", f"agent {id!r} is already in {first[id]}"))
            first[id] = fleet.path
    if problems:
        raise InputError(problems)
    dates = [fleet.as_of for fleet in fleets if fleet.as_of is not None]
    return Fleet(
        name=" + ".join(dict.fromkeys(fleet.name for fleet in fleets)),
        currency=fleets[0].currency,
        as_of=max(dates) if dates else None,
        members=tuple(member for fleet in fleets for member in fleet.members),
        path=" ".join(fleet.path for fleet in fleets),
        sha256=sha256(" ".join(fleet.sha256 for fleet in fleets)),
        notes=tuple(note for fleet in fleets for note in fleet.notes),
    )
