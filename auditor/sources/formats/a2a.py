"""A2A cards: they say what an agent can do, and neither its prompt nor its model."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.sources.file import File
from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.shapes import records

NAME = "a2a"
DESCRIPTION = "A2A agent cards, for the record: a card has no prompt"
ENDINGS: tuple[str, ...] = (".json",)
ADDS = ""

_SIGNS = frozenset(("protocolVersion", "supportedInterfaces", "defaultInputModes", "preferredTransport"))


def claims(file: File) -> bool:
    """Whether it is a card, or a list of them."""
    return '"skills"' in file.text and any(
        isinstance(one.get("skills"), list) and _SIGNS & one.keys() for _, one in records(file)
    )


def read(file: File) -> Iterator[Found | Skipped]:
    """Why each card is no agent to audit."""
    for line, one in records(file):
        yield Skipped("it is an A2A card, and a card has no prompt", line, one_line(one.get("name")))
