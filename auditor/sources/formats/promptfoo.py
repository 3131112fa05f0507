"""promptfoo's configurations: prompts, the models they are compared on, and the tests they must pass."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from auditor.documents import parse
from auditor.errors import InputError
from auditor.model.finding import Location
from auditor.model.fleet import Text
from auditor.sources import chat, markdown
from auditor.sources.file import File
from auditor.sources.found import Found, Remark, Skipped, one_line
from auditor.sources.models import model_of
from auditor.sources.promptfoo_prompts import CHATS, LINES, Prompt, prompts
from auditor.sources.reading import Options
from auditor.sources.shapes import dig, listing, mapping, purpose, text

NAME = "promptfoo"
DESCRIPTION = "promptfoo configurations, promptfooconfig.yaml: its prompts, with its tests as evidence"
ENDINGS: tuple[str, ...] = (".yaml", ".yml", ".json")
ADDS = ""

_TABLES = (".csv", ".jsonl")


def claims(file: File) -> bool:
    """Whether its name says so, or it compares prompts on models."""
    fields = file.fields
    has_models = any(isinstance(fields.get(name), (list, str)) for name in ("providers", "targets"))
    return "prompts" in fields and (has_models or file.path.stem.lower().startswith("promptfoo"))


def read(file: File) -> Iterator[Found | Skipped]:
    """Every prompt of a configuration."""
    found = _model(file)
    declared = {"purpose": purpose(file.fields.get("description")), "model": found.declared, **_tests(file)}
    listed = list(prompts(file))
    for place, prompt in enumerate(listed, 1):
        if isinstance(prompt, Skipped):
            yield prompt
            continue
        alone = one_line(file.fields.get("description")) if len(listed) == 1 else ""
        yield _agent(file, prompt, prompt.name or alone or f"prompt {place}", place, declared, found.remarks)


def _agent(
    file: File, prompt: Prompt, name: str, place: int, declared: Mapping[str, Any], remarks: tuple[Remark, ...]
) -> Found | Skipped:
    line = file.line_of(*prompt.at)
    is_chat = prompt.said.lstrip().startswith("[") or (prompt.path and prompt.path.suffix.lower() in (*CHATS, *LINES))
    said = chat.prompt_of(_messages(prompt.said, prompt.path)) if is_chat else chat.from_user(prompt.said)
    if isinstance(said, str):
        return Skipped(said, line, name)
    return Found(
        name=name,
        key=f"prompt {place}",
        line=line,
        prompt=_text(prompt, said.text) if prompt.path else file.inline(said.text, line),
        declared=declared,
        uses=(prompt.path,) if prompt.path else (),
        remarks=(*remarks, *said.remarks),
    )


def _text(prompt: Prompt, text: str) -> Text:
    """The text that instructs, out of the file that holds the prompt: all of it, or the part that it starts at."""
    assert prompt.path is not None
    if prompt.is_whole and text == prompt.said:
        return Text(Location(prompt.path.as_posix()), path=prompt.path)
    start = text.strip().partition("\n")[0]
    whole = File(prompt.path, prompt.path.parent, Options()).text
    at = max(whole.find(start), whole.find(json.dumps(start, ensure_ascii=False)[1:-1]), 0)
    return Text(Location(prompt.path.as_posix(), whole.count("\n", 0, at) + 1), inline=text)


def _messages(said: str, path: Path | None) -> object:
    """The messages of a chat; what is none is sent as it stands."""
    is_json = path is None or path.suffix.lower() not in {".yaml", ".yml"}
    try:
        data = parse(said, "", is_json=is_json, is_text=not is_json).data
    except InputError:
        data = None
    found = data if isinstance(data, list) else dig(data, "messages")
    return found if isinstance(found, list) else [{"role": "user", "content": said}]


def _model(file: File) -> markdown.Chosen:
    """The model, if the prompts run on one alone: of several nobody says which is in use."""
    listed = file.fields.get("providers") or file.fields.get("targets")
    names = []
    is_elsewhere = False
    for one in listed if isinstance(listed, list) else [listed]:
        fields = mapping(one)
        names += [text(one) or text(fields.get("id")) or next(iter(fields), "")]
        is_elsewhere = is_elsewhere or bool({"apiBaseUrl", "apiHost"} & mapping(fields.get("config")).keys())
    names = list(dict.fromkeys(filter(None, map(one_line, names))))
    if len(names) > 1:
        says = f"is unknown: it is compared on {len(names)} models: {', '.join(names[:5])}{' …' * (len(names) > 5)}"
        return markdown.Chosen({}, (Remark("model-not-resolved", "model", says),))
    found = markdown.one_of(model_of(names[0])) if names else markdown.Chosen({})
    if is_elsewhere:  # whoever speaks the provider's protocol
        found.declared.pop("provider", None)
    return found


def _tests(file: File) -> dict[str, Any]:
    """How many cases the prompts are tried on, with how many assertions; nothing if code makes them up."""
    listed = file.fields.get("tests")
    entries = listed if isinstance(listed, list) else [listed] if isinstance(listed, str) else []
    everywhere = len(listing(dig(file.fields, "defaultTest", "assert")))
    cases = checks = 0
    for one in entries:
        if isinstance(one, str):
            cases += _rows(file, one)
        elif isinstance(one, dict):
            cases, checks = cases + 1, checks + len(listing(one.get("assert")))
    tests = {"cases": cases, "checks": checks + cases * everywhere}
    return {"prompting": {"tests": tests}} if cases else {}


def _rows(file: File, name: str) -> int:
    """The test cases in a file beside the configuration; none where it cannot be read or is code."""
    found = file.beside(name.strip().removeprefix("file://"))
    if isinstance(found, str):
        return 0
    ending = found.suffix.lower()
    if ending in _TABLES:
        with found.open("rb") as lines:
            return max(0, sum(1 for line in lines if line.strip()) - (ending == ".csv"))
    if ending in CHATS:
        document = File(found, found.parent, file.options).document
        return len(listing(document.data)) if document else 0
    return 0
