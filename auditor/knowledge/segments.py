"""Cutting a prompt into sentences, bullets and table rows that tile it without a gap."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# One line longer than this is cut, so that a prompt without newlines costs no more than one with them.
LONGEST_PIECE = 2000
# Shorter lines hold one sentence often enough that looking for a second is wasted.
_WORTH_SPLITTING = 40
# Less than this is an initial, a list number or filler, not a sentence.
_SHORTEST = 8

_LINE = re.compile(r"[^\n]*\n\s*|[^\n]+\Z")
# A bullet or a row is one segment however many sentences it holds.
_WHOLE = re.compile(r"(?:[-*+•·–—>|#]|\d{1,3}[.)]|[a-zA-Z][.)])\s")
# Anchored on the stop itself, so that the search leaps from stop to stop; what stood before it is asked after.
_SENTENCE_END = re.compile(
    r"[.!?…。！？](?<![\s.(][A-Za-z]\.)(?<!\A[A-Za-z]\.)(?<!\b(?:Dr|Mr|Ms|St|vs|No|Nr|Sr|ca|Av|al)\.)"
    r"(?<!\b(?:Mrs|Art|Abs|etc|bzw|Inc|Ltd|Sra)\.)"
    r"(?:[.!?…]{0,3}[\"'”’)\]*_»]{0,3}\s{1,50}(?=[^\sa-z,;:.)\]])|(?<=[。！？]))"
)
_ESCAPED_BREAK = re.compile(r"(?:\\r)?\\n(?:\\n)*")


def lines(prompt: str) -> list[str]:
    """Return the lines of a prompt, each with the white space up to the next one; together they are the prompt."""
    found: list[str] = _LINE.findall(prompt)
    return found


def cuts(line: str) -> list[int]:
    """Return where the segments of a line end, in order; what they are depends on nothing but the line."""
    size = len(line)
    if size <= _WORTH_SPLITTING or (size < LONGEST_PIECE and _WHOLE.match(line) and "\\n" not in line):
        return [size]
    # A prompt stored as a JSON string keeps its line breaks as two characters.
    ends = _ESCAPED_BREAK if line.count("\\n") > 1 else _SENTENCE_END
    found: list[int] = []
    start = 0
    for match in ends.finditer(line):
        stop = match.end()
        if start + _SHORTEST <= stop < size:
            found += _capped(start, stop)
            start = stop
    found += _capped(start, size)
    return found


def _capped(start: int, end: int) -> range | tuple[int, ...]:
    """Return where the cuts of a stretch end, none of them longer than the bound."""
    if end - start <= LONGEST_PIECE:
        return (end,)
    return (*range(start + LONGEST_PIECE, end, LONGEST_PIECE), end)


def pieces(prompt: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of every segment; together they tile the prompt."""
    start = offset = 0
    for line in lines(prompt):
        for cut in cuts(line):
            yield start, offset + cut
            start = offset + cut
        offset = start
