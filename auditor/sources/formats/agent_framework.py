"""Declarative agents of Microsoft's Agent Framework and Copilot Studio: YAML that says `kind: Prompt`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.sources.file import File
from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.shapes import mapping, purpose, text
from auditor.sources.vendors import model_at

NAME = "agent-framework"
DESCRIPTION = "declarative agents of Microsoft's Agent Framework"
ENDINGS: tuple[str, ...] = (".yaml", ".yml")

_PROMPT = frozenset(("prompt", "gptcomponentmetadata"))
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
    name = one_line(agent.get("name")) or one_line(agent.get("displayName")) or file.path.stem
    parts = [text(agent.get(key)) for key in ("instructions", "additionalInstructions")]
    prompt = "\n".join(filter(str.strip, parts))
    if _kind(agent) not in _PROMPT:
        yield Skipped(_OTHER[_kind(agent)], name=name)
    elif not prompt:
        yield Skipped("its instructions are empty", name=name)
    elif prompt.startswith("="):
        yield Skipped("its instructions are a formula that is worked out at run time", name=name)
    else:
        steps = (*(("template",) if agent is not file.fields else ()), "instructions")
        model = agent.get("model")
        model = {"id": model} if isinstance(model, str) else mapping(model)
        served = model_at(model.get("provider"), model.get("id"))
        yield Found(
            name=name,
            prompt=file.inline(prompt, file.line_of(*steps)),
            declared={
                "purpose": purpose(agent.get("description")),
                "model": served.declared,
            },
            adds="the schemas of its tools" if agent.get("tools") else "",
            remarks=served.remarks,
        )
