"""Open Agent Spec, YAML or JSON: every agent and every prompt of a flow, however deep its components nest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from auditor.sources.file import File
from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.shapes import HANDED_OVER, Path, is_slot, line_of, line_of_text, listing, mapping, purpose, text
from auditor.sources.vendors import model_at

NAME = "agent-spec"
DESCRIPTION = "Open Agent Spec, YAML or JSON"
ENDINGS: tuple[str, ...] = (".yaml", ".yml", ".json")
ADDS = ""

_REFERRED = "$referenced_components"
_SIGNS = ("component_type", _REFERRED, "agentspec_version")
_ELSEWHERE = {
    "A2AAgent": "it is a remote agent, whose prompt stands where it runs",
    "OciAgent": "it is an agent of Oracle's cloud, whose prompt stands there",
}
_EMPTY = "it is an Open Agent Spec document without an agent or a prompt"
_MOST_REFERENCES = 50


def claims(file: File) -> bool:
    """Whether its top level is a component, or a collection of them."""
    return any(sign in file.text for sign in _SIGNS) and any(sign in file.fields for sign in _SIGNS)


def read(file: File) -> Iterator[Found | Skipped]:
    """Its agents and its prompts, each once."""
    components = [(path, one) for path, one in _walk((), file.fields) if one.get("component_type")]
    table = {key: one for _, one in _walk((), file.fields) for key, one in mapping(one.get(_REFERRED)).items()}
    table |= {one_line(one.get("id")): one for _, one in components if one_line(one.get("id")) not in table}
    called = _hand_offs([one for _, one in components], table)
    seen: set[tuple[str, str]] = set()
    told = False
    for path, one in components:
        found = _component(file, path, one, table)
        if found is None:
            continue
        told = True
        key = (one_line(one.get("id")) or found.name, _prompt_of(one, table))
        if key not in seen:
            yield replace(found, calls=tuple(called.get(found.key, ()))) if isinstance(found, Found) else found
        seen.add(key)
    if not told:
        yield Skipped(_EMPTY, is_far=True)


def _walk(path: Path, value: Any) -> Iterator[tuple[Path, dict[str, Any]]]:
    """All mappings, each before what it holds."""
    waiting: list[tuple[Path, Any]] = [(path, value)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            yield path, value
            waiting += [((*path, key), one) for key, one in reversed(value.items())]
        elif isinstance(value, list):
            waiting += [((*path, place), one) for place, one in reversed(list(enumerate(value)))]


def _resolved(value: object, table: dict[str, Any]) -> dict[str, Any]:
    """A component, or the one that a reference leads to; empty where it leads nowhere."""
    for _ in range(_MOST_REFERENCES):
        component = mapping(value)
        if "$component_ref" not in component:
            return component
        value = table.get(one_line(component["$component_ref"]))
    return {}


def _hand_offs(components: list[dict[str, Any]], table: dict[str, Any]) -> dict[str, list[str]]:
    """Whom each agent hands off to, by their keys: as a swarm relates them, or as the manager of workers."""
    called: dict[str, list[str]] = {}
    for one in components:
        pairs = [(listing(pair)[:1], listing(pair)[1:2]) for pair in listing(one.get("relationships"))]
        pairs.append(([one.get("group_manager")], listing(one.get("workers"))))
        for callers, recipients in pairs:
            for caller in filter(None, (_member(each, table) for each in callers)):
                met = (_member(each, table) for each in recipients)
                called.setdefault(caller, []).extend(key for key in met if key not in {"", caller})
    return called


def _member(value: object, table: dict[str, Any]) -> str:
    """The key of an agent; of a group of agents, that of the one which speaks for it."""
    for _ in range(_MOST_REFERENCES):
        component = _resolved(value, table)
        value = component.get("first_agent") or component.get("group_manager")
        if not value:
            return _key(component)
    return ""


def _key(one: dict[str, Any]) -> str:
    return one_line(one.get("id")) or one_line(one.get("name"))


def _prompt_of(one: dict[str, Any], table: dict[str, Any]) -> str:
    if one.get("component_type") == "SpecializedAgent":
        general = text(_resolved(one.get("agent"), table).get("system_prompt"))
        special = text(_resolved(one.get("agent_specialization_parameters"), table).get("additional_instructions"))
        return "\n\n".join(filter(str.strip, (general, special)))
    return text(one.get("system_prompt")) or text(one.get("prompt_template"))


def _component(file: File, path: Path, one: dict[str, Any], table: dict[str, Any]) -> Found | Skipped | None:
    """A component that prompts a model; None for all others."""
    kind, name = one_line(one.get("component_type")), one_line(one.get("name")) or one_line(one.get("id"))
    line = _line(file, path, one)
    if kind in _ELSEWHERE:
        return Skipped(_ELSEWHERE[kind], line, name)
    if not {"system_prompt", "prompt_template"} & one.keys() and kind != "SpecializedAgent":
        return None
    prompt = _prompt_of(one, table)
    if not prompt.strip():
        return Skipped("its prompt is empty", line, name)
    if is_slot(prompt):
        return Skipped(HANDED_OVER, line, name)
    holder = _resolved(one.get("agent"), table) if kind == "SpecializedAgent" else one
    model = _resolved(holder.get("llm_config"), table)
    vendor = model.get("provider") or one_line(model.get("component_type")).removesuffix("Config")
    served = model_at(vendor, model.get("model_id"))
    is_equipped = any(holder.get(key) for key in ("tools", "toolboxes"))
    return Found(
        name=name or file.path.stem,
        key=_key(one),
        prompt=file.inline(prompt, _line_of_prompt(file, path, prompt, line)),
        line=line,
        declared={"purpose": purpose(one.get("description")), "model": served.declared},
        adds="the schemas of its tools" if is_equipped else "",
        remarks=served.remarks,
    )


def _line_of_prompt(file: File, path: Path, prompt: str, line: int) -> int:
    if file.suffix == ".json":
        return line_of_text(file, prompt, line)
    places = (file.line_of(*path, key) for key in ("system_prompt", "prompt_template"))
    return max(*places, line)


def _line(file: File, path: Path, one: dict[str, Any]) -> int:
    if file.suffix == ".json":
        return line_of(file, one.get("id")) if path else 1
    return file.document.line(path) if file.document else 1
