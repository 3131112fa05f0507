"""What usage logs show of an agent: where it was seen, how it is called, and its cost against the audit's reckoning."""

from __future__ import annotations

from auditor.model.observed import SeenFacts
from auditor.reporters import seen_words
from auditor.reporters.terminal.layout import indented
from auditor.reporters.terminal.paint import Paint


def lines(facts: SeenFacts | None, width: int, paint: Paint) -> list[str]:
    """The rows; nothing where no log was read."""
    if facts is None:
        return []
    told = [paint("Seen in the logs", bold=True)]
    for name, value in seen_words.rows(facts):
        told += indented(f"{name:<32} {value}", width, "  ", " " * 35)
    if facts.observed.impossible:
        told += indented(f"! {facts.observed.impossible}", width, "  ", "    ")
    return [*told, ""]
