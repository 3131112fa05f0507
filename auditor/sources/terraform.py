"""Blocks of Terraform with the attributes of theirs that say what they are: texts, heredocs, files, and names for them.

Not a parser of HCL: what is worked out when Terraform runs is unknown, and so is what is not laid out as `terraform
fmt` lays it out.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from auditor.sources.file import File

_HEAD = re.compile(r'([a-z_]{1,40})((?:[ \t]{1,9}"[^"\n]{1,200}"){0,2})[ \t]{0,9}\{[ \t]{0,99}$')
_LABEL = re.compile(r'"([^"]*)"')
_ATTRIBUTE = re.compile(r"[ \t]{1,40}([A-Za-z_][\w-]{0,99})[ \t]{0,99}=[ \t]{0,9}(\S.*)$")
_HEREDOC = re.compile(r"<<(-?)([A-Za-z_]\w{0,99})[ \t]{0,9}$")
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"[ \t]{0,99}(?:#.*)?$')
_FILE = re.compile(r'(?:file|templatefile)\([ \t]{0,9}"([^"]{1,300})"')
_NAME = re.compile(r"(?:(?:var|local)\.)([\w-]{1,100})[ \t]{0,99}(?:#.*)?$")
_WHOLE = re.compile(r"\$\{([^{}]{1,200})\}$")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_MODULE = "${path.module}/"
_MOST_FILES = 50
_MOST_NAMES = 10
_OPEN, _CLOSED = frozenset("{[("), frozenset("}])")


@dataclass(slots=True)
class Block:
    """A block of the top level: its kind, its labels, its line, and its own attributes with theirs."""

    kind: str
    labels: tuple[str, ...]
    line: int
    fields: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Each attribute as it is written, a heredoc as a quoted text, with its line."""


def blocks(text: str) -> Iterator[Block]:
    """The blocks of a file's top level."""
    lines = text.split("\n")
    block: Block | None = None
    number = depth = 0
    while number < len(lines):
        line = lines[number].rstrip("\r")
        number += 1
        if block is None:
            head = _HEAD.match(line)
            block = Block(head[1], tuple(_LABEL.findall(head[2])), number) if head else None
            continue
        if line.startswith("}"):
            yield block
            block, depth = None, 0
            continue
        attribute = _ATTRIBUTE.match(line)
        heredoc = _HEREDOC.search(line)
        written, at = attribute[2] if attribute else "", number
        if heredoc:
            number, said = _until(lines, number, heredoc[2], is_indented=bool(heredoc[1]))
            written, at = _quoted(said), at + 1
        elif not depth and (attribute is None or not _TEXT.match(written)):
            depth += _opened(line)
        elif depth:
            depth = max(0, depth + _opened(line))
            continue
        if attribute and (not depth or written.startswith('"') or heredoc):
            block.fields.setdefault(attribute[1], (written, at))


def _opened(line: str) -> int:
    bare = _LABEL.sub("", line)
    return sum((char in _OPEN) - (char in _CLOSED) for char in bare)


def _until(lines: list[str], start: int, mark: str, *, is_indented: bool) -> tuple[int, str]:
    """The number of the line behind a heredoc, and its text."""
    held: list[str] = []
    for number in range(start, len(lines)):
        if lines[number].strip() == mark:
            said = "\n".join(held)
            return number + 1, textwrap.dedent(said) if is_indented else said
        held.append(lines[number].rstrip("\r"))
    return len(lines), ""


def _quoted(said: str) -> str:
    return '"' + said.replace("\\", "\\\\").replace('"', '\\"') + '"'


def names(file: File) -> dict[str, str]:
    """What the names of variables and locals stand for in the folder of a file, as far as it is written there."""
    found: dict[str, str] = {}
    for path in sorted(file.path.parent.glob("*.tf"))[:_MOST_FILES]:
        beside = file.beside(path.name)
        if not isinstance(beside, Path):
            continue
        for block in blocks(File(beside, file.root, file.options).text):
            if block.kind == "variable" and block.labels and "default" in block.fields:
                found.setdefault(f"var.{block.labels[0]}", block.fields["default"][0])
            elif block.kind == "locals":
                found |= {f"local.{name}": written for name, (written, _) in block.fields.items()}
    return found


def value(file: File, written: str, known: Mapping[str, str]) -> tuple[str, Path | None]:
    """The text that an attribute stands for, and the file that it was read from; empty where only a run knows it."""
    for _ in range(_MOST_NAMES):
        whole = _TEXT.match(written)
        if whole:
            said = _ESCAPE.sub(lambda match: _ESCAPES.get(match[1], match[0]), whole[1])
            inner = _WHOLE.match(said)
            if inner is None:
                return said, None
            written = inner[1].strip()
        named = _NAME.match(written)
        if named is None:
            break
        written = known.get(written.partition("#")[0].strip(), "")
    where = _FILE.match(written)
    found = file.beside(where[1].removeprefix(_MODULE)) if where else ""
    return (File(found, file.root, file.options).text, found) if isinstance(found, Path) else ("", None)
