"""Where a movement of the monthly cost comes from: volume, price, prompt and the rest, in parts that add up.

What an agent costs is calls × (prefix tokens × the mix of their prices + other tokens × theirs) + what is due by the
month. Each factor that changed is moved from its old value to its new one in every order, and gets the mean of what it
did: no order is favoured, and the parts add up to the whole (Shapley's value).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from math import factorial

from auditor.model.kept import AgentRecord, KeptLine
from auditor.model.money import MICRO, ZERO, Range
from auditor.model.since import Movement, Part

CAUSES = (
    *("volume", "price", "model", "prompt", "caching", "tokens per call", "by the month", "architecture"),
    *("new agents", "agents gone", "now known", "now unknown"),
)
"""Everything that moves the fleet's cost, in the order in which it is told."""

_PREFIX = "prefix"
"""How the lines of the prompt's tokens begin."""

_CLOSE = Decimal("0.01")
"""USD per month by which lines and total may differ: they are kept rounded."""


@dataclass(frozen=True, slots=True)
class _Form:
    """An agent's cost as a formula; each field is one factor."""

    volume: Decimal
    price: Mapping[str, Decimal]
    prompt: Decimal
    caching: Mapping[str, Decimal]
    use: Mapping[str, Decimal]
    month: Decimal

    def cost(self) -> Decimal:
        prefix = sum((share * self.price.get(name, ZERO) for name, share in self.caching.items()), ZERO)
        other = sum((tokens * self.price.get(name, ZERO) for name, tokens in self.use.items()), ZERO)
        return self.volume * (self.prompt * prefix + other) + self.month


_WORDS = {"prompt": "prompt", "caching": "caching", "use": "tokens per call", "month": "by the month"}


def of_agent(before: AgentRecord, after: AgentRecord) -> Movement:
    """The movement of one agent's cost with its parts; one part where the lines do not tell them."""
    return Movement(before=before.cost, after=after.cost, parts=_parts(before, after))


def _parts(before: AgentRecord, after: AgentRecord) -> tuple[Part, ...]:
    if before.cost is None or after.cost is None:
        return ()
    change = after.cost.point - before.cost.point
    if not change:
        return ()
    if before.is_tuned != after.is_tuned:
        return (Part("architecture", change),)
    forms = _forms(before, after)
    if forms is None:
        return (Part("tokens per call", change),)
    return _adding_up(_shapley(*forms, is_other=before.model != after.model), change)


def _forms(before: AgentRecord, after: AgentRecord) -> tuple[_Form, _Form] | None:
    """Both costs as formulas; None where a formula does not give the cost that was kept."""
    old, new = (_prices(agent.lines) for agent in (before, after))
    found = _form(before, new | old), _form(after, old | new)
    for agent, form in zip((before, after), found, strict=True):
        if agent.cost is None or abs(form.cost() - agent.cost.point) > max(_CLOSE, agent.cost.point / 10_000):
            return None
    return found


def _prices(lines: Iterable[KeptLine]) -> dict[str, Decimal]:
    return {line.name: line.price for line in lines if line.is_per_call}


def _form(agent: AgentRecord, prices: Mapping[str, Decimal]) -> _Form:
    """The formula of one cost; a line that only the other run has keeps its price there, so that it moves no price."""
    calls = [line for line in agent.lines if line.is_per_call]
    prefix = {line.name: line.quantity for line in calls if line.name.startswith(_PREFIX)}
    total = sum(prefix.values(), ZERO)
    return _Form(
        volume=ZERO if agent.calls is None else agent.calls.point,
        price=prices,
        prompt=total,
        caching={name: tokens / total for name, tokens in prefix.items()} if total else {},
        use={line.name: line.quantity for line in calls if line.name not in prefix},
        month=sum((line.quantity * line.price for line in agent.lines if not line.is_per_call), ZERO),
    )


def _shapley(before: _Form, after: _Form, *, is_other: bool) -> dict[str, Decimal]:
    """What each factor that changed did on average over all orders; another model's prices are the model's."""
    names = [name for name in _Form.__dataclass_fields__ if getattr(before, name) != getattr(after, name)]
    costs = {chosen: _mixed(before, after, chosen).cost() for chosen in _subsets(names)}
    found = {}
    for name in names:
        others = [other for other in names if other != name]
        amount = ZERO
        for chosen in _subsets(others):
            orders = factorial(len(chosen)) * factorial(len(others) - len(chosen))
            amount += (costs[chosen | {name}] - costs[chosen]) * orders
        cause = ("model" if is_other else "price") if name == "price" else _WORDS.get(name, name)
        found[cause] = amount / factorial(len(names))
    return found


def _subsets(names: list[str]) -> list[frozenset[str]]:
    return [frozenset(chosen) for size in range(len(names) + 1) for chosen in combinations(names, size)]


def _mixed(before: _Form, after: _Form, chosen: frozenset[str]) -> _Form:
    return _Form(*(getattr(after if name in chosen else before, name) for name in _Form.__dataclass_fields__))


def _adding_up(found: Mapping[str, Decimal], change: Decimal) -> tuple[Part, ...]:
    """The parts to the micro-dollar, the rest of the rounding in the largest, so that they add up exactly."""
    amounts = {cause: amount.quantize(MICRO) for cause, amount in found.items()}
    if not amounts:
        return (Part("tokens per call", change),)
    largest = max(amounts, key=lambda cause: abs(amounts[cause]))
    amounts[largest] += change - sum(amounts.values(), ZERO)
    return _ordered(amounts)


def _ordered(amounts: Mapping[str, Decimal]) -> tuple[Part, ...]:
    return tuple(Part(cause, amounts[cause]) for cause in CAUSES if amounts.get(cause))


def of_fleet(
    before: Mapping[str, AgentRecord],
    after: Mapping[str, AgentRecord],
    totals: tuple[Range | None, Range | None],
    moved: Iterable[Movement],
) -> Movement:
    """The movement of the fleet's cost: the parts of the agents of both runs, and what came, went or became known."""
    amounts: dict[str, Decimal] = {}
    for movement in moved:
        for cause, amount in movement.parts:
            amounts[cause] = amounts.get(cause, ZERO) + amount
    for cause, amount in (*_came(before, after, 1), *_came(after, before, -1)):
        amounts[cause] = amounts.get(cause, ZERO) + amount
    return Movement(before=totals[0], after=totals[1], parts=_ordered(amounts))


def _came(
    before: Mapping[str, AgentRecord], after: Mapping[str, AgentRecord], sign: int
) -> Iterable[tuple[str, Decimal]]:
    """Costs that only the later fleet knows, be the agent new or its cost; turned round, those that are no more."""
    words = ("new agents", "now known") if sign > 0 else ("agents gone", "now unknown")
    for name, agent in after.items():
        if agent.cost is None:
            continue
        if name not in before:
            yield words[0], sign * agent.cost.point
        elif before[name].cost is None:
            yield words[1], sign * agent.cost.point
