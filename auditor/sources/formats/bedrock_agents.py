"""Agents for Amazon Bedrock (`GetAgent`, `GetAgentVersion`) and harnesses of AgentCore (`GetHarness`), as answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.sources.file import File
from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.markdown import Chosen, first_of
from auditor.sources.models import model_of
from auditor.sources.registry import json_in
from auditor.sources.shapes import (
    any_record,
    content_of,
    dig,
    instructs,
    line_of_text,
    listing,
    mapping,
    purpose,
    records,
    text,
)
from auditor.sources.vendors import model_at, provider_in

NAME = "bedrock-agents"
TITLE = "Bedrock"
DESCRIPTION = "agents for Amazon Bedrock and harnesses of AgentCore, as the API answers"
ENDINGS: tuple[str, ...] = (".json", ".jsonl")

_SLOT = "$instruction$"
_OWN = "Bedrock's own template for orchestration, and the schemas of its action groups"
_TOOLS = "the schemas of its tools and action groups"
_LISTED = "it is listed without its instruction; auditor pull bedrock-agents asks for it, as GetAgent tells it"


def claims(file: File) -> bool:
    """Whether its records are such agents or harnesses."""
    is_agent = any_record(file, '"agentName"', lambda one: "agentName" in _inner(one, "agent", "agentVersion"))
    return is_agent or any_record(file, '"harnessName"', lambda one: "harnessName" in _inner(one, "harness"))


def _inner(one: dict[str, Any], *names: str) -> dict[str, Any]:
    return next(filter(None, (mapping(one.get(name)) for name in names)), one)


def read(file: File) -> Iterator[Found | Skipped]:
    """Each agent and each harness."""
    for line, one in records(file):
        agent, harness = _inner(one, "agent", "agentVersion"), _inner(one, "harness")
        if "agentName" in agent:
            yield _agent(file, line, agent)
        elif "harnessName" in harness:
            yield _harness(file, line, harness)
        else:
            yield Skipped("it is neither an agent nor a harness", line)


def _agent(file: File, line: int, one: dict[str, Any]) -> Found | Skipped:
    name, instruction = one_line(one.get("agentName")), text(one.get("instruction"))
    if not instruction.strip():
        return Skipped(_LISTED, line, name)
    template = _template(one)
    prompt = template.replace(_SLOT, instruction) if template else instruction
    model = first_of(text(one.get("foundationModel")), model_of)
    declared = model.declared if model.declared.get("name") is None else {"provider": "aws", **model.declared}
    return Found(
        name=name or file.path.stem,
        key=one_line(one.get("agentId")) or name,
        prompt=file.inline(prompt, line_of_text(file, prompt, line)),
        line=line,
        declared={"purpose": purpose(one.get("description")), "model": declared},
        authored=file.inline(instruction, line_of_text(file, instruction, line)) if template else None,
        adds=_TOOLS if template else _OWN,
        remarks=model.remarks,
    )


def _template(one: dict[str, Any]) -> str:
    """The system text of the template that the agent's owner put in place of Bedrock's; nothing if there is none."""
    for config in map(mapping, listing(dig(one, "promptOverrideConfiguration", "promptConfigurations"))):
        is_ours = config.get("promptCreationMode") == "OVERRIDDEN" and config.get("promptType") == "ORCHESTRATION"
        if is_ours and config.get("promptState") != "DISABLED":
            said = json_in(config.get("basePromptTemplate"))
            system = content_of(mapping(said).get("system")) if isinstance(said, dict) else text(said)
            return system if _SLOT in system or instructs(system) else ""
    return ""


def _harness(file: File, line: int, one: dict[str, Any]) -> Found | Skipped:
    name, prompt = one_line(one.get("harnessName")), content_of(one.get("systemPrompt"))
    if not prompt.strip():
        return Skipped("it has no system prompt", line, name)
    served = _served(mapping(one.get("model")))
    return Found(
        name=name or file.path.stem,
        key=one_line(one.get("harnessId")) or name,
        prompt=file.inline(prompt, line_of_text(file, prompt, line)),
        line=line,
        declared={"model": served.declared},
        adds=_TOOLS if one.get("tools") or one.get("skills") else "",
        remarks=served.remarks,
    )


def _served(model: dict[str, Any]) -> Chosen:
    for key, config in model.items():
        name = mapping(config).get("modelId")
        if name:
            vendor = provider_in(key)
            return model_at(vendor, name) if vendor else first_of(text(name), model_of)
    return Chosen({})
