"""The agents' own pages, packed: whole, as far as the room in one file goes."""

from __future__ import annotations

import math
from collections.abc import Sequence

from auditor.model.run import Audited
from auditor.reporters.html.details import Details
from auditor.reporters.html.leaves import IN_A_BLOCK, LEARNT_FROM, Leaf, Leaves
from auditor.reporters.html.packed import Packed
from auditor.reporters.html.workers import each

BRIEF_BYTES = 500
"""Set aside for an agent's page in brief, packed."""


class WholePages:
    """The pages of agents in the order of the table; where there are many, they are being written from now on."""

    def __init__(self, agents: Sequence[Audited], details: Details) -> None:
        self._agents, self._details = agents, details
        sample = agents[:: len(agents) // LEARNT_FROM + 1]
        found = each(self._leaf, sample, len(agents))
        self._written = dict(zip([one.agent.id for one in sample], found, strict=True))
        self._leaves = Leaves(self._written.values())
        self._numbers = range(math.ceil(len(agents) / IN_A_BLOCK))
        self._blocks = each(self._block, self._numbers, len(agents))

    def within(self, room: int) -> tuple[list[Packed], int]:
        """The blocks of pages in at most `room` bytes, and how many agents have whole ones; the others' are brief."""
        blocks, kept = [self._leaves.lines], 0
        room -= len(self._leaves.lines.text)
        for number, block in enumerate(self._blocks):
            reached = kept + len(self._some(number))
            if len(block.text) + BRIEF_BYTES * (len(self._agents) - reached) > room:
                break
            room -= len(block.text)
            blocks.append(block)
            kept = reached
        return [*blocks, *map(self._brief, self._numbers[len(blocks) - 1 :])], kept

    def _some(self, number: int) -> Sequence[Audited]:
        return self._agents[IN_A_BLOCK * number : IN_A_BLOCK * (number + 1)]

    def _block(self, number: int) -> Packed:
        return self._leaves.block(
            number, [self._written.get(one.agent.id) or self._leaf(one) for one in self._some(number)]
        )

    def _brief(self, number: int) -> Packed:
        return self._leaves.block(number, [self._leaf(one, has_room=False) for one in self._some(number)])

    def _leaf(self, audited: Audited, *, has_room: bool = True) -> Leaf:
        return Leaf.of(audited.agent.id, self._details.page(audited, has_room=has_room))
