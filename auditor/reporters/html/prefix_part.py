"""What of a prompt can be cached, which blocks end that, and what moving them is worth."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.model.measurement import Known
from auditor.model.prefix import Movable, PrefixFacts
from auditor.model.run import Audited
from auditor.reporters.html.figures import Said, count
from auditor.reporters.words import money_or_why, quantity


@dataclass(frozen=True, slots=True)
class BlockRow:
    """A block to move."""

    words: str
    why: str
    unit: str
    line: str
    before: str
    tokens: str


@dataclass(frozen=True, slots=True)
class PrefixPart:
    """The prefix of one agent's prompt; without rows nothing has to be moved."""

    said: tuple[Said, ...]
    rows: tuple[BlockRow, ...]


def prefix_part(audited: Audited) -> PrefixPart:
    """The figures and the blocks."""
    facts = audited.facts.prefix
    rows = [_row(one, "run-time text") for one in facts.moves]
    if facts.volatile is not None and facts.behind:
        rows.append(_row(facts.volatile, "first fact that ages"))
    return PrefixPart(tuple(_said(facts)), tuple(rows))


def _said(facts: PrefixFacts) -> list[Said]:
    told = [
        Said("Cacheable as it stands", f"{count(facts.tokens)} of {count(facts.total)} tokens"),
        Said("Least that is cached", _least(facts)),
    ]
    if facts.moves:
        told.append(Said("Cacheable with run-time text last", f"{count(facts.after)} tokens"))
        told.append(Said("The move saves a month", money_or_why(facts.saves)))
        told.append(Said("The move and caching save a month", money_or_why(facts.saves_with_caching)))
    if facts.volatile is not None and facts.behind:
        told.append(Said("Stable tokens behind the first fact that ages", count(facts.behind)))
        told.append(Said("Updates of that block a month", _updates(facts)))
        told.append(Said("Cache writes for them a month", money_or_why(facts.update_cost)))
    return told


def _least(facts: PrefixFacts) -> str:
    least = facts.least
    return f"{count(least.value)} tokens" if isinstance(least, Known) else f"unknown: {least.because}"


def _updates(facts: PrefixFacts) -> str:
    often = facts.updates_per_month
    return f"{quantity(often.value.point)}, {often.basis}" if isinstance(often, Known) else f"unknown: {often.because}"


def _row(one: Movable, why: str) -> BlockRow:
    return BlockRow(one.words, why, one.unit, count(one.line), count(one.before), count(one.tokens))
