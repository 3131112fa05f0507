"""Who hands off to whom: names and files, as formats give them, become the ids of agents that were read."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from auditor.model.finding import Finding
from auditor.sources.found import Read, one_line
from auditor.sources.reading import note

_NOT_READ = "which is not among the agents that were read"
_SEVERAL = "and several agents are called so"


class Directory:
    """The agents of a fleet by what others may call them; a name that several bear is nobody's."""

    def __init__(self, agents: Sequence[Read], ids: Sequence[str]) -> None:
        self._by_name: dict[tuple[str, str, str], str | None] = {}
        """By format, file and name, and without a file for all files; None if several bear the name."""
        self._by_file: dict[str, str] = {}
        self._ids = {id(agent): found for agent, found in zip(agents, ids, strict=True)}
        if not any(agent.found.calls for agent in agents):
            return
        for agent, found in zip(agents, ids, strict=True):
            path = os.path.realpath(agent.file.path)
            self._by_file.setdefault(path, found)
            for name in {agent.found.name, agent.found.key, agent.file.path.stem} - {""}:
                for asked in ((agent.format.NAME, file, name.casefold()) for file in (path, "")):
                    self._by_name[asked] = found if self._by_name.get(asked, found) == found else None

    def of(self, agent: Read, notes: list[Finding]) -> tuple[str, ...]:
        """The ids of those whom an agent hands off to; who is not to be found is told in `notes`."""
        called = []
        for who in dict.fromkeys(agent.found.calls):
            found, because = self._meant(agent, who)
            if found is not None:
                called.append(found)
                continue
            name, own = one_line(who), self._ids[id(agent)]
            said = f"{own} hands off to {name}, {because}."
            notes.append(note("hand-off-unknown", agent.file.at(agent.found.line), said, "info", f"{own} {name}", own))
        return tuple(dict.fromkeys(called))

    def _meant(self, agent: Read, who: str | Path) -> tuple[str | None, str]:
        """The id of the agent that is meant, one of the caller's own file before all others; else why there is none."""
        if isinstance(who, Path):
            return self._by_file.get(os.path.realpath(who)), _NOT_READ
        own = os.path.realpath(agent.file.path)
        for asked in ((agent.format.NAME, file, who.casefold()) for file in (own, "")):
            if asked in self._by_name:
                return self._by_name[asked], _SEVERAL
        return None, _NOT_READ
