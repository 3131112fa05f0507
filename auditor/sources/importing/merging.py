"""What the sources say of an agent, laid into the entry that stands for it already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from yaml.nodes import MappingNode

from auditor.model.agent import Traffic
from auditor.sources import layers
from auditor.sources.importing.edits import Edits
from auditor.sources.importing.leaves import Leaf, digest, written
from auditor.sources.importing.marks import GONE, as_read, gone_lines, mark, remembered
from auditor.sources.importing.places import at

_VOLUMES = ("calls_per_month", "calls_per_day")


def merge(edits: Edits, node: MappingNode, data: dict[str, Any], fields: Mapping[Leaf, Any]) -> list[str]:
    """Lay an agent's fields into the entry that is there; what was done, told."""
    number, known = remembered(edits, node)
    if number is None:
        return []
    fields = {leaf: value for leaf, value in fields.items() if not layers.excludes(data, leaf)}
    fields, told = _within_the_schedule(data, fields)
    absent = {}
    for leaf, value in fields.items():
        held, plain = edits.value(node, leaf), as_read(value)
        now = None if held is None else at(data, leaf)
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
    remark = mark(fields)
    if edits.line(number).strip() != remark:
        edits.replace_line(number, remark)
    for line in gone_lines(edits, node):
        edits.remove_line(line)
        told.append(f"{data.get('id')}: it is there again")
    return told


def _within_the_schedule(data: Mapping[str, Any], fields: dict[Leaf, Any]) -> tuple[dict[Leaf, Any], list[str]]:
    """The fields without a volume that is more than the schedule which a person wrote makes of calls; told."""
    schedule, kept, told = at(data, "traffic.every_minutes"), dict(fields), []
    volumes = [name for name in _VOLUMES if schedule is not None and f"traffic.{name}" in fields]
    for name, leaf in ((name, f"traffic.{name}") for name in volumes):
        try:
            Traffic.model_validate({"every_minutes": schedule, name: fields[leaf]})
        except ValidationError:
            said = written(kept.pop(leaf))
            told.append(f"{data.get('id')}: {leaf} is {said} in the source, which your every_minutes does not allow")
    return kept, told


def gone(edits: Edits, node: MappingNode, data: dict[str, Any]) -> list[str]:
    """Mark an agent that was imported once and is not in the sources; people's own agents are none of our business."""
    number, _ = remembered(edits, node)
    if number is None:
        return []
    if not gone_lines(edits, node):
        edits.insert_first(node, GONE)
    return [f"{data.get('id')}: not found any more; it is kept, with a comment"]


def left_alone(found: Sequence[tuple[MappingNode, Mapping[str, Any]]], edits: Edits) -> list[str]:
    """The agents that are in the sources, too, and are people's own all the same, in a sentence."""
    ids = [str(data.get("id")) for node, data in found if remembered(edits, node)[0] is None]
    if not ids:
        return []
    what = "has no line that says how it was imported, so it is yours and stays"
    if len(ids) > 1:
        what = "have no line that says how they were imported, so they are yours and stay"
    return [f"{counted(len(ids), what)}: {', '.join(ids[:8])}"]


def counted(number: int, how: str) -> str:
    """So many agents of whom something is said."""
    return f"{number:,} agent{'' if number == 1 else 's'} {how}"
