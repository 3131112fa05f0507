"""Rows that say nearly what another row says: MinHash over pairs of words, a batch at a time.

Two rows are near if about four fifths of their neighbouring word pairs are the same, as 48 minima of 8 bits say
(standard error of the similarity 0.06). A row is compared with those that share one of eight bands of six minima with
it: of pairs that are 0.8 alike 91 in a hundred are found, of those at 0.9 all. Rows of fewer than twelve words are not
compared: in those, one word is the difference. Memory is bounded: comparison reaches back about a million rows.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Places = NDArray[np.int64]

LIKENESS = 0.8
SHORTEST = 12
"""Words of a row that is compared."""
_BANDS, _ROWS = 8, 6
_MINIMA = _BANDS * _ROWS
_BATCH = 256
_BATCH_BYTES = 1 << 20
_MOST_TEXT = 20_000
"""Characters of a row that are looked at."""
_REACH = 1 << 20
_SCORE = LIKENESS + (1 - LIKENESS) / 256  # of minima of 8 bits, one in 256 agrees by chance


def _odd_numbers(seed: int, count: int) -> Words:
    return np.random.default_rng(seed).integers(0, 1 << 63, count, np.uint64) * np.uint64(2) + np.uint64(1)


_FACTORS = _odd_numbers(48, _MINIMA)
_MIX = _odd_numbers(7, 8)
_WORD = np.zeros(256, bool)
_WORD[[*range(48, 58), *range(65, 91), *range(97, 123), *range(128, 256)]] = True
_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 1 << 64)
_SMALL, _LARGE = 1 << 16, 2 * _BATCH_BYTES


@cache
def _powers(count: int, base: int) -> Words:
    """Made when first asked for: two million products are a tenth of a second that most audits need not spend."""
    made = np.full(count, np.uint64(base))
    made[0] = 1
    return np.multiply.accumulate(made, dtype=np.uint64)


class Near:
    """Counts rows that are nearly like an earlier one, and, if given, like one of other rows."""

    def __init__(self, others: Near | None = None, rows: int = _REACH) -> None:
        """`rows` is about how many there will be."""
        self.count = 0
        self.shared = 0
        self._others = others
        self._batch: list[str] = []
        self._digests: list[int] = []
        self._bytes = 0
        self._frame: str | None = None
        size = 1 << min(20, max(10, rows.bit_length()))
        self._table = np.full((_BANDS, size), -1, np.int32)
        self._minima = np.empty((min(size, _REACH), _MINIMA), np.uint8)
        self._exact = np.empty(min(size, _REACH), np.uint64)
        self._next = 0

    def add(self, text: str, digest: int) -> None:
        """Compare a row once its batch is full; rows with the same digest are the same, not near."""
        text = text[:_MOST_TEXT]
        self._batch.append(text)
        self._digests.append(digest)
        self._bytes += 4 * len(text)
        if len(self._batch) >= _BATCH or self._bytes >= _BATCH_BYTES:
            self.flush()

    def flush(self) -> None:
        """Compare the rows of the batch that is waiting."""
        if not self._batch:
            return
        if self._frame is None:  # what all rows begin with says nothing about any of them
            self._frame = _common_start(self._batch)
        texts = [text.removeprefix(self._frame) for text in self._batch]
        minima, rows = _minima(texts)
        digests = np.array(self._digests, np.uint64)[rows]
        self._batch, self._digests, self._bytes = [], [], 0
        if not len(rows):
            return
        keys = _keys(minima)
        small = (minima & np.uint64(255)).astype(np.uint8)
        if self._others is not None:
            self._others.flush()
            self.shared += int(self._others.like(keys, small, digests).sum())
        self.count += int(self._admit(keys, small, digests).sum())

    def like(self, keys: Words, small: NDArray[np.uint8], digests: Words) -> NDArray[np.bool_]:
        """Which rows are near one that was seen, and not the same as it."""
        return _near(*self._compare(self._table[_bands(), self._slots(keys)], small, digests))

    def _admit(self, keys: Words, small: NDArray[np.uint8], digests: Words) -> NDArray[np.bool_]:
        count = len(digests)
        places = (np.arange(count) + self._next) % len(self._exact)
        slots = self._slots(keys)
        before = self._table[_bands(), slots]
        self._minima[places], self._exact[places] = small, digests
        self._next += count
        alike, same = self._compare(before, small, digests)
        for band in range(_BANDS):
            _, first, group = np.unique(keys[:, band], return_index=True, return_inverse=True)
            earlier = np.where(first[group] < np.arange(count), places[first[group]], -1)
            more, equal = self._compare(earlier[:, None], small, digests)
            alike |= more
            same |= equal
            self._table[band, slots[:, band]] = places
        return _near(alike, same)

    def _compare(
        self, candidates: NDArray[np.integer], small: NDArray[np.uint8], digests: Words
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which rows are alike to one of their candidates (-1: none), and which are the same."""
        alike = np.zeros(len(digests), bool)
        same = np.zeros(len(digests), bool)
        for column in candidates.T:
            rows = np.flatnonzero(column >= 0)
            found = column[rows]
            score = (self._minima[found] == small[rows]).mean(axis=1)
            alike[rows] |= score >= _SCORE
            same[rows] |= self._exact[found] == digests[rows]
        return alike, same

    def _slots(self, keys: Words) -> Places:
        return (keys % np.uint64(self._table.shape[1])).astype(np.int64)


def _common_start(texts: list[str]) -> str:
    """What all texts begin with; of too few texts that would say nothing."""
    low, high = min(texts), max(texts)
    same = next((place for place, sign in enumerate(low) if high[place] != sign), len(low))
    return low[:same] if len(texts) >= 8 else ""


def _near(alike: NDArray[np.bool_], same: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return alike & ~same


def _bands() -> Places:
    return np.arange(_BANDS)


def _keys(minima: Words) -> Words:
    bands = minima.reshape(len(minima), _BANDS, _ROWS)
    summed: Words = (bands * _MIX[:_ROWS]).sum(axis=2, dtype=np.uint64)
    return _mixed(summed)


def _mixed(values: Words) -> Words:
    values = (values ^ (values >> np.uint64(31))) * _MIX[6]
    mixed: Words = (values ^ (values >> np.uint64(29))) * _MIX[7]
    return mixed


def _minima(texts: list[str]) -> tuple[Words, Places]:
    """The minima of the rows that are long enough, and which those are."""
    pairs, rows = _word_pairs([text.lower().encode("utf-8", "replace") for text in texts])
    if not len(rows):
        return np.empty((0, _MINIMA), np.uint64), np.empty(0, np.int64)
    starts = np.flatnonzero(np.concatenate([[True], rows[1:] != rows[:-1]]))
    lengths = np.diff(np.append(starts, len(rows)))
    found = np.empty((len(starts), _MINIMA), np.uint64)
    for place, factor in enumerate(_FACTORS):
        turned = pairs * factor
        turned ^= turned >> np.uint64(32)
        found[:, place] = np.minimum.reduceat(turned, starts)
    enough = lengths >= SHORTEST - 1
    return found[enough], rows[starts][enough]


def _word_pairs(texts: list[bytes]) -> tuple[Words, Places]:
    """A hash of each pair of neighbouring words, and the row it stands in; all rows at once.

    A word's hash is that of its bytes as a polynomial, from sums over the whole batch.
    """
    blob = np.frombuffer(b"\n".join(texts) + b"\n", np.uint8)
    is_word = np.concatenate([[False], _WORD[blob]])  # ends with a line feed, which is no part of a word
    turns = np.flatnonzero(is_word[1:] != is_word[:-1])
    starts, ends = turns[0::2], turns[1::2]
    count = _SMALL if len(blob) <= _SMALL else _LARGE
    shifted = (blob.astype(np.uint64) + 1) * _powers(count, _BASE)[: len(blob)]
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(shifted)])
    words = _mixed((sums[ends] - sums[starts]) * _powers(count, _INVERSE)[starts])
    row_ends = np.cumsum([len(text) + 1 for text in texts])
    rows = np.searchsorted(row_ends, starts, side="right")
    within = rows[1:] == rows[:-1]
    return _mixed(words[:-1] * _MIX[4] + words[1:] * _MIX[5])[within], rows[1:][within]
