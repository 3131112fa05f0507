"""What if: an agent with other volumes, prices or rates, as its owner might declare it tomorrow."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from auditor.costs import KINDS, Prices
from auditor.errors import InputError
from auditor.model.agent import Agent
from auditor.model.fleet import Deployed
from auditor.model.measurement import Known
from auditor.model.money import Range

_FORMS = re.compile(
    r"(?P<factor>\d{1,12}(?:\.\d{1,9})?)x|(?P<percent>[+-]\d{1,9}(?:\.\d{1,9})?)%|(?P<value>\d{1,15}(?:\.\d{1,9})?)"
)


@dataclass(frozen=True, slots=True)
class Change:
    """`2x` and `-50%` scale what is declared; a plain number takes its place."""

    text: str
    factor: Decimal | None
    value: Decimal | None

    def of(self, declared: Range | None) -> Range | None:
        """The changed quantity; scaling what nobody declared leaves it unknown."""
        if self.value is not None:
            return Range.sure(self.value)
        return None if declared is None or self.factor is None else declared.times(self.factor)


def parse(text: str, where: str) -> Change:
    """A change as people write it; raises InputError that says the three forms."""
    match = _FORMS.fullmatch(text.strip().replace(",", "").replace("_", ""))
    if match is None or (match["percent"] and Decimal(match["percent"]) < -100):
        raise InputError.at(where, f"expected a factor (2x), a change (+20%, -50%) or a number, got {text!r}")
    if match["value"]:
        return Change(text, None, Decimal(match["value"]))
    return Change(text, Decimal(match["factor"]) if match["factor"] else 1 + Decimal(match["percent"]) / 100, None)


def applied(member: Deployed, changes: dict[str, Change], prices: Prices) -> Deployed:
    """The agent with its traffic changed by name; `price` scales all its token prices, as if they were negotiated.

    Raises InputError where a price is to be scaled that nobody knows.
    """
    agent = member.agent
    traffic = {name: change.of(_declared(agent, name)) for name, change in changes.items() if name != "price"}
    rate = traffic.get("cache_hit_rate")
    if rate is not None and rate.high > 1:
        raise InputError.at(
            "--cache-hit-rate", f"a cache hit rate is a share from 0 to 1, got {rate.high.normalize():f}"
        )
    if "calls_per_month" in traffic:
        traffic["calls_per_day"] = None
    changed = agent.model_copy(update={"traffic": agent.traffic.model_copy(update=traffic)})
    if "price" in changes:
        changed = _priced(changed, changes["price"], prices)
    return replace(member, agent=changed)


def _declared(agent: Agent, name: str) -> Range | None:
    value: Range | None = getattr(agent.traffic, name)
    if name == "calls_per_month" and value is None and agent.traffic.calls_per_day is not None:
        return agent.traffic.calls_per_day.times(Decimal(730) / 24)
    return value


def _priced(agent: Agent, change: Change, prices: Prices) -> Agent:
    listed = prices.of(agent.model)
    if not isinstance(listed, Known) or change.factor is None:
        because = "a price can be scaled only (0.5x, -50%)" if isinstance(listed, Known) else listed.because
        raise InputError.at("--price", because)
    figures = {kind: getattr(listed.value, kind) for kind in KINDS}
    scaled = {kind: Range.sure(fact.value * change.factor) for kind, fact in figures.items() if isinstance(fact, Known)}
    model = agent.model.model_copy(update={"prices": agent.model.prices.model_copy(update=scaled)})
    return agent.model_copy(update={"model": model})
