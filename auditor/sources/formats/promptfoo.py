"""promptfoo's configurations: prompts, the models they are compared on, and the tests they must pass."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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
from auditor.sources.reading import Options
from auditor.sources.shapes import dig, listing, mapping, purpose, text

NAME = "promptfoo"
DESCRIPTION = "promptfoo configurations, promptfooconfig.yaml: its prompts, with its tests as evidence"
ENDINGS: tuple[str, ...] = (".yaml", ".yml", ".json")

_CODE = (".js", ".cjs", ".mjs", ".ts", ".py", ".sh", ".rb", ".go")
_CHATS = (".json", ".yaml", ".yml")
_FILES = (".txt", ".md", ".j2", ".njk", *_CHATS)
_BETWEEN = "---"
_SPLIT = ".txt"
"""Only such a file can hold several prompts; of Markdown and templates promptfoo takes the whole."""
_TABLES = (".csv", ".jsonl")


@dataclass(frozen=True, slots=True)
class _Prompt:
    """A prompt as the configuration lists it: where it stands there, its name, and its text or its file."""

    at: tuple[str | int, ...]
    name: str
    said: str
    path: Path | None = None
    is_whole: bool = True


def claims(file: File) -> bool:
    """Whether its name says so, or it compares prompts on models."""
    fields = file.fields
    has_models = any(isinstance(fields.get(name), (list, str)) for name in ("providers", "targets"))
    return "prompts" in fields and (has_models or file.path.stem.lower().startswith("promptfoo"))


def read(file: File) -> Iterator[Found | Skipped]:
    """Every prompt of a configuration."""
    found = _model(file)
    declared = {"purpose": purpose(file.fields.get("description")), "model": found.declared, **_tests(file)}
    prompts = list(_prompts(file))
    for place, prompt in enumerate(prompts, 1):
        if isinstance(prompt, Skipped):
            yield prompt
            continue
        alone = one_line(file.fields.get("description")) if len(prompts) == 1 else ""
        yield _agent(file, prompt, prompt.name or alone or f"prompt {place}", place, declared, found.remarks)


def _agent(
    file: File, prompt: _Prompt, name: str, place: int, declared: Mapping[str, Any], remarks: tuple[Remark, ...]
) -> Found | Skipped:
    line = file.line_of(*prompt.at)
    is_chat = prompt.said.lstrip().startswith("[") or (prompt.path and prompt.path.suffix.lower() in _CHATS)
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


def _text(prompt: _Prompt, text: str) -> Text:
    """The text that instructs, out of the file that holds the prompt: all of it, or the part that it starts at."""
    assert prompt.path is not None
    if prompt.is_whole and text == prompt.said:
        return Text(Location(prompt.path.as_posix()), path=prompt.path)
    start = text.strip().partition("\n")[0]
    whole = File(prompt.path, prompt.path.parent, Options()).text
    at = max(whole.find(start), whole.find(json.dumps(start, ensure_ascii=False)[1:-1]), 0)
    return Text(Location(prompt.path.as_posix(), whole.count("\n", 0, at) + 1), inline=text)


def _prompts(file: File) -> Iterator[_Prompt | Skipped]:
    listed = file.fields.get("prompts")
    for place, one in enumerate(listed if isinstance(listed, list) else [listed]):
        at = ("prompts", place) if isinstance(listed, list) else ("prompts",)
        fields = mapping(one)
        said = text(one) or text(fields.get("raw")) or text(fields.get("id"))
        name = one_line(fields.get("label")) or (one_line(fields.get("id")) if fields.get("raw") else "")
        if said.strip():
            yield from _resolved(file, at, name, said)
        elif one is not None:
            yield Skipped("it has no text", file.line_of(*at), name or f"prompt {place + 1}")


def _resolved(file: File, at: tuple[str | int, ...], name: str, said: str) -> Iterator[_Prompt | Skipped]:
    """The prompts that an entry stands for: its own text, or what is in the file that it names."""
    where = said.strip().removeprefix("file://")
    is_file = said.strip().startswith("file://") or ("\n" not in where and where.lower().endswith((*_FILES, *_CODE)))
    if not is_file:
        yield _Prompt(at, name, said)
        return
    if where.rpartition(":")[0].lower().endswith(_CODE) or where.lower().endswith(_CODE):
        yield Skipped(f"it is made by code, {where!r}", file.line_of(*at), name or one_line(where))
        return
    found = file.beside(where) if "*" not in where else f"{where!r} stands for several files; name them one by one"
    if isinstance(found, str):
        yield Skipped(f"its text, {found}", file.line_of(*at), name or one_line(where))
        return
    whole = found.read_bytes().decode("utf-8-sig", errors="replace")
    parts = _parts(whole) if found.suffix.lower() == _SPLIT else [whole]
    for number, part in enumerate(parts, 1):
        title = (name or one_line(found.stem)) + (f" {number}" if len(parts) > 1 else "")
        yield _Prompt(at, title, part, found, is_whole=len(parts) == 1)


def _parts(whole: str) -> Sequence[str]:
    """The prompts of a text file, which a line of three dashes keeps apart."""
    if _BETWEEN not in whole:
        return [whole]
    parts: list[list[str]] = [[]]
    for line in whole.split("\n"):
        if line.strip() == _BETWEEN:
            parts.append([])
        else:
            parts[-1].append(line)
    texts = [part for lines in parts if (part := "\n".join(lines).strip())]
    return texts if len(texts) > 1 else [whole]


def _messages(said: str, path: Path | None) -> object:
    is_json = path is None or path.suffix.lower() == ".json"
    try:
        data = parse(said, "", is_json=is_json, is_text=not is_json).data
    except InputError:
        return [{"role": "user", "content": said}]
    return data if isinstance(data, list) else dig(data, "messages")


def _model(file: File) -> markdown.Chosen:
    """The model, if the prompts run on one alone: of several nobody says which is in use."""
    listed = file.fields.get("providers") or file.fields.get("targets")
    names = []
    for one in listed if isinstance(listed, list) else [listed]:
        fields = mapping(one)
        names += [text(one) or text(fields.get("id")) or next(iter(fields), "")]
    names = list(dict.fromkeys(filter(None, map(one_line, names))))
    if len(names) > 1:
        says = f"is unknown: it is compared on {len(names)} models: {', '.join(names[:5])}{' …' * (len(names) > 5)}"
        return markdown.Chosen({}, (Remark("model-not-resolved", "model", says),))
    return markdown.one_of(model_of(names[0])) if names else markdown.Chosen({})


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
    if ending in _CHATS:
        document = File(found, found.parent, file.options).document
        return len(listing(document.data)) if document else 0
    return 0
