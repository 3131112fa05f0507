"""A range for every input of the cost model that is not sure: measured, declared, or the policy's assumption."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from auditor import costs
from auditor.costs.arrivals import break_even_rate
from auditor.measures.arrivals import modelled
from auditor.measures.economics.question import Question
from auditor.measures.economics.terms import Terms
from auditor.measures.economics.training import training
from auditor.model.measurement import Basis, Known, Unknown, known
from auditor.model.money import Range
from auditor.model.policy import Assumption, ScalePays

ASSUMED = (
    "removable_share",
    "output_factor",
    "price_level",
    "project_cost",
    "upkeep_per_month",
    "retrain_cost",
    "retrain_every_months",
    "replica_tokens_per_second",
    "retrieved_tokens",
    "retrieval_per_call",
    "retrieval_per_month",
)
"""Inputs that nobody measures before a project: the policy's ranges."""

SURE = Range.sure


def assumptions(policy: ScalePays) -> dict[str, costs.Uncertain]:
    """The policy's ranges, for what nobody measures before a project."""
    return {name: _assumed(getattr(policy, name)) for name in ASSUMED}


def inputs(
    question: Question, found: Terms, assumed: Mapping[str, costs.Uncertain], *, is_long: bool
) -> dict[str, costs.Uncertain]:
    """A range for each of `costs.INPUTS`; `is_long` if the cached prompt is to be kept for the longer time to live."""
    policy, traffic = question.policy.scale_pays, question.traffic
    said = {
        "calls_per_month": traffic.calls_per_month,
        "growth_per_month": traffic.growth_per_month,
        "user_tokens": traffic.user_tokens,
        "output_tokens": traffic.output_tokens,
    }
    ranges = {
        name: costs.Uncertain(fact.value, fact.basis, fact.note)
        if isinstance(fact, Known)
        else costs.Uncertain(SURE(0), "assumed", fact.because)
        for name, fact in said.items()
    }
    error = question.prompt.error
    return {
        **assumed,
        **ranges,
        "cache_hit_rate": hit_rate(question, found, is_long=is_long),
        "hit_rate_today": _today(question),
        "token_estimate": costs.Uncertain(
            Range(1 - error, Decimal(1), 1 + error), "measured", question.prompt.count_note
        ),
        "removable_share": _removable(question, policy),
        "fallback_share": _fallback(question, policy),
        "smaller_model_share": _smaller(question, policy),
        "training_cost": training(question),
    }


def _assumed(assumption: Assumption) -> costs.Uncertain:
    return costs.Uncertain(assumption.value, "assumed", assumption.reason)


def _removable(question: Question, policy: ScalePays) -> costs.Uncertain:
    """The policy's range times the share of the stable prompt that the examples at hand do without.

    What their system messages repeat, a model trained on them goes on needing; at most, it is the policy's high end,
    if that is taken out of the rows before training.
    """
    assumed, contexts = policy.removable_share, question.dataset.contexts
    if question.is_tuned or isinstance(contexts, Unknown):
        return _assumed(assumed)
    without, most = contexts.value.without, assumed.value
    ends = Range(most.low * without, most.point * without, most.high)
    rows = (
        f"the system messages of {contexts.value.rows:,} examples leave out {without * 100:.0f} % of the stable prompt"
    )
    if without == 1:
        return costs.Uncertain(ends, "assumed", f"{rows}; {assumed.reason}")
    how = f"{rows}, and {most.low} to {most.high} of that is assumed to go; more if it is taken out of the rows first"
    return costs.Uncertain(ends, "computed", how)


def _fallback(question: Question, policy: ScalePays) -> costs.Uncertain:
    if question.is_tuned:
        return costs.Uncertain(SURE(0), "declared", "what falls back is among the calls that are declared")
    return _assumed(policy.fallback_share)


def _smaller(question: Question, policy: ScalePays) -> costs.Uncertain:
    """The share of calls that a smaller untuned model serves as well: none, where that was tried or cannot be."""
    techniques = question.agent.prompting.techniques or ()
    quality = question.agent.prompting.quality
    if question.is_tuned:
        return costs.Uncertain(SURE(0), "declared", "it is tuned already")
    if "smaller_model" in techniques:
        return costs.Uncertain(SURE(0), "declared", "the owner has tried a smaller model")
    if quality.score is not None and quality.target is not None and quality.score.high < quality.target.low:
        return costs.Uncertain(SURE(0), "declared", "the model misses its target already; a smaller one would more")
    return _assumed(policy.smaller_model_share)


def hit_rate(question: Question, found: Terms, *, is_long: bool) -> costs.Uncertain:
    """The hit rate that a well-ordered prompt would reach: from what was measured up to what the arrivals allow.

    A measured rate below the modelled one means that something can be repaired before anything is tuned, so both
    bound the comparison. On a prefix that run-time text breaks, or on the short prompt of a tuned agent, a measured
    rate says nothing about the whole prompt; then the model alone counts, or failing that the policy's range.
    """
    measured = known(question.traffic.cache_hit_rate)
    if question.is_tuned or question.prompt.before_slot < question.prompt.tokens:
        measured = None
    if question.traffic.caches is False and found.rule is not None and not found.rule.is_automatic:
        measured = None  # nobody asks for caching, so that nothing is read says nothing of how often it could be
    allowed, basis = _modelled(question, found, is_long=is_long)
    if measured is None:
        assumed = _assumed(question.policy.scale_pays.cache_hit_rate)
        return costs.Uncertain(allowed, "computed", basis) if allowed else assumed
    said, by = _who_measured(question)
    if allowed is None:
        return costs.Uncertain(measured, said, by)
    reach = Range(measured.low, measured.point, max(measured.high, allowed.point))
    return costs.Uncertain(reach, said, f"{by}; {basis}")


def _who_measured(question: Question) -> tuple[Basis, str]:
    """Where the hit rate is from: the owner says that it was measured, or logs show it."""
    rate = question.traffic.cache_hit_rate
    if isinstance(rate, Unknown) or rate.basis == "declared":
        return "declared", "measured by the owner"
    return rate.basis, f"seen in the logs: {rate.note}"


def _today(question: Question) -> costs.Uncertain:
    rate = question.traffic.cache_hit_rate
    if isinstance(rate, Known):
        return costs.Uncertain(rate.value, *_who_measured(question))
    return costs.Uncertain(SURE(0), "assumed", "nobody measured it: today's prompt is taken to be found as often")


def is_long_better(question: Question, found: Terms) -> bool:
    """Whether a prefix that nobody caches yet is cheaper with the longer time to live and its dearer write."""
    if found.long_write is None or known(question.traffic.cache_hit_rate) is not None:
        return False
    longer = found.rule.long if found.rule else None
    if isinstance(longer, Known) and longer.provenance is not None and longer.provenance.confidence == "low":
        return False  # a saving must not rest on what was hardly read anywhere
    if question.model.prices.cache_ttl_minutes is not None or not found.input:
        return False
    short, long = (_modelled(question, found, is_long=is_long)[0] for is_long in (False, True))
    if short is None or long is None:
        return False
    paid = (
        rate.point * found.read + (1 - rate.point) * write
        for rate, write in ((short, found.write), (long, found.long_write))
    )
    at_short, at_long = paid
    return at_long < at_short


def _modelled(question: Question, found: Terms, *, is_long: bool) -> tuple[Range | None, str]:
    """The hit rate that arrivals and time to live allow (ECONOMICS 4.2), if both are known."""
    calls, rule = known(question.traffic.calls_per_month), found.rule
    if rule is None:
        return None, ""
    own, longer = question.model.prices.cache_ttl_minutes, known(rule.long)
    ttl = longer.ttl_minutes if is_long and longer else own.point if own else known(rule.ttl_minutes)
    if ttl is None or (calls is None and isinstance(question.traffic.arrivals, Unknown)):
        return None, ""
    rate, source = modelled(
        question.agent.traffic,
        calls if calls is not None else SURE(0),
        ttl,
        renews=rule.renews,
        replay=question.traffic.arrivals,
        is_seen=question.traffic.session_seen,
    )
    return rate, f"{rate.point * 100:.0f} % would follow {source}{_worth(found, rate.point, is_long=is_long)}"


def _worth(found: Terms, rate: Decimal, *, is_long: bool) -> str:
    """A hint where so few calls hit that writing the cache costs more than it saves."""
    write = found.long_write if is_long and found.long_write is not None else found.write
    if not found.input or write <= found.input:
        return ""
    least = break_even_rate(float(found.read / found.input), float(write / found.input))
    return f"; below {least * 100:.1f} % caching would not pay" if float(rate) < least else ""
