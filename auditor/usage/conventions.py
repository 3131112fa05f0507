"""Whether a log's "input" includes what the cache served: declared by its format, held against its own figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

Convention = Literal["inclusive", "exclusive"]

ENOUGH = 0.1
"""Share of the rows with cached tokens that must contradict a convention before all of them are read the other way.

Where input truly includes the cache, no row can have more cached than input, save broken ones; where it does not, a
cached prompt is larger than what is new in most calls. Between "none" and "most" lies a file of both kinds.
"""
MOST_KEYS = 1000


@dataclass(slots=True)
class _Evidence:
    declared: Convention
    rows: int = 0
    """That have cached tokens: no others can tell."""
    against: int = 0


@dataclass(slots=True)
class Conventions:
    """Which way the figures of each provider in a file count, and what in the file speaks against it."""

    turned: frozenset[str] = frozenset()
    """Providers whose rows a first pass found to count the other way than their format says."""
    _evidence: dict[str, _Evidence] = field(default_factory=dict)

    def of(self, provider: str | None, declared: Convention) -> Convention:
        """How the rows of a provider are to be read."""
        return _other(declared) if (provider or "").lower() in self.turned else declared

    def weigh(self, provider: str | None, declared: Convention, *, fits: bool) -> None:
        """Note that a row with cached tokens can, or cannot, be what its format declares."""
        self.weigh_many(provider, declared, rows=1, against=not fits)

    def weigh_many(self, provider: str | None, declared: Convention, *, rows: int, against: int) -> None:
        """Note how many rows with cached tokens there were, and how many of them cannot be what is declared."""
        if not rows:
            return
        key = (provider or "").lower()
        if len(self._evidence) >= MOST_KEYS and key not in self._evidence:
            key = ""
        one = self._evidence.setdefault(key, _Evidence(declared))
        one.rows += rows
        one.against += against

    def evidence(self) -> Iterator[tuple[str, int, int]]:
        """Of each provider: rows with cached tokens, and how many of them cannot be what is declared."""
        for key, one in self._evidence.items():
            yield key, one.rows, one.against

    def to_turn(self) -> frozenset[str]:
        """The providers whose rows a second pass must read the other way."""
        return frozenset(key for key, one in self._evidence.items() if one.against >= ENOUGH * one.rows and one.against)

    def mixed(self) -> Iterator[tuple[str, int, int]]:
        """Providers of which some rows, but too few to turn all, contradict: with how many of how many."""
        for key, one in self._evidence.items():
            if one.against and key not in self.turned and one.against < ENOUGH * one.rows:
                yield key, one.against, one.rows


def _other(convention: Convention) -> Convention:
    return "exclusive" if convention == "inclusive" else "inclusive"
