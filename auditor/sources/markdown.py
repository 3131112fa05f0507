"""Agents as Markdown files with front matter: what the tools that read such files have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditor.model.fleet import body_of
from auditor.sources import front_matter
from auditor.sources.file import File
from auditor.sources.found import Found, Remark, Skipped, one_line
from auditor.sources.models import Named, model_of
from auditor.sources.shapes import is_slot, purpose
from auditor.sources.testing import FIXTURES

_NOT_YAML = Remark("front-matter-not-yaml", "front matter", "is not valid YAML; it was read line by line")
_PLACES = (
    ("copilot", ".github", "agents", "chatmodes"),
    ("claude-code", ".claude", "agents"),
    ("gemini-cli", ".gemini", "agents"),
    ("opencode", ".opencode", "agent", "agents", "mode", "modes"),
    ("opencode", "opencode", "agent", "agents", "mode", "modes"),
)
"""Formats by the folders where their tools look for agents: the outer one, and the ones within it."""
_NO_AGENTS = (
    ("readme.md", "it tells people about a folder, and is no agent"),
    ("design.md", "it describes a design, which agents read, and is no agent"),
    ("skill.md", "it is a skill, which agents load, not an agent"),
    (".prompt.md", "it is a prompt that people call up, not an agent"),
    (".instructions.md", "it holds instructions for other agents, not an agent"),
    (".local.md", "it holds somebody's own settings of a plugin, not an agent"),
)
_AGENTS = frozenset(("agents", "agent", "chatmodes", "modes", "mode"))
_COMMAND = "it is a command that people call up, not an agent"
_RULES = "it holds rules for agents, not an agent"
_OTHER_FOLDERS = {
    "commands": _COMMAND,
    "command": _COMMAND,
    "issue_template": "it is a template of issues, not an agent",
    "rules": _RULES,
    "output-styles": "it is a style of answers, not an agent",
    "agent-memory": "it is what an agent remembers",
}
_BACKUPS = frozenset(("backup", "backups", ".backup", ".backups"))
_SKILL = "it belongs to a skill, which agents load"
_WORKFLOW = "it is a workflow of GitHub's, a format that is not read"
_WORKFLOWS = frozenset(("permissions", "safe-outputs", "engine"))
_ARGUMENTS = "$ARGUMENTS"
"""What stands in a command's text for what it is given."""
_COMMANDS = frozenset(("argument-hint", "invokable"))
"""Fields of commands; agents may have them, too, in their own folders and under their own endings."""
_OWN_ENDINGS = (".agent.md", ".chatmode.md")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The model that a file names, as the inventory declares it, and what had to be made of its words."""

    declared: dict[str, Any]
    remarks: tuple[Remark, ...] = ()


def folders(file: File) -> tuple[str, ...]:
    """The names of the folders that a file stands in, in lower case, the innermost last."""
    return tuple(part.lower() for part in file.path.absolute().parts[:-1])


def lies_in(file: File, *names: str) -> bool:
    """Whether a file stands below a folder with the first of these names that holds one of the others."""
    parts = folders(file)
    return any(
        part == names[0] and parts[at + 1 : at + 2] and parts[at + 1] in names[1:] for at, part in enumerate(parts)
    )


def owner(file: File) -> str:
    """The format whose tool looks for agents where a file lies; else the only one that is asked for; else nothing."""
    for name, *places in _PLACES:
        if lies_in(file, *places):
            return name
    return file.options.formats[0] if len(file.options.formats) == 1 else ""


def keys(file: File) -> Mapping[str, Any]:
    """The fields of the front matter; none if there is none."""
    return file.header.fields if file.header else {}


def as_read(file: File) -> tuple[Remark, ...]:
    """How the front matter had to be read, where that is worth a note."""
    return (_NOT_YAML,) if file.header is not None and file.header.is_lenient else ()


def no_agent(file: File) -> str:
    """Why a Markdown file that has front matter is no agent, by its name and place; nothing if it may be one."""
    name = file.path.name.lower()
    for ending, because in _NO_AGENTS:
        if name == ending or (ending.startswith(".") and name.endswith(ending)):
            return because
    return _by_place(file) or _by_words(file)


def _by_place(file: File) -> str:
    """The same by the folders around it: the innermost that holds agents, commands or a skill says what it is."""
    around = [file.path.parent, *file.path.parent.parents]
    inner = around[: len(Path(file.relative).parts)]
    names = [folder.absolute().name.lower() for folder in inner]
    if _BACKUPS & set(names[:-1]):
        return "it is a backup"
    for place, (folder, step) in enumerate(zip(inner, names, strict=True)):
        if step in _AGENTS:
            return "it is made up for a test" if FIXTURES & set(names[place + 1 : -1]) else ""
        if step == "workflows" and around[place + 1].name.lower() == ".github":
            return _WORKFLOW
        if because := _OTHER_FOLDERS.get(step) or (_SKILL if (folder / "SKILL.md").is_file() else ""):
            return because
    return "it is made up for a test" if FIXTURES & set(names[:-1]) else ""


def _by_words(file: File) -> str:
    """The same by what stands in it: commands take arguments, and templates have slots where agents have names."""
    fields = keys(file)
    name = one_line(fields.get("name"))
    if name and is_slot(name):
        return f"it is a template: its name, {name}, is a slot to be filled in"
    if _AGENTS & set(folders(file)) or file.path.name.lower().endswith(_OWN_ENDINGS):
        return ""
    if _COMMANDS & fields.keys() or _ARGUMENTS in file.text:
        return _COMMAND
    return _WORKFLOW if "on" in fields and _WORKFLOWS & fields.keys() else ""


def agent(
    file: File,
    *,
    adds: str,
    name: str = "",
    needs: frozenset[str] = frozenset(),
    chosen: Chosen | None = None,
    calls: tuple[str | Path, ...] = (),
) -> Found | Skipped:
    """The one agent in a file whose body is its prompt; `needs` are the fields of which it must have one, if any.

    Without a name in its front matter it is called `name` or after its file.
    """
    header, fields = file.header, keys(file)
    because = no_agent(file)
    if because:
        return Skipped(because)
    if needs and header is None:
        return Skipped(front_matter.MISSING)
    if needs and not needs & fields.keys():
        return Skipped(f"its front matter has neither {' nor '.join(sorted(needs, reverse=True))}")
    if not body_of(file.text)[0]:
        return Skipped("its body, the prompt, is empty")
    model = chosen or first_of(fields.get("model"), model_of)
    return Found(
        name=one_line(fields.get("name")) or name or file.path.stem,
        prompt=file.body(),
        declared={"purpose": purpose(fields.get("description")), "model": model.declared},
        adds=adds,
        remarks=(*as_read(file), *model.remarks),
        calls=calls,
    )


def first_of(value: object, read: Callable[[str], Named]) -> Chosen:
    """The first model of a list in the order of preference, or the only one."""
    names = listed(value)
    if not names:
        return Chosen({})
    found = one_of(read(names[0]))
    if len(names) == 1:
        return found
    says = f"is taken to be {names[0]}, the first of {len(names)} in the order of preference"
    return Chosen(found.declared, (Remark("model-first-of-several", "model", says), *found.remarks))


def one_of(found: Named) -> Chosen:
    """A model that a file names; why it is unknown, if it is, as a note."""
    is_told = found.name is None and found.because
    remark = Remark("model-not-resolved", "model", f"is unknown: {found.because}")
    return Chosen(found.declared, (remark,) if is_told else ())


def listed(value: object) -> list[str]:
    """The names in a list, in a text that was meant to be one, or in a single text."""
    if isinstance(value, list):
        return [text for text in map(one_line, value) if text]
    text = one_line(value)
    if text.startswith("[") and text.endswith("]"):
        return [name for part in text[1:-1].split(",") if (name := part.strip().strip("\"'"))]
    return [text] if text else []
