"""Prompts of MLflow's registry: as the prompt API answers, or as versions of models whose tags hold the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.sources.chat import Said, with_others
from auditor.sources.file import File
from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.registry import Record, deployed, json_in
from auditor.sources.shapes import any_record, line_of_text, listing, mapping, records, text
from auditor.sources.vendors import model_at

NAME = "mlflow"
DESCRIPTION = "prompts of MLflow's registry, as the API answers"
ENDINGS: tuple[str, ...] = (".json", ".jsonl")

_TEXT = "mlflow.prompt.text"
_CONFIG = "_mlflow_prompt_model_config"
_DEPLOYED = ("production", "champion", "prod")


def claims(file: File) -> bool:
    """Whether its records are versions of a prompt."""
    return any_record(file, '"version"', lambda one: _is_prompt(_version(one)))


def _version(one: dict[str, Any]) -> dict[str, Any]:
    """A version, with what its tags say where the prompt's own fields would."""
    for wrapper in ("model_version", "prompt_version", "prompt"):
        one = mapping(one.get(wrapper)) or one
    tags = _tags(one.get("tags"))
    config = one.get("model_config") or tags.get(_CONFIG)
    found = {"template": one.get("template", tags.get(_TEXT)), "config": mapping(json_in(config))}
    return one | found | {"aliases": _aliases(one.get("aliases"))}


def _tags(value: object) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    return {one_line(mapping(tag).get("key")): mapping(tag).get("value") for tag in listing(value)}


def _aliases(value: object) -> list[str]:
    names = list(value) if isinstance(value, dict) else listing(value)
    return [one_line(mapping(name).get("alias")) or one_line(name) for name in names]


def _is_prompt(one: Mapping[str, Any]) -> bool:
    is_ours = bool({"aliases", "commit_message", "creation_timestamp", "model_config"} & one.keys())
    return isinstance(one["template"], (str, list)) and {"name", "version"} <= one.keys() and is_ours


def _label(one: Mapping[str, Any]) -> str:
    return next((name for name in _DEPLOYED if name in one["aliases"]), "")


def read(file: File) -> Iterator[Found | Skipped]:
    """Each prompt by its name."""
    versions: Iterator[Record] = ((line, _version(one)) for line, one in records(file))
    for line, one, remarks in deployed(versions, "name", _label):
        name, template = one_line(one.get("name")), json_in(one["template"])
        said = with_others(template) if isinstance(template, list) else Said(text(template) or text(one["template"]), 0)
        if isinstance(said, str) or not said.text.strip():
            yield Skipped(said if isinstance(said, str) else "it has no text", line, name)
            continue
        model = model_at(one["config"].get("provider"), one["config"].get("model_name"))
        yield Found(
            name=name or file.path.stem,
            key=name,
            prompt=file.inline(said.text, line_of_text(file, said.text, line)),
            line=line,
            declared={"model": model.declared},  # its description is the message of the commit
            adds=said.adds,
            remarks=(*remarks, *said.remarks, *model.remarks),
        )
