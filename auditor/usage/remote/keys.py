"""Patterns of keys, as those of files: `*` stays between two slashes, `**` does not."""

from __future__ import annotations

from fnmatch import fnmatchcase
from itertools import takewhile

_MAGIC = frozenset("*?[")


def literal_start(pattern: str) -> str:
    """What every key that fits begins with."""
    return "".join(takewhile(lambda char: char not in _MAGIC, pattern))


def fits(key: str, pattern: str) -> bool:
    """Whether a key fits a pattern, in as many steps as both have parts."""
    parts = pattern.split("/")
    at = _past_stars({0}, parts)
    for name in key.split("/"):
        here = {place for place in at if place < len(parts)}
        stay = {place for place in here if parts[place] == "**"}
        on = {place + 1 for place in here - stay if fnmatchcase(name, parts[place])}
        at = _past_stars(stay | on, parts)
    return len(parts) in at


def _past_stars(at: set[int], parts: list[str]) -> set[int]:
    """These places in a pattern, and those behind any `**`, which may stand for nothing."""
    found = set(at)
    for place in sorted(at):
        while place < len(parts) and parts[place] == "**":
            place += 1  # noqa: PLW2901 -- walked on
            found.add(place)
    return found
