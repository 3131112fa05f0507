"""What is deployed: each format that a fleet can be read from is one file here."""

from __future__ import annotations

from pathlib import Path

from auditor.errors import InputError, Problem
from auditor.model.fleet import Fleet, sha256
from auditor.sources import formats, inventory, native
from auditor.sources.reading import Options

__all__ = ["FORMATS", "Options", "read", "read_all"]

INVENTORY = inventory.NAME
FORMATS = {inventory.NAME: inventory.DESCRIPTION} | {format.NAME: format.DESCRIPTION for format in formats.FORMATS}
"""Every format by the name that `--from` takes, with what it is."""


BY_DEFAULT = Options()


def read(path: Path, options: Options = BY_DEFAULT) -> Fleet:
    """Read the fleet at `path`, in the format that `options` names or else the one it is recognised by.

    Raises InputError.
    """
    if not path.exists():
        raise InputError.at(path, "no such file or folder")
    is_inventory = options.format == INVENTORY or (options.format is None and inventory.says_so(path))
    if not is_inventory and native.claims(path, options):
        return native.read(path, options)
    if options.format in {None, INVENTORY} and inventory.claims(path):
        return inventory.read(path, options)  # also where nothing says so: its errors tell what is missing
    known = "; ".join(FORMATS.values())
    raise InputError.at(path, f"is of no known format (known: {known})")


def read_all(paths: tuple[Path, ...], options: Options = BY_DEFAULT) -> Fleet:
    """Read several sources as one fleet; raises InputError if an id stands in two of them."""
    fleets = [read(path, options) for path in paths]
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
