"""A fleet written down as an inventory that people edit: what they change is theirs, whatever is imported later.

Each imported agent has a comment line with a digest of every field as it was imported. A field that still has that
digest is nobody's and follows the source; one that has another is somebody's and stays; one that is gone was taken
out and stays out. Whoever removes the line makes all of the agent theirs, as an agent that they wrote: no field of it
is changed, added or marked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from yaml.nodes import MappingNode

from auditor.documents import parse
from auditor.documents.yaml_guard import Loader
from auditor.errors import InputError, Problem
from auditor.model.agent import Traffic
from auditor.model.fleet import Deployed, Fleet
from auditor.sources import INVENTORY, inventory, layers
from auditor.sources.importing.edits import Edits, block
from auditor.sources.importing.leaves import Leaf, digest, leaves, written

MARK = "# imported: "
_YAML = (".yaml", ".yml")
_VOLUMES = ("calls_per_month", "calls_per_day")
GONE = "# not found when it was last imported: take it out if it is not deployed any more"
_MARK = re.compile(r"[ \t]*# imported: ((?:[a-z_.]{1,80}=[0-9a-f]{8} ?){0,200})")


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
        return Imported(_new(fleet, wanted, schema, outside=outside), (_counted(len(wanted), "added"),), outside)
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
    return [first, _mark(fields), *rest]


def _indented(entry: Sequence[str]) -> list[str]:
    return [f"  {'- ' if not place else '  '}{line}" for place, line in enumerate(entry)]


def _mark(fields: Mapping[Leaf, Any]) -> str:
    return MARK + " ".join(f"{leaf}={digest(_plain(value))}" for leaf, value in fields.items())


def _plain(value: Any) -> Any:
    """A value as it reads once it is written, so that both have the same digest."""
    return yaml.load(written(value), Loader=Loader)


def _laid(
    members: Sequence[Deployed], wanted: Sequence[dict[Leaf, Any]], path: Path, before: str, *, outside: bool
) -> Imported:
    name = path.as_posix()
    edits = Edits(before, name)
    listed = parse(before, name).data["agents"]
    there = [(node, listed[place]) for place, node in edits.own_agents()]
    told: list[str] = []
    new: list[dict[Leaf, Any]] = []
    places = _places(wanted, [data for _, data in there])
    taken = set(places)
    _rename(wanted, places, [str(data.get("id")) for _, data in there])
    for fields, place in zip(wanted, places, strict=True):
        if place is None:
            new.append(fields)
        else:
            told += _merge(edits, *there[place], fields)
    edits.append([_entry(fields) for fields in new])
    for place, (node, data) in enumerate(there):
        if place not in taken:
            told += _gone(edits, node, data)
    told += _left_alone([there[place] for place in places if place is not None], edits)
    told += [_counted(len(new), "added") + f": {', '.join(fields['id'] for fields in new[:8])}"] if new else []
    return Imported(edits.done(), tuple(told), outside)


def _places(wanted: Sequence[Mapping[Leaf, Any]], there: Sequence[Mapping[str, Any]]) -> list[int | None]:
    """Where each agent stands already: by its prompt, which people rarely rename, else by its id.

    All prompts come first: else an agent would be given the place of one that is renamed and still to come.
    """
    by_prompt: dict[Any, list[int]] = {}
    by_id: dict[Any, list[int]] = {}
    for place, data in enumerate(there):
        by_prompt.setdefault((_text(data, "prompt.file"), _text(data, "prompt.agent")), []).append(place)
        by_id.setdefault(_text(data, "id"), []).append(place)
    places: list[int | None] = []
    for fields in wanted:
        fitting = by_prompt.get((fields["prompt.file"], fields["prompt.agent"]), [])
        places.append(fitting.pop(0) if fitting else None)
    taken = set(places)
    for number, fields in enumerate(wanted):
        if places[number] is None:
            places[number] = next((one for one in by_id.get(fields["id"], ()) if one not in taken), None)
            taken.add(places[number])
    return places


def _rename(wanted: Sequence[dict[Leaf, Any]], places: Sequence[int | None], there: Sequence[str]) -> None:
    """Give new agents ids that nobody has, and let everybody call the others by the ids that stand in the inventory."""
    taken = set(there)
    ids: dict[str, str] = {}
    for fields, place in zip(wanted, places, strict=True):
        own = fields["id"]
        if place is None:
            fields["id"] = _free(own, taken)
            taken.add(fields["id"])
        ids[own] = fields["id"] if place is None else there[place]
    for fields in wanted:
        if "calls" in fields:
            fields["calls"] = [ids.get(one, one) for one in fields["calls"]]


def _text(data: Mapping[str, Any], leaf: Leaf) -> str | None:
    value = _at(data, leaf)
    return value if isinstance(value, str) else None


def _merge(edits: Edits, node: MappingNode, data: dict[str, Any], fields: Mapping[Leaf, Any]) -> list[str]:
    """Lay an agent's fields into the entry that is there; what was done, told."""
    number, known = _remembered(edits, node)
    if number is None:
        return []
    fields = {leaf: value for leaf, value in fields.items() if not layers.excludes(data, leaf)}
    fields, told = _within_the_schedule(data, fields)
    absent = {}
    for leaf, value in fields.items():
        held, plain = edits.value(node, leaf), _plain(value)
        now = None if held is None else _at(data, leaf)
        is_shared = edits.is_shared(node, leaf)
        if held is None:
            if leaf not in known and not is_shared:
                absent[leaf] = value
        elif digest(now) == digest(plain):
            continue
        elif known.get(leaf) == digest(now) and not is_shared:
            edits.replace(held, value)
            told.append(f"{data.get('id')}: {leaf} is {written(value)} now; it was {written(now)}")
        elif known.get(leaf) != digest(plain):
            told.append(
                f"{data.get('id')}: {leaf} stays {written(now)}, as you wrote it; the source has {written(value)}"
            )
    told += [f"{data.get('id')}: {leaf} is {written(value)}; it was not there" for leaf, value in absent.items()]
    edits.add(node, absent)
    mark = _mark(fields)
    if edits.line(number).strip() != mark:
        edits.replace_line(number, mark)
    for line in _gone_lines(edits, node):
        edits.remove_line(line)
        told.append(f"{data.get('id')}: it is there again")
    return told


def _within_the_schedule(data: Mapping[str, Any], fields: dict[Leaf, Any]) -> tuple[dict[Leaf, Any], list[str]]:
    """The fields without a volume that is more than the schedule which a person wrote makes of calls; told."""
    schedule, kept, told = _at(data, "traffic.every_minutes"), dict(fields), []
    volumes = [name for name in _VOLUMES if schedule is not None and f"traffic.{name}" in fields]
    for name, leaf in ((name, f"traffic.{name}") for name in volumes):
        try:
            Traffic.model_validate({"every_minutes": schedule, name: fields[leaf]})
        except ValidationError:
            said = written(kept.pop(leaf))
            told.append(f"{data.get('id')}: {leaf} is {said} in the source, which your every_minutes does not allow")
    return kept, told


def _left_alone(found: Sequence[tuple[MappingNode, Mapping[str, Any]]], edits: Edits) -> list[str]:
    """The agents that are in the sources, too, and are people's own all the same, in a sentence."""
    ids = [str(data.get("id")) for node, data in found if _remembered(edits, node)[0] is None]
    if not ids:
        return []
    what = "has no line that says how it was imported, so it is yours and stays"
    if len(ids) > 1:
        what = "have no line that says how they were imported, so they are yours and stay"
    return [f"{_counted(len(ids), what)}: {', '.join(ids[:8])}"]


def _remembered(edits: Edits, node: MappingNode) -> tuple[int | None, dict[Leaf, str]]:
    """The comment's line and what it says of each field; without a comment all fields are somebody's."""
    for number in edits.lines_of(node):
        found = _MARK.match(edits.line(number))
        if found:
            return number, dict(pair.split("=") for pair in found[1].split())
    return None, {}


def _gone_lines(edits: Edits, node: MappingNode) -> list[int]:
    return [number for number in edits.lines_of(node) if edits.line(number).strip() == GONE]


def _gone(edits: Edits, node: MappingNode, data: dict[str, Any]) -> list[str]:
    """Mark an agent that was imported once and is not in the sources; people's own agents are none of our business."""
    number, _ = _remembered(edits, node)
    if number is None:
        return []
    if not _gone_lines(edits, node):
        edits.insert_first(node, GONE)
    return [f"{data.get('id')}: not found any more; it is kept, with a comment"]


def _at(data: Any, leaf: Leaf) -> Any:
    for step in leaf.split("."):
        data = data.get(step) if isinstance(data, dict) else None
    return data


def _free(id: str, ids: set[str]) -> str:
    """The id, or with a number where somebody has it already."""
    number, free = 2, id
    while free in ids:
        free, number = f"{id}-{number}", number + 1
    return free


def _counted(number: int, how: str) -> str:
    return f"{number:,} agent{'' if number == 1 else 's'} {how}"


def _is_own(member: Deployed) -> bool:
    """Whether an agent stands in an inventory already, be it with a prompt from elsewhere."""
    return member.origin is None or member.origin.format == INVENTORY
