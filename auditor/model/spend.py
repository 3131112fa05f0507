"""Where the money of a run goes: by who answers for it, to prompts, and past the cache."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from auditor.model.estimate import Option
from auditor.model.measurement import Known
from auditor.model.money import MILLION, ZERO, Range
from auditor.model.run import Audited, Run, cost_today, saving_of

By = Literal["owner", "team", "cost_centre"]
BY: tuple[By, ...] = ("owner", "team", "cost_centre")
"""By what costs are shown back."""

PREFIX = ("prefix, not cached", "prefix, read from cache", "prefix, written to cache")
BEHIND = "input behind the prefix"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The agents of one owner, team or cost centre, and what they cost; `name` is None where nobody is named."""

    name: str | None
    agents: int
    costed: int
    """Agents whose cost is known: the others are not free."""
    cost: Range | None
    """USD per month of those."""
    saving: Range | None
    calls: Range | None
    """Calls per month of the agents that are known to be called so often."""
    counted: int
    """How many those are."""


def showback(run: Run, by: By) -> tuple[Account, ...]:
    """The accounts of a run, the dearest first and nobody's last; none where no agent names any."""
    found: dict[str | None, list[Audited]] = {}
    for audited in run.agents:
        found.setdefault(getattr(audited.agent, by) or None, []).append(audited)
    if not found.keys() - {None}:
        return ()
    accounts = [_account(name, some) for name, some in found.items()]
    return tuple(sorted(accounts, key=_dearest_first))


def _dearest_first(account: Account) -> tuple[bool, Decimal, str]:
    return account.name is None, -(account.cost.point if account.cost else ZERO), account.name or ""


def _account(name: str | None, some: Sequence[Audited]) -> Account:
    costs = [cost for audited in some if (cost := cost_today(audited)) is not None]
    calls = [fact.value for audited in some if isinstance(fact := audited.facts.traffic.calls_per_month, Known)]
    return Account(
        name=name,
        agents=len(some),
        costed=len(costs),
        cost=_sum(costs),
        saving=_sum([saving for audited in some if (saving := saving_of(audited)) is not None]),
        calls=_sum(calls),
        counted=len(calls),
    )


def _sum(ranges: Sequence[Range]) -> Range | None:
    return sum(ranges[1:], ranges[0]) if ranges else None


def today(audited: Audited) -> Option:
    """The option that is deployed today."""
    economics = audited.facts.economics
    return economics.option(economics.own_route if audited.agent.is_tuned else "prompted")


def prompt_share(audited: Audited) -> Decimal | None:
    """Share of what a call costs that goes to the system prompt and tool schemas; None if that is unknown."""
    option = today(audited)
    if not option.per_call:
        return None
    lines = {line.name: line for line in option.lines if line.unit == "USD/call"}
    paid = sum((lines[name].amount for name in PREFIX if name in lines), ZERO)
    behind, prompt = lines.get(BEHIND), audited.facts.prompt
    if behind is not None:  # prompt text behind the first run-time text is sent with what is never cached
        after = Decimal(prompt.tokens - prompt.before_slot)
        paid += min(after, behind.quantity) * behind.price / MILLION
    return min(paid / option.per_call, Decimal(1))


def cache_read_share(audited: Audited) -> tuple[Decimal, Literal["measured", "computed"]] | None:
    """Share of the input tokens that are read from a cache: as logs show, else as today's prompt is reckoned."""
    seen = audited.facts.seen
    if seen is not None and seen.observed.cache_share is not None:
        return seen.observed.cache_share, "measured"
    tokens = {line.name: line.quantity for line in today(audited).lines if line.name in (*PREFIX, BEHIND)}
    whole = sum(tokens.values(), ZERO)
    return (tokens.get(PREFIX[1], ZERO) / whole, "computed") if whole else None
