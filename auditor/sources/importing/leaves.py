"""An agent as the fields of an inventory, each by its path: `model.name`; and how their values are written in YAML."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from auditor.model.fleet import Deployed, sha256
from auditor.sources.found import one_line

Leaf = str
"""The path of a field, its steps joined by dots."""

_PLAIN = re.compile(r"(?:\.{1,2}/)*\.?[A-Za-z][A-Za-z0-9_./()-]*(?: [A-Za-z0-9_./()-]+)*")
_WORDS = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n", ".inf", ".nan"))
_AS_WHOLE = frozenset(("knowledge", "calls"))


def leaves(member: Deployed, inventory: Path, *, says_format: bool = False) -> dict[Leaf, Any]:
    """The fields of an agent, with its prompt where it is: relative to the inventory's folder."""
    agent = member.agent.model_dump(exclude_defaults=True, mode="python")
    agent["prompt"] = {"file": _relative(member.declared_at.file, inventory.parent), "agent": _key(member)}
    if says_format and member.origin:
        agent["prompt"]["format"] = member.origin.format
    ordered = {name: agent[name] for name in ("id", "name", "prompt") if name in agent}
    return dict(_flat(ordered | agent))


def _key(member: Deployed) -> str:
    """What names the agent in its file: its key or, in a file of one agent, its name."""
    key = one_line(member.origin.key) if member.origin else ""
    return key or one_line(member.agent.name) or member.agent.id


def _relative(file: str, folder: Path) -> str:
    return Path(os.path.relpath(Path(file).absolute(), folder.absolute())).as_posix()


def _flat(fields: Mapping[str, Any], under: str = "") -> Iterator[tuple[Leaf, Any]]:
    for name, value in fields.items():
        path = f"{under}{name}"
        if isinstance(value, dict) and value and name not in _AS_WHOLE:
            yield from _flat(value, f"{path}.")
        elif value not in (None, {}, [], ()):
            yield path, value


def digest(value: Any) -> str:
    """A name for a value, as read from YAML or as imported, by which a change is seen."""
    return sha256(json.dumps(value, sort_keys=True, default=str))[:8]


def written(value: Any) -> str:
    """A value on one line of YAML that reads as the same value again."""
    if isinstance(value, str):
        is_plain = _PLAIN.fullmatch(value) and value.lower() not in _WORDS and len(value) <= 200
        return value if is_plain else _dumped(value, '"')
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_inner, value))}]"
    if isinstance(value, dict):
        return _inner(value)
    return _dumped(value, None)


def _inner(value: Any) -> str:
    """A value within brackets, where commas and braces mean something."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_inner(item)}' for key, item in value.items() if item is not None)}}}"
    return written(value)


def _dumped(value: Any, style: str | None) -> str:
    text: str = yaml.safe_dump(value, default_style=style, width=10**9, allow_unicode=True)
    return text.removesuffix("...\n").strip("\n")
