"""The one prompt of a file with front matter whose body holds the messages of a chat: Prompty and Dotprompt."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.sources import chat, markdown
from auditor.sources.file import File
from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.sections import Section
from auditor.sources.shapes import purpose


def prompt(file: File, parts: Sequence[Section], first: int, chosen: markdown.Chosen) -> Found | Skipped:
    """The prompt in the messages of a file's body, which starts on the line `first`."""
    fields = markdown.keys(file)
    said = chat.prompt_of([{"role": part.role, "content": part.text} for part in parts])
    if isinstance(said, str):
        return Skipped(said if parts else "its body, the prompt, is empty")
    return Found(
        name=one_line(fields.get("name")) or file.path.stem,
        prompt=file.inline(said.text, first + parts[said.place].line),
        declared={"purpose": purpose(fields.get("description")), "model": chosen.declared},
        remarks=(*markdown.as_read(file), *chosen.remarks, *said.remarks),
    )
