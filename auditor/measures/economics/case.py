"""The cost model's view of one agent, from its facts and the price book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from auditor import costs
from auditor.costs import NAN
from auditor.measures.economics.question import Question
from auditor.measures.economics.ranges import inputs, is_long_better
from auditor.measures.economics.routes import MONTHS_PER_DAY, Way, kappa, own_route, ways
from auditor.measures.economics.terms import Terms, terms
from auditor.model.agent import KnowledgeSource, Model
from auditor.model.estimate import OptionName, PoolMember
from auditor.model.measurement import Known, Measurement, Unknown, known

LONGEST_MONTHS = 61
"""Prices are looked up for as long as a payback is looked for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its case; `because` says why there is none."""

    question: Question
    case: costs.Case | None
    ways: dict[OptionName, Measurement[Way]]
    because: str


def asked(question: Question, assumed: Mapping[str, costs.Uncertain], member: PoolMember | None = None) -> Asked:
    """The case of an agent, as a member of a pool if it is one, or what is missing for a case."""
    if question.missing:
        return Asked(question, None, {}, question.missing)
    found = terms(question.listed, question.model, question.traffic.batch_share)
    if isinstance(found, Unknown):
        return Asked(question, None, {}, found.because)
    routes = ways(question, member)
    return Asked(question, _case(question, found.value, routes, assumed), routes, "")


def _case(
    question: Question,
    now: Terms,
    routes: dict[OptionName, Measurement[Way]],
    assumed: Mapping[str, costs.Uncertain],
) -> costs.Case:
    is_long = is_long_better(question, now)
    usable = {name: way.value for name, way in routes.items() if isinstance(way, Known)}
    smaller = _smaller(question)
    calls = question.traffic.calls_per_month
    lacking = {name: way.because for name, way in routes.items() if isinstance(way, Unknown)}
    models = {name: way.model for name, way in usable.items() if name != own_route(question)}
    if isinstance(smaller, Known):
        models["smaller_model"] = smaller.value.name or ""
    return costs.Case(
        agent=question.agent.id,
        inputs=inputs(question, now, assumed, is_long=is_long),
        layout=_layout(question),
        today=_today(question, now),
        periods=_periods(question, usable, smaller, is_long=is_long),
        lacking=lacking | _lacking_prompts(question, now, smaller),
        models=models,
        smaller_kappa=kappa(question, smaller.value.name or "") if isinstance(smaller, Known) else NAN,
        tuned={name: way.tuned for name, way in usable.items()},
        discount_per_month=float(1 + question.policy.scale_pays.discount_per_year.value) ** (1 / 12) - 1,
        lacking_volume=calls.because if isinstance(calls, Unknown) else "",
        is_tuned=question.is_tuned,
    )


def _layout(question: Question) -> costs.Layout[float]:
    prompt, tools = question.prompt, question.prompt.tools_tokens
    elsewhere, _ = _elsewhere(question)
    is_retrieved = any(source.lives_in == "retrieval" for source in question.agent.knowledge or ())
    around = {"elsewhere": NAN if elsewhere is None else float(elsewhere), "is_retrieved": float(is_retrieved)}
    if question.is_tuned:  # what is known of the prompt that tuning replaced is its length
        replaced = question.replaced_tokens
        total = NAN if replaced is None else float(replaced + tools)
        return costs.Layout(total, total, 0.0, 0.0, 0.0, **around)
    return costs.Layout(
        total=float(prompt.tokens + tools),
        before_slot=float(prompt.before_slot + tools),
        slots=float(prompt.tokens_of("placeholder")),
        removable=float(prompt.tokens_of("behavior")),
        volatile=float(prompt.tokens_of("volatile")),
        **around,
    )


def _today(question: Question, now: Terms) -> costs.Today[float]:
    rate = known(question.traffic.cache_hit_rate)
    is_automatic = now.rule is not None and now.rule.is_automatic
    prompt, tools = question.prompt, question.prompt.tools_tokens
    is_asked_for = rate is not None and question.traffic.caches is not False and not question.is_tuned
    return costs.Today(
        is_cached=float(now.rule is not None and (is_automatic or is_asked_for)),
        is_measured=float(rate is not None),
        is_tuned=float(question.is_tuned),
        tuned_total=float(prompt.tokens + tools) if question.is_tuned else NAN,
        tuned_before_slot=float(prompt.before_slot + tools) if question.is_tuned else NAN,
    )


def _smaller(question: Question) -> Measurement[Model]:
    """The smaller model to try untuned: the one that the inventory names, or the book's."""
    named = question.model.smaller
    if named is None:
        found = costs.smaller_model(question.listed.provider, question.model.name or "", question.as_of)
        if isinstance(found, Unknown):
            return found
        named = found.value
    model = Model(provider=question.listed.provider, name=named)
    priced = question.book.of(model)
    if isinstance(priced, Unknown):
        return priced
    billed = terms(priced.value, model, question.traffic.batch_share)
    return billed if isinstance(billed, Unknown) else Known(model, basis="declared")


def _periods(
    question: Question, usable: dict[OptionName, Way], smaller: Measurement[Model], *, is_long: bool
) -> tuple[costs.CasePeriod, ...]:
    """The spans of the horizon with one set of prices each, from the changes that are announced."""
    other = known(smaller)
    base = question.book.periods(question.model, LONGEST_MONTHS)
    beside = question.book.periods(other, LONGEST_MONTHS) if other is not None else ()
    starts = sorted({period.starts for period in (*base, *beside)})
    months = [float((start - question.as_of).days * MONTHS_PER_DAY) for start in starts] + [float("inf")]

    def at(day: date, periods: tuple[costs.Period, ...], model: Model) -> Terms | None:
        prices = [period.prices for period in periods if period.starts <= day]
        return known(terms(prices[-1], model, question.traffic.batch_share)) if prices else None

    found = []
    for place, day in enumerate(starts):
        now = at(day, base, question.model)
        small = at(day, beside, other) if other is not None else None
        if now is None:
            continue
        found.append(
            costs.CasePeriod(
                span=costs.Span(months[place], months[place + 1]),
                base=now.rates(),
                cached=now.rates(long=is_long),
                smaller=small.rates(long=is_long) if small is not None else costs.UNPRICED,
                tuned={name: way.at(now) for name, way in usable.items()},
            )
        )
    return tuple(found)


def _lacking_prompts(question: Question, now: Terms, smaller: Measurement[Model]) -> dict[OptionName, str]:
    """Why a prompted option does not exist, for those that do not."""
    if question.replaced_tokens is None:
        because = "fine_tune.replaced_prompt_tokens is not declared: the length of the prompt that tuning replaced"
        prompts: tuple[OptionName, ...] = ("prompted", "cached", "retrieval", "in_context", "smaller_model")
        return dict.fromkeys(prompts, because)
    lacking: dict[OptionName, str] = {}
    if now.rule is None:
        lacking["cached"] = now.no_cache or "nothing can be cached"
    if isinstance(smaller, Unknown):
        lacking["smaller_model"] = smaller.because
    if question.is_tuned:
        lacking["retrieval"] = "the prompt that tuning replaced is not known, only its length"
    elif not question.prompt.tokens_of("volatile"):
        lacking["retrieval"] = "no fact that ages was found in the prompt, so nothing has to be moved out of it"
    size, because = _elsewhere(question)
    limit = question.policy.knowledge_stable.in_context_limit_tokens.value
    if size is None or size == 0:
        lacking["in_context"] = because
    elif size > limit:
        lacking["in_context"] = f"{size:,} tokens of knowledge are more than the {limit:,} that a context holds well"
    elif question.beyond(size):
        lacking["in_context"] = question.beyond(size)
    elif now.rule is None:
        lacking["in_context"] = f"carrying it uncached is no option: {lacking['cached']}"
    return lacking


def _elsewhere(question: Question) -> tuple[int | None, str]:
    """Tokens of declared knowledge that is not in the prompt yet, or why that is unknown or nothing."""
    declared = question.agent.knowledge
    if declared is None:
        return None, "knowledge is not declared, so nobody knows how much would have to be carried"
    outside: list[KnowledgeSource] = [source for source in declared if source.lives_in != "prompt"]
    if not outside:
        return 0, "no knowledge is declared that is not in the prompt already"
    unknown = [source.name for source in outside if source.tokens is None]
    if unknown:
        return None, f"the tokens of {', '.join(unknown)} are not declared"
    return sum(source.tokens or 0 for source in outside), ""
