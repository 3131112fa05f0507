"""Objects of JSON or YAML that hold a system prompt beside a name, in whatever product's own format they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.documents import Step
from auditor.sources.file import File
from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.markdown import Chosen
from auditor.sources.shapes import Path, content_of, is_slot, line_of_text, mapping, purpose, records
from auditor.sources.testing import FIXTURES
from auditor.sources.vendors import model_at

NAME = "generic"
DESCRIPTION = "any JSON or YAML whose objects have a name and a system_prompt, systemPrompt, system_message …"
ENDINGS: tuple[str, ...] = (".json", ".jsonl", ".yaml", ".yml")

_SURE = ("system_prompt", "systemPrompt", "system_message", "systemMessage", "system_instruction", "systemInstruction")
_UNSURE = "instructions"
"""Recipes and forms have them too: they count beside a model or tools."""
_NAMES = ("name", "title", "agent_name", "agentName", "label", "id")
_MODELS = ("model", "model_name", "modelName", "model_id", "llm")
_VENDORS = ("provider", "model_provider", "modelProvider", "vendor")
_MOST = 100_000
"""Values that are looked at in one file."""
_TOO_MANY = f"it holds more than {_MOST:,} values, and only the first of them were looked at"


def claims(file: File) -> bool:
    """Whether one of its objects has a prompt and a name, or may have, outside tests."""
    if FIXTURES & {step.lower() for step in file.relative.split("/")[:-1]}:
        return False
    is_signed = any(sign in file.text for sign in (*_SURE, _UNSURE))
    return is_signed and next(_agents(file), None) is not None


def read(file: File) -> Iterator[Found | Skipped]:
    """Every such object."""
    seen: set[str] = set()
    for found in _agents(file):
        if isinstance(found, Skipped):
            yield found
            continue
        path, name, one = found
        prompt = _prompt(one)
        line = _line(file, path, prompt)
        if is_slot(prompt):
            yield Skipped("its prompt only passes on what comes at run time", line, name)
            continue
        key = "/".join(map(str, path)) if name in seen else name
        seen.add(name)
        model = _model(one)
        yield Found(
            name=name,
            key=key,
            prompt=file.inline(prompt, line),
            line=line,
            declared={
                "purpose": purpose(one.get("description")) or purpose(one.get("purpose")),
                "model": model.declared,
            },
            adds="the schemas of its tools" if one.get("tools") else "",
            remarks=model.remarks,
        )


def _agents(file: File) -> Iterator[tuple[Path, str, dict[str, Any]] | Skipped]:
    """Paths, names and fields of all objects with a prompt, in their order; at last what was not looked at."""
    waiting: list[tuple[Path, Any]] = []
    if file.suffix == ".jsonl":
        waiting += reversed([((line,), one) for line, one in records(file)])
    else:
        waiting.append(((), file.document.data if file.document else None))
    for _ in range(_MOST):
        if not waiting:
            return
        path, value = waiting.pop()
        if isinstance(value, list):
            waiting += [((*path, place), one) for place, one in reversed(list(enumerate(value)))]
        if not isinstance(value, dict):
            continue
        name = _name(path, value)
        if name and _prompt(value).strip():
            yield path, name, value
        waiting += [
            ((*path, one_line(key)), one) for key, one in reversed(value.items()) if isinstance(one, (dict, list))
        ]
    if waiting:
        yield Skipped(_TOO_MANY)


def _prompt(one: dict[str, Any]) -> str:
    said = next((content_of(one[key]) for key in _SURE if content_of(one.get(key)).strip()), "")
    is_agent = bool({*_MODELS, "tools"} & one.keys())
    return said or (content_of(one.get(_UNSURE)) if is_agent else "")


def _name(path: tuple[Step, ...], one: dict[str, Any]) -> str:
    """What the object calls itself, or the key under which it stands."""
    own = next((one_line(one[key]) for key in _NAMES if one_line(one.get(key))), "")
    return own or (one_line(path[-1]) if path and isinstance(path[-1], str) else "")


def _model(one: dict[str, Any]) -> Chosen:
    vendor = next((one[key] for key in _VENDORS if one_line(one.get(key))), None)
    value = next((one[key] for key in _MODELS if one.get(key)), None)
    inner = mapping(value)
    name = next((inner[key] for key in ("id", *_NAMES, *_MODELS) if one_line(inner.get(key))), None) if inner else value
    return model_at(vendor or inner.get("provider"), name)


def _line(file: File, path: Path, prompt: str) -> int:
    if file.suffix == ".jsonl":
        return path[0] if isinstance(path[0], int) else 1
    if file.suffix == ".json" or file.document is None:
        return line_of_text(file, prompt, 1)
    return max(file.line_of(*path, key) for key in (*_SURE, _UNSURE))
