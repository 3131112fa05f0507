"""What an agent's training data hold: counts, system messages, likeness, and a few facts that age, quoted."""

from __future__ import annotations

from auditor.model.run import Audited
from auditor.reporters import data_words
from auditor.reporters.terminal.layout import indented
from auditor.reporters.terminal.paint import Paint
from auditor.reporters.words import clean


def lines(audited: Audited, width: int, paint: Paint) -> list[str]:
    """The section; nothing where no example is on file."""
    if not data_words.has_data(audited):
        return []
    told = [paint("Training data", bold=True)]
    for name, value in data_words.facts(audited):
        told += indented(f"{name}: {clean(value)}", width, "  ", "    ")
    for quote in audited.facts.dataset.quotes:
        told += indented(f"{quote.kind} “{clean(quote.text)}” in: {clean(quote.said)}", width, "    ", "      ")
        told += indented(f"{clean(quote.file)}:{quote.line}", width, "      ", "      ")
    return [*told, ""]
