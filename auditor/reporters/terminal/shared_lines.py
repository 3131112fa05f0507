"""Changing facts that stand in several prompts: what carrying them costs, and who says them otherwise."""

from __future__ import annotations

from auditor.model.measurement import Known
from auditor.model.run import Audited, Run
from auditor.model.shared import Disagreement, SharedBlock
from auditor.reporters.terminal.layout import indented
from auditor.reporters.terminal.paint import Paint
from auditor.reporters.words import clean, clipped, count, said_by_value, worth_of_block

MOST_BLOCKS = 5
MOST_CONFLICTS = 12


def fleet(run: Run, width: int, paint: Paint) -> list[str]:
    """The blocks of changing facts to move once, the dearest first; nothing if no two prompts share any."""
    blocks = [block for block in run.graph.blocks if block.is_volatile]
    if not blocks:
        return []
    told = [paint(f"Changing facts in several prompts ({count(len(blocks))})", bold=True)]
    for block in sorted(blocks, key=_rank)[:MOST_BLOCKS]:
        told += _block(block, width)
    left = len(blocks) - MOST_BLOCKS
    return [*told, *([f"  … and {count(left)} more"] if left > 0 else []), ""]


def _rank(block: SharedBlock) -> tuple[float, int, str]:
    carried = block.worth.carried if block.worth else None
    cost = float(carried.value.point) if isinstance(carried, Known) else 0.0
    return -cost, -block.total_tokens, block.id


def _block(block: SharedBlock, width: int) -> list[str]:
    head = f"“{clean(block.words)}”: {count(block.tokens)} tokens ({', '.join(block.kinds)}) in "
    head += f"{count(len(block.agents))} prompts; {worth_of_block(block)}"
    told = indented(head, width, "  ", "    ")
    for found in block.disagreements[:MOST_CONFLICTS]:
        told += _disagreement(found, width)
    return told


def _disagreement(found: Disagreement, width: int) -> list[str]:
    return indented(
        f"disagree: {clean(clipped(found.said, 90))}: {clean(said_by_value(found))}", width, "    ", "      "
    )


def agent(audited: Audited, width: int, paint: Paint) -> list[str]:
    """What the agent's prompt says otherwise than copies of the same text elsewhere."""
    conflicts = audited.facts.conflicts
    if not conflicts:
        return []
    told = [paint("Said otherwise in other prompts", bold=True)]
    for one in conflicts[:MOST_CONFLICTS]:
        told += indented(
            f"line {one.line:<4} {one.kind:<8} than in {clean(', '.join(one.others))}", width, "  ", "    "
        )
    left = len(conflicts) - MOST_CONFLICTS
    return [*told, *([f"  … and {count(left)} more"] if left > 0 else []), ""]
