"""What each architecture costs for one agent, and when tuning pays, from its facts and the price book."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from auditor import costs
from auditor.costs.caching import CacheTerms, modelled_hit_rate, prefix, terms_of, usd
from auditor.costs.options import cached, fine_tuned, per_call
from auditor.model.agent import Agent
from auditor.model.estimate import BreakEven, Option, OptionName
from auditor.model.facts import DatasetFacts, EconomicsFacts, PromptFacts, TrafficFacts
from auditor.model.measurement import Known, Measurement, Unknown, known
from auditor.model.money import MILLION, ZERO, Range
from auditor.model.policy import Assumption, Policy, ScalePays

NAMES: tuple[OptionName, ...] = ("prompted", "cached", "fine_tuned")


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


def measure(question: Question, prices: costs.Prices) -> EconomicsFacts:
    """The options, the break-even and what bounds them; whatever is missing is named, never taken as 0."""
    missing = _missing(question)
    if missing is not None or isinstance(question.prices, Unknown):
        because = missing or "there is no price"
        return EconomicsFacts(
            options=tuple(costs.unavailable(name, because) for name in NAMES),
            break_even=BreakEven(crossed="unknown", because=because),
            best_case_saving=Unknown(because),
            context_cost=Unknown(because),
        )
    case = _case(question, question.prices.value, prices)
    has_volume = isinstance(question.traffic.calls_per_month, Known)
    at = costs.corners(case)
    options = tuple(_option(case, name, question, at, has_volume=has_volume) for name in NAMES)
    return EconomicsFacts(
        options=options,
        break_even=_break_even(case, question, prices, has_volume=has_volume),
        best_case_saving=_best_case(case, question) if has_volume else _no_volume(question),
        context_cost=_context_cost(case, question) if has_volume else _no_volume(question),
    )


def _missing(question: Question) -> str | None:
    """Why no call can be priced, if none can."""
    if isinstance(question.prices, Unknown):
        return question.prices.because
    figures = (
        question.traffic.user_tokens,
        question.traffic.output_tokens,
        question.prices.value.input,
        question.prices.value.output,
    )
    reasons = [figure.because for figure in figures if isinstance(figure, Unknown)]
    return "; ".join(reasons) or None


def _no_volume(question: Question) -> Unknown:
    fact = question.traffic.calls_per_month
    return fact if isinstance(fact, Unknown) else Unknown("calls a month are not known")


def _option(
    case: costs.Case, name: OptionName, question: Question, at: tuple[costs.Scenario, ...], *, has_volume: bool
) -> Option:
    if name == "fine_tuned" and isinstance(case.tuned, Unknown):
        return costs.unavailable(name, case.tuned.because)
    if name == "cached" and case.terms is None:
        return costs.unavailable(name, _no_cache(question))
    if name != "fine_tuned" and _replaced(question) is None:
        because = "fine_tune.replaced_prompt_tokens is not declared: the length of the prompt that tuning replaced"
        return costs.unavailable(name, because)
    option = costs.cost(case, name, at)
    return option if has_volume else replace(option, per_month=None, because=_no_volume(question).because)


def _no_cache(question: Question) -> str:
    prices, rule = question.prices, _rule(question)
    if isinstance(rule, Unknown):
        return rule.because
    assert isinstance(prices, Known)
    return prices.value.cache_read.because if isinstance(prices.value.cache_read, Unknown) else "nothing can be cached"


def _break_even(case: costs.Case, question: Question, prices: costs.Prices, *, has_volume: bool) -> BreakEven:
    if isinstance(case.tuned, Unknown):
        return BreakEven(crossed="unknown", because=case.tuned.because)
    if _replaced(question) is None:
        because = (
            "fine_tune.replaced_prompt_tokens is not declared, so there is nothing to compare the tuned model with"
        )
        return BreakEven(crossed="unknown", because=because)
    if not has_volume:
        found = costs.break_even(case, prices.as_of)
        return replace(found, crossed="unknown", payback_months=None, flips=(), because=_no_volume(question).because)
    return costs.break_even(case, prices.as_of)


def _case(question: Question, listed: costs.TokenPrices, prices: costs.Prices) -> costs.Case:
    """The cost model's view of the agent; input and output prices are known here."""
    input_price, output_price = known(listed.input), known(listed.output)
    assert input_price is not None and output_price is not None  # noqa: PT018
    terms, is_automatic = _terms(question, listed, input_price)
    tokens = _tokens(question)
    is_tuned = question.agent.is_tuned
    inputs = _inputs(question, terms)
    declared_rate = known(question.traffic.cache_hit_rate)
    is_split = tokens.before_first_slot < tokens.stable
    replaced = _replaced(question)
    prompted = tokens if replaced is None or not is_tuned else _plain_tokens(replaced + question.prompt.tools_tokens)
    return costs.Case(
        inputs=inputs,
        prompted=prompted,
        tuned_now=tokens if is_tuned else None,
        input=input_price,
        output=output_price,
        terms=terms,
        is_cached_today=terms is not None and (declared_rate is not None or is_automatic),
        is_caching_optional=not is_automatic,
        hit_rate_today=declared_rate.point if declared_rate is not None and is_split else None,
        tuned=_tuned(question, terms, input_price, output_price),
        horizon_months=_horizon(question, prices),
        growth_per_month=growth.point if (growth := known(question.traffic.growth_per_month)) else ZERO,
    )


def _replaced(question: Question) -> int | None:
    """Tokens of the prompt an untuned model needs: today's own for a prompted agent, the replaced one for a tuned."""
    if not question.agent.is_tuned:
        return question.prompt.tokens
    return question.agent.fine_tune.replaced_prompt_tokens if question.agent.fine_tune else None


def _plain_tokens(total: int) -> costs.Tokens:
    return costs.Tokens(total=Decimal(total), before_first_slot=Decimal(total), slots=ZERO, removable=ZERO)


def _tokens(question: Question) -> costs.Tokens:
    prompt, tools = question.prompt, question.prompt.tools_tokens
    return costs.Tokens(
        total=Decimal(prompt.tokens + tools),
        before_first_slot=Decimal(prompt.before_first("placeholder") + tools),
        slots=Decimal(prompt.tokens_of("placeholder")),
        removable=Decimal(prompt.tokens_of("behavior")),
    )


def _rule(question: Question) -> Measurement[costs.CachingRule]:
    assert isinstance(question.prices, Known)
    return costs.caching_rule(question.prices.value.provider, question.prices.value.model)


def _terms(question: Question, listed: costs.TokenPrices, input_price: Decimal) -> tuple[CacheTerms | None, bool]:
    """The cache terms, or None where a price or the rule is unknown; and whether the provider caches unasked."""
    rule, read = _rule(question), known(listed.cache_read)
    if isinstance(rule, Unknown) or read is None:
        return None, False
    minimum = question.agent.model.prices.min_cacheable
    terms = terms_of(input_price, read, known(listed.cache_write), rule.value, minimum)
    return terms, rule.value.is_automatic


def _tuned(
    question: Question, terms: CacheTerms | None, input_price: Decimal, output_price: Decimal
) -> Measurement[costs.TunedTerms]:
    if isinstance(question.path, Unknown):
        return question.path
    path = question.path.value
    if not path.is_offered:
        return Unknown(path.because)
    factors = (path.input_factor, path.output_factor, path.hosting_per_month)
    unknown = [factor.because for factor in factors if isinstance(factor, Unknown)]
    if unknown:
        return Unknown("; ".join(unknown))
    into, out, hosting = (known(factor) or ZERO for factor in factors)
    scaled = terms and replace(terms, input=terms.input * into, read=terms.read * into, write=terms.write * into)
    return Known(
        costs.TunedTerms(terms=scaled, input=input_price * into, output=output_price * out, hosting_per_month=hosting),
        basis="declared",
    )


def _horizon(question: Question, prices: costs.Prices) -> Decimal:
    """The policy's horizon, cut where the tuned model stops being served (never below one month)."""
    months = Decimal(question.policy.scale_pays.horizon_months.value)
    path = known(question.path)
    if path is None or path.served_until is None:
        return months
    served = Decimal((path.served_until - prices.as_of).days) * 12 / 365
    return max(Decimal(1), min(months, served))


def _inputs(question: Question, terms: CacheTerms | None) -> dict[str, costs.Uncertain]:
    policy, traffic = question.policy.scale_pays, question.traffic
    error = question.prompt.error
    said = {
        "calls_per_month": traffic.calls_per_month,
        "user_tokens": traffic.user_tokens,
        "output_tokens": traffic.output_tokens,
    }
    inputs = {
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
    inputs |= {name: _assumed(getattr(policy, name)) for name in assumed}
    inputs["cache_hit_rate"] = _hit_rate(question, terms, policy)
    inputs["token_estimate"] = costs.Uncertain(
        Range(1 - error, Decimal(1), 1 + error), "measured", question.prompt.count_note
    )
    inputs["training_cost"] = _training(question, policy)
    return inputs


def _assumed(assumption: Assumption) -> costs.Uncertain:
    return costs.Uncertain(assumption.value, "assumed", assumption.reason)


def _hit_rate(question: Question, terms: CacheTerms | None, policy: ScalePays) -> costs.Uncertain:
    """Measured, else modelled from the time to live and the arrivals, else the policy's range (ECONOMICS 4.2)."""
    declared, calls = question.traffic.cache_hit_rate, known(question.traffic.calls_per_month)
    has_slots = question.prompt.before_first("placeholder") < question.prompt.tokens
    if isinstance(declared, Known) and not has_slots:
        return costs.Uncertain(declared.value, "declared", "measured by the owner")
    rule = known(_rule(question))
    own = question.agent.model.prices.cache_ttl_minutes
    ttl = own.point if own else (known(rule.ttl_minutes) if rule else None)
    if terms is None or ttl is None or calls is None:
        return _assumed(policy.cache_hit_rate)
    session = question.agent.traffic.session
    burst = (session.calls.point, session.minutes.point) if session else (ZERO, ZERO)
    rates = sorted(modelled_hit_rate(volume, ttl, *burst) for volume in (calls.low, calls.point, calls.high))
    return costs.Uncertain(
        Range(*rates), "computed", f"from {calls.point:,.0f} calls a month and {ttl} minutes to live"
    )


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


def _best_case(case: costs.Case, question: Question) -> Measurement[Decimal]:
    """What a twin tuned at the base price, hosted free, could save a month with every input in its favour.

    The twin's prefix is cached to the token and from the first one on, so that rounding cannot spoil the bound.
    """
    if question.agent.is_tuned:
        return Unknown("it is tuned already: its own figures say what it saves")
    terms = case.terms and replace(case.terms, block=1, min_tokens=0)
    free = costs.TunedTerms(terms=terms, input=case.input, output=case.output, hosting_per_month=ZERO)
    twin = replace(case, tuned=Known(free))
    best = twin.corner(
        low=("output_factor", "cache_hit_rate"),
        high=("removable_share", "calls_per_month", "user_tokens", "output_tokens", "token_estimate"),
    )
    saved = per_call(cached(twin, best)) - per_call(fine_tuned(twin, best))
    return Known(max(ZERO, saved * best.calls_per_month), "USD/month", "computed")


def _context_cost(case: costs.Case, question: Question) -> Measurement[Decimal]:
    volatile = Decimal(question.prompt.tokens_of("volatile"))
    point = case.point()
    terms = case.terms and replace(case.terms, min_tokens=0, block=1)
    paid = prefix(volatile, terms, point.cache_hit_rate, is_optional=case.is_caching_optional)
    read, write = (terms.read, terms.write) if terms else (case.input, case.input)
    per_call = usd(paid.plain, case.input) + usd(paid.read, read) + usd(paid.written, write)
    return Known(per_call * point.calls_per_month, "USD/month", "computed")
