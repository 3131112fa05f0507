"""The beginning of a log, as formats are shown it to recognise their own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from auditor.usage.log import Log
from auditor.usage.log_format import Head
from auditor.usage.opened import head_of, is_table

_BOM = "\ufeff"
MOST_DEPTH = 100
"""Of brackets in brackets that a record is looked for in; no format nests its own deeper than ten."""


def head_of_log(path: Path) -> Head:
    """The head of a file; raises InputError if it cannot be opened."""
    raw = head_of(path)
    text = "" if b"\0" in raw else raw.decode("utf-8", "replace").removeprefix(_BOM)
    name = path.name.lower().removesuffix(".gz").removesuffix(".zst")
    if is_table(raw):
        from auditor.usage.flat.records import first_record  # which opens DuckDB

        first = first_record(Log(path))
        return Head(name=name, raw=raw, text=text, first=first or None)
    return Head(name=name, raw=raw, text=text, first=first_value(text))


def first_value(text: str) -> Any:
    """The first JSON value of a text that may end in the midst of it; None where there is none."""
    text = text.lstrip()
    if not text.startswith(("{", "[")):
        return None
    try:
        return json.JSONDecoder().raw_decode(text)[0]
    except (ValueError, RecursionError):
        pass
    try:
        return json.loads(completed(text))
    except (ValueError, RecursionError):
        return None


def completed(text: str) -> str:
    """A JSON text that was cut anywhere, cut back to its last whole member and closed; also where it is too deep."""
    stack: list[str] = []
    cut = 0
    in_text = escaped = False
    for index, char in enumerate(text):
        if in_text:
            in_text = escaped or char != '"'
            escaped = not escaped and char == "\\"
        elif char == '"':
            in_text = True
        elif char in "{[":
            if len(stack) == MOST_DEPTH:
                break
            stack.append("}" if char == "{" else "]")
            cut = index + 1
        elif char in "}]":
            if not stack or stack[-1] != char:
                break
            stack.pop()
            cut = index + 1
        elif char == ",":
            cut = index
    return text[:cut] + "".join(reversed(stack))
