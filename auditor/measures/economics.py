"""What each architecture costs for one agent, and when tuning pays, from its facts and the price book."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from auditor import costs
from auditor.costs.caching import CacheTerms, prefix, terms_of, usd
from auditor.costs.options import cached, fine_tuned, per_call
from auditor.measures.uncertain import Question, caching_rule, inputs
from auditor.model.estimate import BreakEven, Option, OptionName
from auditor.model.facts import EconomicsFacts
from auditor.model.measurement import Known, Measurement, Unknown, known
from auditor.model.money import ZERO, Range

NAMES: tuple[OptionName, ...] = ("prompted", "cached", "fine_tuned")


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
            caching_saves=None,
            tuning_saves=None,
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
        caching_saves=_saves(case, options, ("prompted",), "cached"),
        tuning_saves=_saves(case, options, ("prompted", "cached"), "fine_tuned"),
    )


def _saves(
    case: costs.Case, options: tuple[Option, ...], today: tuple[OptionName, ...], other: OptionName
) -> Range | None:
    known_ones = {option.name for option in options if option.per_month is not None}
    compared = tuple(name for name in today if name in known_ones)
    return costs.saving(case, compared, other) if compared and other in known_ones else None


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
    prices, rule = question.prices, caching_rule(question)
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
    ranges = inputs(question, terms)
    declared_rate = known(question.traffic.cache_hit_rate)
    replaced = _replaced(question)
    prompted = tokens if replaced is None or not is_tuned else _plain_tokens(replaced + question.prompt.tools_tokens)
    return costs.Case(
        inputs=ranges,
        prompted=prompted,
        tuned_now=tokens if is_tuned else None,
        input=input_price,
        output=output_price,
        terms=terms,
        is_cached_today=terms is not None and (is_automatic or (declared_rate is not None and not is_tuned)),
        is_caching_optional=not is_automatic,
        hit_rate_today=declared_rate.point if declared_rate is not None else None,
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


def _terms(question: Question, listed: costs.TokenPrices, input_price: Decimal) -> tuple[CacheTerms | None, bool]:
    """The cache terms, or None where a price or the rule is unknown; and whether the provider caches unasked."""
    rule, read = caching_rule(question), known(listed.cache_read)
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
