"""Agents of OpenAI's Agents API: their instructions follow a base prompt of OpenAI's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.sources.file import File
from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.registry import owner_of
from auditor.sources.shapes import any_record, line_of_text, listing, mapping, records, text
from auditor.sources.vendors import model_at

NAME = "openai-agents"
DESCRIPTION = "agents of OpenAI's Agents API, as it answers"
ENDINGS: tuple[str, ...] = (".json", ".jsonl")

ADDS = "OpenAI's own base instructions, which the agent's are appended to"
_GONE = (
    "it is an assistant, and OpenAI's were switched off on 2026-08-26; Azure's classic agents look the same, and are"
    " read with --from generic"
)


def claims(file: File) -> bool:
    """Whether its records are such agents."""
    return any_record(file, '"object"', lambda one: bool(_kind(one)))


def _kind(one: dict[str, Any]) -> str:
    kind = one_line(one.get("object"))
    is_one = "instructions" in one and {"model", "created_at"} <= one.keys()
    return kind if is_one and kind in {"agent", "assistant"} else ""


def read(file: File) -> Iterator[Found | Skipped]:
    """Each agent."""
    for line, one in records(file):
        name = one_line(one.get("name")) or one_line(one.get("id"))
        if _kind(one) != "agent":
            yield Skipped(_GONE if _kind(one) else "it is no agent of the Agents API", line, name)
            continue
        prompt = text(one.get("instructions"))
        if not prompt.strip():
            yield Skipped("it has no instructions of its own, only OpenAI's base", line, name)
            continue
        model = one.get("model")
        served = model_at("openai", mapping(model).get("id") or model)
        tools = ", the schemas of its tools" if listing(one.get("tools")) else ""
        yield Found(
            name=name or file.path.stem,
            key=one_line(one.get("id")) or name,
            prompt=file.inline(prompt, line_of_text(file, prompt, line)),
            line=line,
            declared={"model": served.declared, **owner_of(one.get("metadata"))},
            adds=f"{ADDS}{tools}",
            remarks=served.remarks,
        )
