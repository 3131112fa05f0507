"""Assistants of Vapi, as its API answers: one, or a list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.sources.chat import Said, prompt_of
from auditor.sources.file import File
from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.shapes import dig, line_of_text, listing, mapping, records, retrieves, text
from auditor.sources.vendors import model_at

NAME = "vapi"
DESCRIPTION = "Vapi assistants, as the API answers"
ENDINGS: tuple[str, ...] = (".json", ".jsonl")
ADDS = ""

_VOICE = frozenset(("voice", "transcriber", "firstMessage", "firstMessageMode", "orgId", "serverMessages"))


def claims(file: File) -> bool:
    """Whether its records have a model with messages, and a voice."""
    return '"model"' in file.text and any(_is_assistant(one) for _, one in records(file))


def _is_assistant(one: dict[str, Any]) -> bool:
    model = mapping(one.get("model"))
    return "provider" in model and bool({"messages", "systemPrompt"} & model.keys()) and bool(_VOICE & one.keys())


def read(file: File) -> Iterator[Found | Skipped]:
    """Its assistants."""
    for line, one in records(file):
        model = mapping(one.get("model"))
        name = one_line(one.get("name")) or one_line(one.get("id"))
        said = prompt_of(model.get("messages"))
        own = text(model.get("systemPrompt"))
        said = Said(own, 0) if own.strip() and (isinstance(said, str) or said.remarks) else said
        if not _is_assistant(one):
            yield Skipped("it is no assistant with messages", line, name)
        elif isinstance(said, str):
            yield Skipped(said, line, name)
        else:
            known = retrieves(["knowledge base"] if _has_base(model) else [])
            served = model_at(model.get("provider"), model.get("model"))
            tools = ("the schemas of its tools",) if listing(model.get("tools")) or model.get("toolIds") else ()
            yield Found(
                name=name or file.path.stem,
                key=one_line(one.get("id")) or name,
                prompt=file.inline(said.text, line_of_text(file, said.text, line)),
                line=line,
                declared={"model": served.declared, **known},
                adds=", ".join(filter(None, (said.adds, *tools))),
                remarks=(*said.remarks, *served.remarks),
            )


def _has_base(model: dict[str, Any]) -> bool:
    return bool(model.get("knowledgeBaseId") or dig(model, "knowledgeBase"))
