"""Agents of ElevenLabs, as its API answers and its command line keeps them in files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.sources.file import File
from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.markdown import first_of
from auditor.sources.models import model_of
from auditor.sources.shapes import (
    HANDED_OVER,
    any_record,
    dig,
    is_slot,
    line_of_text,
    listing,
    mapping,
    records,
    retrieves,
    text,
)

NAME = "elevenlabs"
DESCRIPTION = "agents of ElevenLabs, as the API answers and its command line keeps them"
ENDINGS: tuple[str, ...] = (".json", ".jsonl")
ADDS = ""

_TOOLS = ("tools", "tool_ids", "mcp_server_ids")


def claims(file: File) -> bool:
    """Whether its records are such agents."""
    return any_record(file, '"conversation_config"', lambda one: bool(_prompt(one)))


def _prompt(one: dict[str, Any]) -> dict[str, Any]:
    return mapping(dig(one, "conversation_config", "agent", "prompt"))


def read(file: File) -> Iterator[Found | Skipped]:
    """Each agent."""
    for line, one in records(file):
        prompt = _prompt(one)
        name, said = one_line(one.get("name")) or one_line(one.get("agent_id")), text(prompt.get("prompt"))
        if not said.strip() or is_slot(said):
            yield Skipped(HANDED_OVER if said.strip() else "its prompt is empty", line, name)
            continue
        custom = one_line(dig(prompt, "custom_llm", "model_id"))
        served = first_of(custom or one_line(prompt.get("llm")), model_of)
        bases = (one_line(mapping(base).get("name")) for base in listing(prompt.get("knowledge_base")))
        yield Found(
            name=name or file.path.stem,
            key=one_line(one.get("agent_id")) or name,
            prompt=file.inline(said, line_of_text(file, said, line)),
            line=line,
            declared={"model": served.declared, **retrieves(bases)},
            adds="the schemas of its tools" if any(prompt.get(key) for key in _TOOLS) else "",
            remarks=served.remarks,
        )
