"""The cost formulas as coefficients: what the levers of a report multiply (ECONOMICS 4.2 to 4.4).

What the cache makes of a prefix is the cheapest of at most three straight lines, so an option is a few `Variant`s.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from auditor.costs.caching import cacheable
from auditor.costs.case import Case, Rates
from auditor.costs.deciding import deciding
from auditor.costs.fixed import fixed, load
from auditor.costs.formulas import MTOK, trims
from auditor.costs.inputs import Array, Ranges, Scenario
from auditor.costs.net import weights
from auditor.costs.ordering import Move, advisable, with_moves
from auditor.costs.simulate import Simulation
from auditor.costs.table import Table
from auditor.model.estimate import OptionName
from auditor.model.whatif import Coefficients, Variant, Variants

NONE: Array = np.zeros((1, 1))


class Columns(NamedTuple):
    """A variant of many agents, in USD per call; what is paid by the month in USD per month. `exists` is 0 or 1."""

    month: Array
    call: Array
    token: Array
    hit: Array
    exists: Array


Lists = list[list[list[float]]]
"""The variants of an option: of each agent, of each of its variants, the figures of `Columns`."""


@dataclass(frozen=True, slots=True)
class _Prompts:
    """The options without tuning, and by agent the hit rates, of today's deployment and else, and both shares."""

    options: dict[OptionName, Lists]
    moved: Lists
    """Cached with the `moves` made; empty if there are none."""
    moves: Sequence[Move | None]
    rates: list[list[float]]


@dataclass(frozen=True, slots=True)
class _Route:
    """A way to tune, and by agent what is paid once, the part of it that a month carries, and the decline."""

    tuned: Lists
    hosting: Lists
    once: list[list[float]]


def coefficients(
    route: OptionName,
    cases: Sequence[Case],
    table: Table,
    ranges: Ranges,
    pays: Sequence[float | None],
    how: Simulation,
    moves: Sequence[Move | None],
) -> list[Coefficients]:
    """The coefficients of agents whose volume is known, tuned by one route.

    `pays` is the share of draws in which tuning pays for each, where it was looked into; `moves` are of run-time text.
    """
    found = _at(route, cases, table, ranges.point, advisable(table, ranges, moves))
    places = [place for place, one in enumerate(found) if one.tuned and one.prompted]
    if not how.draws or not places:
        return found
    some, rows = [cases[place] for place in places], np.array(places)
    few = table.take(rows)
    names, known = [case.agent for case in some], [pays[place] for place in places]
    stay = [None] * len(some)
    ends = [_at(route, some, few, end, stay) for end in deciding(route, few, ranges.take(rows), names, known, how)]
    for place, *decide in zip(places, *ends, strict=True):
        found[place] = replace(found[place], deciding=tuple(map(_of_gain, decide)))
    return found


def _of_gain(one: Coefficients) -> Coefficients:
    """What the gain of tuning hangs on, and no more."""
    return replace(one, retrieval=())


def _at(
    route: OptionName, cases: Sequence[Case], table: Table, at: Scenario[Array], moves: Sequence[Move | None]
) -> list[Coefficients]:
    """The coefficients of agents of one route, all else as in a scenario."""
    now = table.now()
    prompts, tuned = _prompts(now, at, moves), _route(route, table, now, at)
    return [_told(case, route, prompts, tuned, place) for place, case in enumerate(cases)]


def _prompts(now: Table, at: Scenario[Array], moves: Sequence[Move | None]) -> _Prompts:
    layout, today = now.layout, now.today
    base = now.base._replace(can_cache=now.base.can_cache * today.is_cached)
    stable, slots = (layout.total - layout.slots) * at.token_estimate, layout.slots * at.token_estimate
    first = layout.before_slot * at.token_estimate
    behind = (layout.total - layout.before_slot) * at.token_estimate + at.user_tokens
    rest, kappa = slots + at.user_tokens, now.smaller_kappa
    retrieved = _cheapest(
        stable - layout.volatile * at.token_estimate, now.cached, _beside(rest + at.retrieved_tokens, now.cached, at)
    )
    own = np.where(today.is_measured == 1, at.hit_rate_today, at.cache_hit_rate)
    scale = at.calls_per_month, at.price_level
    return _Prompts(
        {
            "prompted": _lists([_on(first, base, _beside(behind, base, at))], *scale),
            "cached": _lists(_cached(now, at), *scale),
            "retrieval": _lists(
                [
                    one._replace(month=one.month + at.retrieval_per_month, call=at.retrieval_per_call)
                    for one in retrieved
                ],
                *scale,
            ),
            "smaller_model": _lists(
                _cheapest(stable * kappa, now.smaller, kappa * _beside(rest, now.smaller, at)), *scale
            ),
        },
        _lists(_cached(with_moves(now, moves), at), *scale) if any(moves) else [],
        moves,
        _stacked(own, at.cache_hit_rate, at.fallback_share, at.smaller_model_share),
    )


def _cached(now: Table, at: Scenario[Array]) -> tuple[Columns, ...]:
    stable, slots = (now.layout.total - now.layout.slots) * at.token_estimate, now.layout.slots * at.token_estimate
    return _cheapest(stable, now.cached, _beside(slots + at.user_tokens, now.cached, at))


def _route(name: OptionName, table: Table, now: Table, at: Scenario[Array]) -> _Route:
    route, rates, is_tuned = now.routes[name], now.tuned[name], now.today.is_tuned == 1
    least, held, slots = trims(name, now, at)
    answer = at._replace(output_tokens=at.output_tokens * np.where(is_tuned, 1.0, at.output_factor))
    beside = route.kappa * _beside(slots + at.user_tokens, rates, answer)
    paid, by_replica = fixed(name, now, at), route.is_by_replica * route.hosting_per_month
    flat = np.where(route.is_by_replica == 1, 0.0, paid.hosting) + paid.storage + paid.upkeep + paid.retraining
    ways = (_off(least * route.kappa, rates, beside), _on(held * route.kappa, rates, beside))
    busy = load(name, now, at._replace(calls_per_month=np.ones_like(at.calls_per_month)))
    replicas = (
        Columns(by_replica * route.least_replicas, NONE, NONE, NONE, route.is_by_replica),
        Columns(NONE, by_replica * busy, NONE, NONE, route.is_by_replica),
    )
    horizon, discount = table.horizon[name], table.discount
    even = weights(horizon, NONE, discount)
    decline = weights(horizon, np.minimum(at.growth_per_month, 0.0), discount) / even
    scale = at.calls_per_month, at.price_level
    return _Route(
        _lists([way._replace(month=way.month + flat) for way in ways], *scale),
        _lists(replicas, *scale),
        _stacked(paid.once, 1 / even, decline),
    )


def _beside(rest: Array, rates: Rates[Array], at: Scenario[Array]) -> Array:
    """What is paid beside the prefix, in USD per million calls."""
    return rest * rates.input + at.output_tokens * rates.output


def _cheapest(tokens: Array, rates: Rates[Array], beside: Array) -> tuple[Columns, ...]:
    """The ways to pay for a stable prefix: uncached, cached by use, or kept as an object that is billed by the hour."""
    held = cacheable(tokens, rates)
    kept = Columns(
        held * rates.storage / MTOK,
        NONE,
        (tokens - held) * rates.input + held * rates.read + beside,
        NONE,
        rates.storage,
    )
    return _off(tokens, rates, beside), _on(tokens, rates, beside), kept


def _off(tokens: Array, rates: Rates[Array], beside: Array) -> Columns:
    """The prefix paid in full, where nobody caches it unasked."""
    is_free = (rates.is_automatic == 0) | (cacheable(tokens, rates) == 0)
    return Columns(NONE, NONE, tokens * rates.input + beside, NONE, is_free * 1.0)


def _on(tokens: Array, rates: Rates[Array], beside: Array) -> Columns:
    """The prefix as far as the cache holds it: read by those calls that find it there, written by the others."""
    held = cacheable(tokens, rates)
    paid = (tokens - held) * rates.input + held * rates.write + beside
    return Columns(NONE, NONE, paid, held * (rates.read - rates.write), np.ones_like(held))


def _lists(variants: Sequence[Columns], calls: Array, level: Array) -> Lists:
    """Variants in USD per month, by agent."""
    per_month = [
        Columns(
            one.month, one.call * calls, one.token * calls * level / MTOK, one.hit * calls * level / MTOK, one.exists
        )
        for one in variants
    ]
    columns = [np.broadcast_arrays(*one, calls)[:-1] for one in per_month]
    found: Lists = np.stack([np.concatenate(one, axis=1) for one in columns], axis=1).tolist()
    return found


def _stacked(*columns: Array) -> list[list[float]]:
    found: list[list[float]] = np.concatenate(np.broadcast_arrays(*columns), axis=1).tolist()
    return found


def _told(case: Case, route: OptionName, prompts: _Prompts, tuned: _Route, place: int) -> Coefficients:
    can_prompt, can_tune = "prompted" not in case.lacking, route in case.tuned and route not in case.lacking
    own, rate, fallback, smaller = map(short, prompts.rates[place])
    once, per_month, decline = map(short, tuned.once[place])
    months = case.tuned[route].horizon_months if can_tune else 1.0
    longest = case.tuned[route].longest_months if can_tune else 1.0
    move = prompts.moves[place] if can_prompt else None

    def prompt(name: OptionName, *, exists: bool = True) -> Variants:
        return _variants(prompts.options[name][place]) if exists and can_prompt else ()

    return Coefficients(
        prompted=prompt("prompted"),
        cached=prompt("cached"),
        moved=_variants(prompts.moved[place]) if move else (),
        can_move=move is not None and move.can_save,
        retrieval=prompt("retrieval", exists="retrieval" not in case.lacking),
        smaller=prompt("smaller_model", exists=smaller > 0 and "smaller_model" not in case.lacking),
        tuned=_variants(tuned.tuned[place]) if can_tune else (),
        hosting=_variants(tuned.hosting[place]) if can_tune else (),
        own_hit_rate=own,
        hit_rate=rate,
        fallback_share=fallback,
        smaller_share=smaller,
        once=once if can_tune else 0.0,
        months=short(months),
        longest=short(longest),
        per_month=per_month if can_tune else 1.0,
        per_month_longest=short(carried(longest, case.discount_per_month)),
        decline=decline if can_tune else 1.0,
        discount=case.discount_per_month,
        is_tuned=case.is_tuned,
    )


def _variants(figures: list[list[float]]) -> Variants:
    """Those that exist, each once."""
    found = [Variant(*map(short, one[:4])) for one in figures if one[4] > 0]
    return tuple(dict.fromkeys(found))


def carried(months: float, discount: float) -> float:
    """The part of what is paid once that each of so many months must carry, the later ones counting for less."""
    if discount == 0:
        return 1 / months
    lasting: float = (1 + discount) ** -months
    return discount / (1 - lasting)


def short(figure: float) -> float:
    """A figure to nine significant digits, which is what a page gets to reckon with; never minus nothing."""
    return float(f"{figure:.9g}") + 0.0
