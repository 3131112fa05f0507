"""What the form of a text says by itself: markup, a slot, or a constant."""

from __future__ import annotations

import re

from auditor.knowledge.words import holds

_SLOT = re.compile(
    r"\{\{[^{}]{1,80}\}\}|\$\{[^{}]{1,80}\}|\{[a-z_][a-zA-Z0-9_]{0,40}\}|<%=?[^%<>]{1,80}%>|<[A-Z][A-Z0-9_]{2,40}>"
    r"|(?<=[:=] )\[[A-Z][A-Z_]{2,40}\]|%[A-Z_]{3,30}%"
)
_QUOTES = '"`'
_PAIRS = (("“", "”"), ("«", "»"))
# What every constant below contains; most texts hold none of it.
_CONSTANT_WORDS = (
    "http", "rfc", "iso", "status", "section ", "§", "boil", "freez", "speed of light", "degrees", "°", "equal", "utc",
    "fair housing act", "usc", "us.c", "u.s", "cfr", "cf.r", "c.f",
)  # fmt: skip
_CONSTANT = re.compile(
    r"\b(?:http|rfc|iso)[ -]?\d|\bstatus(?: code)? \d{3}\b|\bsection \d{1,4}\b|\b§|\b(?:boils?|freez\w{1,3}"
    r"|boiling) (?:at|point)|speed of light|\b(?:degrees|°[cf])\b"
    r"|\bequals?\b|\butc\b|fair housing act|\bu\.?s\.?c\b|\bc\.?f\.?r\b"
)
_RATIOS = (" in ", " per ", " = ", " is ")
_MEASURE = re.compile(
    r"\d(?<!\w.)[\d.,]{0,12} ?(?:feet|inches|cm|mm|meters|km|miles|kg|grams|lbs|pounds|ounces|seconds|minutes"
    r"|hours) (?:in|per|=|is) "
)


MARKUP_START = frozenset("#`<~-=*_|+[]{}(),")
_MARKUP = re.compile(
    r"#{1,6}(?:\s|\Z)|`{3}|~{3}|</?[A-Za-z][\w:.-]{0,60}(?: [^<>]{0,200})?/?>\Z|[-=*_~+]{3,200}\Z|["
    r"|\s:+-]{3,300}\Z|\*\*[^*\n]{1,100}\*\*:?\Z|[\[\]{}(),\s]{1,40}\Z"
)
_LONGEST_MARKUP = 400


def is_markup(bare: str) -> bool:
    """Return whether a stripped text is a heading, tag, fence or separator and nothing else."""
    return not bare or (bare[0] in MARKUP_START and len(bare) <= _LONGEST_MARKUP and _MARKUP.match(bare) is not None)


def is_slot(text: str) -> bool:
    """Return whether the text holds a place that is filled before the model reads it.

    A template in quotes, backticks or a block quotation is one that the model is told about, or is to write; a
    numbered mask such as [NAME_1] is the output of a redaction. Neither changes from call to call.
    """
    if not ("{" in text or "<" in text or "[" in text or "%" in text):
        return False
    return any(not _is_quoted(text, match.start()) for match in _SLOT.finditer(text))


def _is_quoted(text: str, at: int) -> bool:
    line = text[text.rfind("\n", 0, at) + 1 : at]
    is_open = any(line.count(quote) % 2 for quote in _QUOTES) or any(line.count(a) > line.count(b) for a, b in _PAIRS)
    return is_open or line.lstrip().startswith(">")


def is_constant(low: str) -> bool:
    """Return whether the text states a figure of law, science or a protocol."""
    if holds(low, _CONSTANT_WORDS) and _CONSTANT.search(low):
        return True
    return holds(low, _RATIOS) and _MEASURE.search(low) is not None
