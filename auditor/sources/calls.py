"""Who hands off to whom: names and files, as formats give them, become the ids of agents that were read."""

from __future__ import annotations

import os
from collections.abc import Sequence

from auditor.model.finding import Finding
from auditor.sources.found import Read, one_line
from auditor.sources.reading import note


class Directory:
    """The agents of a fleet by what others may call them; a name that several bear is nobody's."""

    def __init__(self, agents: Sequence[Read], ids: Sequence[str]) -> None:
        self._by_name: dict[tuple[str, str], str | None] = {}
        self._by_file: dict[str, str] = {}
        self._ids = {id(agent): found for agent, found in zip(agents, ids, strict=True)}
        if not any(agent.found.calls for agent in agents):
            return
        for agent, found in zip(agents, ids, strict=True):
            self._by_file.setdefault(os.path.realpath(agent.file.path), found)
            for name in {agent.found.name, agent.found.key, agent.file.path.stem} - {""}:
                asked = (agent.format.NAME, name.casefold())
                self._by_name[asked] = found if self._by_name.get(asked, found) == found else None

    def of(self, agent: Read, notes: list[Finding]) -> tuple[str, ...]:
        """The ids of those whom an agent hands off to; whoever was not read is told in `notes`."""
        called = []
        for who in dict.fromkeys(agent.found.calls):
            if isinstance(who, str):
                found = self._by_name.get((agent.format.NAME, who.casefold()))
            else:
                found = self._by_file.get(os.path.realpath(who))
            if found is not None:
                called.append(found)
                continue
            name, own = one_line(who), self._ids[id(agent)]
            said = f"{own} hands off to {name}, which is not among the agents that were read."
            notes.append(note("hand-off-unknown", agent.file.at(agent.found.line), said, "info", f"{own} {name}", own))
        return tuple(dict.fromkeys(called))
