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
        cards=tuple(card for fleet in fleets for card in fleet.cards),
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
    """The fleet with `model` for every agent that names none, with notes on how many those are.

    An agent that names another provider runs there, on a model that stays unknown.
    """
    unnamed = [member.agent.model for member in fleet.members if member.agent.model.name is None]
    if model is None or not unnamed:
        return fleet
    label = " ".join(filter(None, (model.provider, model.name)))
    of, elsewhere = (sum(_may_be(one, model) == is_taken for one in unnamed) for is_taken in (True, False))
    says = f"of {len(fleet.members):,} agents"
    messages = []
    if of:
        taken = f"{'names' if of == 1 else 'name'} no model; the default is taken, {label}"
        messages.append((f"{of:,} {says} {taken}.", label))
    if elsewhere:
        left = f"{'names' if elsewhere == 1 else 'name'} another provider than the default, {label}, and no model"
        messages.append((f"{elsewhere:,} {says} {left}, which stays unknown.", f"{label} elsewhere"))
    place = Location(fleet.path)
    return replace(
        fleet,
        members=tuple(_on(member, model) for member in fleet.members),
        notes=(*fleet.notes, *(note("default-model", place, said, "info", subject) for said, subject in messages)),
    )


def _may_be(own: Model, default: Model) -> bool:
    """Whether an agent may run on the default: it names neither a model nor another provider."""
    return own.name is None and own.provider in (None, default.provider)


def _on(member: Deployed, default: Model) -> Deployed:
    own = member.agent.model
    if not _may_be(own, default):
        return member
    model = own.model_copy(update={"provider": default.provider, "name": default.name})
    return replace(member, agent=member.agent.model_copy(update={"model": model}))
