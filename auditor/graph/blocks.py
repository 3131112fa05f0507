"""Paragraphs of a prompt, sketched so that copies, also drifted ones, are found across the fleet."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterator

SHINGLE_WORDS = 4
SKETCH = 32
SHORTEST = 80
"""Characters below which a paragraph is not sketched: no block worth sharing is that short."""
_PARAGRAPH = re.compile(r"[^\n]+(?:\n(?!\n)[^\n]*)*")
_WORD = re.compile(r"\w+")
_MOST = 20_000
"""Characters of a paragraph that are sketched; what is longer is compared by its beginning."""


def paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Offset and text of each paragraph: lines between blank lines; a heading belongs to what follows it."""
    offset = 0
    for part in _split(text):
        stripped = part.strip()
        if stripped:
            yield offset + part.index(stripped[0]), stripped
        offset += len(part)


def _split(text: str) -> Iterator[str]:
    held = ""
    for part in re.split(r"(?<=\n\n)(?=[^\n])", text):
        held += part
        body = part.strip()
        if body.startswith("#") and "\n" not in body:
            continue
        yield held
        held = ""
    if held:
        yield held


def digest(paragraph: str) -> str:
    """A name for the words of a paragraph, whatever its white space."""
    return hashlib.sha256(" ".join(paragraph.split()).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def sketch(paragraph: str) -> tuple[int, ...]:
    """The smallest hashes of a paragraph's word shingles: a bottom-k sketch, of which two compare as the sets do."""
    words = _WORD.findall(paragraph[:_MOST].lower())
    shingles = {
        zlib.crc32(" ".join(words[i : i + SHINGLE_WORDS]).encode("utf-8", "surrogatepass"))
        for i in range(max(1, len(words) - SHINGLE_WORDS + 1))
    }
    return tuple(sorted(shingles)[:SKETCH])


def similarity(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """The Jaccard similarity of two paragraphs' shingles, estimated from their sketches (Broder 1997)."""
    both = set(one).intersection(other)
    union = sorted({*one, *other})[:SKETCH]
    return sum(1 for value in union if value in both) / len(union) if union else 0.0


def may_be_similar(one: frozenset[int], other: frozenset[int], near: float) -> bool:
    """A cheap first look that never rules out a pair of that similarity: enough values in common."""
    return len(one & other) >= near * min(len(one), len(other), SKETCH) * 0.5
