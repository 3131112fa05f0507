"""Agents that take their text from a file in which an agent of its own stands: one prompt is audited once."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from auditor.sources.formats import ON_REQUEST
from auditor.sources.found import Read, Skipped

_IS_COPY = "its text stands in {}, which is an agent itself: that one is audited, also on the tests given here"


def without(agents: Sequence[Read]) -> tuple[list[Read], list[tuple[Read, Skipped]], frozenset[str]]:
    """The agents that are audited, those that are copies of them and why, and the real paths of mere parts.

    A file that only gives an agent its text is a part of it. Where it is an agent by its own format, that one is
    deployed, with a model and tools of its own; what names the file besides only tries it out.
    """
    homes = {id(agent): os.path.realpath(agent.file.path) for agent in agents}
    used = {os.path.realpath(path) for agent in agents for path in agent.found.uses}
    if not used:
        return list(agents), [], frozenset()
    texts = {id(agent): os.path.realpath(agent.found.prompt.location.file) for agent in agents if agent.found.uses}
    own = {
        home
        for agent in agents
        if (home := homes[id(agent)]) == texts.get(id(agent), home) and agent.format.NAME not in ON_REQUEST
    }
    tests: dict[str, Any] = {}
    kept: list[Read] = []
    copies: list[tuple[Read, Skipped]] = []
    for agent in agents:
        home, found = homes[id(agent)], agent.found
        text = texts.get(id(agent), home)
        if text != home and text in own:
            tests.setdefault(text, found.declared.get("prompting"))
            copies.append((agent, Skipped(_IS_COPY.format(found.prompt.location.file), found.line, found.name)))
        elif home not in used or agent.format.NAME not in ON_REQUEST:
            kept.append(agent)
    kept = [_tried(agent, tests.get(homes[id(agent)])) for agent in kept]
    return kept, copies, frozenset(used - set(homes.values()))


def _tried(agent: Read, prompting: object) -> Read:
    """The agent with the tests that a copy of it is tried on, if it names none itself."""
    if not prompting or "prompting" in agent.found.declared:
        return agent
    declared = {**agent.found.declared, "prompting": prompting}
    return replace(agent, found=replace(agent.found, declared=declared))
