"""A sample of rows that is the same in every run, spread over the whole file, and never larger than its bound."""

from __future__ import annotations

import heapq
from typing import Generic, TypeVar

T = TypeVar("T")

_MASK = (1 << 64) - 1


def lot(number: int) -> int:
    """The lot of a row, 64 bits as good as drawn (SplitMix64), from its number alone: no run draws another."""
    mixed = (number * 0x9E3779B97F4A7C15 + 0x20261122) & _MASK
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
    return mixed ^ (mixed >> 31)


class Sample(Generic[T]):
    """All rows up to the bound; beyond, one in two, in four, … (`level` 1, 2, …), so that it is never exceeded."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.level = 0
        self._kept: list[tuple[int, T]] = []

    def wants(self, drawn: int) -> bool:
        """Whether a row with this lot belongs to the sample."""
        return drawn & ((1 << self.level) - 1) == 0

    def add(self, drawn: int, value: T) -> None:
        """Keep what was found in a row that the sample wants."""
        self._kept.append((drawn, value))
        while len(self._kept) > self.most:
            self.raise_to(self.level + 1)

    def expect(self, rows: int) -> None:
        """Thin it out at once if about so many rows are to come: none is looked at in vain."""
        while rows >> self.level > self.most:
            self.raise_to(self.level + 1)

    def raise_to(self, level: int) -> None:
        """Keep fewer."""
        self.level = level
        self._kept = [one for one in self._kept if self.wants(one[0])]

    @property
    def values(self) -> list[T]:
        """What is kept, in the order of the rows."""
        return [value for _, value in self._kept]


class Few:
    """The texts of a few rows, chosen by lot, in bounded memory."""

    def __init__(self, most: int, longest: int) -> None:
        self._most = most
        self._longest = longest
        self._heap: list[tuple[int, str]] = []

    def add(self, drawn: int, text: str) -> None:
        """Keep a text if its lot is among the lowest."""
        if len(self._heap) < self._most:
            heapq.heappush(self._heap, (-drawn, text[: self._longest]))
        elif -drawn > self._heap[0][0]:
            heapq.heapreplace(self._heap, (-drawn, text[: self._longest]))

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts, by lot."""
        return tuple(text for _, text in sorted(self._heap, reverse=True))
