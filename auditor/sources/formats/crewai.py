"""CrewAI's agents: role, goal and backstory, out of which the framework makes the prompt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from auditor.documents import Step
from auditor.sources import markdown
from auditor.sources.crews import Crew, crew_of
from auditor.sources.file import File
from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.models import Named, model_of
from auditor.sources.shapes import dig, line_of, mapping, purpose, text

NAME = "crewai"
TITLE = "CrewAI"
DESCRIPTION = "CrewAI agents, config/agents.yaml or agents/*.jsonc with role, goal and backstory"
ENDINGS: tuple[str, ...] = (".yaml", ".yml", ".json", ".jsonc")

BESIDES = "the task at hand with what earlier tasks gave, and memory where it is on"
ADDS = f"the schemas of its tools, {BESIDES}"
TEMPLATE = "You are {role}. {backstory}\nYour personal goal is: {goal}"
"""As CrewAI 1.15 fills it in, values untouched."""
_PARTS = ("role", "backstory", "goal")
_SYSTEM = "{{ .System }}"
_NAMED_IN_CODE = re.compile(r"[a-z_]{0,60}llm[a-z_]{0,60}")
_BESIDE = (
    "tasks.yaml",
    "tasks.yml",
    "tasks.json",
    "tasks.jsonc",
    "crew.json",
    "crew.jsonc",
    "../crew.json",
    "../crew.jsonc",
)


def claims(file: File) -> bool:
    """Whether anything in it has a role and a goal or a backstory."""
    return any(True for _ in _agents(file))


def read(file: File) -> Iterator[Found | Skipped]:
    """Every agent in a file."""
    crew = crew_of(file)
    for path, name, fields in _agents(file):
        yield _agent(file, path, name, fields, crew)


def _agents(file: File) -> Iterator[tuple[tuple[Step, ...], str, Mapping[str, Any]]]:
    """The agents with their paths and keys: one a file, or several by their names."""
    if _is_agent(file.fields):
        yield (), "", file.fields
        return
    for under in ((), ("agents",)):
        for name, value in mapping(dig(file.fields, *under)).items():
            if _is_agent(value):
                yield (*under, name), one_line(name), value


def _is_agent(value: object) -> bool:
    fields = mapping(value)
    return bool(text(fields.get("role")).strip()) and bool(
        text(fields.get("goal")).strip() and ("backstory" in fields or "llm" in fields or "verbose" in fields)
    )


def _agent(file: File, path: tuple[Step, ...], key: str, fields: Mapping[str, Any], crew: Crew) -> Found | Skipped:
    parts = {part: text(fields.get(part)) for part in _PARTS}
    prompt = TEMPLATE.format(**parts)
    template = text(fields.get("system_template"))
    if template.strip():
        prompt = template.replace(_SYSTEM, prompt)
    line = _line(file, path, parts)
    written = "\n".join(filter(None, (*parts.values(), template.replace(_SYSTEM, "").strip())))
    wiring = crew.agents.get(key)
    has_no_tools = wiring is not None and not wiring.has_tools and not fields.get("tools")
    chosen = _chosen(fields.get("llm"), key, crew)
    return Found(
        name=key or file.path.stem,
        key=key,
        line=line,
        prompt=file.inline(prompt, line),
        authored=file.inline(written, line),
        declared={
            "purpose": purpose(" ".join(parts["role"].split())),
            "model": chosen.declared,
            **_knowledge(fields.get("knowledge_sources")),
        },
        adds=BESIDES if has_no_tools else ADDS,
        uses=tuple(found for name in _BESIDE if isinstance(found := file.beside(name), Path)),
        remarks=chosen.remarks,
    )


def _line(file: File, path: tuple[Step, ...], parts: Mapping[str, str]) -> int:
    if file.suffix in {".yaml", ".yml"} and file.document is not None:
        return file.document.line(path)
    return line_of(file, *parts.values())


def _chosen(llm: object, key: str, crew: Crew) -> markdown.Chosen:
    """The model of an agent: what the file names, or what the crew's code makes for it."""
    wiring, said = crew.agents.get(key), one_line(llm)
    if not llm and wiring is not None and wiring.model is not None:
        return wiring.model
    made = crew.model_made_by(said) if _NAMED_IN_CODE.fullmatch(said) else None
    return made or markdown.first_of(_llm(llm), _model)


def _llm(value: object) -> object:
    """The model of an `llm`, a text or a mapping with `model`."""
    return value if isinstance(value, str) else mapping(value).get("model")


def _model(said: str) -> Named:
    if _NAMED_IN_CODE.fullmatch(said):
        return Named(because=f"{said!r} is made in the crew's code")
    return model_of(said)


def _knowledge(value: object) -> dict[str, Any]:
    """Knowledge sources as far as they have names: what CrewAI retrieves for the agent."""
    names = dict.fromkeys(markdown.listed(value))
    return {"knowledge": [{"name": name, "lives_in": "retrieval"} for name in names]} if names else {}
