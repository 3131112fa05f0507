"""Plain prompts: every Markdown or text file is one. Read only where --from asks for it, for nothing shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.model.fleet import body_of
from auditor.sources.file import File
from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.markdown import first_of
from auditor.sources.models import model_of
from auditor.sources.shapes import purpose

NAME = "text"
DESCRIPTION = "plain prompts, each Markdown or text file one; only with --from text"
ENDINGS: tuple[str, ...] = (".md", ".markdown", ".mdx", ".txt")
ADDS = ""

_FOR_PEOPLE = re.compile(
    r"(readme|licen[cs]e|changelog|contributing|code_of_conduct|security|notice|authors|source)\b.*", re.IGNORECASE
)


def claims(file: File) -> bool:
    """Any such file, once plain prompts are asked for."""
    return file.options.formats != ()


def read(file: File) -> Iterator[Found | Skipped]:
    """The one prompt in a file: its text, without front matter if it has some."""
    fields = file.header.fields if file.header else {}
    model = first_of(fields.get("model"), model_of)
    if _FOR_PEOPLE.fullmatch(file.path.stem):
        yield Skipped("its name says that it is written for people")
    elif not body_of(file.text)[0]:
        yield Skipped("it is empty")
    else:
        yield Found(
            name=one_line(fields.get("name")) or file.path.stem,
            prompt=file.body(),
            declared={"purpose": purpose(fields.get("description")), "model": model.declared},
            remarks=model.remarks,
        )
