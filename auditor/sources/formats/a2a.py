"""A2A cards: they say what an agent can do, for that of the same name, and neither its prompt nor its model."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.sources.file import File
from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.shapes import MOST_PURPOSE, listing, mapping, records

NAME = "a2a"
DESCRIPTION = "A2A agent cards: their skills are the tasks of the agent of that name; a card has no prompt"
ENDINGS: tuple[str, ...] = (".json",)

WITHOUT_PROMPT = "it is an A2A card, and a card has no prompt"
_MOST = 1_000
"""Skills of one card."""
_SIGNS = frozenset(("protocolVersion", "supportedInterfaces", "defaultInputModes", "preferredTransport"))


def claims(file: File) -> bool:
    """Whether it is a card, or a list of them."""
    return '"skills"' in file.text and any(
        isinstance(one.get("skills"), list) and _SIGNS & one.keys() for _, one in records(file)
    )


def read(file: File) -> Iterator[Found | Skipped]:
    """Each card, which is no agent to audit, with what it says that one can do."""
    for line, one in records(file):
        skills = tuple(filter(None, map(_skill, listing(one.get("skills"))[:_MOST])))
        yield Skipped(WITHOUT_PROMPT, line, one_line(one.get("name")), skills=skills)


def _skill(one: object) -> str:
    """A skill in one line: its name, and what it says of it."""
    fields = mapping(one)
    name = one_line(fields.get("name")) or one_line(fields.get("id"))
    return one_line(": ".join(filter(None, (name, one_line(fields.get("description"), MOST_PURPOSE)))), MOST_PURPOSE)
