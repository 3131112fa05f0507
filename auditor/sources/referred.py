"""Prompts that an inventory takes from files of other formats: `prompt: {file: …, agent: KEY}`."""

from __future__ import annotations

import difflib
import os
from dataclasses import replace
from pathlib import Path

from auditor.errors import InputError
from auditor.model.fleet import Deployed, Origin, sha256
from auditor.sources import native
from auditor.sources.formats import FORMATS
from auditor.sources.found import Read, one_line
from auditor.sources.reading import Options

_FORMATS = [format.NAME for format in FORMATS]


def with_prompt_of(member: Deployed, path: Path, inventory: Path, options: Options) -> Deployed | str:
    """The agent with the prompt that its file holds for the agent it names; in words why that cannot be.

    All else is as the inventory says: what was imported from the file once stands there.
    """
    key, format = member.agent.prompt.agent or "", member.agent.prompt.format
    if format is not None and format not in _FORMATS:
        close = difflib.get_close_matches(format, _FORMATS, n=1)
        return f"{format!r} is no format{f'; did you mean {close[0]!r}?' if close else ''} (auditor formats names all)"
    try:
        found = native.agents_of(
            path, replace(options, formats=(format,) if format else ()), _root(path, inventory.parent)
        )
    except InputError as error:
        return error.problems[0].message
    meant = found.get(key) or _named(key, list(found.values()))
    if meant is None:
        known = [one_line(name) or one_line(one.found.name) for name, one in found.items()]
        close = difflib.get_close_matches(key, known, n=1)
        hint = f"did you mean {close[0]!r}?" if close else f"it holds {', '.join(known[:8])}"
        return f"{path.as_posix()} holds no agent {key!r}; {hint}"
    return Deployed(
        member.agent,
        meant.found.prompt,
        member.tools or meant.found.tools,
        member.declared_at,
        member.files,
        authored=meant.found.authored,
        framed_by=meant.framed_by,
        adds=meant.found.adds,
        origin=Origin("inventory", key, sha256(path.read_bytes())),
    )


def _named(key: str, held: list[Read]) -> Read | None:
    """The one agent that is called so, where a file's agents go by names and not by keys; or the only one it holds."""
    fitting = [one for one in held if key in (one_line(one.found.key), one_line(one.found.name))]
    if len(fitting) == 1:
        return fitting[0]
    is_alone = len(held) == 1 and not held[0].found.key
    return held[0] if is_alone and not fitting else None


def _root(path: Path, folder: Path) -> Path:
    """The folder that both lie in: formats may be known by the folders around a file."""
    return Path(os.path.commonpath((path.parent.absolute(), folder.absolute())))
