"""When the calls of an agent came, from a list of their times."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalFacts:
    """When each call of a log came."""

    file: str
    """The log's name in the inventory."""
    calls: int
    days: Decimal
    """From the first call to the last."""
    packed: bytes = field(repr=False)
    """Milliseconds from each call to the next, in order; `measures.arrivals` packs and unpacks them."""
