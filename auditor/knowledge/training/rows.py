"""The rows of a training file one after another, JSON Lines or one JSON array, however long or broken."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

from auditor.documents.strict_json import nests_too_deeply

MOST_BYTES = 8_000_000
"""Bytes of one row: some two million tokens, more than any model trains on; a longer one is not read."""
_CHUNK = 1 << 20
_BOM = b"\xef\xbb\xbf"
_BETWEEN = re.compile(r"[\s,]*")
_DECODE = json.JSONDecoder().raw_decode

NOT_JSON = "not a JSON object"
TOO_LONG = "longer than 8 MB"
TOO_DEEP = "nested too deeply"


class Row(NamedTuple):
    """What stands on a line: data, or why there is none."""

    line: int
    data: Any
    flaw: str | None = None


def rows(file: BinaryIO) -> Iterator[Row]:
    """Every row of an open file, with the line it begins on; a broken one is told and passed over."""
    first = file.readline(MOST_BYTES + 1).removeprefix(_BOM)
    line = 1
    while first and not first.strip():
        first = file.readline(MOST_BYTES + 1)
        line += 1
    start = first.lstrip()
    if start[:1] == b"[" and start[1:].lstrip()[:1] in (b"", b"{", b"]"):
        yield from _elements(file, first, line)
    else:
        yield from _lines(file, first, line)


def _lines(file: BinaryIO, raw: bytes, line: int) -> Iterator[Row]:
    while raw:
        if len(raw) > MOST_BYTES:
            while raw and not raw.endswith(b"\n"):
                raw = file.readline(_CHUNK)
            yield Row(line, None, TOO_LONG)
        elif not raw.isspace():
            yield parsed(raw.decode("utf-8", "replace"), line)
        raw = file.readline(MOST_BYTES + 1)
        line += 1


def parsed(text: str, line: int) -> Row:
    """One row from its text."""
    if nests_too_deeply(text):
        return Row(line, None, TOO_DEEP)
    try:
        return Row(line, json.loads(text))
    except (ValueError, RecursionError):
        return Row(line, None, NOT_JSON)


class _Window:
    """The part of a file that is being looked at, as text; it only grows up to the longest row."""

    def __init__(self, file: BinaryIO, first: bytes, line: int) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.text = self._decoder.decode(first)
        self.at = 0
        self.line = line
        self.is_over = False

    def more(self, size: int = _CHUNK) -> None:
        """Let go of what was read, and read on."""
        raw = self._file.read(size)
        self.is_over = not raw
        self.text = self.text[self.at :] + self._decoder.decode(raw, final=not raw)
        self.at = 0

    def move(self, end: int) -> None:
        """Stand at `end`, on the line that it is on."""
        self.line += self.text.count("\n", self.at, end)
        self.at = end

    def next_sign(self) -> str:
        """Move to the next character that is neither white space nor a comma, and return it; empty at the end."""
        while True:
            found = _BETWEEN.match(self.text, self.at)
            self.move(found.end() if found else self.at)
            if self.at < len(self.text) or self.is_over:
                return self.text[self.at : self.at + 1]
            self.more()


def _elements(file: BinaryIO, first: bytes, line: int) -> Iterator[Row]:
    """The elements of one array; after one that cannot be read nobody knows where the next begins."""
    window = _Window(file, first, line)
    window.move(window.text.index("[") + 1)
    while (sign := window.next_sign()) != "]":
        if not sign:
            yield Row(window.line, None, NOT_JSON)
            return
        row, end = _element(window)
        yield row
        if not end:
            return
        window.move(end)


def _element(window: _Window) -> tuple[Row, int]:
    """The element at which a window stands, and where it ends there; 0 if it cannot be read."""
    size = _CHUNK
    while True:
        try:
            data, end = _DECODE(window.text, window.at)
        except RecursionError:
            return Row(window.line, None, TOO_DEEP), 0
        except ValueError:
            if window.is_over:
                return Row(window.line, None, NOT_JSON), 0
            if len(window.text) - window.at > MOST_BYTES:
                return Row(window.line, None, TOO_LONG), 0
            window.more(size)
            size *= 2  # a long element is tried a few times, not once per chunk
            continue
        if end == len(window.text) and not window.is_over:  # a number may go on
            window.more()
            continue
        if nests_too_deeply(window.text[window.at : end]):
            return Row(window.line, None, TOO_DEEP), end
        return Row(window.line, data), end
