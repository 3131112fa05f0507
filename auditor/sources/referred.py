"""Prompts that an inventory takes from files of other formats: `prompt: {file: …, agent: KEY}`."""

from __future__ import annotations

import difflib
import os
from pathlib import Path

from auditor.errors import InputError
from auditor.model.fleet import Deployed, Origin, sha256
from auditor.sources import native
from auditor.sources.found import Found, one_line
from auditor.sources.reading import Options


def with_prompt_of(member: Deployed, path: Path, inventory: Path, options: Options) -> Deployed | str:
    """The agent with the prompt that its file holds for the agent it names; in words why that cannot be.

    All else is as the inventory says: what was imported from the file once stands there.
    """
    key = member.agent.prompt.agent or ""
    try:
        found = native.agents_of(path, options, _root(path, inventory.parent))
    except InputError as error:
        return error.problems[0].message
    meant = found.get(key) or _named(key, list(found.values()))
    if meant is None:
        known = [one_line(name) or one_line(one.name) for name, one in found.items()]
        close = difflib.get_close_matches(key, known, n=1)
        hint = f"did you mean {close[0]!r}?" if close else f"it holds {', '.join(known[:8])}"
        return f"{path.as_posix()} holds no agent {key!r}; {hint}"
    return Deployed(
        member.agent,
        meant.prompt,
        member.tools or meant.tools,
        member.declared_at,
        member.files,
        authored=meant.authored,
        adds=meant.adds,
        origin=Origin("inventory", key, sha256(path.read_bytes())),
    )


def _named(key: str, found: list[Found]) -> Found | None:
    """The one agent that is called so, where a file's agents go by names and not by keys."""
    fitting = [one for one in found if key in (one_line(one.key), one_line(one.name))]
    return (
        fitting[0] if len(fitting) == 1 else found[0] if len(found) == 1 and not found[0].key and not fitting else None
    )


def _root(path: Path, folder: Path) -> Path:
    """The folder that both lie in: formats may be known by the folders around a file."""
    return Path(os.path.commonpath((path.parent.absolute(), folder.absolute())))
