"""The fleet graph: hand-offs, shared knowledge sources, and blocks shared by several prompts."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from decimal import Decimal
from itertools import combinations

from auditor.graph.blocks import may_be_similar, similarity
from auditor.graph.disagreements import disagreements
from auditor.model.agent import Agent
from auditor.model.facts import Block
from auditor.model.fleet import sha256
from auditor.model.shared import BlockUse, FleetGraph, SharedBlock, SharedSource

Groups = list[list[str]]

_PROBES = 6
"""Sketch values by which near copies are looked up; two blocks of similarity 0.7 miss all six once in 1,400."""
_MOST_CANDIDATES = 50
"""Blocks compared per probe value: beyond that a value is a turn of phrase, not a sign of kinship."""


def build(
    agents: Sequence[Agent],
    blocks: Mapping[str, tuple[Block, ...]],
    least: int,
    near: Decimal,
    memory: MutableMapping[str, str],
) -> FleetGraph:
    """The graph of a fleet; `blocks` by agent id, `least` in tokens, `near` a Jaccard similarity.

    `memory` keeps groupings of an unchanged fleet from one run to the next, so that networkx need not be loaded.
    """
    edges = sorted((agent.id, target) for agent in agents for target in agent.calls)
    return FleetGraph(
        hand_offs=tuple(edges),
        cycles=_cycles(edges, memory),
        sources=_sources(agents),
        blocks=_blocks(blocks, least, float(near), memory),
    )


def _remembered(name: str, asked: object, memory: MutableMapping[str, str], work: Callable[[], Groups]) -> Groups:
    key = f"graph 2|{name}|{sha256(json.dumps(asked))}"
    if key not in memory:
        memory[key] = json.dumps(work())
    groups: Groups = json.loads(memory[key])
    return groups


def _cycles(edges: list[tuple[str, str]], memory: MutableMapping[str, str]) -> tuple[tuple[str, ...], ...]:
    """Groups of agents that can hand a conversation round in circles."""
    if not edges:
        return ()
    groups = _remembered("cycles", edges, memory, lambda: _circles(edges))
    return tuple(tuple(group) for group in groups)


def _circles(edges: list[tuple[str, str]]) -> Groups:
    import networkx

    graph: networkx.DiGraph[str] = networkx.DiGraph(edges)
    groups = networkx.strongly_connected_components(graph)
    return sorted(sorted(group) for group in groups if len(group) > 1 or graph.has_edge(*(tuple(group) * 2)))


def _sources(agents: Sequence[Agent]) -> tuple[SharedSource, ...]:
    users: dict[str, list[str]] = defaultdict(list)
    for agent in agents:
        for name in dict.fromkeys(source.name for source in agent.knowledge or ()):
            users[name].append(agent.id)
    return tuple(SharedSource(name, tuple(sorted(ids))) for name, ids in sorted(users.items()) if len(ids) > 1)


def _blocks(
    blocks: Mapping[str, tuple[Block, ...]], least: int, near: float, memory: MutableMapping[str, str]
) -> tuple[SharedBlock, ...]:
    uses: dict[str, list[BlockUse]] = defaultdict(list)
    samples: dict[str, Block] = {}
    copies: dict[str, list[tuple[str, Block]]] = defaultdict(list)
    for agent in sorted(blocks):
        for block in blocks[agent]:
            if block.tokens >= least:
                uses[block.digest].append(BlockUse(agent, block.line, block.tokens))
                samples.setdefault(block.digest, block)
                copies[block.digest].append((agent, block))
    asked = [near, sorted((digest, block.template) for digest, block in samples.items())]
    shared = [
        _shared(group, uses, samples, copies)
        for group in _remembered("blocks", asked, memory, lambda: _kin(samples, near))
        if len({use.agent for digest in group for use in uses[digest]}) > 1
    ]
    return tuple(sorted(shared, key=lambda block: (-block.total_tokens, block.id)))


def _shared(
    group: Iterable[str],
    uses: Mapping[str, list[BlockUse]],
    samples: Mapping[str, Block],
    held: Mapping[str, list[tuple[str, Block]]],
) -> SharedBlock:
    digests = sorted(group, key=lambda digest: (-len(uses[digest]), digest))
    copies = [use for digest in digests for use in uses[digest]]
    ageing = [samples[digest] for digest in digests if samples[digest].is_volatile]
    return SharedBlock(
        id=digests[0],
        kind="exact" if len(digests) == 1 else "near",
        tokens=max(use.tokens for use in copies),
        is_volatile=bool(ageing),
        uses=tuple(sorted(copies, key=lambda use: (use.agent, use.line))),
        words=ageing[0].words if ageing else "",
        kinds=tuple(sorted({one.kind for block in ageing for one in block.stated})),
        disagreements=disagreements([copy for digest in digests for copy in held[digest]]) if len(digests) > 1 else (),
    )


def _kin(samples: Mapping[str, Block], near: float) -> Groups:
    """Digests grouped into families of near copies; a block without kin is a family of one."""
    probes: dict[int, list[str]] = defaultdict(list)
    for digest, block in samples.items():
        for value in block.sketch[:_PROBES]:
            probes[value].append(digest)
    families = _families(samples, probes.values(), near)
    together = [sorted(family) for family in families]
    alone = samples.keys() - {digest for family in together for digest in family}
    return [[digest] for digest in sorted(alone)] + sorted(together)


def _same_template(samples: Mapping[str, Block]) -> list[list[str]]:
    """Blocks that differ in nothing but the facts that age, however many of those they hold."""
    alike: dict[str, list[str]] = defaultdict(list)
    for digest, block in sorted(samples.items()):
        if block.template:
            alike[block.template].append(digest)
    return [digests for digests in alike.values() if len(digests) > 1]


def _families(samples: Mapping[str, Block], candidates: Iterable[list[str]], near: float) -> Iterable[set[str]]:
    """Near copies joined to families; two blocks that are joined already need not be compared."""
    if len(samples) < 2:
        return ()  # and networkx need not be loaded
    from networkx.utils import UnionFind

    sets = {digest: frozenset(block.sketch) for digest, block in samples.items()}
    joined: UnionFind[str] = UnionFind()
    unlike: set[tuple[str, str]] = set()
    for alike in _same_template(samples):
        joined.union(*alike)
    for group in candidates:
        for pair in combinations(sorted(group[:_MOST_CANDIDATES]), 2):
            one, other = pair
            if pair in unlike or joined[one] == joined[other]:
                continue
            is_near = may_be_similar(sets[one], sets[other], near)
            if is_near and similarity(samples[one].sketch, samples[other].sketch) >= near:
                joined.union(one, other)
            else:
                unlike.add(pair)
    families: Iterable[set[str]] = joined.to_sets()
    return families
