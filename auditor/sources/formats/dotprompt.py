"""Dotprompt files of Genkit and Firebase: front matter, and messages between marks that name their roles."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model.fleet import body_of
from auditor.sources import chat_file, markdown, sections
from auditor.sources.file import File
from auditor.sources.found import Found, Skipped
from auditor.sources.models import of_google

NAME = "dotprompt"
DESCRIPTION = "Dotprompt files of Genkit and Firebase, *.prompt"
ENDINGS: tuple[str, ...] = (".prompt",)


def claims(file: File) -> bool:
    """Whether its name says so."""
    return file.suffix in ENDINGS


def read(file: File) -> Iterator[Found | Skipped]:
    """The one prompt in a file; without marks it is the user's message, as Dotprompt sends it."""
    if file.path.name.startswith("_"):
        yield Skipped("it is a partial, which other prompts include")
        return
    body, first = body_of(file.text)
    chosen = markdown.first_of(markdown.keys(file).get("model"), of_google)
    yield chat_file.prompt(file, list(sections.by_marks(body, "user")), first, chosen)
