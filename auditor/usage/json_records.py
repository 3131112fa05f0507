"""The JSON records of a log, one at a time: lines, or the elements of a document of any size; never a traceback.

A line of ordinary length is parsed whole. A document, or a line that is longer, is walked: of the lists that its
format names, each element comes by itself, wrapped in what stood around it, as if it were the only one. So memory is
that of one element whatever the size of the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain
from typing import Any, TypeAlias

from auditor.usage.log import Log
from auditor.usage.walk import Shape, walk

LONGEST_LINE = 4 << 20
"""Of a line that is parsed whole; Python's objects take about ten times as much memory as their text."""

Records: TypeAlias = Iterator[tuple[int, Any]]

ANYTHING: Shape = {"data": None}


def json_records(log: Log, first: bytes, parts: Iterator[bytes], shape: Shape = ANYTHING) -> Records:
    """Every record with its line; what is no JSON is told and left out.

    `first` and `parts` are the file's content. `shape` names the lists whose elements are records: `{"data": None}`,
    or nested, as OTLP's `{"resourceSpans": {"scopeSpans": {"spans": None}}}`.
    """
    rest = first
    if b"\0" in rest[:65536]:
        log.tell("unreadable", "left out: the file is no text", 1)
        return
    rest = rest.removeprefix(b"\xef\xbb\xbf")
    line, is_first = 1, True
    for part in chain(parts, (None,)):
        *whole, rest = rest.split(b"\n") if part is not None else (*rest.split(b"\n"), b"")
        last = len(whole) - 1 if part is None else -1
        for index, text in enumerate(whole):
            if text and not text.isspace():
                value = _parsed(text)
                if isinstance(value, (dict, list)):
                    yield line, value
                elif is_first and text.lstrip()[:1] in (b"{", b"[") and not _is_broken_line(whole[index : index + 2]):
                    pieces = chain((b"\n".join([*whole[index:], rest]),), (part,) if part else (), parts)
                    yield from walk(pieces, log, shape, line)
                    return
                else:
                    _told(log, line, cut=index == last)
                is_first = False
            line += 1
        if part is not None:
            if len(rest) > LONGEST_LINE:
                yield from walk(chain((rest, part), parts), log, shape, line)
                return
            rest += part


def _is_broken_line(two: list[bytes]) -> bool:
    """Whether the first of two lines is broken, rather than the beginning of a document over several lines."""
    return len(two) > 1 and len(two[0].strip()) > 1 and two[1].startswith(b"{") and isinstance(_parsed(two[1]), dict)


def _told(log: Log, line: int, *, cut: bool) -> None:
    if cut:
        log.tell("truncated", "left out: the last line is cut short", line)
    else:
        log.tell("unreadable", "left out: a line that is no JSON", line)


def _parsed(text: bytes) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
