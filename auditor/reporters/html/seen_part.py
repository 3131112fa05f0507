"""What usage logs show of an agent, for its page; empty where no log was read."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.model.measurement import Known
from auditor.model.run import Audited
from auditor.reporters import seen_words
from auditor.reporters.html.figures import Said
from auditor.reporters.words import usd_point


@dataclass(frozen=True, slots=True)
class GapRow:
    """A part of the gap between logged and reckoned cost."""

    name: str
    amount: str
    because: str


@dataclass(frozen=True, slots=True)
class SeenPart:
    """The figures, and the parts of the gap in USD a month."""

    said: tuple[Said, ...]
    warning: str
    parts: tuple[GapRow, ...]


def seen_part(audited: Audited) -> SeenPart | None:
    """The part; None where no log was read."""
    facts = audited.facts.seen
    if facts is None:
        return None
    said = tuple(
        Said(name[0].upper() + name[1:], value) for name, value in seen_words.rows(facts) if not name.startswith("·")
    )
    found = facts.reconciliation
    parts = found.value.parts if isinstance(found, Known) else ()
    rows = tuple(
        GapRow(part.name, f"{'+' if part.amount > 0 else '−'}{usd_point(abs(part.amount))}", part.because)
        for part in parts
    )
    return SeenPart(said, facts.observed.impossible, rows)
