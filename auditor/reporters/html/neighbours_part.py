"""What stands beside an agent in the fleet: who calls it, whom it calls, what text and knowledge it shares."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from auditor.model.run import Run
from auditor.model.shared import SharedBlock
from auditor.reporters.html.charts.layers import Drawing, drawn
from auditor.reporters.html.figures import count, plural
from auditor.reporters.html.signs import Link, Links

MOST_DRAWN, MOST_LINKS, MOST_BLOCKS = 6, 12, 8


@dataclass(frozen=True, slots=True)
class Told:
    """What an agent has to do with others, and with whom."""

    says: str
    agents: tuple[Link, ...]
    more: str


@dataclass(frozen=True, slots=True)
class NeighboursPart:
    """The agents one step away, drawn where there are hand-offs, and told in any case."""

    drawing: Drawing | None
    says: str
    told: tuple[Told, ...]


class _Shared(NamedTuple):
    """A shared block, with the line on which it starts in each agent that has it."""

    block: SharedBlock
    lines: dict[str, int]


class Neighbours:
    """The fleet's graph, from each agent's side."""

    def __init__(self, run: Run, links: Links) -> None:
        self._links = links
        self._titles = {audited.agent.id: audited.agent.title for audited in run.agents}
        self._callers: dict[str, list[str]] = defaultdict(list)
        self._callees: dict[str, list[str]] = defaultdict(list)
        for one, other in run.graph.hand_offs:
            self._callees[one].append(other)
            self._callers[other].append(one)
        self._blocks: dict[str, list[_Shared]] = defaultdict(list)
        for block in sorted(run.graph.blocks, key=lambda block: (-block.tokens, block.id)):
            shared = _Shared(block, {use.agent: use.line for use in reversed(block.uses)})
            for agent in shared.lines:
                self._blocks[agent].append(shared)
        self._sources: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
        for source in run.graph.sources:
            for agent in source.agents:
                self._sources[agent].append((source.name, source.agents))

    def of(self, agent: str) -> NeighboursPart:
        """The part of one agent's page."""
        callers, callees = self._callers.get(agent, []), self._callees.get(agent, [])
        told = []
        if callers:
            told.append(self._told("Gets work from", agent, callers))
        if callees:
            told.append(self._told("Hands off to", agent, callees))
        told += [self._told(f"Shares the source {name} with", agent, ids) for name, ids in self._sources.get(agent, [])]
        blocks = self._blocks.get(agent, [])
        told += [self._shared(agent, block) for block in blocks[:MOST_BLOCKS]]
        if len(blocks) > MOST_BLOCKS:
            told.append(Told(f"{plural(len(blocks) - MOST_BLOCKS, 'more shared block')} in audit.json", (), ""))
        says = f"{plural(len(callers), 'agent')} → {self._titles.get(agent, agent)} → {plural(len(callees), 'agent')}"
        return NeighboursPart(self._drawing(agent, callers, callees), says, tuple(told))

    def _told(self, says: str, agent: str, ids: Collection[str]) -> Told:
        others = islice((one for one in ids if one != agent), MOST_LINKS)
        left = len(ids) - (agent in ids) - MOST_LINKS
        links = tuple(self._links.to(one, self._titles.get(one, one)) for one in others)
        return Told(says, links, f" and {left:,} more" if left > 0 else "")

    def _shared(self, agent: str, shared: _Shared) -> Told:
        block = shared.block
        alike = "word for word" if block.kind == "exact" else "nearly"
        says = f"{count(block.tokens)} tokens from line {shared.lines[agent]:,} on stand {alike} in"
        return self._told(says, agent, shared.lines)

    def _drawing(self, agent: str, callers: Sequence[str], callees: Sequence[str]) -> Drawing | None:
        """Three columns: callers, the agent, callees; one that is both stands on both sides."""
        if not callers and not callees:
            return None
        names = {f"={agent}": self._titles.get(agent, agent)}
        columns, edges = [[f"={agent}"]], []
        if callers:
            columns.insert(0, self._side("<", callers, names))
            edges += [(one, f"={agent}") for one in columns[0]]
        if callees:
            columns.append(self._side(">", callees, names))
            edges += [(f"={agent}", one) for one in columns[-1]]
        return drawn(columns, edges, names, f"={agent}")

    def _side(self, sign: str, ids: Sequence[str], names: dict[str, str]) -> list[str]:
        shown = ids[:MOST_DRAWN] if len(ids) > MOST_DRAWN + 1 else ids
        side = [f"{sign}{one}" for one in shown]
        names.update(zip(side, (self._titles.get(one, one) for one in shown), strict=True))
        if len(ids) > len(shown):
            side.append(sign)
            names[sign] = f"{len(ids) - len(shown):,} more"
        return side
