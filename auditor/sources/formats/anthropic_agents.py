"""Anthropic's Managed Agents, as the API answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.sources.file import File
from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.registry import owner_of
from auditor.sources.shapes import any_record, content_of, line_of_text, mapping, purpose, records
from auditor.sources.vendors import model_at

NAME = "anthropic-agents"
DESCRIPTION = "Anthropic's Managed Agents, as the API answers"
ENDINGS: tuple[str, ...] = (".json", ".jsonl")
ADDS = ""

_EXTRAS = {"tools": "the schemas of its tools", "mcp_servers": "those of its MCP servers", "skills": "its skills"}


def claims(file: File) -> bool:
    """Whether its records are such agents."""
    return any_record(file, '"system"', _is_agent)


def _is_agent(one: dict[str, Any]) -> bool:
    return one.get("type") == "agent" and {"system", "model"} <= one.keys()


def read(file: File) -> Iterator[Found | Skipped]:
    """Each agent that is not archived."""
    for line, one in records(file):
        name, prompt = one_line(one.get("name")) or one_line(one.get("id")), content_of(one.get("system"))
        if not _is_agent(one):
            yield Skipped("it is no managed agent", line, name)
        elif one.get("archived_at"):
            yield Skipped(f"it was archived on {one_line(one['archived_at'])[:10]}", line, name)
        elif not prompt.strip():
            yield Skipped("it has no system prompt", line, name)
        else:
            model = one.get("model")
            served = model_at("anthropic", mapping(model).get("id") or model)
            yield Found(
                name=name or file.path.stem,
                key=one_line(one.get("id")) or name,
                prompt=file.inline(prompt, line_of_text(file, prompt, line)),
                line=line,
                declared={
                    "purpose": purpose(one.get("description")),
                    "model": served.declared,
                    **owner_of(one.get("metadata")),
                },
                adds=", ".join(words for key, words in _EXTRAS.items() if one.get(key)),
                remarks=served.remarks,
            )
