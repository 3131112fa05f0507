"""Claude Code subagents: a folder of Markdown files with front matter; the body is the prompt."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditor.documents import has_anchors, parse
from auditor.errors import InputError
from auditor.model.agent import Agent, Model, Prompt
from auditor.model.finding import Finding, Location, Severity
from auditor.model.fleet import Deployed, Fleet, Text, body_of, sha256
from auditor.sources.reading import Options, unreadable

NAME = "claude-code"
DESCRIPTION = "a folder of Claude Code subagents, Markdown files with front matter"

ALIASES = frozenset({"sonnet", "opus", "haiku", "fable", "inherit", "default", "opusplan", "best"})
"""Names that stand for whichever model is current: they do not say which model is billed."""

_MOST_NAME = 200
"""Characters of an identifier, at most."""

_KEY = re.compile(r"([A-Za-z][\w-]{0,40}):[ \t]*(.*)")


@dataclass(frozen=True, slots=True)
class _File:
    """One Markdown file that holds an agent."""

    path: Path
    relative: str
    fields: dict[str, Any]
    text: str
    raw: bytes
    is_lenient: bool


def claims(path: Path) -> bool:
    """Whether `path` is a folder, or one Markdown file."""
    return path.is_dir() or (path.is_file() and path.suffix.lower() == ".md")


def read(path: Path, options: Options) -> Fleet:
    """Read every subagent below `path`; what is not one is told in the fleet's notes, never dropped silently.

    Raises InputError if there is no agent at all.
    """
    root = path if path.is_dir() else path.parent
    notes: list[Finding] = []
    files: list[_File] = []
    for file in sorted(root.rglob("*.md")) if path.is_dir() else [path]:
        found = _open(file, root, options)
        if isinstance(found, _File):
            files.append(found)
        else:
            notes.append(_note("file-skipped", file, f"{file.as_posix()} is skipped: {found}.", "low", found))
    if not files:
        raise InputError.at(path, "holds no Markdown file with front matter, so there is no agent to audit")
    ids = _ids(files)
    members = tuple(_deployed(file, id, notes) for file, id in zip(files, ids, strict=True))
    digest = sha256("\n".join(f"{file.relative} {sha256(file.raw)}" for file in files))
    name = path.resolve().name if path.is_dir() else path.stem
    return Fleet(name, "USD", None, members, path.as_posix(), digest, tuple(notes))


def _open(path: Path, root: Path, options: Options) -> _File | str:
    """The agent in a file or, in words, why there is none."""
    try:
        return _opened(path, root, options)
    except (OSError, RuntimeError) as error:  # pathlib says RuntimeError for a link that leads to itself
        return f"it cannot be read ({getattr(error, 'strerror', None) or 'it is a link that leads to itself'})"


def _opened(path: Path, root: Path, options: Options) -> _File | str:
    if not options.allow_outside and not path.resolve().is_relative_to(root.resolve()):
        return "it is a link that leads out of the folder (allow it with --allow-outside)"
    if not path.is_file():
        return "it is not a file"
    relative = path.relative_to(root).as_posix()
    if not path.as_posix().isprintable() or relative != relative.strip():
        return "its name holds characters that cannot be written down"
    if len(relative) > _MOST_NAME:
        return f"its path is longer than {_MOST_NAME} characters"
    raw = path.read_bytes()
    text = raw.decode("utf-8-sig", errors="replace")
    header = _front_matter(text)
    if header is None:
        return "it has no front matter"
    fields, is_lenient = _fields(header)
    if not {"name", "description"} & fields.keys():
        return "its front matter has neither name nor description"
    if not body_of(text)[0]:
        return "its body, the prompt, is empty"
    return _File(path, relative, fields, text, raw, is_lenient)


def _front_matter(text: str) -> str | None:
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return None
    for end, line in enumerate(lines[1:], 1):
        if line.rstrip() == "---":
            return "\n".join(lines[1:end])
    return None


def _fields(header: str) -> tuple[dict[str, Any], bool]:
    """The front matter as YAML or, since many real files are not valid YAML, line by line."""
    try:
        fields = parse(header, "", is_text=True).data
        if isinstance(fields, dict) and not has_anchors(header):  # `name: &co` would lose what stands there
            return fields, False
    except InputError:
        pass
    matches = (_KEY.match(line) for line in header.split("\n"))
    return {match[1]: match[2].strip().strip("\"'") for match in matches if match}, True


def _ids(files: list[_File]) -> list[str]:
    """The agents' names where they are unique in the folder, else their paths without ending."""
    ids = [_text(file.fields.get("name")) or file.path.stem for file in files]
    paths = [file.relative.removesuffix(".md").strip() for file in files]
    if len(set(paths)) < len(paths):  # `a.md` beside `a .md`
        paths = [file.relative for file in files]
    while len(set(ids)) < len(ids):  # again, since a path may be another's name; paths themselves are unique
        count = Counter(ids)
        ids = [path if count[id] > 1 else id for id, path in zip(ids, paths, strict=True)]
    return ids


def _deployed(file: _File, id: str, notes: list[Finding]) -> Deployed:
    first_line = body_of(file.text)[1]
    prompt = Text(Location(file.path.as_posix(), first_line), path=file.path, is_front_matter_stripped=True)
    model = _text(file.fields.get("model"))
    agent = Agent(
        id=id,
        name=_text(file.fields.get("name")) or file.path.stem,
        purpose=_text(file.fields.get("description"), most=10_000) or None,
        model=Model(name=model) if model and model.lower() not in ALIASES else Model(),
        prompt=Prompt(file=file.relative),
    )
    notes += unreadable(prompt, id)
    if file.is_lenient:
        message = f"The front matter of {id} is not valid YAML; it was read line by line."
        notes.append(_note("front-matter-not-yaml", file.path, message, "info", id, id))
    return Deployed(agent, prompt, None, Location(file.path.as_posix(), 1))


def _text(value: Any, most: int = _MOST_NAME) -> str:
    """A front matter value as one line of text without control characters."""
    if value is None or isinstance(value, (dict, list)):
        return ""
    return "".join(char if char.isprintable() else " " for char in str(value)).strip()[:most]


def _note(rule: str, path: Path, message: str, severity: Severity, subject: str, agent: str | None = None) -> Finding:
    return Finding(
        rule=rule,
        agent=agent,
        severity=severity,
        confidence="high",
        message=message,
        location=Location(path.as_posix()),
        subject=f"{path.as_posix()} {subject}",
    )
