"""A fact, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

Basis = Literal["measured", "declared", "computed", "assumed"]
"""Where a value comes from: seen by us, said by the user, worked out from both, or the policy's default."""


@dataclass(frozen=True, slots=True)
class Known(Generic[T_co]):
    """A value with its unit and where it comes from."""

    value: T_co
    unit: str = ""
    basis: Basis = "measured"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """No value, and why; never 0, None or an empty text in its place."""

    because: str


Measurement = Known[T] | Unknown


def known(fact: Known[T] | Unknown) -> T | None:
    """The value, or None: for a decision that has already dealt with the unknown case."""
    return fact.value if isinstance(fact, Known) else None
