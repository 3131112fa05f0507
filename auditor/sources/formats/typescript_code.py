"""Agents made in TypeScript and JavaScript: told by name and line, for no parser of these languages is at hand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.sources.file import File
from auditor.sources.found import Found, Skipped

NAME = "typescript"
DESCRIPTION = "agents made in TypeScript or JavaScript, for the record: they are told, not read"
ENDINGS: tuple[str, ...] = (".ts", ".tsx", ".mts", ".js", ".mjs")

_MADE = re.compile(r"\bnew\s{1,9}(\w{0,60}Agent)(?:<[^<>\n]{1,100}>)?\(\s{0,99}\{")
_PROMPT = re.compile(r"\b(?:instructions|system|systemPrompt|prompt)\s{0,9}[:,(}]")
_NAME = re.compile(r"""\b(?:name|id)\s{0,9}:\s{0,9}["'`]([^"'`\n]{1,100})["'`]""")
_AHEAD = 20_000
"""Characters behind the beginning of an agent in which its name and its prompt are looked for."""
_TESTS = frozenset(("test", "tests", "__tests__", "dist", "build"))
_TOLD = "it is made in TypeScript or JavaScript, which is not read; its prompt in a file of its own would be"


def claims(file: File) -> bool:
    """Whether something in it is made that looks like an agent, outside tests and what a compiler wrote."""
    is_ours = not _TESTS & {step.lower() for step in file.relative.split("/")[:-1]}
    return is_ours and "Agent" in file.text and any(True for _ in _agents(file.text))


def _agents(source: str) -> Iterator[tuple[int, str]]:
    """Where each begins, and what it is called."""
    made = list(_MADE.finditer(source))
    for place, match in enumerate(made):
        end = made[place + 1].start() if place + 1 < len(made) else len(source)
        ahead = source[match.end() : min(end, match.end() + _AHEAD)]
        if _PROMPT.search(ahead):
            name = _NAME.search(ahead)
            yield match.start(), name[1] if name else match[1]


def read(file: File) -> Iterator[Found | Skipped]:
    """Why each is not read."""
    for start, name in _agents(file.text):
        yield Skipped(_TOLD, file.text.count("\n", 0, start) + 1, name)
