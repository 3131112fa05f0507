"""The worked examples of ECONOMICS 0, 4.2, 4.3 and 4.5, to the figures that are printed there."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from auditor.costs import Rates, arrivals
from auditor.costs.caching import cached_rate
from auditor.costs.horizon import months_to_cross, payback
from auditor.measures.economics.terms import terms
from auditor.model.agent import Model
from auditor.model.estimate import BreakEven
from auditor.model.measurement import Known, Unknown
from tests.costs.cases import case, column, judged, layout, options_of, premium, rates, today, tuned
from tests.costs.worked import line_of, worked
from tests.fleets import real_prices

MINI = rates(min_tokens=1024)
"""gpt-4.1-mini, cached from 1,024 tokens on and to the token: ECONOMICS has no blocks in its examples."""


def listed(provider: str, name: str, **figures: float) -> Rates[float]:
    """The rates of a real model from the book that users get."""
    model = Model(provider=provider, name=name)
    found = real_prices().of(model)
    assert isinstance(found, Known)
    billed = terms(found.value, model, Unknown("no word on batches"))
    assert isinstance(billed, Known)
    return billed.value.rates()._replace(**figures)


# --- 4.2: the cache


@pytest.mark.parametrize(("read", "write", "rate"), [(0.1, 1.25, 21.7), (0.1, 2, 52.6), (0.05, 1.25, 20.8)])
def test_the_published_hit_rates_are_those_from_which_caching_pays(read: float, write: float, rate: float) -> None:
    h = arrivals.break_even_rate(read, write)
    assert rate == round(100 * h, 1)
    at = column(rates(input=1, read=read, write=write))
    assert 1 == pytest.approx(cached_rate(at, np.array([[h]])).item())


@pytest.mark.parametrize(("minutes", "write", "calls"), [(5, 1.25, 2147), (30, 1.25, 358), (60, 2, 545)])
def test_the_published_volumes_are_those_from_which_random_calls_pay_for_a_cache(
    minutes: int, write: float, calls: int
) -> None:
    assert calls == round(arrivals.break_even_calls(0.1, write, minutes))


@pytest.mark.parametrize(("calls", "is_long_cheaper"), [(390, False), (410, True), (2147, True), (100_000, True)])
def test_above_four_hundred_calls_an_hour_beats_five_minutes(
    calls: int,
    is_long_cheaper: bool,  # noqa: FBT001  given by name
) -> None:
    short, long = (
        cached_rate(
            column(rates(input=1, read=0.1, write=write)), np.array([[arrivals.sliding(calls, minutes)]])
        ).item()
        for minutes, write in ((5, 1.25), (60, 2))
    )
    assert is_long_cheaper == (long < short)


def test_a_prompt_that_nobody_caches_yet_is_cached_for_the_hour_from_the_volume_at_which_that_pays(
    tmp_path: Any,
) -> None:
    sonnet = {"provider": "anthropic", "name": "claude-sonnet-5-5"}
    for calls, written in ((500, None), (600, 4), (5_000, 4)):
        found = worked(tmp_path, sonnet, {"traffic": {"calls_per_month": calls, "cache_hit_rate": None}})
        lines = {line.name: line for line in found.option("cached").lines}
        assert written == (lines["prefix, written to cache"].price if "prefix, written to cache" in lines else None)


def test_bursts_are_what_five_minutes_are_for() -> None:
    """Sessions of ten calls within five minutes, of which a hundred start in a month."""
    short, long = (
        cached_rate(
            column(rates(input=1, read=0.1, write=write)), np.array([[arrivals.sessions(1000, minutes, 10, 5)]])
        ).item()
        for minutes, write in ((5, 1.25), (60, 2))
    )
    assert short < long < 1


# --- 0: what is left of the saving where prompts are cached


@pytest.mark.parametrize(
    ("provider", "name", "uncached", "cached"),
    [
        ("openai", "gpt-6-luna", 100, 10),
        ("anthropic", "claude-haiku-5-5", 100, 10),
        ("openai", "gpt-6.1-sol", 2000, 100),
        ("anthropic", "claude-sonnet-5-5", 2000, 100),
        ("anthropic", "claude-opus-5-5", 4000, 200),
    ],
)
def test_a_thousand_tokens_less_save_a_tenth_or_a_twentieth_where_they_are_read_from_the_cache(
    provider: str, name: str, uncached: int, cached: int
) -> None:
    base = listed(provider, name, block=1)
    for rate, saved in ((0, uncached), (1, cached)):
        months = []
        for tokens in (3000, 2000):
            told = options_of(case(base=base, prompt=layout(tokens), now=today(is_cached=rate), cache_hit_rate=rate))
            assert told["prompted"].per_month is not None
            months.append(told["prompted"].per_month.point)
        assert saved == round(float(months[0] - months[1]), 6)


# --- 4.5: against the best cached prompt


def repaid(hit_rate: float, base: Rates[float] = MINI, factor: float = 2, **inputs: Any) -> BreakEven:
    return judged(case(base=base, own={"fine_tuned": premium(base, factor, factor)}, cache_hit_rate=hit_rate, **inputs))


def test_eight_million_calls_repay_the_project_of_three_thousand_dollars() -> None:
    found = repaid(0)
    assert found.split is not None
    assert 0.00036 == round(float(found.split.total), 9)
    assert 8.3 == round(float(found.calls_to_repay or 0) / 1e6, 1)


@pytest.mark.parametrize("hit_rate", [0.5, 0.75, 1])
def test_from_every_second_call_that_hits_nothing_repays_it(hit_rate: float) -> None:
    found = repaid(hit_rate)
    assert ("never", None, None) == (found.crossed, found.point, found.calls_to_repay)
    assert "the prices of the tuned model cost" in found.killed_by


@pytest.mark.parametrize(("hit_rate", "millions"), [(0, 4.4), (0.5, 13.0), (1, None)])
def test_shorter_answers_carry_less_of_the_premium(hit_rate: float, millions: float | None) -> None:
    found = repaid(hit_rate, output_tokens=100).calls_to_repay
    assert millions == (None if found is None else round(float(found) / 1e6, 1))


@pytest.mark.parametrize(("hit_rate", "millions"), [(0, 1.11), (0.5, 1.85), (1, 5.64)])
def test_hosting_at_a_dollar_seventy_an_hour_asks_for_millions_of_calls(hit_rate: float, millions: float) -> None:
    """With whole blocks of 128 the same agent needs 1.11, 1.83 and 5.24 million: test_break_even.py."""
    found = repaid(hit_rate, factor=1, routes={"fine_tuned": tuned(1.70 * 730)}, project_cost=0)
    assert millions == round(float(found.running or 0) / 1e6, 2)
    assert found.running == found.point


@pytest.mark.parametrize(("hit_rate", "per_million", "millions"), [(0, 98, 30.6), (1, 19.25, 155.8)])
def test_a_cheap_model_without_premium_or_hosting_saves_too_little_for_most_volumes(
    hit_rate: float, per_million: float, millions: float
) -> None:
    """ECONOMICS has 157 million for the second: $3,000 over a saving that was rounded to $19."""
    nova = rates(input=0.035, output=0.14, read=0.00875, write=0.035, min_tokens=1024)
    found = repaid(hit_rate, nova, factor=1)
    assert found.split is not None
    assert per_million == round(float(found.split.total) * 1e6, 6)
    assert millions == round(float(found.calls_to_repay or 0) / 1e6, 1)
    assert (31, 157) == (round(3000 / 98), math.floor(3000 / 19))


@pytest.mark.parametrize(
    ("provider", "name", "low", "high"),
    [("anthropic", "claude-opus-5-5", 0.23, 0.59), ("openai", "gpt-6-luna", 8.5, 22.2)],
)
def test_a_machine_of_ones_own_beats_a_dear_model_early_and_a_cheap_one_late(
    provider: str, name: str, low: float, high: float
) -> None:
    base = listed(provider, name, block=1, min_tokens=0)
    digits = 2 if low < 1 else 1
    for per_hour, millions in ((2.69, low), (7, high)):
        assert millions == round(float(own_machine(base, per_hour, is_by_replica=0).running or 0) / 1e6, digits)


def own_machine(base: Rates[float], per_hour: float, is_by_replica: float) -> BreakEven:
    """The agent's own 8B on an H100, everything read from the cache today."""
    route = "fine_tuned_dedicated"
    free = rates(input=0, output=0, read=0, write=0, can_cache=0)
    served = tuned(per_hour * 730, is_by_replica=is_by_replica)
    one = case(base=base, own={route: free}, routes={route: served}, cache_hit_rate=1, project_cost=0)
    return judged(one, route)


def test_beyond_what_one_machine_serves_more_are_paid_for() -> None:
    """300 output tokens a call at 1,000 tokens a second: 8.76 million calls a month keep a replica busy."""
    luna = listed("openai", "gpt-6-luna", block=1, min_tokens=0)
    cheap, dear = (own_machine(luna, per_hour, is_by_replica=1) for per_hour in (2.69, 7))
    assert 8.5 == round(float(cheap.point or 0) / 1e6, 1)
    assert None is dear.point  # each call is 0.0000583 of a replica-month of $5,110: $0.00058, and luna costs $0.00023


def test_a_token_of_a_busy_replica_costs_its_hour_over_what_it_serves_in_it() -> None:
    """C_eff = g 10^6 / (3600 tps): $7 an hour at 1,000 tokens a second is $1.94 per million."""
    route = "fine_tuned_dedicated"
    free = rates(input=0, output=0, read=0, write=0, can_cache=0)
    for calls, replicas in ((1_000_000, 1), (43_800_000, 5)):
        one = case(own={route: free}, routes={route: tuned(5110, is_by_replica=1)}, calls_per_month=calls)
        hosting = line_of(options_of(one)[route], "hosting")
        assert (replicas * 730, 7) == (round(hosting.quantity, 6), round(hosting.price, 9))
        if replicas > 1:
            per_million = hosting.amount / (calls * 300) * 1_000_000
            assert round(7e6 / (3600 * 1000), 6) == round(float(per_million), 6)


# --- growth


GROWING = {"calls_per_month": 150_000, "project_cost": 6000, "upkeep_per_month": 400}
SAVES = rates(input=2, output=0, read=2, write=2, can_cache=0)
"""A thousand tokens at $2 per million, all of which tuning takes away: $0.002 a call."""


@pytest.mark.parametrize(("growth", "months"), [(0, None), (0.05, 28), (0.10, 18)])
def test_growth_pays_a_project_back_that_is_never_repaid_flat(growth: float, months: int | None) -> None:
    figures = {"base": SAVES, "own": {"fine_tuned": SAVES}, "prompt": layout(1000, 1000), "user_tokens": 0}
    found = judged(case(**figures, now=today(is_cached=0), growth_per_month=growth, **GROWING))
    assert (months, 200_000) == (found.payback_months, found.running)
    assert "no" == found.crossed  # within the horizon of 12 months, at today's volume


def test_the_formula_of_the_payback_itself_says_so_too() -> None:
    for growth, months in ((0.05, 28), (0.10, 18)):
        volumes = [150_000 * (1 + growth) ** (month - 1) for month in range(1, months + 1)]
        after = [sum(volumes[:month]) * 0.002 - 400 * month - 6000 for month in (months - 1, months)]
        assert after[0] < 0 <= after[1]
    one = [np.array([[figure]]) for figure in (150_000.0, 0.0, 400.0, 6000.0)]
    assert np.isnan(payback(np.full((1, 60), 0.002), *one).item())


def test_the_break_even_is_first_exceeded_in_month_five() -> None:
    later = months_to_cross(200_000, 150_000, 0.10)
    assert later is not None
    assert 4.02 == round(1 + later, 2)
    assert 150_000 * 1.1**3 < 200_000 < 150_000 * 1.1**4  # calls of the fourth month, and of the fifth
