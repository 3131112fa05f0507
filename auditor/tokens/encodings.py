"""tiktoken's encodings from the vocabularies that ship with the package: offline, and checked by tiktoken itself."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.errors import AuditorError

if TYPE_CHECKING:
    import tiktoken

VOCABULARIES = Path(__file__).with_name("vocabularies")

O200K = "o200k_base"
CL100K = "cl100k_base"

_CUT = re.compile(r"(?<=\n)(?=[^\s/])")
_MOST_BLANKS = 100_000
_BLANKS = re.compile(rf"\s{{{_MOST_BLANKS}}}")


@cache
def encoding(name: str) -> tiktoken.Encoding:
    """The encoding `name`; tiktoken verifies the shipped file's hash before it uses it."""
    import tiktoken

    if name not in (O200K, CL100K):
        raise ValueError(f"no vocabulary ships for {name}")
    before = os.environ.get("TIKTOKEN_CACHE_DIR")
    os.environ["TIKTOKEN_CACHE_DIR"] = str(VOCABULARIES)
    try:
        return tiktoken.get_encoding(name)
    except Exception as error:  # tiktoken raises whatever its download raised
        raise AuditorError(f"the vocabulary of {name} is damaged ({error}); please reinstall the package") from error
    finally:
        if before is None:
            del os.environ["TIKTOKEN_CACHE_DIR"]
        else:
            os.environ["TIKTOKEN_CACHE_DIR"] = before


def pieces(text: str) -> list[str]:
    """Cut a text where both encodings cut it too: the counts of the pieces add up to the count of the whole.

    That is after a newline followed by a character that is neither white space nor a slash. White space beyond
    100,000 characters in a row overflows the stack of tiktoken's regex engine and is cut there as well, at the
    price of a token or so.
    """
    cut = _CUT.split(text)
    if len(text) < _MOST_BLANKS:
        return cut
    return [part for piece in cut for part in _tamed(piece)]


def _tamed(piece: str) -> list[str]:
    if len(piece) < _MOST_BLANKS or not _BLANKS.search(piece):
        return [piece]
    parts, start = [], 0
    for match in _BLANKS.finditer(piece):
        parts.append(piece[start : match.end()])
        start = match.end()
    return [*parts, piece[start:]]
