"""Copies of a block that say the same with other facts: one of them is out of date, or they are not about the same."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from auditor.model.facts import Block, Stated
from auditor.model.shared import Disagreement, Saying

_MASK = re.compile(r"‹\w+›")
_WORD = re.compile(r"[^\W\d_]{2,}")
_LEAST_WORDS = 2
"""Words around a fact by which two sentences are told to be the same."""

Copies = Sequence[tuple[str, Block]]


def disagreements(copies: Copies) -> tuple[Disagreement, ...]:
    """The facts that copies of a block, each with its agent, state differently in words that are otherwise the same."""
    same_words = len({block.template for _, block in copies}) == 1
    found = []
    for said, held in sorted(_by_sentence(copies).items()):
        if not same_words and len(_WORD.findall(_MASK.sub(" ", said))) < _LEAST_WORDS:
            continue
        for stated in _aligned(held):
            values: dict[str, list[Saying]] = defaultdict(list)
            for agent, one in stated:
                values[_plain(one.value)].append(Saying(agent, one.line, one.value))
            if len(values) > 1 and len({agent for agent, _ in stated}) > 1:
                sayings = tuple(sorted(saying for group in values.values() for saying in group))
                found.append(Disagreement(stated[0][1].kind, stated[0][1].said, sayings))
    return tuple(found)


def _by_sentence(copies: Copies) -> dict[str, list[tuple[str, list[Stated]]]]:
    """For each masked sentence the copies that hold it, with its facts in order."""
    held: dict[str, list[tuple[str, list[Stated]]]] = defaultdict(list)
    for agent, block in copies:
        own: dict[str, list[Stated]] = defaultdict(list)
        for one in block.stated:
            own[one.said.casefold()].append(one)
        for said, stated in own.items():
            held[said].append((agent, stated))
    return held


def _aligned(held: list[tuple[str, list[Stated]]]) -> list[list[tuple[str, Stated]]]:
    """Facts in the same place of the same sentence; copies that say it more or less often cannot be told apart."""
    groups: dict[int, list[tuple[str, list[Stated]]]] = defaultdict(list)
    for agent, stated in held:
        groups[len(stated)].append((agent, stated))
    return [
        [(agent, stated[place]) for agent, stated in group]
        for number, group in sorted(groups.items())
        if len(group) > 1
        for place in range(number)
    ]


def _plain(value: str) -> str:
    return " ".join(value.casefold().strip(" .,;:*_`\"'").split())
