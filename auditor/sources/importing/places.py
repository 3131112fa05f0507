"""Which entry of an inventory is which agent of the sources, and what each is called then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from auditor.sources.importing.leaves import Leaf


def placed(wanted: Sequence[Mapping[Leaf, Any]], there: Sequence[Mapping[str, Any]]) -> list[int | None]:
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


def rename(wanted: Sequence[dict[Leaf, Any]], places: Sequence[int | None], there: Sequence[str]) -> None:
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


def at(data: Any, leaf: Leaf) -> Any:
    """What stands at a leaf of an entry; None where nothing does."""
    for step in leaf.split("."):
        data = data.get(step) if isinstance(data, dict) else None
    return data


def _text(data: Mapping[str, Any], leaf: Leaf) -> str | None:
    value = at(data, leaf)
    return value if isinstance(value, str) else None


def _free(id: str, ids: set[str]) -> str:
    """The id, or with a number where somebody has it already."""
    number, free = 2, id
    while free in ids:
        free, number = f"{id}-{number}", number + 1
    return free
