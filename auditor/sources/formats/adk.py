"""Google ADK's agent configuration: `instruction` is the prompt, `static_instruction` stands before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from auditor.sources import markdown
from auditor.sources.file import File
from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.models import of_google
from auditor.sources.shapes import content_of, dig, listing, mapping, purpose, text

NAME = "google-adk"
DESCRIPTION = "Google ADK agents, root_agent.yaml and the files of its sub-agents"
ENDINGS: tuple[str, ...] = (".yaml", ".yml")

ADDS = "ADK's lines on its name, its description and whom it may hand over to, and the schemas of its tools"
_WORKFLOWS = frozenset(("SequentialAgent", "ParallelAgent", "LoopAgent"))
_OWN = frozenset(("sub_agents", "static_instruction", "generate_content_config", "include_contents", "output_key"))
_SCHEMA = "AgentConfig.json"


def claims(file: File) -> bool:
    """Whether it says which class of agent it is, or has the fields of one."""
    fields = file.fields
    if "agent_class" in fields or (file.path.stem.lower() == "root_agent" and "name" in fields):
        return True
    is_agent = "instruction" in fields and "name" in fields
    return is_agent and (bool(_OWN & fields.keys()) or "model" in fields or _SCHEMA in file.text[:1_000])


def read(file: File) -> Iterator[Found | Skipped]:
    """The one agent in a file."""
    fields = file.fields
    kind = one_line(fields.get("agent_class")).rpartition(".")[2] or "LlmAgent"
    name = one_line(fields.get("name")) or file.path.stem
    first, then = _static(fields.get("static_instruction")), text(fields.get("instruction"))
    parts = [part for part in (first, then) if part.strip()]
    if kind in _WORKFLOWS:
        yield Skipped(f"it is a {kind}, which runs other agents and has no prompt", name=name)
    elif not parts:
        yield Skipped("it has neither instruction nor static_instruction", name=name)
    else:
        chosen = markdown.first_of(_model_text(fields), of_google)
        line = file.line_of("static_instruction" if first.strip() else "instruction")
        yield Found(
            name=name,
            line=file.line_of("name"),
            prompt=file.inline("\n\n".join(parts), line),
            declared={"purpose": purpose(fields.get("description")), "model": chosen.declared},
            adds=ADDS,
            remarks=chosen.remarks,
            calls=tuple(_called(file, fields)),
        )


def _static(value: object) -> str:
    """A static instruction: a text, or a content of Gemini's with its parts."""
    return content_of(mapping(value).get("parts")) if isinstance(value, dict) else content_of(value)


def _model_text(fields: Mapping[str, Any]) -> object:
    """What names the model: `model`, or what the code of `model_code` is given."""
    if text(fields.get("model")):
        return fields["model"]
    given = listing(dig(fields, "model_code", "args"))
    return next((one.get("value") for one in map(mapping, given) if one.get("name") == "model"), None)


def _called(file: File, fields: Mapping[str, Any]) -> Iterator[str | Path]:
    """Whom it hands off to: files of sub-agents; those made in code are called by their names."""
    for one in map(mapping, listing(fields.get("sub_agents"))):
        where, code = one_line(one.get("config_path")), one_line(one.get("code"))
        if where:
            found = file.beside(where)
            yield found if isinstance(found, Path) else where
        elif code:
            yield code.rpartition(".")[2]
