"""Data that the page carries for its script: JSON, deflated, as text that no browser runs."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

IN_A_CHUNK = 40
"""Agents' pages packed together: enough to share their common markup, few enough to be unpacked at a touch."""
CUT = "<!---->"
"""Where a template cuts a page into parts. No text of a prompt can hold it: it is escaped."""
_LEVEL = 9


@dataclass(frozen=True, slots=True)
class Packed:
    """A block of data with the id by which the script finds it."""

    id: str
    text: str


def packed(name: str, value: Any) -> Packed:
    """A value of plain lists, words and numbers as zlib-deflated JSON in base64."""
    document = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Packed(name, base64.b64encode(zlib.compress(document.encode(), _LEVEL)).decode("ascii"))


def unpacked(block: Packed) -> Any:
    """The value again, as the browser gets it."""
    return json.loads(zlib.decompress(base64.b64decode(block.text)))


def packed_pages(number: int, pages: Sequence[str]) -> Packed:
    """A block of at most `IN_A_CHUNK` pages, numbered from 0: page i is number i mod 40 of block i div 40.

    It is a list of parts, each a list with that part of every page: what is alike in many pages then stands close
    together, which deflate (it looks back 32 KB) needs to find it. The parts of a page, in order, are the page.
    """
    return packed(f"pages-{number}", list(zip_longest(*(page.split(CUT) for page in pages), fillvalue="")))


def whole(page: str) -> str:
    """A page without the marks at which it is cut."""
    return page.replace(CUT, "")
