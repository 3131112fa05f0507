"""LangSmith prompt commits and LangChain's serialised prompts: walked as plain data, never loaded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.sources.chat import Said, prompt_of
from auditor.sources.file import File
from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.registry import Record, deployed
from auditor.sources.shapes import (
    HANDED_OVER,
    any_record,
    dig,
    is_slot,
    line_of_text,
    listing,
    mapping,
    purpose,
    records,
    text,
)
from auditor.sources.vendors import model_at

NAME = "langsmith"
DESCRIPTION = "LangSmith prompt commits, and LangChain's serialised prompts"
ENDINGS: tuple[str, ...] = (".json", ".jsonl")
ADDS = ""

_ROLES = {
    "SystemMessagePromptTemplate": "system",
    "SystemMessage": "system",
    "HumanMessagePromptTemplate": "user",
    "HumanMessage": "user",
    "AIMessagePromptTemplate": "assistant",
    "AIMessage": "assistant",
    "ChatMessagePromptTemplate": "user",
}
_MODEL_KEYS = ("model", "model_name", "model_id", "deployment_name", "azure_deployment")


def claims(file: File) -> bool:
    """Whether its records are commits of prompts, or such prompts themselves."""
    return any_record(file, '"kwargs"', lambda one: bool(_manifest(one)))


def _manifest(one: dict[str, Any]) -> dict[str, Any]:
    """The serialised object; empty where there is none."""
    for found in (mapping(one.get("manifest")), mapping(dig(one, "commit", "manifest")), one):
        if "lc" in found and isinstance(found.get("id"), list) and "kwargs" in found:
            return found
    return {}


def read(file: File) -> Iterator[Found | Skipped]:
    """The prompt of each repository, as its newest commit has it."""
    for line, one, remarks in deployed(records(file), _repository, lambda _: "", version="commit_hash", age=_age):
        name = one_line(one.get("repo")) or one_line(one.get("repo_handle")) or one_line(one.get("name"))
        manifest = _manifest(one)
        objects = list(_objects(manifest))
        said = _prompt(objects)
        if not manifest or isinstance(said, str):
            yield Skipped(said if isinstance(said, str) and manifest else "it has no manifest", line, name)
            continue
        if is_slot(said.text):
            yield Skipped(HANDED_OVER, line, name)
            continue
        vendor, model = next((found for found in map(_model, objects) if found[1]), ("", ""))
        served = model_at(vendor or one.get("model_provider"), model or dig(one, "model_config", "model"))
        handle = one_line(one.get("owner"))
        yield Found(
            name=name or file.path.stem,
            key=f"{handle}/{name}" if handle else name,
            prompt=file.inline(said.text, line_of_text(file, said.text, line)),
            line=line,
            declared={"purpose": purpose(one.get("description")), "model": served.declared},
            adds=said.adds,
            remarks=(*remarks, *said.remarks, *served.remarks),
        )


def _repository(record: Record) -> str:
    """What the commits of one prompt share; a prompt that is of no repository is one by itself."""
    _, one = record
    repository = next(filter(None, (one_line(one.get(key)) for key in ("repo", "repo_handle", "repo_id"))), "")
    return f"{one_line(one.get('owner'))}/{repository}" if repository and _manifest(one) else str(id(one))


def _age(one: Mapping[str, Any]) -> str:
    return one_line(one.get("created_at"))


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every serialised object in one, outer before inner and in their order."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if isinstance(one.get("id"), list) and "kwargs" in one:
                yield one
            waiting += reversed(one.values())
        elif isinstance(one, list):
            waiting += reversed(one)


def _kind(one: dict[str, Any]) -> str:
    names = listing(one.get("id"))
    return one_line(names[-1]) if names else ""


def _prompt(objects: list[dict[str, Any]]) -> Said | str:
    messages = [{"role": _ROLES[_kind(one)], "content": _template(one)} for one in objects if _kind(one) in _ROLES]
    if messages:
        return prompt_of(messages)
    single = next((text(dig(one, "kwargs", "template")) for one in objects if _kind(one) == "PromptTemplate"), "")
    return Said(single, 0) if single.strip() else "it holds no prompt with a text"


def _template(message: dict[str, Any]) -> str:
    """The text of a message: its own, or that of its template or templates."""
    kwargs = mapping(message.get("kwargs"))
    own = kwargs.get("content")
    inner = kwargs.get("prompt")
    parts = [own] if own else inner if isinstance(inner, list) else [inner]
    texts = (text(part) or text(dig(part, "kwargs", "template")) or text(dig(part, "text")) for part in parts)
    return "\n".join(filter(None, texts))


def _model(one: dict[str, Any]) -> tuple[str, str]:
    """Vendor and name of a chat model; empty for everything else."""
    kind = _kind(one)
    if not kind.startswith(("Chat", "Azure", "Bedrock")) or kind in _ROLES or kind.endswith("PromptTemplate"):
        return "", ""
    kwargs = mapping(one.get("kwargs"))
    name = next((one_line(kwargs[key]) for key in _MODEL_KEYS if one_line(kwargs.get(key))), "")
    vendor = "azure" if "Azure" in kind else kind.removeprefix("Chat")
    return vendor, name
