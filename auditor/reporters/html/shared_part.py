"""Blocks of changing facts that stand in several prompts: what carrying them costs, and where they disagree."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.model.measurement import Known
from auditor.model.run import Run
from auditor.model.shared import SharedBlock
from auditor.reporters.html.figures import NOTHING, compact, count, percent
from auditor.reporters.html.signs import Link, Links
from auditor.reporters.words import money_or_why

MOST_ROWS = 30
MOST_SAYINGS = 8


@dataclass(frozen=True, slots=True)
class Once:
    """A block that should be kept once."""

    words: str
    kinds: str
    tokens: str
    agents: str
    calls: str
    carried: str
    cached: str
    retrieval: str
    note: str


@dataclass(frozen=True, slots=True)
class Said:
    """What one prompt says."""

    value: str
    agent: Link
    line: str


@dataclass(frozen=True, slots=True)
class Dispute:
    """A sentence whose fact is not the same in all copies."""

    said: str
    kind: str
    sayings: tuple[Said, ...]
    more: str


@dataclass(frozen=True, slots=True)
class SharedPart:
    """The fleet's changing facts that stand in several prompts."""

    once: tuple[Once, ...]
    disputes: tuple[Dispute, ...]
    more: str


def shared_part(run: Run, links: Links) -> SharedPart:
    """The volatile blocks by size."""
    blocks = [block for block in run.graph.blocks if block.is_volatile]
    disputes = [_dispute(block, place, links) for block in blocks for place in _places(block)]
    left = max(len(blocks), len(disputes)) - MOST_ROWS
    return SharedPart(
        tuple(_once(block) for block in blocks[:MOST_ROWS]),
        tuple(disputes[:MOST_ROWS]),
        "Not all of them are shown here; audit.json has all." if left > 0 else "",
    )


def _places(block: SharedBlock) -> range:
    return range(len(block.disagreements))


def _once(block: SharedBlock) -> Once:
    worth = block.worth
    head = (block.words, ", ".join(block.kinds), count(block.tokens), count(len(block.agents)))
    if worth is None:
        return Once(*head, NOTHING, NOTHING, NOTHING, NOTHING, "")
    calls, share = worth.calls, worth.retrieval_pays_below
    return Once(
        *head,
        compact(calls.value) if isinstance(calls, Known) else "unknown",
        money_or_why(worth.carried),
        money_or_why(worth.cached_saves) if isinstance(worth.cached_saves, Known) else "unknown",
        percent(share.value) if isinstance(share, Known) else "unknown",
        f"{count(worth.agents)} of {count(len(block.agents))} agents: {worth.unknown}" if worth.unknown else "",
    )


def _dispute(block: SharedBlock, place: int, links: Links) -> Dispute:
    found = block.disagreements[place]
    left = len(found.sayings) - MOST_SAYINGS
    return Dispute(
        found.said,
        found.kind,
        tuple(Said(one.value, links.to(one.agent), f"{one.line:,}") for one in found.sayings[:MOST_SAYINGS]),
        f" and {left:,} more" if left > 0 else "",
    )
