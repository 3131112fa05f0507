"""Langfuse prompts, as its API and its export answer: of several versions the one in production."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.sources.chat import Said, with_others
from auditor.sources.file import File
from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.markdown import first_of
from auditor.sources.models import model_of
from auditor.sources.registry import deployed
from auditor.sources.shapes import any_record, line_of_text, listing, mapping, records, text

NAME = "langfuse"
DESCRIPTION = "Langfuse prompts, as the API answers"
ENDINGS: tuple[str, ...] = (".json", ".jsonl")

_LISTED = "it is listed without its text; auditor pull langfuse asks for each by its name"


def claims(file: File) -> bool:
    """Whether its records are prompts with labels."""
    return any_record(file, '"labels"', _is_prompt)


def _is_prompt(one: dict[str, Any]) -> bool:
    is_whole = isinstance(one.get("prompt"), (str, list)) and "version" in one
    is_listed = isinstance(one.get("versions"), list) and "lastConfig" in one
    return isinstance(one.get("labels"), list) and "name" in one and (is_whole or is_listed)


def _label(one: Mapping[str, Any]) -> str:
    return "production" if "production" in listing(one.get("labels")) else ""


def read(file: File) -> Iterator[Found | Skipped]:
    """Each prompt by its name."""
    for line, one, remarks in deployed(records(file), "name", _label):
        name, prompt = one_line(one.get("name")), one.get("prompt")
        if not _is_prompt(one) or prompt is None:
            yield Skipped(_LISTED, line, name)
            continue
        said = with_others(prompt) if isinstance(prompt, list) else Said(text(prompt), 0)
        if isinstance(said, str) or not said.text.strip():
            yield Skipped(said if isinstance(said, str) else "its text is empty", line, name)
            continue
        config = mapping(one.get("config"))
        model = first_of(config.get("model") or config.get("model_name"), model_of)
        yield Found(
            name=name or file.path.stem,
            key=name,
            prompt=file.inline(said.text, line_of_text(file, said.text, line)),
            line=line,
            declared={"model": model.declared},
            adds=said.adds,
            remarks=(*remarks, *said.remarks, *model.remarks),
        )
