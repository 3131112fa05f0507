"""What is wrong with a file that people wrote, in words that say what was expected and what was meant."""

from __future__ import annotations

import difflib
import typing
from typing import Any

from pydantic import BaseModel

from auditor.model.quantity import float_hint

Step = str | int
"""A key or an index on the way to a value."""


def message(item: Any, location: tuple[Step, ...], root: type[BaseModel], written: str) -> str:
    """What one validation error says; `written` is the value as it stands in the file, `root` the whole document.

    Of what may be a prompt the kind is told and never a word: messages go further than prompts may.
    """
    kind, got = item["type"], item.get("input")
    shown = "text" if isinstance(got, str) and got.strip() and _may_be_a_prompt(location) else _shown(got)
    if kind == "missing":
        return "is missing"
    if kind == "extra_forbidden":
        return "unknown key" + _suggestion(location, root)
    if kind == "literal_error":
        close = difflib.get_close_matches(str(got), _choices(item), n=1)
        hint = f"; did you mean '{close[0]}'?" if close else ""
        return f"expected {item['ctx']['expected']}, got {shown}{hint}"
    if kind in ("number", "range", "date", "text", "prompt", "traffic", "schema", "project"):
        return str(item["msg"])
    expected = {
        "string_type": "text",
        "string_too_short": "some text",
        "string_unicode": "text without lone surrogates",
        "int_type": "a whole number",
        "bool_type": "true or false",
        "bool_parsing": "true or false",
        "tuple_type": "a list",
        "dict_type": "a mapping",
        "model_type": "a mapping",
        "model_attributes_type": "a mapping",
    }.get(kind)
    if kind == "string_type" and written:
        return f'expected text, got {shown}; if it is meant, quote it: "{_cut(written)}"'
    if kind == "int_type":
        return f"expected a whole number, got {shown}{float_hint(got)}"
    return f"expected {expected}, got {shown}" if expected else f"{item['msg'].lower()}, got {shown}"


def _may_be_a_prompt(location: tuple[Step, ...]) -> bool:
    """Whether a text that should not stand there could be a prompt: under `prompt`, or in the place of an agent."""
    return "prompt" in location or (location[:1] == ("agents",) and len(location) <= 2)


def _choices(item: Any) -> list[str]:
    return [part.strip(" '") for part in str(item["ctx"]["expected"]).replace(" or ", ",").split(",")]


def _shown(value: Any) -> str:
    kind = {dict: "a mapping", list: "a list", tuple: "a list", type(None): "nothing"}.get(type(value))
    text = kind or repr(value)
    return _cut(text)


def _cut(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."


def _suggestion(location: tuple[Step, ...], root: type[BaseModel]) -> str:
    model: Any = root
    is_key = False
    for step in location[:-1]:
        if is_key or not isinstance(step, str):
            is_key = False
            continue
        known = {field.alias or key: field.annotation for key, field in model.model_fields.items()}
        model, is_key = _model_of(known.get(step)), typing.get_origin(known.get(step)) is dict
        if model is None:
            return ""
    names = [field.alias or key for key, field in model.model_fields.items()]
    close = difflib.get_close_matches(str(location[-1]), names, n=1)
    return f"; did you mean '{close[0]}'?" if close else f"; known here: {', '.join(names)}"


def _model_of(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_model_of(part) for part in typing.get_args(annotation))
    return next((model for model in inner if model is not None), None)
