"""Declarative agents of Microsoft 365 Copilot: instructions inline or in a file beside; the model is Microsoft's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from auditor.model.finding import Location
from auditor.model.fleet import Text
from auditor.sources.file import File
from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.shapes import line_of_text, listing, mapping, purpose, retrieves, text

NAME = "copilot-declarative"
DESCRIPTION = "declarative agents of Microsoft 365 Copilot"
ENDINGS: tuple[str, ...] = (".json",)

_FILE = re.compile(r"\$\[file\('([^']{1,300})'\)\]")
ADDS = "the base prompt of Microsoft 365 Copilot"
_SIGNS = frozenset(("conversation_starters", "capabilities", "actions", "behavior_overrides"))
_FAR = (
    "it is an app's manifest; its declarative agents are files of their own",
    "it is an app's manifest that names no declarative agent",
)
_NO_RETRIEVAL = frozenset(("CodeInterpreter", "GraphicArt", "ScenarioModels"))
"""Capabilities that bring no knowledge; all others search something."""


def claims(file: File) -> bool:
    """Whether it is a declarative agent, or the manifest of an app for Teams and Copilot."""
    return '"' in file.text and (_is_agent(file) or _is_manifest(file))


def _is_agent(file: File) -> bool:
    if '"instructions"' not in file.text:
        return False
    schema = text(file.fields.get("$schema")).lower()
    is_named = "declarative" in file.path.name.lower() and "instructions" in file.fields
    is_versioned = text(file.fields.get("version")).startswith("v1") and bool(_SIGNS & file.fields.keys())
    return "declarative-agent" in schema or "declarative-copilot" in schema or is_named or is_versioned


def _is_manifest(file: File) -> bool:
    return '"manifestVersion"' in file.text and {"manifestVersion", "developer"} <= file.fields.keys()


def read(file: File) -> Iterator[Found | Skipped]:
    """The one agent of a file; of a manifest, why it is none."""
    if not _is_agent(file):
        because = _of_manifest(file)
        yield Skipped(because, is_far=because in _FAR)
        return
    fields = file.fields
    name = one_line(fields.get("name")) or file.path.stem
    prompt = _prompt(file, text(fields.get("instructions")))
    if isinstance(prompt, str):
        yield Skipped(prompt, name=name)
        return
    instructions, uses = prompt
    names = (one_line(mapping(one).get("name")) for one in listing(fields.get("capabilities")))
    known = retrieves(name for name in names if name not in _NO_RETRIEVAL)
    about = purpose(fields.get("description"))
    yield Found(name=name, prompt=instructions, declared={"purpose": about, **known}, adds=ADDS, uses=uses)


def _of_manifest(file: File) -> str:
    agents = mapping(file.fields.get("copilotAgents")) or mapping(file.fields.get("copilotExtensions"))
    named = listing(agents.get("declarativeAgents")) or listing(agents.get("declarativeCopilots"))
    for name in filter(None, (one_line(mapping(one).get("file")) for one in named)):
        found = file.beside(name)
        if isinstance(found, str):
            return f"it is an app's manifest, and of its declarative agent {found}"
    if named:
        return _FAR[0]
    if agents.get("customEngineAgents"):
        return "it is an app's manifest; its agent is a bot, whose prompt stands in code"
    return _FAR[1]


def _prompt(file: File, instructions: str) -> tuple[Text, tuple[Path, ...]] | str:
    """The instructions with the files that they name, and these; in words why there are none."""
    named = list(dict.fromkeys(_FILE.findall(instructions)))
    paths: dict[str, Path] = {}
    for name in named:
        found = file.beside(name)
        if isinstance(found, str):
            return f"of its instructions {found}"
        paths[name] = found
    whole = _FILE.fullmatch(instructions.strip())
    if whole:
        path = paths[whole[1]]
        alone = Text(Location(path.as_posix()), path=path)
        return (alone, (path,)) if alone.read().strip() else "its instructions are empty"
    texts = {name: path.read_bytes().decode("utf-8-sig", "replace") for name, path in paths.items()}
    said = _FILE.sub(lambda match: texts[match[1]], instructions)
    return (
        (file.inline(said, line_of_text(file, instructions, 1)), tuple(paths.values()))
        if said.strip()
        else "its instructions are empty"
    )
