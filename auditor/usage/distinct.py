"""Counting what is different, and telling what comes again, in bounded memory."""

from __future__ import annotations

from array import array
from datetime import datetime
from hashlib import blake2b

MOST_EXACT = 4096
"""Distinct values of one caller that are counted exactly; beyond, the count is good to about 3 %."""
KEPT = 1024
_SPACE = 1 << 64
_MASK = _SPACE - 1


def digest(value: str) -> int:
    """64 bits that are the same in every process; never 0, which marks an empty slot."""
    raw = blake2b(value.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(raw, "little") or 1


class Distinct:
    """How many different values there were: exactly up to `MOST_EXACT`, then from the `KEPT` smallest digests.

    Of those that are kept, a fair sample, also the times between which each came.
    """

    __slots__ = ("_bound", "_hashes")

    def __init__(self) -> None:
        self._hashes: dict[int, tuple[datetime, datetime] | None] = {}
        self._bound = _SPACE
        """Digests at or above it are not kept any more."""

    def add(self, value: str, at: datetime | None = None) -> None:
        """Count a value, if it is new, and note that it came at a time."""
        hashed = digest(value)
        if hashed >= self._bound:
            return
        before = self._hashes.get(hashed)
        if at is None:
            self._hashes.setdefault(hashed, None)
        elif before is None:
            self._hashes[hashed] = (at, at)
        elif not before[0] <= at <= before[1]:
            self._hashes[hashed] = (min(before[0], at), max(before[1], at))
        if len(self._hashes) > MOST_EXACT:
            kept = sorted(self._hashes)[:KEPT]
            self._hashes = {hashed: self._hashes[hashed] for hashed in kept}
            self._bound = kept[-1] + 1

    @property
    def minutes(self) -> float | None:
        """From the first to the last time of a value, on average; None where no times were noted."""
        lasted = [(ends[1] - ends[0]).total_seconds() / 60 for ends in self._hashes.values() if ends]
        return sum(lasted) / len(lasted) if lasted else None

    @property
    def is_exact(self) -> bool:
        """Whether every value is still kept."""
        return self._bound == _SPACE

    @property
    def count(self) -> int:
        """How many there were: the share of all digests that lie below the bound says how many lie above."""
        if self.is_exact:
            return len(self._hashes)
        return round((len(self._hashes) - 1) * _SPACE / (self._bound - 1))


class Seen:
    """Which identifiers came before: at least the last `capacity` of them, sixteen bytes each."""

    def __init__(self, capacity: int = 1_000_000) -> None:
        self._slots = 1 << max(8, (capacity * 2 - 1).bit_length())
        self._now = _Table(min(self._slots, 1 << 12))
        self._before: _Table | None = None

    def add(self, id: str | tuple[str, ...]) -> bool:
        """Whether an identifier is new; remembers it."""
        hashed = hash(id) & _MASK or 1  # never written down, so that it may differ from process to process
        if self._before is not None and self._before.has(hashed):
            return False
        if not self._now.add(hashed):
            return False
        if self._now.count * 2 > self._now.slots:
            if self._now.slots < self._slots:
                self._now = self._now.doubled()
            else:
                self._before, self._now = self._now, _Table(1 << 12)
        return True


class _Table:
    """A set of digests in one array, open addressing."""

    def __init__(self, slots: int) -> None:
        self.slots = slots
        self.count = 0
        self._table = array("Q", bytes(8 * slots))

    def _place(self, hashed: int) -> int:
        table, mask = self._table, self.slots - 1
        place = hashed & mask
        while table[place] and table[place] != hashed:
            place = (place + 1) & mask
        return place

    def has(self, hashed: int) -> bool:
        return self._table[self._place(hashed)] == hashed

    def add(self, hashed: int) -> bool:
        place = self._place(hashed)
        if self._table[place]:
            return False
        self._table[place] = hashed
        self.count += 1
        return True

    def doubled(self) -> _Table:
        larger = _Table(self.slots * 2)
        for hashed in self._table:
            if hashed:
                larger.add(hashed)
        return larger
