"""The fleet graph: hand-offs, shared knowledge sources, and blocks shared by several prompts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from auditor.graph.blocks import similarity
from auditor.model.agent import Agent
from auditor.model.facts import Block
from auditor.model.shared import BlockUse, FleetGraph, SharedBlock, SharedSource

_PROBES = 8
"""Sketch values by which near copies are looked up; two blocks of similarity 0.7 miss all eight once in 15,000."""
_MOST_CANDIDATES = 50
"""Blocks compared per probe value: beyond that a value is a turn of phrase, not a sign of kinship."""


def build(agents: Sequence[Agent], blocks: Mapping[str, tuple[Block, ...]], least: int, near: Decimal) -> FleetGraph:
    """The graph of a fleet; `blocks` by agent id, `least` in tokens, `near` a Jaccard similarity."""
    return FleetGraph(
        hand_offs=tuple(sorted((agent.id, target) for agent in agents for target in agent.calls)),
        cycles=_cycles(agents),
        sources=_sources(agents),
        blocks=_blocks(blocks, least, float(near)),
    )


def _cycles(agents: Sequence[Agent]) -> tuple[tuple[str, ...], ...]:
    """Groups of agents that can hand a conversation round in circles."""
    edges = [(agent.id, target) for agent in agents for target in agent.calls]
    if not edges:
        return ()
    import networkx

    graph: networkx.DiGraph[str] = networkx.DiGraph(edges)
    groups = networkx.strongly_connected_components(graph)
    return tuple(sorted(tuple(sorted(group)) for group in groups if len(group) > 1))


def _sources(agents: Sequence[Agent]) -> tuple[SharedSource, ...]:
    users: dict[str, list[str]] = defaultdict(list)
    for agent in agents:
        for name in dict.fromkeys(source.name for source in agent.knowledge or ()):
            users[name].append(agent.id)
    return tuple(SharedSource(name, tuple(sorted(ids))) for name, ids in sorted(users.items()) if len(ids) > 1)


def _blocks(blocks: Mapping[str, tuple[Block, ...]], least: int, near: float) -> tuple[SharedBlock, ...]:
    uses: dict[str, list[BlockUse]] = defaultdict(list)
    samples: dict[str, Block] = {}
    for agent in sorted(blocks):
        for block in blocks[agent]:
            if block.tokens >= least:
                uses[block.digest].append(BlockUse(agent, block.line, block.tokens))
                samples.setdefault(block.digest, block)
    shared = [
        _shared(group, uses, samples)
        for group in _kin(samples, near)
        if len({use.agent for digest in group for use in uses[digest]}) > 1
    ]
    return tuple(sorted(shared, key=lambda block: (-block.total_tokens, block.id)))


def _shared(group: Iterable[str], uses: Mapping[str, list[BlockUse]], samples: Mapping[str, Block]) -> SharedBlock:
    digests = sorted(group, key=lambda digest: (-len(uses[digest]), digest))
    copies = [use for digest in digests for use in uses[digest]]
    return SharedBlock(
        id=digests[0],
        kind="exact" if len(digests) == 1 else "near",
        tokens=max(use.tokens for use in copies),
        is_volatile=any(samples[digest].is_volatile for digest in digests),
        uses=tuple(sorted(copies, key=lambda use: (use.agent, use.line))),
    )


def _kin(samples: Mapping[str, Block], near: float) -> Iterable[set[str]]:
    """Digests grouped into families of near copies; a block without kin is a family of one."""
    probes: dict[int, list[str]] = defaultdict(list)
    for digest, block in samples.items():
        for value in block.sketch[:_PROBES]:
            probes[value].append(digest)
    pairs = set()
    for candidates in probes.values():
        for index, one in enumerate(candidates[:_MOST_CANDIDATES]):
            for other in candidates[index + 1 : _MOST_CANDIDATES]:
                pair = (one, other) if one < other else (other, one)
                if pair not in pairs and similarity(samples[one].sketch, samples[other].sketch) >= near:
                    pairs.add(pair)
    if not pairs:
        return [{digest} for digest in samples]
    import networkx

    graph: networkx.Graph[str] = networkx.Graph()
    graph.add_nodes_from(samples)
    graph.add_edges_from(pairs)
    found: Iterable[set[str]] = networkx.connected_components(graph)
    return found
