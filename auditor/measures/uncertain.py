"""What the economics of one agent depend on, with a range for each input that is not sure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from auditor import costs
from auditor.costs.caching import CacheTerms, modelled_hit_rate
from auditor.model.agent import Agent
from auditor.model.facts import DatasetFacts, PromptFacts, TrafficFacts
from auditor.model.measurement import Known, Measurement, known
from auditor.model.money import MILLION, ZERO, Range
from auditor.model.policy import Assumption, Policy, ScalePays


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """All that the economics of one agent are worked out from."""

    agent: Agent
    prompt: PromptFacts
    traffic: TrafficFacts
    dataset: DatasetFacts
    prices: Measurement[costs.TokenPrices]
    path: Measurement[costs.TuningPath]
    policy: Policy


def caching_rule(question: Question) -> Measurement[costs.CachingRule]:
    """How prompts are cached for the agent's model; its prices are known here."""
    assert isinstance(question.prices, Known)
    return costs.caching_rule(question.prices.value.provider, question.prices.value.model)


def inputs(question: Question, terms: CacheTerms | None) -> dict[str, costs.Uncertain]:
    """A range for every uncertain input of the cost model: measured, declared, or the policy's assumption."""
    policy, traffic = question.policy.scale_pays, question.traffic
    error = question.prompt.error
    said = {
        "calls_per_month": traffic.calls_per_month,
        "user_tokens": traffic.user_tokens,
        "output_tokens": traffic.output_tokens,
    }
    ranges = {
        name: costs.Uncertain(fact.value, fact.basis)
        if isinstance(fact, Known)
        else costs.Uncertain(Range.sure(0), "assumed")
        for name, fact in said.items()
    }
    assumed = (
        "removable_share",
        "output_factor",
        "project_cost",
        "upkeep_per_month",
        "retrain_cost",
        "retrain_every_months",
    )
    ranges |= {name: _assumed(getattr(policy, name)) for name in assumed}
    ranges["cache_hit_rate"] = _hit_rate(question, terms, policy)
    ranges["token_estimate"] = costs.Uncertain(
        Range(1 - error, Decimal(1), 1 + error), "measured", question.prompt.count_note
    )
    ranges["training_cost"] = _training(question, policy)
    return ranges


def _assumed(assumption: Assumption) -> costs.Uncertain:
    return costs.Uncertain(assumption.value, "assumed", assumption.reason)


def _hit_rate(question: Question, terms: CacheTerms | None, policy: ScalePays) -> costs.Uncertain:
    """The hit rate that a well-ordered prompt would reach: from what was measured up to what the arrivals allow.

    A measured rate below the modelled one means that something can be repaired before anything is tuned, so both
    bound the comparison. On a prefix that run-time text breaks, or on the short prompt of a tuned agent, a measured
    rate says nothing about the whole prompt; then the model alone counts, or failing that the policy's range.
    """
    measured = known(question.traffic.cache_hit_rate)
    if question.agent.is_tuned or question.prompt.before_first("placeholder") < question.prompt.tokens:
        measured = None
    modelled, basis = _modelled(question, terms)
    if measured is None:
        return costs.Uncertain(modelled, "computed", basis) if modelled else _assumed(policy.cache_hit_rate)
    if modelled is None:
        return costs.Uncertain(measured, "declared", "measured by the owner")
    reach = Range(measured.low, measured.point, max(measured.high, modelled.point))
    return costs.Uncertain(reach, "declared", f"measured by the owner; {basis}")


def _modelled(question: Question, terms: CacheTerms | None) -> tuple[Range | None, str]:
    """The hit rate from the time to live and the arrivals (ECONOMICS 4.2), if both are known."""
    calls, rule = known(question.traffic.calls_per_month), known(caching_rule(question))
    own = question.agent.model.prices.cache_ttl_minutes
    ttl = own.point if own else (known(rule.ttl_minutes) if rule else None)
    if terms is None or ttl is None or calls is None:
        return None, ""
    session = question.agent.traffic.session
    burst = (session.calls.point, session.minutes.point) if session else (ZERO, ZERO)
    rates = sorted(modelled_hit_rate(volume, ttl, *burst) for volume in (calls.low, calls.point, calls.high))
    source = f"{calls.point:,.0f} calls a month and {ttl.normalize():f} minutes to live"
    return Range(*rates), f"{rates[1] * 100:.0f} % would follow from {source}"


def _training(question: Question, policy: ScalePays) -> costs.Uncertain:
    examples = Decimal(known(question.dataset.examples) or question.policy.examples_ready.good_examples.value)
    path = known(question.path)
    listed = known(path.training_price) if path else None
    price = Range.sure(listed) if listed is not None else policy.training_price.value
    parts = (policy.training_runs.value, policy.epochs.value, policy.tokens_per_example.value, price)
    low, point, high = examples / MILLION, examples / MILLION, examples / MILLION
    for part in parts:
        low, point, high = low * part.low, point * part.point, high * part.high
    return costs.Uncertain(Range(low, point, high), "assumed", "runs × epochs × examples × tokens × price")
