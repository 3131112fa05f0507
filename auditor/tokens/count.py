"""Token counts of a text and of stretches within it, exact per encoding and scaled per family."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from auditor.tokens.encodings import encoding, pieces
from auditor.tokens.families import Family

Method = Literal["exact", "reconstructed", "estimated"]

RECONSTRUCTED_ERROR = Decimal("0.01")
"""`ctok` is off by a token here and there; its authors report almost exact counts."""


@dataclass(frozen=True, slots=True)
class Count:
    """Tokens of a text as its model reads it; `error` is relative (0.05: five per cent either way)."""

    tokens: int
    encoding: str
    method: Method
    error: Decimal
    note: str = ""


class Counter:
    """Counts with one encoding and remembers every line it has seen, so a shared block is counted once."""

    def __init__(self, name: str) -> None:
        self._encode = encoding(name).encode_ordinary
        self._decode = encoding(name).decode_single_token_bytes
        self._seen: dict[str, int] = {}

    def count(self, text: str) -> int:
        """Tokens of `text`."""
        return sum(map(self._piece, pieces(text)))

    def count_stretches(self, text: str, ends: Sequence[int]) -> list[int]:
        """Tokens of the stretches of `text` that end at the ascending offsets `ends`, the last being its length.

        A token belongs to the stretch in which it begins, so the counts add up to `count(text)`.
        """
        if len(ends) == 1:
            return [self.count(text)]
        counts = [0] * len(ends)
        index = offset = 0
        for piece in pieces(text):
            while ends[index] <= offset and index < len(ends) - 1:
                index += 1
            stop = offset + len(piece)
            if ends[index] >= stop:
                counts[index] += self._piece(piece)
            else:
                index = self._split(piece, offset, ends, index, counts)
            offset = stop
        return counts

    def _piece(self, piece: str) -> int:
        known = self._seen.get(piece)
        if known is None:
            known = self._seen[piece] = len(self._encode(piece))
        return known

    def _split(self, piece: str, offset: int, ends: Sequence[int], index: int, counts: list[int]) -> int:
        """Share out the tokens of a piece that more than one stretch has a part in; returns the last one's index."""
        byte_ends: list[int] = []
        position, total = 0, 0
        for end in ends[index:]:
            stop = min(end - offset, len(piece))
            total += len(piece[position:stop].encode("utf-8", "surrogatepass"))
            byte_ends.append(total)
            position = stop
            if stop == len(piece):
                break
        begin = slot = 0
        for token in self._encode(piece):
            while begin >= byte_ends[slot] and slot < len(byte_ends) - 1:
                slot += 1
            counts[index + slot] += 1
            begin += len(self._decode(token))
        return index + len(byte_ends) - 1


@cache
def counter(name: str) -> Counter:
    """The counter of this process for an encoding."""
    return Counter(name)


@cache
def has_ctok() -> bool:
    """Whether Claude's counts can be reconstructed here (`ctok` needs Python 3.12)."""
    return importlib.util.find_spec("ctok") is not None


def scaled(reference: int, text: str, family: Family) -> Count:
    """The model's own count, from the count in the family's encoding."""
    if family.is_exact:
        return Count(reference, family.encoding, "exact", Decimal(0))
    if family.claude_version is not None and has_ctok():
        return Count(_reconstructed(text, family.claude_version), "ctok", "reconstructed", RECONSTRUCTED_ERROR)
    tokens = int((reference * family.ratio).to_integral_value())
    note = family.note or f"{family.name} reads {family.ratio} times {family.encoding}, p95 error {family.error:.1%}"
    return Count(tokens, family.encoding, "estimated", family.error, note)


def _reconstructed(text: str, version: str) -> int:
    from ctok import token_count

    frame = int(token_count("a", version)) - 1  # every message is framed; one letter is one token
    return max(0, int(token_count(text, version)) - frame) if text else 0
