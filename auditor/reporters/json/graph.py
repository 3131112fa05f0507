"""What the run document says about the fleet as a graph: hand-offs, sources, shared blocks, pools."""

from __future__ import annotations

from typing import Any

from auditor.model.measurement import Known, Measurement, known
from auditor.model.money import Range, plain
from auditor.model.shared import BlockWorth, Disagreement, FleetGraph, SharedBlock
from auditor.reporters.json.economics import pool, span


def graph(found: FleetGraph) -> dict[str, Any]:
    """The graph as plain data."""
    return {
        "hand_offs": [{"from": one, "to": other} for one, other in found.hand_offs],
        "cycles": [list(cycle) for cycle in found.cycles],
        "sources": [{"name": source.name, "agents": list(source.agents)} for source in found.sources],
        "blocks": [_block(block) for block in found.blocks],
        "pools": [pool(one) for one in found.pools],
    }


def _block(block: SharedBlock) -> dict[str, Any]:
    return {
        "id": block.id,
        "kind": block.kind,
        "tokens": block.tokens,
        "total_tokens": block.total_tokens,
        "volatile": block.is_volatile,
        "words": block.words,
        "kinds": list(block.kinds),
        "uses": [{"agent": use.agent, "line": use.line, "tokens": use.tokens} for use in block.uses],
        "disagreements": [_disagreement(one) for one in block.disagreements],
        "worth": None if block.worth is None else _worth(block.worth),
    }


def _disagreement(found: Disagreement) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "said": found.said,
        "sayings": [{"agent": one.agent, "line": one.line, "value": one.value} for one in found.sayings],
    }


def _worth(worth: BlockWorth) -> dict[str, Any]:
    share = known(worth.retrieval_pays_below)
    return {
        "agents": worth.agents,
        "calls_per_month": _ends(worth.calls),
        "carried_per_month": _ends(worth.carried),
        "cached_saves_per_month": _ends(worth.cached_saves),
        "retrieval_pays_below": None if share is None else plain(share),
        "unknown": worth.unknown,
    }


def _ends(fact: Measurement[Range]) -> dict[str, str] | None:
    return span(fact.value) if isinstance(fact, Known) else None
