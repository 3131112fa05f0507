"""A JSON document of any size, walked: the elements of the lists that a format names, one after another."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Union

from auditor.usage.log import Log

Shape = Mapping[str, Union["Shape", None]]
"""The lists whose elements are wanted, by key; within their elements, again such, or None."""

LONGEST = 16 << 20
"""Characters of one element; longer ones are left out and told."""
MOST_AROUND = 64
"""Other keys of an object that are kept around its elements."""
_SPACE = re.compile(r"[ \t\r\n]*")
_MARK = re.compile(r'["{}\[\]]')
_TEXT = re.compile(r'(?:[^"\\]++|\\.)*+', re.DOTALL)
_ESCAPE = 16
"""Characters at the end of what was read that may be half of an escape, a word or a number."""
_decode = json.JSONDecoder().raw_decode

Wrap = Callable[[Any], Any]


class _BrokenError(Exception):
    """The text is no JSON at this place, or ends."""


class _TooLongError(Exception):
    """A value is longer than is read."""


def walk(parts: Iterator[bytes], log: Log, shape: Shape, line: int) -> Iterator[tuple[int, Any]]:
    """Every element with its line; a document that breaks off is told and read up to there."""
    text = _Text(parts, line)
    while text.peek():
        try:
            yield from _values(text, log, shape, lambda value: value)
        except (_BrokenError, RecursionError):
            if text.is_at_end():
                log.tell("truncated", "read up to where the document is cut short", text.line)
                return
            log.tell(
                "unreadable", "left out: from where it is no JSON to the next line that begins an object", text.line
            )
            text.to_next_object()


def _values(text: _Text, log: Log, shape: Shape | None, wrap: Wrap) -> Iterator[tuple[int, Any]]:
    """The elements in the value that comes next."""
    opening = text.peek()
    if opening == "[":
        yield from _elements(text, log, shape, wrap)
    elif opening == "{" and shape:
        yield from _members(text, log, shape, wrap)
    else:
        line = text.line
        try:
            value = text.value()
        except _TooLongError:
            log.tell("absurd", f"left out: a single value of more than {LONGEST:,} characters", line)
            text.skip()
            return
        if isinstance(value, (dict, list)):
            yield line, wrap(value)


def _elements(text: _Text, log: Log, shape: Shape | None, wrap: Wrap) -> Iterator[tuple[int, Any]]:
    text.take("[")
    while text.peek() != "]":
        yield from _values(text, log, shape, wrap)
        if text.peek() != "]":
            text.take(",")
    text.take("]")


def _members(text: _Text, log: Log, shape: Shape, wrap: Wrap) -> Iterator[tuple[int, Any]]:
    """The elements of the lists of an object that its format names; the object itself, if it has none of them."""
    text.take("{")
    line, around, walked = text.line, dict[str, Any](), False
    while text.peek() != "}":
        key = text.value()
        if not isinstance(key, str):
            raise _BrokenError
        text.take(":")
        if key in shape and text.peek() == "[":
            walked = True
            yield from _elements(text, log, shape[key], _around(around, key, wrap))
        else:
            try:
                value = text.value()
                if len(around) < MOST_AROUND:
                    around[key] = value
            except _TooLongError:
                log.tell("absurd", f"left out: a single value of more than {LONGEST:,} characters", text.line)
                text.skip()
        if text.peek() != "}":
            text.take(",")
    text.take("}")
    if not walked:
        yield line, wrap(around)


def _around(around: dict[str, Any], key: str, wrap: Wrap) -> Wrap:
    return lambda value: wrap({**around, key: [value]})


class _Text:
    """The text that comes, and where in it we are."""

    def __init__(self, parts: Iterator[bytes], line: int) -> None:
        self._parts = parts
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._text = ""
        self._at = 0
        self._ended = False
        self.line = line

    def is_at_end(self) -> bool:
        return self._ended and self._at >= len(self._text.rstrip())

    def _more(self) -> bool:
        """Read on; forgets what was consumed."""
        part = next(self._parts, None)
        if part is None:
            self._ended = True
            return False
        self._text = self._text[self._at :] + self._decoder.decode(part)
        self._at = 0
        return True

    def _move(self, to: int) -> None:
        self.line += self._text.count("\n", self._at, to)
        self._at = to

    def peek(self) -> str:
        """The next character that is no white space; empty at the end."""
        while True:
            found = _SPACE.match(self._text, self._at)
            self._move(found.end() if found else self._at)
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def take(self, char: str) -> None:
        if self.peek() != char:
            raise _BrokenError
        self._at += 1

    def value(self) -> Any:
        """The next value whole."""
        self.peek()
        tried = 0
        while True:
            size = len(self._text) - self._at
            if self._ended or size >= 2 * tried:
                try:
                    value, end = _decode(self._text, self._at)
                except json.JSONDecodeError as error:
                    if not self._may_go_on(error):
                        raise _BrokenError from None
                    tried = max(size, 1)
                except ValueError:  # a number of more digits than Python converts
                    raise _BrokenError from None
                else:
                    if end < len(self._text) or self._ended:  # else a number may go on
                        self._move(end)
                        return value
            if size > LONGEST:
                raise _TooLongError
            if self._ended:
                self._move(len(self._text))
                raise _BrokenError
            self._more()

    def _may_go_on(self, error: json.JSONDecodeError) -> bool:
        """Whether a value is cut by the end of what was read, rather than wrong."""
        return error.msg.startswith("Unterminated") or error.pos >= len(self._text) - _ESCAPE

    def skip(self) -> None:
        """Go past the next value without keeping it."""
        depth = 0
        while True:
            found = _MARK.search(self._text, self._at)
            if found is None:
                self._move(len(self._text))
                if not self._more():
                    raise _BrokenError
                continue
            self._move(found.end())
            if found[0] == '"':
                self._skip_text()
            else:
                depth += 1 if found[0] in "{[" else -1
            if depth <= 0:
                return

    def _skip_text(self) -> None:
        while True:
            found = _TEXT.match(self._text, self._at)
            self._move(found.end() if found else self._at)
            if self._text.startswith('"', self._at):
                self._at += 1
                return
            if not self._more():  # what is left is nothing, or a backslash whose character comes
                raise _BrokenError

    def to_next_object(self) -> None:
        """Go on to the next line that begins with an object, or to the end."""
        while True:
            found = self._text.find("\n{", self._at)
            if found >= 0:
                self._move(found + 1)
                return
            self._move(max(self._at, len(self._text) - 1))
            if not self._more():
                self._at = len(self._text)
                return
