"""How alike texts are: by shared word shingles, and by whether two sets of texts can be told apart at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

SHINGLE_WORDS = 4
SKETCH = 256
LEAST_INPUTS = 20
"""Inputs of either set below which nobody can say whether the sets are alike."""
_WORD = re.compile(r"\w+")
_GRAM = 4
_DIMENSIONS = 4096
_LONGEST = 2_000
_FIGURES = str.maketrans("123456789", "0" * 9)
_MIX = np.array([0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F], np.uint32)

Vectors = NDArray[np.float32]


class Sketch(NamedTuple):
    """The number of a text's word shingles, and the smallest of their hashes."""

    size: int
    values: tuple[int, ...]


def sketch(text: str) -> Sketch:
    """A bottom-k sketch of a text's shingles; exact for texts of few."""
    words = _WORD.findall(text.casefold())
    last = max(1, len(words) - SHINGLE_WORDS + 1) if words else 0
    found = {
        crc32(" ".join(words[start : start + SHINGLE_WORDS]).encode("utf-8", "surrogatepass")) for start in range(last)
    }
    return Sketch(len(found), tuple(sorted(found)[:SKETCH]))


def similarity(one: Sketch, other: Sketch) -> float:
    """The Jaccard similarity of two texts' shingles (Broder 1997)."""
    union = sorted({*one.values, *other.values})[:SKETCH]
    both = set(one.values).intersection(other.values)
    return sum(value in both for value in union) / len(union) if union else 1.0


def held_in(part: Sketch, whole: Sketch) -> float:
    """The share of one text's shingles that stand in another: J (|A| + |B|) / ((1 + J) |A|)."""
    if not part.size:
        return 1.0
    alike = similarity(part, whole)
    return min(1.0, alike * (part.size + whole.size) / ((1 + alike) * part.size))


def told_apart(ours: Sequence[str], theirs: Sequence[str]) -> tuple[float, float] | None:
    """The share of texts whose nearest neighbour is of their own set, and its standard error; None for too few.

    A half if both sets are drawn alike, one if no text has anything like it in the other set (the nearest-neighbour
    test of Schilling 1986). Near is the cosine of TF-IDF over runs of four letters, figures all alike.
    """
    count = min(len(ours), len(theirs))
    if count < LEAST_INPUTS:
        return None
    vectors = _vectors([*ours[:count], *theirs[:count]])
    alike = vectors @ vectors.T
    np.fill_diagonal(alike, -1.0)
    nearest = alike >= alike.max(axis=1, keepdims=True) - 1e-6
    is_ours = np.arange(2 * count) < count
    same = (nearest & (is_ours[:, None] == is_ours[None, :])).sum(axis=1) / nearest.sum(axis=1)
    return float(same.mean()), float(same.std() / len(same) ** 0.5)


def _vectors(texts: Sequence[str]) -> Vectors:
    counts = np.stack([_grams(text) for text in texts])
    known = (counts > 0).sum(axis=0)
    weighed = np.log1p(counts) * np.log((1 + len(texts)) / (1 + known)).astype(np.float32)
    lengths = np.linalg.norm(weighed, axis=1, keepdims=True)
    vectors: Vectors = weighed / np.where(lengths == 0, 1.0, lengths)
    return vectors


def _grams(text: str) -> Vectors:
    plain = " ".join(text[:_LONGEST].lower().translate(_FIGURES).split())
    signs = np.frombuffer(f" {plain} ".encode("utf-8", "replace"), np.uint8).astype(np.uint32)
    if len(signs) < _GRAM:
        return np.zeros(_DIMENSIONS, np.float32)
    runs = np.lib.stride_tricks.sliding_window_view(signs, _GRAM)
    hashed = (runs * _MIX).sum(axis=1, dtype=np.uint32)
    hashed ^= hashed >> np.uint32(15)
    return np.bincount(hashed % _DIMENSIONS, minlength=_DIMENSIONS).astype(np.float32)
