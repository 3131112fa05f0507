"""Declarative agents of Microsoft's Agent Framework and Copilot Studio: YAML that says `kind: Prompt`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from auditor.sources.file import File
from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.markdown import Chosen, one_of
from auditor.sources.models import Named
from auditor.sources.shapes import dig, mapping, purpose, text
from auditor.sources.vendors import model_at

NAME = "agent-framework"
DESCRIPTION = "declarative agents of Microsoft's Agent Framework"
ENDINGS: tuple[str, ...] = (".yaml", ".yml")
ADDS = ""

_PROMPT = frozenset(("prompt", "gptcomponentmetadata", "agentdialog"))
_STUDIO = _PROMPT - {"prompt"}
"""Copilot Studio's kinds, of an agent and of one that it hands tasks to."""
_OWN = "Copilot Studio's own prompt for orchestration, its topics, and the schemas of its tools"
_NAMED = re.compile(r"#[ \t]{0,9}Name:[ \t]{0,9}(\S.{0,200})")
_SETTINGS = "settings.mcs.yml"
_OTHER = {
    "workflow": "it is a workflow of the Agent Framework; the agents that it calls stand elsewhere",
    "hosted": "it is a hosted agent, whose prompt stands in its code",
    "container": "it is a container, whose prompt stands in its code",
}


def claims(file: File) -> bool:
    """Whether it is of a kind that the framework knows."""
    if "kind:" not in file.text:
        return False
    kind = _kind(_agent(file))
    return kind in _PROMPT or (kind in _OTHER and bool({"trigger", "actions", "protocols"} & _agent(file).keys()))


def _agent(file: File) -> dict[str, Any]:
    """The agent: the document, or what a manifest keeps under `template`."""
    inner = mapping(file.fields.get("template"))
    return inner if "kind" in inner and "kind" not in file.fields else file.fields


def _kind(agent: dict[str, Any]) -> str:
    return one_line(agent.get("kind")).lower()


def read(file: File) -> Iterator[Found | Skipped]:
    """The one agent of a file."""
    agent = _agent(file)
    kind, name = _kind(agent), _name(file, agent)
    steps: tuple[str, ...] = ("template",) if agent is not file.fields else ()
    told = agent
    if kind == "agentdialog":
        told, steps = mapping(agent.get("settings")), (*steps, "settings")
    parts = [text(told.get(key)) for key in ("instructions", "additionalInstructions")]
    prompt = "\n".join(filter(str.strip, parts))
    if kind not in _PROMPT:
        yield Skipped(_OTHER[kind], name=name)
    elif not prompt:
        yield Skipped("its instructions are empty", name=name)
    elif prompt.startswith("="):
        yield Skipped("its instructions are a formula that is worked out at run time", name=name)
    else:
        served = _model(agent)
        about = purpose(agent.get("description")) or purpose(dig(agent, "beginDialog", "description"))
        yield Found(
            name=name,
            prompt=file.inline(prompt, file.line_of(*steps, "instructions")),
            declared={"purpose": about, "model": served.declared},
            adds=_OWN if kind in _STUDIO else "the schemas of its tools" if agent.get("tools") else "",
            remarks=served.remarks,
        )


def _name(file: File, agent: dict[str, Any]) -> str:
    """What it is called: by itself, by a comment of Copilot Studio's, by the settings beside it, or by its file."""
    own = (agent.get("name"), agent.get("displayName"), dig(agent, "mcs.metadata", "componentName"))
    found = next(filter(None, map(one_line, own)), "")
    if found or _kind(agent) not in _STUDIO:
        return found or file.path.stem
    comment = _NAMED.match(file.text.lstrip())
    if comment:
        return one_line(comment[1])
    settings = file.beside(_SETTINGS) if _kind(agent) == "gptcomponentmetadata" else ""
    beside = File(settings, file.root, file.options).fields if isinstance(settings, Path) else {}
    return one_line(beside.get("displayName")) or file.path.name.split(".")[0]


def _model(agent: dict[str, Any]) -> Chosen:
    hint = one_line(dig(agent, "aISettings", "model", "modelNameHint"))
    if hint:
        return one_of(Named(because=f"{hint!r} is Copilot Studio's own word for it"))
    model = agent.get("model")
    model = {"id": model} if isinstance(model, str) else mapping(model)
    return model_at(model.get("provider"), model.get("id"))
