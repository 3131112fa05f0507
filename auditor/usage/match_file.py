"""Which caller is which agent, as a person wrote it down: a YAML or JSON mapping of callers to agent ids."""

from __future__ import annotations

import difflib
from collections.abc import Collection
from pathlib import Path

from auditor.documents import Located, bytes_of, parse, text_of
from auditor.errors import InputError, Problem


def read(path: Path, agents: Collection[str]) -> dict[str, str]:
    """Agent ids by callers; raises InputError with every line that names no agent of the fleet."""
    document, named = _document(path, "expected a mapping of callers to agent ids, such as 'carl-prod: carl'")
    problems = []
    for caller, agent in named.items():
        if agent not in agents:
            close = difflib.get_close_matches(agent, agents, n=1)
            hint = f"; did you mean {close[0]!r}?" if close else ""
            where = f"{path.as_posix()}:{document.line((caller,))}: {caller[:60]}"
            problems.append(Problem(where, f"no agent has the id {agent[:60]!r}{hint}"))
    if problems:
        raise InputError(problems)
    return named


def _document(path: Path, wanted: str) -> tuple[Located, dict[str, str]]:
    """A file that maps texts to texts; an empty one maps nothing."""
    name = path.as_posix()
    is_json = path.suffix.lower() == ".json"
    document = parse(text_of(bytes_of(path), name), name, is_json=is_json, is_text=not is_json)
    data = {} if document.data is None else document.data
    if not isinstance(data, dict):
        raise InputError.at(f"{name}:1", wanted)
    problems = [
        Problem(f"{name}:{document.line((str(key),))}: {str(key)[:60]}", f"expected text, got {type(value).__name__}")
        for key, value in data.items()
        if not isinstance(value, str)
    ]
    if problems:
        raise InputError(problems)
    return document, {str(key): value for key, value in data.items()}
