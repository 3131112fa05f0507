"""Dotprompt files of Genkit and Firebase: front matter, and messages between marks that name their roles."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model.fleet import body_of
from auditor.sources import chat, markdown, sections
from auditor.sources.file import File
from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.models import of_google
from auditor.sources.shapes import purpose

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
    fields = markdown.keys(file)
    body, first = body_of(file.text)
    parts = list(sections.by_marks(body, "user"))
    said = chat.prompt_of([{"role": part.role, "content": part.text} for part in parts])
    if isinstance(said, str):
        yield Skipped(said if parts else "its body, the prompt, is empty")
        return
    chosen = markdown.first_of(fields.get("model"), of_google)
    yield Found(
        name=one_line(fields.get("name")) or file.path.stem,
        prompt=file.inline(said.text, first + parts[said.place].line),
        declared={"purpose": purpose(fields.get("description")), "model": chosen.declared},
        said=(markdown.NOT_YAML,) if file.header is not None and file.header.is_lenient else (),
        remarks=(*chosen.remarks, *said.remarks),
    )
