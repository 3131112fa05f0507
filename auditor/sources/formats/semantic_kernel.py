"""Semantic Kernel's prompts: a folder with skprompt.txt and config.json, or YAML with a template."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from auditor.documents import parse
from auditor.errors import InputError
from auditor.sources import chat, sections
from auditor.sources.file import File
from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.markdown import first_of
from auditor.sources.models import model_of
from auditor.sources.shapes import mapping, purpose, text
from auditor.sources.testing import FIXTURES

NAME = "semantic-kernel"
DESCRIPTION = "Semantic Kernel prompts, skprompt.txt beside config.json or YAML with a template"
ENDINGS: tuple[str, ...] = ("skprompt.txt", ".yaml", ".yml")

ADDS = ""

_OWN = frozenset(("template_format", "execution_settings", "input_variables"))
_MODELS = ("model_id", "ai_model_id")


def claims(file: File) -> bool:
    """Whether it is such a text by its name, or such a template by its fields."""
    return file.suffix == ".txt" or ("template" in file.fields and bool(_OWN & file.fields.keys()))


def read(file: File) -> Iterator[Found | Skipped]:
    """The one prompt in a file, outside tests."""
    if FIXTURES & {step.lower() for step in file.relative.split("/")[:-1]}:
        yield Skipped("it is made up for a test")
        return
    is_text = file.suffix == ".txt"
    config = file.beside("config.json") if is_text else None
    fields = _settings(config) if isinstance(config, Path) else file.fields
    template = file.text if is_text else text(fields.get("template"))
    name = (file.path.absolute().parent.name if is_text else one_line(fields.get("name"))) or file.path.stem
    first = 1 if is_text else file.line_of("template")
    parts = list(sections.by_tags(template, "user"))
    said = chat.prompt_of([{"role": part.role, "content": part.text} for part in parts])
    if isinstance(said, str):
        yield Skipped(said if parts else "it is empty", first, one_line(name))
        return
    chosen = first_of(_model(fields), model_of)
    yield Found(
        name=one_line(name),
        prompt=file.inline(said.text, first + parts[said.place].line),
        declared={"purpose": purpose(fields.get("description")), "model": chosen.declared},
        uses=(config,) if isinstance(config, Path) else (),
        remarks=(*chosen.remarks, *said.remarks),
    )


def _settings(config: Path) -> Mapping[str, Any]:
    """What stands in config.json; nothing if it cannot be read, for the prompt stands on its own."""
    try:
        return mapping(parse(config.read_text("utf-8-sig", "replace"), config.name, is_json=True).data)
    except (OSError, InputError):
        return {}


def _model(fields: Mapping[str, Any]) -> object:
    """The first model that the settings name, for whichever service."""
    settings = mapping(fields.get("execution_settings"))
    services = [settings, *map(mapping, settings.values())]
    return next((one[name] for one in services for name in _MODELS if one.get(name)), None)
