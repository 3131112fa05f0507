"""The whole inventory: written anew, or the one that is there with what the sources say laid into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auditor.documents import parse
from auditor.errors import InputError, Problem
from auditor.model.fleet import Deployed, Fleet
from auditor.sources import INVENTORY, inventory
from auditor.sources.importing.edits import Edits, block
from auditor.sources.importing.leaves import Leaf, leaves, written
from auditor.sources.importing.marks import mark
from auditor.sources.importing.merging import counted, gone, left_alone, merge
from auditor.sources.importing.places import placed, rename

_YAML = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Imported:
    """The inventory's new text, and what was done, in sentences."""

    text: str
    told: tuple[str, ...] = field(default=())
    lies_outside: bool = False
    """Whether prompts lie outside the inventory's folder, so that --allow-outside is needed to read it."""


def imported(fleet: Fleet, path: Path, before: str | None, schema: str, *, says_format: bool = False) -> Imported:
    """The fleet as an inventory at `path`, laid into the text that is there `before`.

    With `says_format` it says of which format each prompt's file is, since people said so, too: nothing in a plain
    prompt shows what it is.
    Raises InputError for a fleet of an inventory, for a text that agents cannot be laid into, and for one that could
    not be read again.
    """
    made = _imported(fleet, path, before, schema, says_format=says_format)
    _refuse_unreadable(made.text, path.as_posix())
    return made


def _refuse_unreadable(text: str, name: str) -> None:
    """Raises InputError with all that the reader of inventories would find wrong with a text."""
    try:
        problems = list(inventory.problems_of(text, name))
    except InputError as error:
        problems = list(error.problems)
    if problems:
        told = "in the inventory that would be written, so nothing was"
        raise InputError([Problem(one.where, f"{one.message} ({told})") for one in problems])


def _imported(fleet: Fleet, path: Path, before: str | None, schema: str, *, says_format: bool) -> Imported:
    if path.suffix.lower() not in _YAML:
        raise InputError.at(path, "an inventory is imported as YAML: let its name end in .yaml or .yml")
    own = next((member for member in fleet.members if _is_own(member)), None)
    if own is not None:
        raise InputError.at(own.declared_at.file, "is an inventory already: it is edited, not imported")
    wanted = [leaves(member, path, says_format=says_format) for member in fleet.members]
    outside = any(one["prompt.file"].startswith("../") for one in wanted)
    if before is None or not before.strip():
        return Imported(_new(fleet, wanted, schema, outside=outside), (counted(len(wanted), "added"),), outside)
    return _laid(fleet.members, wanted, path, before, outside=outside)


def _new(fleet: Fleet, wanted: Sequence[Mapping[Leaf, Any]], schema: str, *, outside: bool) -> str:
    lines = [
        f"# yaml-language-server: $schema={schema}",
        "# Imported from the files that say what is deployed. Edit it freely: auditor import keeps what you change.",
    ]
    if outside:
        lines.append("# Prompts lie outside this folder: audit it with --allow-outside.")
    lines += ["schema: 1", f"fleet: {{name: {written(fleet.name)}}}", "agents:"]
    for one in wanted:
        lines += _indented(_entry(one))
    return "\n".join(lines) + "\n"


def _entry(fields: Mapping[Leaf, Any]) -> list[str]:
    """An agent's lines: its id, what was imported, and all fields."""
    first, *rest = block(dict(fields))
    return [first, mark(fields), *rest]


def _indented(entry: Sequence[str]) -> list[str]:
    return [f"  {'- ' if not place else '  '}{line}" for place, line in enumerate(entry)]


def _laid(
    members: Sequence[Deployed], wanted: Sequence[dict[Leaf, Any]], path: Path, before: str, *, outside: bool
) -> Imported:
    name = path.as_posix()
    edits = Edits(before, name)
    listed = parse(before, name).data["agents"]
    there = [(node, listed[place]) for place, node in edits.own_agents()]
    told: list[str] = []
    new: list[dict[Leaf, Any]] = []
    places = placed(wanted, [data for _, data in there])
    taken = set(places)
    rename(wanted, places, [str(data.get("id")) for _, data in there])
    for fields, place in zip(wanted, places, strict=True):
        if place is None:
            new.append(fields)
        else:
            told += merge(edits, *there[place], fields)
    edits.append([_entry(fields) for fields in new])
    for place, (node, data) in enumerate(there):
        if place not in taken:
            told += gone(edits, node, data)
    told += left_alone([there[place] for place in places if place is not None], edits)
    told += [counted(len(new), "added") + f": {', '.join(fields['id'] for fields in new[:8])}"] if new else []
    return Imported(edits.done(), tuple(told), outside)


def _is_own(member: Deployed) -> bool:
    """Whether an agent stands in an inventory already, be it with a prompt from elsewhere."""
    return member.origin is None or member.origin.format == INVENTORY
