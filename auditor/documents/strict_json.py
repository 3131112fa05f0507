"""JSON that cannot blow up: no deep nesting, no key twice, no text that cannot be written down again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from auditor.documents.yaml_guard import MOST_DEPTH, brackets_nest
from auditor.errors import InputError, Problem

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_ENDLESS = re.compile(r"\d{4301}")  # as many digits as Python converts at most, and one more
_HALF = re.compile("[\ud800-\udfff]")
_SURROGATE = re.compile(r"\\u(d[89a-f][0-9a-f]{2})", re.IGNORECASE)


def parse_json(source: str, name: str) -> Any:
    """The data of a document; raises InputError with the line, or with the path where JSON tells no line."""
    if not source.strip():
        return None
    if nests_too_deeply(source):
        raise InputError.at(name, f"is nested too deeply: more than {MOST_DEPTH} levels")
    data = _loaded(source, name)
    if _SURROGATE.search(source):
        _refuse_surrogates(data, source, name)
    return data


def nests_too_deeply(source: str) -> bool:
    """Whether the text nests deeper than any document of ours may; cheap where it has few brackets.

    Brackets in texts are left out only where they could matter.
    """
    if source.count("{") + source.count("[") <= MOST_DEPTH or not brackets_nest(source, MOST_DEPTH):
        return False
    return brackets_nest(_STRING.sub("", source), MOST_DEPTH)


def _loaded(source: str, name: str) -> Any:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise InputError.at(name, f"key {twice!r} stands twice in one object")
        return made

    try:
        return json.loads(source, object_pairs_hook=unique)
    except json.JSONDecodeError as error:
        raise InputError.at(f"{name}:{error.lineno}", f"is not valid JSON: {error.msg}") from None
    except ValueError:
        found = _ENDLESS.search(source)
        line = source.count("\n", 0, found.start()) + 1 if found else 1
        raise InputError.at(f"{name}:{line}", "holds a number of more than 4,300 digits") from None


def _refuse_surrogates(data: Any, source: str, name: str) -> None:
    """Refuse halves of characters, which no file and no provider takes; each with its place."""
    problems = []
    for path, text in _texts(data, ""):
        half = _HALF.search(text)
        if half is not None:
            place = re.search(rf"\\u{ord(half[0]):04x}", source, re.IGNORECASE)
            line = source.count("\n", 0, place.start()) + 1 if place else 1
            problems.append(Problem(f"{name}:{line}: {path or 'a key'}", "expected text without lone surrogates"))
    if problems:
        raise InputError(problems)


def _texts(data: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield path, key
            yield from _texts(value, f"{path}.{key}".removeprefix("."))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _texts(value, f"{path}[{index}]")
