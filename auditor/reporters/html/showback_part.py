"""Who pays: cost, saving and calls of a month by owner, team and cost centre; nobody named is a line of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditor.model.run import Run
from auditor.model.spend import BY, Account, By, showback
from auditor.reporters.html.figures import NOTHING, plural
from auditor.reporters.html.told import told
from auditor.reporters.words import UNKNOWN

MOST_ROWS = 12
_TITLES: dict[By, str] = {"owner": "owner", "team": "team", "cost_centre": "cost centre"}


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One owner, team or cost centre."""

    name: str
    is_nobody: bool
    agents: str
    cost: str
    saving: str
    calls: str


@dataclass(frozen=True, slots=True)
class ShowbackTable:
    """The accounts of one kind, the dearest first."""

    title: str
    rows: tuple[AccountRow, ...]
    more: str


def showback_part(run: Run) -> tuple[ShowbackTable, ...]:
    """A table for each kind of account that any agent names."""
    return tuple(_table(by, accounts) for by in BY if (accounts := showback(run, by)))


def _table(by: By, accounts: Sequence[Account]) -> ShowbackTable:
    """The dearest accounts; what nobody is named for is shown in any case."""
    places = list(enumerate(accounts))
    shown = places[:MOST_ROWS]
    if len(places) > MOST_ROWS and accounts[-1].name is None:
        shown[-1] = places[-1]
    more = "" if shown == places else f"{plural(len(places) - len(shown), 'more')} in audit.json."
    return ShowbackTable(_TITLES[by], tuple(_row(by, place, one) for place, one in shown), more)


def _row(by: By, place: int, one: Account) -> AccountRow:
    at = ("showback", by, str(place))
    unknown = one.agents - one.costed
    agents = plural(one.agents, "agent") + (f", {unknown:,} of unknown cost" if unknown else "")
    return AccountRow(
        name=one.name or "nobody named",
        is_nobody=one.name is None,
        agents=agents,
        cost=told("usd", one.cost, *at, "monthly_cost"),
        saving=told("usd", one.saving, *at, "saves_per_month") if one.saving else NOTHING,
        calls=told("compact", one.calls, *at, "calls_per_month") if one.calls else UNKNOWN,
    )
