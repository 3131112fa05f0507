"""Where a line begins: offsets into a prompt as the line numbers that people read."""

from __future__ import annotations

import bisect
from itertools import accumulate


class Lines:
    """Line numbers of offsets, from 1."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]

    def of(self, offset: int) -> int:
        """The line of an offset."""
        return bisect.bisect_right(self._starts, offset)
