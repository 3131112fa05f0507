"""The prompts that a promptfoo configuration lists: texts of its own, and files of every kind that promptfoo reads."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from auditor.sources.file import File
from auditor.sources.found import Skipped, one_line
from auditor.sources.shapes import mapping, text

CHATS = (".json", ".yaml", ".yml")
LINES = (".jsonl",)
_TABLE = ".csv"
_CODE = (".js", ".cjs", ".mjs", ".ts", ".py", ".sh", ".bash", ".rb", ".go", ".pl", ".exe", ".bat", ".cmd", ".ps1")
_FILES = (".txt", ".md", ".j2", ".njk", _TABLE, *LINES, *CHATS)
_BETWEEN = "---"
_SPLIT = ".txt"
"""Only such a file can hold several prompts; of Markdown and templates promptfoo takes the whole."""
_MOST_FILES = 1_000
_SPOT = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt as the configuration lists it: where it stands there, its name, and its text or its file."""

    at: _SPOT
    name: str
    said: str
    path: Path | None = None
    is_whole: bool = True


def prompts(file: File) -> Iterator[Prompt | Skipped]:
    """Every prompt of a configuration; of what cannot be read, why."""
    for at, name, said in _listed(file.fields.get("prompts")):
        if said.strip():
            yield from _resolved(file, at, name, said)
        else:
            yield Skipped("it has no text", file.line_of(*at), name or f"prompt {at[-1]}")


def _listed(value: object) -> Iterator[tuple[_SPOT, str, str]]:
    """Places, names and words of what is listed; a mapping names files, and how their prompts are called."""
    if isinstance(value, dict) and not {"raw", "id", "label"} & value.keys():
        yield from ((("prompts", one_line(key)), one_line(name), one_line(key)) for key, name in value.items())
        return
    for place, one in enumerate(value if isinstance(value, list) else [value]):
        fields = mapping(one)
        said = text(one) or text(fields.get("raw")) or text(fields.get("id"))
        name = one_line(fields.get("label")) or (one_line(fields.get("id")) if fields.get("raw") else "")
        if one is not None:
            yield (("prompts", place) if isinstance(value, list) else ("prompts",)), name, said


def _resolved(file: File, at: _SPOT, name: str, said: str) -> Iterator[Prompt | Skipped]:
    """The prompts that an entry stands for: its own text, or what is in the files that it names."""
    where = said.strip().removeprefix("file://")
    is_file = said.strip().startswith("file://") or ("\n" not in where and where.lower().endswith((*_FILES, *_CODE)))
    is_code = where.rpartition(":")[0].lower().endswith(_CODE) or where.lower().endswith(_CODE)
    if said.startswith("exec:") or (is_file and is_code):
        yield Skipped(f"it is made by code, {where!r}", file.line_of(*at), name or one_line(where))
    elif not is_file:
        yield Prompt(at, name, said)
    else:
        for found in _files(file, where):
            if isinstance(found, str):
                yield Skipped(f"its text, {found}", file.line_of(*at), name or one_line(where))
                continue
            parts = _parts(found)
            for number, (title, part) in enumerate(parts, 1):
                called = title or (name or one_line(found.stem)) + (f" {number}" if len(parts) > 1 else "")
                is_whole = len(parts) == 1 and found.suffix.lower() != _TABLE
                yield Prompt(at, called, part, found, is_whole=is_whole)


def _files(file: File, where: str) -> list[Path | str]:
    """The files that a path or a pattern names; in words why there are none, or why one must not be read."""
    if not any(sign in where for sign in "*?["):
        return [file.beside(where)]
    folder, _, pattern = where.rpartition("/")
    if any(sign in folder for sign in "*?["):
        return [f"{where!r} stands for files in several folders; name the folders one by one"]
    try:
        if not file.options.may_read(file.path.parent / folder, file.root):
            return [f"{where!r} lies outside the folder (allow it with --allow-outside)"]
        names = sorted(one.name for one in (file.path.parent / folder).iterdir() if fnmatch(one.name, pattern))
    except (OSError, ValueError, RuntimeError) as error:
        return [f"{where!r} cannot be read: {getattr(error, 'strerror', None) or error}"]
    texts = [name for name in names[:_MOST_FILES] if name.lower().endswith(_FILES)]
    return [file.beside(f"{folder}/{name}" if folder else name) for name in texts] or [f"{where!r} is not there"]


def _parts(path: Path) -> Sequence[tuple[str, str]]:
    """The prompts in a file, with their names where the file gives them any."""
    whole, ending = path.read_bytes().decode("utf-8-sig", errors="replace"), path.suffix.lower()
    if ending == _TABLE:
        return _rows(whole)
    if ending in LINES:
        return [("", line) for line in whole.split("\n") if line.strip()]
    return [("", part) for part in _split(whole)] if ending == _SPLIT else [("", whole)]


def _rows(whole: str) -> list[tuple[str, str]]:
    """The prompts of a table: its column of that name with their labels, or its lines where there is one column."""
    lines = [line for line in whole.splitlines() if line.strip()]
    if "," in whole:
        try:
            rows: list[dict[Any, Any]] = list(csv.DictReader(whole.splitlines(keepends=True), skipinitialspace=True))
        except csv.Error:
            rows = []
        named = [(one_line(row.get("label")), text(row.get("prompt"))) for row in rows]
        if any(said.strip() for _, said in named):
            return [(label, said) for label, said in named if said.strip()]
    return [("", line) for line in lines[lines[:1] == ["prompt"] :]]


def _split(whole: str) -> Sequence[str]:
    """The prompts of a text file, which a line of three dashes keeps apart."""
    if _BETWEEN not in whole:
        return [whole]
    parts: list[list[str]] = [[]]
    for line in whole.split("\n"):
        if line.strip() == _BETWEEN:
            parts.append([])
        else:
            parts[-1].append(line)
    texts = [part for lines in parts if (part := "\n".join(lines).strip())]
    return texts if len(texts) > 1 else [whole]
