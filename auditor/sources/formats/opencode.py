"""opencode's agents: Markdown files with front matter, and those in its configuration."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from auditor.model.finding import Location
from auditor.model.fleet import Text
from auditor.sources import front_matter, markdown
from auditor.sources.file import File
from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.models import model_of
from auditor.sources.shapes import line_of, mapping, purpose, text

NAME = "opencode"
DESCRIPTION = "opencode agents, Markdown in .opencode/agents or `agent` in opencode.json"
ENDINGS: tuple[str, ...] = (".md", "opencode.json", "opencode.jsonc")

ADDS = "the environment, AGENTS.md and the schemas of its tools"
_FOLDERS = ("agent", "agents", "mode", "modes")
_MODES = frozenset(("primary", "subagent", "all"))
_FILE = re.compile(r"\{file:([^{}\n]{1,400})\}")
_YES = frozenset((True, "true"))


def claims(file: File) -> bool:
    """Whether it lies where opencode looks, or has a field that only opencode knows."""
    if file.suffix != ".md":
        return bool(mapping(file.fields.get("agent")) or mapping(file.fields.get("mode")))
    if owner := markdown.owner(file):
        return owner == NAME
    fields = markdown.keys(file)
    return one_line(fields.get("mode")) in _MODES or isinstance(fields.get("permission"), dict)


def read(file: File) -> Iterator[Found | Skipped]:
    """The agent of a Markdown file, or all in a configuration."""
    if file.suffix != ".md":
        for under in ("agent", "mode"):
            for name, fields in mapping(file.fields.get(under)).items():
                yield _configured(file, one_line(name), mapping(fields))
        return
    fields = markdown.keys(file)
    if one_line(fields.get("disable")).lower() == "true":
        yield Skipped("it is disabled")
    elif file.header is None and file.path.stem.lower() in {"readme", "agents"}:
        yield Skipped(front_matter.MISSING)
    else:
        yield markdown.agent(file, name=_name(file), adds=ADDS)


def _name(file: File) -> str:
    """The path below the folder of agents, which is the name it is called by."""
    parts = [part.lower() for part in file.path.parts]
    at = max((place for place, part in enumerate(parts[:-1]) if part in _FOLDERS), default=len(parts) - 2)
    return one_line("/".join(file.path.with_suffix("").parts[at + 1 :]))


def _configured(file: File, name: str, fields: Mapping[str, Any]) -> Found | Skipped:
    said = text(fields.get("prompt"))
    line = line_of(file, said, name)
    if fields.get("disable") in _YES:
        return Skipped("it is disabled", line, name)
    if not said.strip():
        return Skipped("it has no prompt of its own; opencode's is used", line, name)
    prompt, used = _prompt(file, said, line)
    if isinstance(prompt, str):
        return Skipped(prompt, line, name)
    is_sub = one_line(fields.get("mode")) == "subagent"  # without a model it takes that of its caller
    chosen = markdown.first_of(fields.get("model") or (None if is_sub else file.fields.get("model")), model_of)
    return Found(
        name=name,
        key=name,
        line=line,
        prompt=prompt,
        declared={"purpose": purpose(fields.get("description")), "model": chosen.declared},
        adds=ADDS,
        uses=used,
        remarks=chosen.remarks,
    )


def _prompt(file: File, said: str, line: int) -> tuple[Text | str, tuple[Path, ...]]:
    """The prompt with the files that it names, or in words why it cannot be read."""
    names = list(dict.fromkeys(name.strip() for name in _FILE.findall(said)))
    paths = {name: file.beside(name) for name in names}
    for path in paths.values():
        if isinstance(path, str):
            return f"its prompt {path}", ()
    used = tuple(path for path in paths.values() if isinstance(path, Path))
    if len(used) == 1 and _FILE.fullmatch(said.strip()):
        return Text(Location(used[0].as_posix()), path=used[0]), used
    whole = _FILE.sub(lambda match: _content(paths[match[1].strip()]), said)
    return file.inline(whole, line), used


def _content(path: Path | str) -> str:
    return path.read_bytes().decode("utf-8-sig", errors="replace") if isinstance(path, Path) else ""
