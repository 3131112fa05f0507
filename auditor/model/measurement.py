"""A fact, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Generic, Literal, TypeVar

from auditor.model.finding import Confidence

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

Basis = Literal["measured", "declared", "computed", "assumed"]
"""Where a value comes from: seen by us, said by the user, worked out from both, or the policy's default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a figure was read, when, how far to trust it, and from which day to which it holds (both included)."""

    source: str
    read: date
    confidence: Confidence
    valid_from: date | None = None
    valid_to: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the figure holds on a day."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)


@dataclass(frozen=True, slots=True)
class Known(Generic[T_co]):
    """A value with its unit and where it comes from."""

    value: T_co
    unit: str = ""
    basis: Basis = "measured"
    note: str = ""
    provenance: Provenance | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """No value, and why; never 0, None or an empty text in its place."""

    because: str


Measurement = Known[T] | Unknown


def known(fact: Known[T] | Unknown) -> T | None:
    """The value, or None: for a decision that has already dealt with the unknown case."""
    return fact.value if isinstance(fact, Known) else None
