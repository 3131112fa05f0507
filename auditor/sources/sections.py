"""Texts that hold the messages of a chat between lines, marks or tags that name their roles: Prompty and its like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ROLE_LINE = re.compile(
    r"(?:#[ \t]{0,9})?(system|developer|user|assistant|function|tool)[ \t]{0,9}(?:\[[^\[\]]{0,200}\])?[ \t]{0,9}:",
    re.IGNORECASE,
)
_MARK = re.compile(r"""\{\{[~]?\s{0,9}(#?role\s{1,9}["'](\w{1,40})["']|/role|history)\s{0,9}[~]?\}\}""")
_TAG = re.compile(
    r"""<message\s[^<>]{0,100}\brole\s{0,3}=\s{0,3}["'](\w{1,20})["'][^<>]{0,100}>|</message>"""
    r"""|\{\{#message\s[^{}]{0,100}\brole\s{0,3}=\s{0,3}["'](\w{1,20})["'][^{}]{0,100}\}\}|\{\{/message\}\}"""
)


@dataclass(frozen=True, slots=True)
class Section:
    """A message: its role, its text without blank lines around it, and the line of the whole on which it starts."""

    role: str
    text: str
    line: int


def by_lines(text: str, default: str) -> Iterator[Section]:
    """The messages of a text in which a line with a role and a colon starts each; `default` is that of the first."""
    role, start, held = default, 0, list[str]()
    for number, line in enumerate(text.split("\n")):
        match = _ROLE_LINE.fullmatch(line.strip())
        if match is None:
            held.append(line)
            continue
        yield from _section(role, "\n".join(held), start)
        role, start, held = match[1].lower(), number + 1, []
    yield from _section(role, "\n".join(held), start)


def by_marks(text: str, default: str) -> Iterator[Section]:
    """The messages of a text in which `{{role "system"}}` or a block of that name starts each."""
    role, start, line = default, 0, 0
    for match in _MARK.finditer(text):
        yield from _section(role, text[start : match.start()], line)
        role = match[2].lower() if match[2] else default
        line += text.count("\n", start, match.end())
        start = match.end()
    yield from _section(role, text[start:], line)


def by_tags(text: str, default: str) -> Iterator[Section]:
    """The messages of a text between `<message role="system">` and `</message>`, or Handlebars' blocks of that name."""
    role, start, line = default, 0, 0
    for match in _TAG.finditer(text):
        yield from _section(role, text[start : match.start()], line)
        role = (match[1] or match[2] or default).lower()
        line += text.count("\n", start, match.end())
        start = match.end()
    yield from _section(role, text[start:], line)


def _section(role: str, text: str, line: int) -> Iterator[Section]:
    if text.strip():
        before = len(text) - len(text.lstrip())
        yield Section(role, text.strip(), line + text.count("\n", 0, before))
