"""Several fleets as one, and the model of agents that name none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from auditor.errors import InputError, Problem
from auditor.model.agent import Model
from auditor.model.finding import Location
from auditor.model.fleet import Deployed, Fleet, sha256
from auditor.sources.found import MOST_NAME
from auditor.sources.reading import note


def joined(fleets: Sequence[Fleet]) -> Fleet:
    """Several fleets as one; raises InputError if an id that people gave stands in two of them.

    Ids that were made of names are told apart by their sources.
    """
    if len(fleets) == 1:
        return fleets[0]
    fleets = _told_apart(fleets)
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


def _told_apart(fleets: Sequence[Fleet]) -> list[Fleet]:
    count = Counter(member.agent.id for fleet in fleets for member in fleet.members)
    return [_renamed(fleet, {id for id, times in count.items() if times > 1}) for fleet in fleets]


def _renamed(fleet: Fleet, twice: set[str]) -> Fleet:
    """The fleet with its source's path before each id that another has too, as long as nobody gave that id."""
    names = {
        member.agent.id: f"{PurePath(fleet.path).as_posix()}:{member.agent.id}"[-MOST_NAME:]
        for member in fleet.members
        if member.agent.id in twice and member.origin is not None
    }
    if not names:
        return fleet
    return replace(
        fleet,
        members=tuple(_with_ids(member, names) for member in fleet.members),
        notes=tuple(replace(one, agent=names.get(one.agent, one.agent)) if one.agent else one for one in fleet.notes),
    )


def _with_ids(member: Deployed, names: dict[str, str]) -> Deployed:
    agent = member.agent
    calls = tuple(names.get(id, id) for id in agent.calls)
    return replace(member, agent=agent.model_copy(update={"id": names.get(agent.id, agent.id), "calls": calls}))


def with_model(fleet: Fleet, model: Model | None) -> Fleet:
    """The fleet with `model` for every agent that names none, and a note on how many those are."""
    unnamed = [member for member in fleet.members if member.agent.model.name is None]
    if model is None or not unnamed:
        return fleet
    named = {"provider": model.provider, "name": model.name}
    members = (
        member
        if member.agent.model.name is not None
        else replace(
            member, agent=member.agent.model_copy(update={"model": member.agent.model.model_copy(update=named)})
        )
        for member in fleet.members
    )
    label = " ".join(filter(None, (model.provider, model.name)))
    of, all = len(unnamed), len(fleet.members)
    message = f"{of:,} of {all:,} agents {'names' if of == 1 else 'name'} no model; the default is taken, {label}."
    return replace(
        fleet,
        members=tuple(members),
        notes=(*fleet.notes, note("default-model", Location(fleet.path), message, "info", label)),
    )
