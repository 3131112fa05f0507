"""Prompts that an inventory takes from files of other formats: `prompt: {file: …, agent: KEY}`."""

from __future__ import annotations

import difflib
import os
from dataclasses import replace
from pathlib import Path

from auditor.errors import InputError
from auditor.model.fleet import Deployed, Origin
from auditor.sources import native
from auditor.sources.formats import FORMATS
from auditor.sources.found import Read, one_line
from auditor.sources.reading import Options

_FORMATS = [format.NAME for format in FORMATS]


class Referred:
    """The files of other formats that an inventory refers to, each opened once however many agents it holds."""

    def __init__(self, inventory: Path, options: Options) -> None:
        self.options = options
        self._folder = inventory.parent
        self._held: dict[tuple[Path, str], dict[str, Read] | str] = {}

    def with_prompt_of(self, member: Deployed, path: Path) -> Deployed | str:
        """The agent with the prompt that its file holds for the agent it names; in words why that cannot be.

        All else is as the inventory says: what was imported from the file once stands there.
        """
        key, format = member.agent.prompt.agent or "", member.agent.prompt.format or ""
        if (path, format) not in self._held:
            self._held[path, format] = self._opened(path, format)
        found = self._held[path, format]
        if isinstance(found, str):
            return found
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
            framed_by=meant.found.framed_by,
            adds=meant.found.adds,
            origin=Origin("inventory", key, meant.file.sha256),
        )

    def _opened(self, path: Path, format: str) -> dict[str, Read] | str:
        if format and format not in _FORMATS:
            close = difflib.get_close_matches(format, _FORMATS, n=1)
            hint = f"; did you mean {close[0]!r}?" if close else ""
            return f"{format!r} is no format{hint} (auditor formats names all)"
        options = replace(self.options, formats=(format,) if format else ())
        try:
            found = native.agents_of(path, options, _root(path, self._folder))
        except InputError as error:
            return error.problems[0].message
        for one in found.values():
            one.file.release()
        return found


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
