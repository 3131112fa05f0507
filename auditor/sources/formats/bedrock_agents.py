"""Agents for Amazon Bedrock (`GetAgent`, `GetAgentVersion`, CloudFormation, Terraform), harnesses of AgentCore."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from auditor.model.finding import Location
from auditor.model.fleet import Text
from auditor.sources import cloudformation, terraform
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
DESCRIPTION = "agents for Amazon Bedrock: as the API answers, in CloudFormation and Terraform; harnesses of AgentCore"
ENDINGS: tuple[str, ...] = (".json", ".jsonl", ".yaml", ".yml", ".tf")
ADDS = ""

_SLOT = "$instruction$"
_OWN = "Bedrock's own template for orchestration, and the schemas of its action groups"
_TOOLS = "the schemas of its tools and action groups"
_LISTED = "it is listed without its instruction; auditor pull bedrock-agents asks for it, as GetAgent tells it"
_MADE_LATER = "its instruction is worked out when the stack is made"
_RESOURCE = "AWS::Bedrock::Agent"
_TERRAFORM = ".tf"
_MADE = ("instruction", "aws_bedrockagent_agent", "awscc_bedrock_agent")


def claims(file: File) -> bool:
    """Whether its records are such agents or harnesses, or it makes such agents in a cloud."""
    if file.suffix == _TERRAFORM:
        return any(sign in file.text for sign in _MADE) and next(_blocks(file), None) is not None
    if _RESOURCE in file.text and next(cloudformation.resources(file, _RESOURCE), None) is not None:
        return True
    is_agent = any_record(file, '"agentName"', lambda one: "agentName" in _inner(one, "agent", "agentVersion"))
    return is_agent or any_record(file, '"harnessName"', lambda one: "harnessName" in _inner(one, "harness"))


def _blocks(file: File) -> Iterator[terraform.Block]:
    """The blocks that make an agent: a resource, or a module that is given its instruction."""
    for block in terraform.blocks(file.text):
        is_resource = block.kind == "resource" and block.labels[:1] and block.labels[0] in _MADE[1:]
        if is_resource or (block.kind == "module" and {_MADE[0], "foundation_model"} <= block.fields.keys()):
            yield block


def _inner(one: dict[str, Any], *names: str) -> dict[str, Any]:
    return next(filter(None, (mapping(one.get(name)) for name in names)), one)


def read(file: File) -> Iterator[Found | Skipped]:
    """Each agent and each harness."""
    if file.suffix == _TERRAFORM:
        yield from _in_terraform(file)
        return
    if _RESOURCE in file.text and file.fields.get("Resources"):
        yield from _in_template(file)
        return
    for line, one in records(file):
        agent, harness = _inner(one, "agent", "agentVersion"), _inner(one, "harness")
        if "agentName" in agent:
            yield _agent(file, line, agent)
        elif "harnessName" in harness:
            yield _harness(file, line, harness)
        else:
            yield Skipped("it is neither an agent nor a harness", line)


def _in_template(file: File) -> Iterator[Found | Skipped]:
    for name, one in cloudformation.resources(file, _RESOURCE):
        line = file.line_of("Resources", name, "Properties", "Instruction")
        known = {"agentName": text(one.get("agentName")) or name, "agentId": name}
        yield _agent(file, line, one | known, missing=_MADE_LATER)


def _in_terraform(file: File) -> Iterator[Found | Skipped]:
    known = terraform.names(file)
    for block in _blocks(file):
        told = {key: terraform.value(file, written, known) for key, (written, _) in block.fields.items()}
        said = {key: words for key, (words, _) in told.items()}
        one = {
            "agentName": said.get("agent_name") or block.labels[-1],
            "agentId": ".".join(block.labels),
            "instruction": said.get("instruction"),
            "foundationModel": said.get("foundation_model"),
            "description": said.get("description") or said.get("agent_description"),
        }
        written, line = block.fields.get("instruction", ("", block.line))
        found = _agent(file, line, one, missing=f"its instruction is worked out by Terraform ({one_line(written, 80)})")
        path = told["instruction"][1] if isinstance(found, Found) else None
        if isinstance(found, Found) and path is not None:
            found = replace(found, prompt=Text(Location(path.as_posix()), path=path), uses=(path,))
        yield found


def _agent(file: File, line: int, one: dict[str, Any], *, missing: str = _LISTED) -> Found | Skipped:
    name, instruction = one_line(one.get("agentName")), text(one.get("instruction"))
    if not instruction.strip():
        return Skipped(missing, line, name)
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
        framed_by="Bedrock" if template else "",
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
