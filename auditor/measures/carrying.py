"""What blocks of changing facts cost the fleet where they stand, and what one shared source would spare."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice

from auditor import costs
from auditor.measures import economics
from auditor.measures.economics import Question
from auditor.model.facts import Facts
from auditor.model.measurement import Known, Measurement, Unknown
from auditor.model.money import ZERO, Range
from auditor.model.shared import BlockUse, BlockWorth, Conflict, Disagreement, FleetGraph, SharedBlock

_STEP = Decimal("0.0001")
MOST_OTHERS = 10
"""Agents that are named for saying otherwise; the graph has all."""


@dataclass(frozen=True, slots=True)
class _Use:
    """A use of a block, the place of its agent's question, and what it costs, or why nobody knows."""

    block: int
    place: int
    use: BlockUse


def with_worth(graph: FleetGraph, questions: Sequence[Question]) -> FleetGraph:
    """The graph with what each volatile block costs; the questions are those of its agents, or of more."""
    places = {question.agent.id: place for place, question in enumerate(questions)}
    uses = [
        _Use(number, places[use.agent], use)
        for number, block in enumerate(graph.blocks)
        if block.is_volatile
        for use in block.uses
        if use.agent in places
    ]
    if not uses:
        return graph
    found = economics.carried(
        [(questions[one.place], _tokens(questions, one), _is_early(questions, one)) for one in uses]
    )
    costed: dict[int, list[tuple[Question, Measurement[costs.Carried]]]] = {}
    for one, cost in zip(uses, found, strict=True):
        costed.setdefault(one.block, []).append((questions[one.place], cost))
    blocks = [
        replace(block, worth=_worth(block, costed[number])) if number in costed else block
        for number, block in enumerate(graph.blocks)
    ]
    return replace(graph, blocks=tuple(blocks))


def _tokens(questions: Sequence[Question], one: _Use) -> int:
    return questions[one.place].prompt.scaled(one.use.tokens)


def _is_early(questions: Sequence[Question], one: _Use) -> bool:
    """Whether a use stands before the first run-time text of its prompt."""
    slots = questions[one.place].prompt.breakers.slots
    return not slots or one.use.line < slots[0].line


def _worth(block: SharedBlock, costed: Sequence[tuple[Question, Measurement[costs.Carried]]]) -> BlockWorth:
    known = [(question, cost.value) for question, cost in costed if isinstance(cost, Known)]
    reasons = list(dict.fromkeys(cost.because for _, cost in costed if isinstance(cost, Unknown)))
    agents = {question.agent.id for question, _ in known}
    because = "; ".join(reasons[:2])
    if not known:
        unknown = Unknown(because)
        return BlockWorth(0, because, _calls(costed, because), unknown, unknown, unknown)
    note = f"for {len(agents)} of {len(block.agents)} agents" if reasons else ""
    carried = _sum([cost.today for _, cost in known])
    index = known[0][0].policy.scale_pays.retrieval_per_month.value.point
    return BlockWorth(
        agents=len(agents),
        unknown=because,
        calls=_calls(costed, because),
        carried=Known(carried, "USD/month", "computed", note),
        cached_saves=Known(_sum([cost.cached_saves for _, cost in known]), "USD/month", "computed", note),
        retrieval_pays_below=_share(carried.point - index, _sum([cost.fetched for _, cost in known]).point, note),
    )


def _calls(costed: Sequence[tuple[Question, Measurement[costs.Carried]]], because: str) -> Measurement[Range]:
    """Calls of all agents that have the block and a known volume; a copy that stands twice in a prompt counts once."""
    volumes = {question.agent.id: question.traffic.calls_per_month for question, _ in costed}
    said = [volume.value for volume in volumes.values() if isinstance(volume, Known)]
    if not said:
        return Unknown(because or "nobody declared how often they are called")
    note = "" if len(said) == len(volumes) else f"for {len(said)} of {len(volumes)} agents"
    return Known(_sum(said), "calls a month", "declared", note)


def _sum(ranges: Sequence[Range]) -> Range:
    return sum(ranges[1:], ranges[0])


def _share(spared: Decimal, fetched: Decimal, note: str) -> Measurement[Decimal]:
    """Up to which share of calls retrieval costs less: what carrying costs, the index paid, over a fetch per call."""
    if fetched <= 0:
        return Unknown("these agents are never called, so nothing would be fetched")
    share = min(Decimal(1), max(ZERO, spared / fetched))
    return Known(share.quantize(_STEP), "share of calls", "computed", note)


def with_conflicts(facts: Sequence[Facts], agents: Sequence[str], graph: FleetGraph) -> list[Facts]:
    """The facts of each agent with how widely its prompt's facts are shared, and what others say otherwise."""
    conflicts: dict[str, list[Conflict]] = {}
    copies: dict[str, int] = {}
    for block in graph.blocks:
        holders = block.agents if block.is_volatile else ()
        for agent in holders:
            copies[agent] = max(copies.get(agent, 0), len(holders) - 1)
        for found in block.disagreements:
            for agent, conflict in _conflicts(found):
                conflicts.setdefault(agent, []).append(conflict)
    return [
        replace(one, conflicts=tuple(conflicts.get(agent, ())), copies=copies.get(agent, 0))
        for one, agent in zip(facts, agents, strict=True)
    ]


def _conflicts(found: Disagreement) -> Iterator[tuple[str, Conflict]]:
    """Each agent of a disagreement with a few of those who say otherwise."""
    sayings = sorted(found.sayings)
    others: dict[str, list[str]] = {}
    for own in sayings:
        if own.value not in others:
            different = (one.agent for one in sayings if one.value != own.value)
            others[own.value] = list(islice(dict.fromkeys(islice(different, 2 * MOST_OTHERS)), MOST_OTHERS))
        named = tuple(agent for agent in others[own.value] if agent != own.agent)
        if named:
            yield own.agent, Conflict(found.kind, own.line, named)
