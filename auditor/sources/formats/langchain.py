"""LangChain's prompts and chains as its old files have them: a template with its variables, wherever it is nested."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from auditor.model.finding import Location
from auditor.model.fleet import Text
from auditor.sources import chat
from auditor.sources.file import File
from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.shapes import line_of_text, listing, mapping, text
from auditor.sources.vendors import model_at

NAME = "langchain"
DESCRIPTION = "LangChain's prompts and chains in files, as its load_prompt and load_chain take them"
ENDINGS: tuple[str, ...] = (".json", ".yaml", ".yml")
ADDS = ""

_SIGN = "input_variables"
_OWN = ("template", "prefix", "suffix")
_WORDS = (*_OWN, "template_path")
_PARTS = frozenset(("document_prompt", "example_prompt"))
"""Templates of what is put into another."""
_MOST = 10_000
_COMMON = frozenset(("agent", "basic", "chain", "prompt"))
"""What such files are called, each in a folder that says what it is for."""


def claims(file: File) -> bool:
    """Whether a template with its variables stands in it."""
    return _SIGN in file.text and next(_templates(file.fields), None) is not None


def _templates(fields: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """The templates in a document, the outer first, each with the model of the chain that it stands in."""
    waiting: deque[tuple[Any, dict[str, Any]]] = deque([(fields, {})])
    for _ in range(_MOST):
        if not waiting:
            return
        value, model = waiting.popleft()
        if isinstance(value, list):
            waiting.extend((one, model) for one in value)
        elif isinstance(value, dict):
            model = mapping(value.get("llm")) or model
            if isinstance(value.get(_SIGN), list) and any(text(value.get(key)).strip() for key in _WORDS):
                yield value, model
            else:
                inner = (one for key, one in value.items() if key not in _PARTS)
                waiting.extend((one, model) for one in inner if isinstance(one, (dict, list)))


def read(file: File) -> Iterator[Found | Skipped]:
    """Its templates."""
    stem = file.path.stem
    name = one_line(file.fields.get("name")) or (file.path.parent.name if stem.lower() in _COMMON else stem)
    found = list(_templates(file.fields))
    for number, (one, model) in enumerate(found, 1):
        called = f"{name} {number}" if len(found) > 1 else name
        where = text(one.get("template_path"))
        path = file.beside(where) if where else None
        if isinstance(path, str):
            yield Skipped(f"its text, {path}", name=called)
            continue
        yield _agent(file, called, one, path, model)


def _agent(file: File, name: str, one: dict[str, Any], path: Path | None, model: dict[str, Any]) -> Found | Skipped:
    parts = [text(one.get(key)) for key in _OWN] if path is None else [File(path, file.root, file.options).text]
    said = chat.from_user("\n\n".join(filter(str.strip, parts)))
    if isinstance(said, str):
        return Skipped(said, name=name)
    served = model_at(model.get("_type"), model.get("model_name") or model.get("model"))
    examples = len(listing(one.get("examples")))
    line = line_of_text(file, parts[0] or said.text, 1) if file.suffix == ".json" else _line(file)
    return Found(
        name=name,
        key=name,
        prompt=Text(Location(path.as_posix()), path=path) if path else file.inline(said.text, line),
        declared={"model": served.declared},
        adds=f"its examples ({examples})" if examples else "",
        uses=(path,) if path else (),
        remarks=(*said.remarks, *served.remarks),
    )


def _line(file: File) -> int:
    return max(file.line_of(key) for key in _WORDS)
