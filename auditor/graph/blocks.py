"""Paragraphs of a prompt, sketched so that copies, also drifted ones, are found across the fleet."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import lru_cache
from zlib import crc32

SHINGLE_WORDS = 4
SKETCH = 32
SHORTEST = 80
"""Characters below which a paragraph is not sketched: no block worth sharing is that short."""
_WORD = re.compile(rb"[\w\x80-\xff]+")
_MOST = 20_000
"""Characters of a paragraph that are sketched; what is longer is compared by its beginning."""


def paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Offset and text of each paragraph: lines between blank lines; a heading belongs to what follows it."""
    start, offset, is_heading = -1, 0, True
    for line in text.split("\n"):
        if line.strip():
            if start < 0:
                start, is_heading = offset, True
            is_heading = is_heading and line.lstrip().startswith("#")
        elif start >= 0 and not is_heading:
            yield _trimmed(text, start, offset)
            start = -1
        offset += len(line) + 1
    if start >= 0:
        yield _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> tuple[int, str]:
    paragraph = text[start:end]
    return start + len(paragraph) - len(paragraph.lstrip()), paragraph.strip()


def digest(paragraph: str) -> str:
    """A name for the words of a paragraph, whatever its white space."""
    return hashlib.sha256(" ".join(paragraph.split()).encode("utf-8", "surrogatepass")).hexdigest()[:16]


@lru_cache(maxsize=8192)
def sketch(paragraph: str) -> tuple[int, ...]:
    """The smallest hashes of a paragraph's word shingles: a bottom-k sketch, of which two compare as the sets do."""
    words = _WORD.findall(paragraph[:_MOST].lower().encode("utf-8", "surrogatepass"))
    if len(words) <= SHINGLE_WORDS:
        return (crc32(b" ".join(words)),)
    runs = zip(*(words[start:] for start in range(SHINGLE_WORDS)), strict=False)
    return tuple(sorted(set(map(crc32, map(b" ".join, runs))))[:SKETCH])


def similarity(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """The Jaccard similarity of two paragraphs' shingles, estimated from their sketches (Broder 1997)."""
    both = set(one).intersection(other)
    union = sorted({*one, *other})[:SKETCH]
    return sum(1 for value in union if value in both) / len(union) if union else 0.0


def may_be_similar(one: frozenset[int], other: frozenset[int], near: float) -> bool:
    """A cheap first look that never rules out a pair of that similarity: enough values in common."""
    return len(one & other) >= near * min(len(one), len(other), SKETCH) * 0.5
