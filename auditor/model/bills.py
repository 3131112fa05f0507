"""Logs as they were taken, and what those that know accounts alone come to in a month: no money is added twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from auditor.model.agent import MINUTES_PER_MONTH
from auditor.model.money import ZERO
from auditor.model.usage import CostBasis

MONTH = timedelta(minutes=int(MINUTES_PER_MONTH))
DAY = timedelta(days=1)
_SAID: dict[CostBasis | None, str] = {
    "billed": "The accounts were billed {} a month",
    "list": "What the accounts called costs {} a month at list prices",
    "estimated": "What the accounts called costs {} a month as the tools that logged it reckon",
    None: "The logs by account tell {} a month",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRead:
    """One log as it was taken: what it tells, and what for."""

    path: str
    format: str
    sha256: str
    rows: int
    calls: int
    cost: Decimal | None
    first: date | None
    last: date | None
    days: Decimal
    knows_agents: bool
    """Whether its callers have names of agents; if not, it is a bill, only compared with the whole."""
    flaws: tuple[str, ...] = ()
    basis: CostBasis | None = None
    """Whose figure the cost is: the least sure of its callers'."""
    providers: frozenset[str] = frozenset()
    """Whose models its money is for; empty where it does not tell that of all of it."""
    begins: datetime | None = None
    ends: datetime | None = None
    """The moments that `first` and `last` are the days of."""


@dataclass(frozen=True, slots=True)
class Billed:
    """What the logs by account come to in a month of 730 hours, in USD, and whose figure that is."""

    per_month: Decimal
    basis: CostBasis | None
    logs: tuple[LogRead, ...]
    """Those that were counted."""
    providers: frozenset[str]

    def said(self, amount: str) -> str:
        """The beginning of a sentence, with the amount as the report writes it; an estimate is not called a bill."""
        return _SAID[self.basis].format(amount)


def billed(logs: Sequence[LogRead]) -> Billed | None:
    """All bills by account together; None where there is none that tells of which days it is, and more than nothing.

    Bills of one format are parts of one bill: their money is added, over the days of all of them. Those of several
    formats may tell the same money, as a gateway and the provider behind it: what was billed counts before what a tool
    reckoned, and of two that may be for the same provider's models the larger.
    """
    bills = [log for log in logs if not log.knows_agents and log.cost and log.begins and log.ends]
    bills = [log for log in bills if log.basis == "billed"] or bills
    formats = dict.fromkeys(log.format for log in bills)
    found = [_of_format(tuple(log for log in bills if log.format == format)) for format in formats]
    counted: list[Billed] = []
    for one in sorted(found, key=lambda one: -one.per_month):
        if one.per_month > 0 and all(
            one.providers and other.providers and not one.providers & other.providers for other in counted
        ):
            counted.append(one)
    return _together(counted) if counted else None


def _of_format(logs: tuple[LogRead, ...]) -> Billed:
    cost = sum((log.cost or ZERO for log in logs), ZERO)
    length = _union((log.begins, log.ends) for log in logs)
    providers = frozenset().union(*(log.providers for log in logs)) if all(log.providers for log in logs) else None
    months = Decimal(max(length, DAY) // timedelta(seconds=1)) / (MONTH // timedelta(seconds=1))
    return Billed(cost / months, least_sure(log.basis for log in logs), logs, providers or frozenset())


def _together(some: Sequence[Billed]) -> Billed:
    return Billed(
        sum((one.per_month for one in some), ZERO),
        least_sure(one.basis for one in some),
        tuple(log for one in some for log in one.logs),
        frozenset().union(*(one.providers for one in some)),
    )


def _union(spans: Iterable[tuple[datetime | None, datetime | None]]) -> timedelta:
    """How long the spans last, what several of them cover counted once."""
    length, until = timedelta(), None
    for begins, ends in sorted((begins, ends) for begins, ends in spans if begins and ends):
        length += max(ends - (begins if until is None else max(begins, until)), timedelta())
        until = ends if until is None else max(ends, until)
    return length


def least_sure(bases: Iterable[CostBasis | None]) -> CostBasis | None:
    """Whose figure a sum is: that of nobody known before an estimate, and a bill only where all of it was billed."""
    order: tuple[CostBasis | None, ...] = (None, "estimated", "list", "billed")
    return min(bases, key=order.index, default=None)
