"""A2A cards and the agents of their names: what a card says that one can do are the agent's tasks."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from auditor.model.agent import Agent, Task
from auditor.model.finding import Finding
from auditor.model.fleet import Card, Deployed, Fleet
from auditor.sources.formats.a2a import WITHOUT_PROMPT
from auditor.sources.reading import note


def joined(fleet: Fleet) -> Fleet:
    """The fleet with the tasks that cards tell, and a note on each card: whose it is, or that it has no prompt.

    Only an agent that no other shares its name with, and that declares no tasks itself, takes them over.
    """
    if not fleet.cards:
        return fleet
    ours = Counter(_plain(member.agent) for member in fleet.members)
    cards = Counter(_word(card.name) for card in fleet.cards)
    of = {_word(card.name): card for card in fleet.cards if cards[_word(card.name)] == 1 == ours[_word(card.name)]}
    members = tuple(_with_tasks(member, of.get(_plain(member.agent))) for member in fleet.members)
    taken = {_plain(one.agent): one.agent for one, old in zip(members, fleet.members, strict=True) if one is not old}
    notes = (_note(card, taken.get(_word(card.name)) if cards[_word(card.name)] == 1 else None) for card in fleet.cards)
    return replace(fleet, members=members, notes=(*fleet.notes, *notes), cards=())


def _word(name: str) -> str:
    """A name as letters and digits alone: `Currency Agent` is `currency_agent`."""
    return "".join(filter(str.isalnum, name)).casefold()


def _plain(agent: Agent) -> str:
    return _word(agent.name or agent.id)


def _with_tasks(member: Deployed, card: Card | None) -> Deployed:
    agent = member.agent
    if card is None or not card.skills or agent.task.tasks is not None:
        return member
    task = Task.model_validate({**agent.task.model_dump(exclude_none=True), "tasks": card.skills})
    return replace(member, agent=agent.model_copy(update={"task": task}))


def _note(card: Card, agent: Agent | None) -> Finding:
    name = card.name or "A card"
    if agent is not None:
        said = f"The tasks of {agent.id} are the {len(card.skills):,} skills of its A2A card, {card.place.file}."
        return note("tasks-from-card", card.place, said, "info", agent.id, agent.id)
    what = f"{card.name} in {card.place.file}" if card.name else card.place.file
    return note("file-skipped", card.place, f"{what} is skipped: {WITHOUT_PROMPT}.", "low", f"{name}: {WITHOUT_PROMPT}")
