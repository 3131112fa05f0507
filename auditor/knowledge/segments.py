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
    r"[.!?…。！？](?<![\s.(][A-Za-z]\.)(?<!\b(?:Dr|Mr|Ms|St|vs|No|Nr|Sr|ca|Av|al)\.)(?<!\b(?:Mrs|Art|Abs|etc|bzw"
    r"|Inc|Ltd|Sra)\.)"
    r"(?:[.!?…]{0,3}[\"'”’)\]*_»]{0,3}\s{1,50}(?=[^\sa-z,;:.)\]])|(?<=[。！？]))"
)
_ESCAPED_BREAK = re.compile(r"(?:\\r)?\\n(?:\\n)*")


def pieces(prompt: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of every segment; together they tile the prompt."""
    for line in _LINE.finditer(prompt):
        start, end = line.span()
        if end - start <= _WORTH_SPLITTING or (
            _WHOLE.match(prompt, start, end) and end - start < LONGEST_PIECE and "\\n" not in line.group()
        ):
            yield start, end
        else:
            yield from _within(prompt, start, end)


def _within(prompt: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    ends = _SENTENCE_END
    if prompt.count("\\n", start, end) > 1:
        # A prompt stored as a JSON string keeps its line breaks as two characters.
        ends = _ESCAPED_BREAK
    for match in ends.finditer(prompt, start, end):
        stop = match.end()
        if start + _SHORTEST <= stop < end:
            yield from _capped(start, stop)
            start = stop
    yield from _capped(start, end)


def _capped(start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST_PIECE:
        yield start, start + LONGEST_PIECE
        start += LONGEST_PIECE
    if end > start:
        yield start, end
