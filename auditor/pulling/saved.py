"""The file of a pull: the registry's answers in an envelope that says whose they are, the same bytes each time."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditor.documents import bytes_of, parse
from auditor.documents import text_of as decoded
from auditor.errors import InputError, PullError
from auditor.pulling.registry import Answer

MOST_BYTES = 200 * 2**20
"""Less than a source may have."""
_MARK = "pulled"


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a registry had in use."""

    registry: str
    where: str
    """Its address, without credentials."""
    answers: tuple[Answer, ...]
    """By name; never none."""


def text_of(pulled: Pulled) -> str:
    """The file: no time of day stands in it, so that git shows what changed in the registry and nothing else."""
    mark = {"registry": pulled.registry, "from": pulled.where}
    document = {_MARK: mark, "data": [answer.record for answer in pulled.answers]}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def may_replace(path: Path, registry: str, where: str = "") -> None:
    """Return if there is no file, or one that an earlier pull of the same registry wrote; raises PullError if not."""
    if not path.is_file():  # a folder or a pipe: who writes says so
        return
    mark = _mark(path)
    if mark is None:
        raise PullError(f"{path}: was not written by auditor pull, and is not replaced: name another file")
    kept = mark.get("registry"), mark.get("from")
    if kept[0] != registry or (where and kept[1] != where):
        raise PullError(
            f"{path}: holds what was pulled from {kept[0]} ({kept[1]}), not from {registry}"
            f"{f' ({where})' if where else ''}, and is not replaced: name another file, or remove it first"
        )


def _mark(path: Path) -> dict[str, Any] | None:
    """What an earlier pull wrote of itself; None for any other file."""
    try:
        data = parse(decoded(bytes_of(path), path.as_posix()), path.as_posix(), is_json=True).data
    except InputError:
        return None
    mark = data.get(_MARK) if isinstance(data, dict) else None
    return mark if isinstance(mark, dict) else None
