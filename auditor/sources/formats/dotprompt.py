"""Dotprompt files of Genkit and Firebase: front matter, and messages between marks that name their roles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from auditor.model.fleet import body_of
from auditor.sources import chat_file, markdown, sections
from auditor.sources.file import File
from auditor.sources.found import Found, Skipped
from auditor.sources.models import of_google

NAME = "dotprompt"
DESCRIPTION = "Dotprompt files of Genkit and Firebase, *.prompt"
ENDINGS: tuple[str, ...] = (".prompt",)
ADDS = ""

_PARTIAL = re.compile(r"\{\{>\s{0,9}([\w./-]{1,100})[^{}]{0,300}\}\}")

_MOST = 4 * 2**20
"""Characters of a prompt with its partials, at most; beyond, they are told and not put in."""


def claims(file: File) -> bool:
    """Whether its name says so."""
    return file.suffix in ENDINGS


def read(file: File) -> Iterator[Found | Skipped]:
    """The one prompt in a file; without marks it is the user's message, as Dotprompt sends it."""
    if file.path.name.startswith("_"):
        yield Skipped("it is a partial, which other prompts include")
        return
    body, first = body_of(file.text)
    whole, uses, missing = _with_partials(file, body)
    parts = list(sections.by_marks(whole, "user"))
    if uses:
        lines = [line.strip() for line in body.split("\n")]
        parts = [replace(part, line=_line(part.text, lines)) for part in parts]
    adds = f"the partials that it includes ({', '.join(missing)})" if missing else ""
    chosen = markdown.first_of(markdown.keys(file).get("model"), of_google)
    yield chat_file.prompt(file, parts, first, chosen, adds=adds, uses=uses)


def _with_partials(file: File, body: str) -> tuple[str, tuple[Path, ...], list[str]]:
    """A body with the partials that lie beside it in their places, their files, and the names of the others."""
    texts: dict[str, str] = {}
    uses: list[Path] = []
    missing: list[str] = []
    for name in dict.fromkeys(_PARTIAL.findall(body)):
        folder, _, stem = name.rpartition("/")
        found = file.beside(f"{folder}/_{stem}.prompt" if folder else f"_{stem}.prompt")
        if isinstance(found, str):
            missing.append(name)
            continue
        uses.append(found)
        texts[name] = body_of(File(found, found.parent, file.options).text)[0]
        missing += [inner for inner in _PARTIAL.findall(texts[name]) if inner not in missing]
    if len(body) + sum(len(texts.get(name, "")) for name in _PARTIAL.findall(body)) > _MOST:
        return body, (), list(dict.fromkeys(_PARTIAL.findall(body)))
    whole = _PARTIAL.sub(lambda match: texts.get(match[1], match[0]), body)
    return whole, tuple(uses), [name for name in missing if name not in texts]


def _line(text: str, lines: list[str]) -> int:
    """The line of a body on which a part begins, from 0; the first for a part that a partial brought."""
    first = text.partition("\n")[0].strip()
    return lines.index(first) if first in lines else 0
