"""The parts of a prompt that can be moved as a whole: a heading with all below it, what stands between two tags."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple


class Stretch(NamedTuple):
    """Where a part of a prompt begins and ends."""

    start: int
    end: int


_LINE = re.compile(r"[^\n]*\n?")
_HEADING = re.compile(r"(#{1,6})\s|\*\*[^*\n]{1,100}\*\*:?\s*\Z")
_OPENED = re.compile(r"<([A-Za-z][\w:.-]{0,60})(?: [^<>/]{0,200})?>\s*\Z")
_CLOSED = re.compile(r"</([A-Za-z][\w:.-]{0,60})\s?>\s*\Z")
FENCES = ("```", "~~~")
BOLD = 7
"""A line in bold stands below every heading."""
_DEEPEST = 40


class _Open(NamedTuple):
    """A section whose end is not known yet: a tag by its name, or a heading by its level."""

    start: int
    level: int
    tag: str


def sections(text: str) -> tuple[Stretch, ...]:
    """Every section, in order of their beginnings; they nest, and never cross."""
    found: list[Stretch] = []
    still: list[_Open] = []
    for start, line in _lines(text):
        opened, closed, heading = _OPENED.match(line), _CLOSED.match(line), _HEADING.match(line)
        if heading:
            level = len(heading[1] or "") or BOLD
            while still and still[-1].level >= level:
                found.append(Stretch(still.pop().start, start))
            still.append(_Open(start, level, ""))
        elif opened and len(still) < _DEEPEST:
            still.append(_Open(start, 0, opened[1]))
        elif closed and any(one.tag == closed[1] for one in still):
            while still[-1].tag != closed[1]:
                found += _ended(still.pop(), start)
            found.append(Stretch(still.pop().start, start + len(line)))
    for one in still:
        found += _ended(one, len(text))
    return tuple(sorted(found, key=lambda one: (one.start, -one.end)))


def _ended(one: _Open, at: int) -> list[Stretch]:
    """A heading's section ends where what it stands in does; a tag that nobody closes opens no section."""
    return [] if one.tag else [Stretch(one.start, at)]


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Offset and text of every line that is not code; the offset is that of its first sign that is not white space."""
    is_code = False
    for match in _LINE.finditer(text):
        line = match[0].lstrip()
        if line.startswith(FENCES):
            is_code ^= line.count(line[:3]) == 1  # one that closes in its own line opens nothing
        elif line and not is_code:
            yield match.end() - len(line), line
