"""Objects of JSON or YAML that hold a system prompt beside a name, in whatever product's own format they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.sources.file import File
from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.markdown import Chosen
from auditor.sources.shapes import HANDED_OVER, Path, content_of, is_slot, line_of_text, mapping, purpose, records
from auditor.sources.testing import FIXTURES
from auditor.sources.vendors import model_at

NAME = "generic"
DESCRIPTION = "any JSON or YAML whose objects have a name and a system_prompt, systemPrompt, system_message …"
ENDINGS: tuple[str, ...] = (".json", ".jsonl", ".yaml", ".yml")
ADDS = ""

_SURE = (
    *("system_prompt", "systemPrompt", "system_message", "systemMessage", "systemRole"),
    *("system_instruction", "systemInstruction", "system_instructions", "systemInstructions"),
)
_UNSURE = "instructions"
"""Recipes and forms have them too: they count beside a model or tools."""
_NAMES = ("name", "title", "agent_name", "agentName", "label", "identifier", "id")
_METAS = ("meta", "metadata")
_HOLDERS = frozenset(
    """
    agent assistant attributes body bot config configuration data declarative definition llm model options parameters
    params properties settings spec template value
    """.split()  # noqa: SIM905  easier to read and to add to
)
"""Keys that name what an object is, and not which: it goes by the name of what it stands in."""
_MODELS = ("model", "model_name", "modelName", "model_id", "llm")
_VENDORS = ("provider", "model_provider", "modelProvider", "vendor")
_MOST = 100_000
"""Values that are looked at in one file."""
_TOO_MANY = f"it holds more than {_MOST:,} values, and only the first of them were looked at"

_Around = tuple[dict[str, Any], "_Around | None"] | None
"""The object that one stands in, and what that one stands in."""


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
        path, name, one, around = found
        prompt = _prompt(one)
        line = _line(file, path, prompt)
        if is_slot(prompt):
            yield Skipped(HANDED_OVER, line, name)
            continue
        key = "/".join(map(str, path)) if name in seen else name
        seen.add(name)
        around = {**mapping(next(filter(None, map(around.get, _METAS)), None)), **around, **one}
        model = _model(around)
        yield Found(
            name=name,
            key=key,
            prompt=file.inline(prompt, line),
            line=line,
            declared={
                "purpose": purpose(around.get("description")) or purpose(around.get("purpose")),
                "model": model.declared,
            },
            adds="the schemas of its tools" if one.get("tools") else "",
            remarks=model.remarks,
        )


def _agents(file: File) -> Iterator[tuple[Path, str, dict[str, Any], dict[str, Any]] | Skipped]:
    """Paths, names and fields of all objects with a prompt, in their order, and of the next one around that has a name.

    At last what was not looked at.
    """
    waiting: list[tuple[Path, Any, _Around]] = []
    if file.suffix == ".jsonl":
        waiting += reversed([((line,), one, None) for line, one in records(file)])
    else:
        waiting.append(((), file.document.data if file.document else None, None))
    for _ in range(_MOST):
        if not waiting:
            return
        path, value, around = waiting.pop()
        if isinstance(value, list):
            waiting += [((*path, place), one, None) for place, one in reversed(list(enumerate(value)))]
        if not isinstance(value, dict):
            continue
        if _prompt(value).strip():
            named = _named(around)
            name = _name(path, value, named)
            if name:
                yield path, name, value, named
        inner = [(key, one) for key, one in reversed(value.items()) if isinstance(one, (dict, list))]
        waiting += [((*path, one_line(key)), one, (value, around)) for key, one in inner]
    if waiting:
        yield Skipped(_TOO_MANY)


def _named(around: _Around) -> dict[str, Any]:
    """The innermost object with a name of those that one stands in, as far as no list is in between; else nothing."""
    while around is not None:
        one, around = around
        if _own_name(one):
            return one
    return {}


def _prompt(one: dict[str, Any]) -> str:
    said = next((content_of(one[key]) for key in _SURE if content_of(one.get(key)).strip()), "")
    is_agent = bool({*_MODELS, "tools"} & one.keys())
    return said or (content_of(one.get(_UNSURE)) if is_agent else "")


def _name(path: Path, one: dict[str, Any], around: dict[str, Any]) -> str:
    """What the object calls itself, or the key under which it stands, or what it is a part of."""
    key = one_line(path[-1]) if path and isinstance(path[-1], str) else ""
    outer = _own_name(around) if key.lower() in _HOLDERS else ""
    return _own_name(one) or outer or key


def _own_name(one: dict[str, Any]) -> str:
    for fields in (one, *(mapping(one.get(key)) for key in _METAS)):
        for key in _NAMES:
            if one_line(fields.get(key)):
                return one_line(fields[key])
    return ""


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
