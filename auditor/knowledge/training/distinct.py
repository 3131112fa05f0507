"""How many texts differ, by 64-bit digests: exact up to a bound, and closely estimated beyond it."""

from __future__ import annotations

import hashlib
from array import array

import numpy as np
from numpy.typing import NDArray

MOST = 1 << 22
"""Digests that are kept (four million, 32 MB); beyond, every second is let go, as often as it takes.

Two different texts share a digest with a chance of one in a million among four million of them.
"""

Digests = NDArray[np.uint64]


def digest(text: str) -> int:
    """A digest of a text without regard to case and white space."""
    folded = " ".join(text.casefold().split())
    return int.from_bytes(hashlib.blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


class Distinct:
    """Digests seen so far. With `level` n, only those count whose last n bits are 0: one in 2 to the n."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._new = array("Q")
        self._kept: Digests = np.empty(0, np.uint64)
        self.level = 0

    def add(self, one: int) -> None:
        """Count a digest."""
        if one & ((1 << self.level) - 1) == 0:
            self._new.append(one)
            if len(self._new) >= max(1024, self._most // 4):
                self._merge()

    def _merge(self) -> None:
        if self._new:
            self._kept = np.unique(np.concatenate([self._kept, np.frombuffer(self._new, np.uint64)]))
            self._new = array("Q")
        while len(self._kept) > self._most:
            self.level += 1
            self._kept = _at(self._kept, self.level)

    @property
    def kept(self) -> Digests:
        """The digests that are kept, in order."""
        self._merge()
        return self._kept

    @property
    def count(self) -> int:
        """How many different ones there were; beyond the bound within about a tenth of a percent."""
        return len(self.kept) << self.level

    def shared(self, other: Distinct) -> int:
        """How many of them the other has seen too."""
        ours, theirs = self.kept, other.kept
        level = max(self.level, other.level)
        return len(np.intersect1d(_at(ours, level), _at(theirs, level), assume_unique=True)) << level


def _at(digests: Digests, level: int) -> Digests:
    mask = np.uint64((1 << level) - 1)
    chosen: Digests = digests[(digests & mask) == 0]
    return chosen
