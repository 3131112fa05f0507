"""Agents of Azure AI Foundry, as the API answers; what they name as a model is a deployment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.sources.file import File
from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.registry import owner_of
from auditor.sources.shapes import any_record, dig, line_of_text, listing, mapping, purpose, records, text
from auditor.sources.vendors import model_at

NAME = "azure-foundry"
DESCRIPTION = "agents of Azure AI Foundry, as the API answers and as YAML"
ENDINGS: tuple[str, ...] = (".json", ".jsonl", ".yaml", ".yml")
ADDS = ""

_SIGNS = frozenset(("object", "version", "versions", "created_at"))
"""What an agent or a version of one has beside its definition."""


def claims(file: File) -> bool:
    """Whether its records are such agents, or versions of them."""
    return any_record(file, "definition", lambda one: bool(_version(one)))


def _version(one: dict[str, Any]) -> dict[str, Any]:
    """The newest version of an agent, or the record itself if it is one; empty for what is none."""
    latest = mapping(dig(one, "versions", "latest"))
    found = latest or one
    is_ours = bool(latest) or bool(_SIGNS & found.keys())
    return found if is_ours and "kind" in mapping(found.get("definition")) else {}


def read(file: File) -> Iterator[Found | Skipped]:
    """Each agent that is switched on and has a prompt."""
    for line, one in records(file):
        version = _version(one)
        definition = mapping(version.get("definition"))
        name, kind = one_line(one.get("name")) or one_line(one.get("id")), one_line(definition.get("kind"))
        prompt = text(definition.get("instructions"))
        if one.get("state") == "disabled":
            yield Skipped("it is disabled", line, name)
        elif kind != "prompt":
            yield Skipped(f"its kind is {kind}, which has no prompt here" if kind else "it is no agent", line, name)
        elif not prompt.strip():
            yield Skipped("its instructions are empty", line, name)
        else:
            served = model_at("azure", definition.get("model"))
            about = purpose(version.get("description")) or purpose(one.get("description"))
            yield Found(
                name=name or file.path.stem,
                key=one_line(one.get("id")) or name,
                prompt=file.inline(prompt, _line_of_prompt(file, prompt, line)),
                line=line,
                declared={"purpose": about, "model": served.declared, **owner_of(version.get("metadata"))},
                adds="the schemas of its tools" if listing(definition.get("tools")) else "",
                remarks=served.remarks,
            )


def _line_of_prompt(file: File, prompt: str, line: int) -> int:
    is_yaml = file.suffix not in {".json", ".jsonl"}
    return file.line_of("definition", "instructions") if is_yaml else line_of_text(file, prompt, line)
