"""Codex's custom agents: TOML files whose `developer_instructions` are the prompt."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from auditor.sources import markdown
from auditor.sources.file import File
from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.models import model_of
from auditor.sources.shapes import purpose, text

NAME = "codex"
DESCRIPTION = "Codex custom agents, TOML files with developer_instructions"
ENDINGS: tuple[str, ...] = (".toml",)

ADDS = "Codex's base instructions, AGENTS.md, the environment and the schemas of its tools"
_PROMPT = "developer_instructions"
_MOST_BYTES = 4 * 2**20
"""A larger TOML file is no agent; the parser reads a few MB a second."""


def claims(file: File) -> bool:
    """Whether the prompt's key stands in it, or it lies where Codex looks."""
    return markdown.lies_in(file, ".codex", "agents") or _PROMPT in file.text


def read(file: File) -> Iterator[Found | Skipped]:
    """The one agent in a file."""
    fields = _fields(file)
    if isinstance(fields, str):
        yield Skipped(fields)
        return
    prompt = text(fields.get(_PROMPT))
    if not prompt.strip():
        yield Skipped(f"it has no {_PROMPT}")
        return
    chosen = markdown.first_of(fields.get("model"), model_of)
    yield Found(
        name=one_line(fields.get("name")) or file.path.stem,
        prompt=file.inline(prompt, _line(file.text)),
        declared={"purpose": purpose(fields.get("description")), "model": chosen.declared},
        adds=ADDS,
        remarks=chosen.remarks,
    )


def _fields(file: File) -> Mapping[str, Any] | str:
    if len(file.text) > _MOST_BYTES:
        return f"it is larger than {_MOST_BYTES // 2**20} MiB"
    try:
        return tomllib.loads(file.text.replace("\r\n", "\n"))
    except (ValueError, RecursionError) as error:
        return f"it is not valid TOML ({one_line(error) or 'nested too deeply'})"


def _line(source: str) -> int:
    """The line on which the prompt's text starts."""
    for number, line in enumerate(source.split("\n"), 1):
        if line.lstrip().startswith(_PROMPT):
            return number + (line.rstrip().endswith(('"""', "'''")))
    return 1
