"""JSON as editors write it: with comments, and with a comma behind the last value."""

from __future__ import annotations

import re

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"?|//[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/)?', re.DOTALL)
_COMMA = re.compile(r'"(?:[^"\\]|\\.)*+"?|,(?=\s*[\]}])', re.DOTALL)


def plain(text: str) -> str:
    """The same document as plain JSON; every value stays on its line. What is no JSON at all stays none."""
    return _COMMA.sub(_kept, _TOKEN.sub(_kept, text))


def _kept(match: re.Match[str]) -> str:
    found = match[0]
    return found if found.startswith('"') else "\n" * found.count("\n")
