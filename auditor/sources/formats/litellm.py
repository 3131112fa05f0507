"""LiteLLM's tables of prompts and of agents: a prompt is a small dotprompt file in a column, an agent an A2A card."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from auditor.model.fleet import body_of
from auditor.sources.chat import Said, prompt_of
from auditor.sources.file import File
from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.front_matter import front_matter
from auditor.sources.markdown import first_of
from auditor.sources.models import model_of
from auditor.sources.registry import Record, deployed, json_in
from auditor.sources.shapes import any_record, line_of_text, mapping, records, text

NAME = "litellm"
DESCRIPTION = "LiteLLM's tables of prompts and agents, exported as JSON"
ENDINGS: tuple[str, ...] = (".json", ".jsonl")
ADDS = ""

_ROLE = re.compile(r"^(system|developer|user|assistant):[ \t]*", re.IGNORECASE | re.MULTILINE)
_CARD = "it is an A2A card, and a card has no prompt"
_ELSEWHERE = "its text stands elsewhere: LiteLLM fetches it from "


def claims(file: File) -> bool:
    """Whether its records are rows of one of the tables."""
    return any_record(file, '"litellm_params"', lambda one: bool({"prompt_id", "agent_card_params"} & one.keys()))


def _row(one: dict[str, Any]) -> dict[str, Any]:
    return one | {"litellm_params": mapping(json_in(one.get("litellm_params")))}


def read(file: File) -> Iterator[Found | Skipped]:
    """Each prompt; of each agent why it is none."""
    rows: list[Record] = [(line, _row(one)) for line, one in records(file)]
    prompts = [(line, one) for line, one in rows if "prompt_id" in one]
    for line, one, remarks in deployed(prompts, "prompt_id", lambda _: ""):
        name, params = one_line(one["prompt_id"]), one["litellm_params"]
        source = text(params.get("dotprompt_content"))
        header = front_matter(source)
        said = _prompt(params, source)
        if isinstance(said, str) or not said.text.strip():
            yield Skipped(said if isinstance(said, str) else "its text is empty", line, name)
            continue
        data = mapping(json_in(params.get("prompt_data")))
        named = (header.fields.get("model") if header else None) or data.get("model") or params.get("model")
        model = first_of(named, model_of)
        yield Found(
            name=name or file.path.stem,
            key=name,
            prompt=file.inline(said.text, line_of_text(file, source or said.text, line)),
            line=line,
            declared={"model": model.declared},
            adds=said.adds,
            remarks=(*remarks, *said.remarks, *model.remarks),
        )
    yield from (Skipped(_CARD, line, one_line(one.get("agent_name"))) for line, one in rows if "prompt_id" not in one)


def _prompt(params: dict[str, Any], source: str) -> Said | str:
    """The prompt of a row: its dotprompt text, whose parts begin with `System:` and the like."""
    body = body_of(source)[0] or text(mapping(json_in(params.get("prompt_data"))).get("content"))
    if not body:
        return f"{_ELSEWHERE}{one_line(params.get('prompt_integration')) or 'another service'}"
    parts = _ROLE.split(body)
    if len(parts) < 3:
        return Said(body, 0)
    return prompt_of(
        [{"role": role, "content": said.strip()} for role, said in zip(parts[1::2], parts[2::2], strict=True)]
    )
