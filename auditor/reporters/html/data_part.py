"""What an agent's training data hold, and a few facts that age, quoted with what is private in them named."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.model.run import Audited
from auditor.reporters import data_words
from auditor.reporters.html.figures import Said


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """A fact in an answer."""

    text: str
    said: str
    kind: str
    place: str


@dataclass(frozen=True, slots=True)
class DataPart:
    """The training data of one agent; empty where no example is on file."""

    said: tuple[Said, ...]
    quotes: tuple[QuoteRow, ...]


def data_part(audited: Audited) -> DataPart:
    """Counts and quotes."""
    if not data_words.has_data(audited):
        return DataPart((), ())
    quotes = tuple(
        QuoteRow(
            one.text,
            one.said,
            one.kind.replace("_", " "),
            f"{one.file}:{one.line}",
        )
        for one in audited.facts.dataset.quotes
    )
    return DataPart(tuple(Said(*one) for one in data_words.facts(audited)), quotes)
