"""Agents that hand work to each other, drawn workflow by workflow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from auditor.model.run import Run
from auditor.reporters.html.charts.layers import Drawing, Edge, columns_of, drawn
from auditor.reporters.html.figures import plural

MOST_AGENTS, MOST_DRAWN, MOST_BOXES = 60, 8, 100
"""No workflow of more agents is drawn, and no more workflows or boxes in all: the hand-offs are listed anyway."""


@dataclass(frozen=True, slots=True)
class Workflow:
    """Agents connected by hand-offs."""

    says: str
    drawing: Drawing


@dataclass(frozen=True, slots=True)
class WorkflowsPart:
    """The workflows that are drawn, the largest first, and what is not drawn."""

    workflows: tuple[Workflow, ...]
    note: str


def workflows_part(run: Run) -> WorkflowsPart:
    """Every workflow that can be taken in at a glance."""
    names = {audited.agent.id: audited.agent.title for audited in run.agents}
    found = _connected(run.graph.hand_offs)
    small = [edges for edges in found if len(_agents(edges)) <= MOST_AGENTS]
    shown: list[list[Edge]] = []
    boxes = 0
    for edges in small[:MOST_DRAWN]:
        boxes += len(_agents(edges))
        if shown and boxes > MOST_BOXES:
            break
        shown.append(edges)
    return WorkflowsPart(tuple(_workflow(edges, names) for edges in shown), _note(len(found) - len(shown), bool(shown)))


def _workflow(edges: Sequence[Edge], names: dict[str, str]) -> Workflow:
    ids = _agents(edges)
    columns = columns_of(edges)
    all_names = {one: names.get(one, one) for one in ids}
    says = f"{plural(len(ids), 'agent')} and {plural(len(edges), 'hand-off')}; the list of hand-offs names each"
    return Workflow(says, drawn(columns, edges, all_names))


def _note(left: int, any_shown: bool) -> str:  # noqa: FBT001  of two facts
    if left <= 0:
        return ""
    what = plural(left, "more workflow" if any_shown else "workflow")
    return f"{what} not drawn (no workflow of more than {MOST_AGENTS} agents is): see the list of hand-offs."


def _agents(edges: Sequence[Edge]) -> list[str]:
    return sorted({agent for edge in edges for agent in edge})


def _connected(edges: Sequence[Edge]) -> list[list[Edge]]:
    """The hand-offs by the workflow that they belong to, the workflow with most agents first."""
    leads: dict[str, str] = {}

    def first(agent: str) -> str:
        while leads.setdefault(agent, agent) != agent:
            leads[agent] = leads[leads[agent]]
            agent = leads[agent]
        return agent

    for one, other in edges:
        leads[first(one)] = first(other)
    groups: dict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        groups[first(edge[0])].append(edge)
    return sorted(groups.values(), key=lambda group: (-len(_agents(group)), group))
