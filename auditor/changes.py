"""What if: an agent with other volumes, prices or rates, and a policy with other assumptions, as of tomorrow."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, replace
from decimal import Decimal

from pydantic import ValidationError

from auditor.costs import KINDS, Prices, TokenPrices
from auditor.errors import InputError, Problem
from auditor.model.agent import Agent, Traffic
from auditor.model.fleet import Deployed
from auditor.model.measurement import Known, Measurement, Unknown
from auditor.model.money import Range
from auditor.model.policy import Assumption, Policy, ScalePays, Threshold

_FORMS = re.compile(
    r"(?P<factor>\d{1,12}(?:\.\d{1,9})?)x|(?P<percent>[+-]\d{1,9}(?:\.\d{1,9})?)%|(?P<value>-?\d{1,15}(?:\.\d{1,9})?)"
)
_FORMS_IN_WORDS = "expected a factor (2x), a change (+20%, -50%) or a number"

TRAFFIC = ("calls_per_month", "growth_per_month", "user_tokens", "output_tokens", "cache_hit_rate", "batch_share")
PRICES = ("price", *(f"{kind}_price" for kind in KINDS))
"""Token prices of the model under the name by which they are changed: all together, or one."""
ASSUMPTIONS = tuple(
    name
    for name in ScalePays.model_fields
    if name not in (*TRAFFIC, "enough_chance", "simulation_draws", "simulation_seed")
)
NAMES = (*TRAFFIC, *PRICES, *ASSUMPTIONS)
"""Everything that can be changed: of the agent its traffic and prices, of the policy its assumptions about money."""
DERIVED = {
    "training_cost": "follows from training_runs, epochs, tokens_per_example and training_price; change one of them",
    "token_estimate": "follows from the prompt and the model, so it cannot be changed by itself",
}


@dataclass(frozen=True, slots=True)
class Change:
    """`2x` and `-50%` scale what is declared; a plain number takes its place."""

    text: str
    factor: Decimal | None
    value: Decimal | None
    where: str
    """The option by which it was asked for."""

    def of(self, declared: Range | None) -> Range | None:
        """The changed quantity; scaling what nobody declared leaves it unknown."""
        if self.value is not None:
            return Range.sure(self.value)
        return None if declared is None or self.factor is None else declared.times(self.factor)


def parse(text: str, where: str) -> Change:
    """A change as people write it; raises InputError that says the three forms."""
    match = _FORMS.fullmatch(text.strip().replace(",", "").replace("_", ""))
    if match is None or (match["percent"] and Decimal(match["percent"]) < -100):
        raise InputError.at(where, f"{_FORMS_IN_WORDS}, got {text!r}")
    if match["value"]:
        return Change(text, None, Decimal(match["value"]), where)
    factor = Decimal(match["factor"]) if match["factor"] else 1 + Decimal(match["percent"]) / 100
    return Change(text, factor, None, where)


def parse_named(text: str) -> tuple[str, Change]:
    """`NAME=CHANGE` as people write it; raises InputError where nothing is called so, with what may be meant."""
    said, equals, change = text.partition("=")
    name = said.strip().lower().replace("-", "_")
    where = f"--set {said.strip()}"
    if not equals:
        raise InputError.at(where, "expected NAME=CHANGE, such as removable_share=0.9 or project_cost=2x")
    if name in DERIVED:
        raise InputError.at(where, DERIVED[name])
    if name not in NAMES:
        close = difflib.get_close_matches(name, NAMES, n=3)
        hint = f"did you mean {' or '.join(close)}?" if close else f"known are {', '.join(NAMES)}"
        raise InputError.at(where, f"nothing is called so; {hint}")
    return name, parse(change, where)


def applied(member: Deployed, changes: dict[str, Change], prices: Prices) -> Deployed:
    """The agent with its traffic and its token prices changed by name, prices as if they were negotiated.

    Raises InputError where a price is to be scaled that nobody knows, or where nothing can be so.
    """
    changed = _busy(member.agent, {name: change for name, change in changes.items() if name in TRAFFIC})
    for name in PRICES:
        if name in changes:
            changed = _priced(changed, name, changes[name], prices)
    return replace(member, agent=changed)


def assumed(policy: Policy, changes: dict[str, Change]) -> Policy:
    """The policy with its assumptions changed by name; raises InputError where a value cannot be so."""
    scale = policy.scale_pays
    named = {name: change for name, change in changes.items() if name in ASSUMPTIONS}
    if not named:
        return policy
    fields = {name: getattr(scale, name) for name in ScalePays.model_fields}
    for name, change in named.items():
        fields[name] = {"value": _assumption(fields[name], change), "reason": f"changed: {change.text}"}
    try:
        changed = ScalePays.model_validate(fields)
    except ValidationError as error:
        raise _refused(error, named) from None
    return policy.model_copy(update={"scale_pays": changed})


def _assumption(limit: Assumption | Threshold[Decimal], change: Change) -> object:
    """The changed value, in the form in which the policy reads it."""
    if isinstance(limit, Assumption):
        return change.of(limit.value)
    changed = change.of(Range.sure(limit.value))
    assert changed is not None
    is_whole = changed.point == changed.point.to_integral_value()
    return int(changed.point) if is_whole else changed.point


def _busy(agent: Agent, changes: dict[str, Change]) -> Agent:
    new = {name: change.of(_declared(agent, name)) for name, change in changes.items()}
    try:
        Traffic.model_validate({name: (value.low, value.high) for name, value in new.items() if value is not None})
    except ValidationError as error:
        raise _refused(error, changes) from None
    if "calls_per_month" in new:
        new["calls_per_day"] = None
    return agent.model_copy(update={"traffic": agent.traffic.model_copy(update=new)})


def _declared(agent: Agent, name: str) -> Range | None:
    value: Range | None = getattr(agent.traffic, name)
    return agent.traffic.per_month if name == "calls_per_month" else value


def _priced(agent: Agent, name: str, change: Change, prices: Prices) -> Agent:
    """All token prices scaled, or one of them scaled or replaced."""
    if name == "price" and change.factor is None:
        raise InputError.at(change.where, "a price can be scaled only (0.5x, -50%)")
    listed = prices.of(agent.model)
    if change.factor is not None and isinstance(listed, Unknown):
        raise InputError.at(change.where, listed.because)
    facts = _listed(listed.value) if isinstance(listed, Known) else {}
    kinds = facts if name == "price" else (name.removesuffix("_price"),)
    new = {}
    for kind in kinds:
        fact = facts.get(kind)
        changed = change.of(Range.sure(fact.value) if isinstance(fact, Known) else None)
        if changed is not None:
            new[kind] = changed
        elif name != "price":
            raise InputError.at(change.where, f"no {kind.replace('_', ' ')} price is known that could be scaled")
    if any(value.low < 0 for value in new.values()):
        raise InputError.at(change.where, "a price is not negative")
    model = agent.model.model_copy(update={"prices": agent.model.prices.model_copy(update=new)})
    return agent.model_copy(update={"model": model})


def _listed(found: TokenPrices) -> dict[str, Measurement[Decimal]]:
    """Every price that a negotiated one can replace, under its name in the inventory."""
    figures: dict[str, Measurement[Decimal]] = {kind: getattr(found, kind) for kind in KINDS}
    if isinstance(found.batch, Known):
        figures |= {"batch_input": found.batch.value.input, "batch_output": found.batch.value.output}
    return figures


def _refused(error: ValidationError, changes: dict[str, Change]) -> InputError:
    """What pydantic says of each value, under the option by which it was asked for."""
    return InputError(
        [Problem(changes[str(item["loc"][0])].where, str(item["msg"])) for item in error.errors(include_url=False)]
    )
