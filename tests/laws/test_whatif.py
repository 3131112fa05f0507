"""The coefficients of the what-if panel are the cost model itself, wherever its levers are moved."""

from __future__ import annotations

import math
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.costs import Case, Move
from auditor.costs.coefficients import carried
from auditor.costs.fleet import Fleet
from auditor.costs.inputs import Array, Ranges, Scenario
from auditor.costs.net import net
from auditor.costs.options import month
from auditor.costs.simulate import Simulation, simulate
from auditor.costs.table import Table
from auditor.costs.whatif import UNKNOWN, Answer, Costs, answer, evaluate, gain, parts
from auditor.model.estimate import OptionName
from auditor.model.whatif import Coefficients, Setting
from auditor.reporters.html.levers import _saving
from tests.laws.made import cases, flat, made, with_inputs

DRAWN = Simulation(20261122, 100)
MANY = settings(max_examples=60)
ROUTE: OptionName = "fine_tuned"
OPTIONS: tuple[OptionName, ...] = ("prompted", "cached", "retrieval", ROUTE)
NINE_DIGITS = 1e-7
"""Sums of figures that are rounded to nine digits agree with exact ones to seven."""

SETTINGS = st.builds(
    Setting,
    calls=st.sampled_from([0, 0.1, 0.5, 1, 2, 10]) | st.floats(0, 100),
    prices=st.sampled_from([0, 0.5, 1, 2]) | st.floats(0, 10),
    hit_rate=st.none() | st.sampled_from([0, 0.3, 0.9, 1]) | st.floats(0, 1),
    months=st.none() | st.integers(1, 60),
)


def coefficients(one: Case) -> Coefficients:
    found = Fleet.made([one]).coefficients([ROUTE], [None], DRAWN)[0]
    assert found is not None
    return found


def engine(one: Case, at: Setting) -> dict[OptionName, float]:
    """USD per month of each option by the formulas themselves."""
    fleet = Fleet.made([one])
    scenario = fleet.of(ROUTE).point
    changed = moved_to(scenario, at)
    return {name: float(month(name, fleet.table.now(), changed)[0, 0]) for name in OPTIONS}


def moved_to(scenario: Scenario[Array], at: Setting) -> Scenario[Array]:
    """A scenario where the levers stand."""
    changed = scenario._replace(
        calls_per_month=scenario.calls_per_month * at.calls, price_level=scenario.price_level * at.prices
    )
    if at.hit_rate is None:
        return changed
    rate = np.array([[float(at.hit_rate)]])
    return changed._replace(cache_hit_rate=rate, hit_rate_today=rate)


def costs_of(found: Costs) -> dict[OptionName, float]:
    return dict(zip(OPTIONS, (found.prompted, found.cached, found.retrieval, found.tuned), strict=True))


@MANY
@given(cases(), SETTINGS)
def test_wherever_the_levers_are_the_coefficients_give_what_the_formulas_give(one: Case, at: Setting) -> None:
    found, wanted = costs_of(evaluate(coefficients(one), at)), engine(one, at)
    assert found == {name: pytest.approx(amount, rel=NINE_DIGITS, abs=1e-9) for name, amount in wanted.items()}


@MANY
@given(cases(), SETTINGS, st.floats(0, 1))
def test_wherever_the_levers_are_caching_saves_what_it_is_advised_for_there(
    one: Case, at: Setting, share: float
) -> None:
    """The rule of `verdicts.caching`, by the engine's figures at that setting: the move if it is worth it, else not."""
    stable = one.layout.total - one.layout.slots
    after = int(one.layout.before_slot + share * (stable - one.layout.before_slot))
    fleet = Fleet.made([one])
    (of,) = fleet.coefficients([ROUTE], [None], DRAWN, [Move.of(after, fleet.orders([after], [0])[0])])
    assert of is not None
    ends = fleet.ranges.low, fleet.ranges.point, fleet.ranges.high
    there = replace(fleet, ranges=Ranges(*(moved_to(end, at) for end in ends)))
    (order,), saving = there.orders([after], [0]), there.savings()[0]["cached"].point
    assert order is not None
    can_move = after > one.layout.before_slot and after >= one.periods[0].cached.min_tokens and order.saves.high > 0
    if can_move and order.saves_with_caching.point >= 1:
        saving = order.saves_with_caching.point
    costs = evaluate(of, at)
    wanted = float(saving) if saving >= 1 else 0
    assert _saving("", costs, is_tuned=False) == pytest.approx(wanted, abs=NINE_DIGITS * costs.prompted + 1e-9)


@MANY
@given(cases(), SETTINGS, st.floats(1, 10))
def test_at_the_same_hit_rate_more_calls_and_higher_prices_never_cost_less(
    one: Case, at: Setting, times: float
) -> None:
    of = coefficients(one)
    now, busier, dearer = (
        costs_of(evaluate(of, setting))
        for setting in (at, at._replace(calls=at.calls * times), at._replace(prices=at.prices * times))
    )
    for name in OPTIONS:
        assert 0 <= now[name] <= busier[name] * (1 + 1e-12)
        assert now[name] <= dearer[name] * (1 + 1e-12)


@MANY
@given(cases())
def test_the_audited_gain_has_the_net_of_the_break_even_spread_over_its_months(one: Case) -> None:
    plain = flat(one)
    fleet, of = Fleet.made([plain]), coefficients(plain)
    wanted = float(net(ROUTE, fleet.table, fleet.of(ROUTE).point)[0, 0]) / plain.tuned[ROUTE].horizon_months
    size = sum(amount for amount in engine(plain, Setting()).values()) + of.once
    assert gain(of, Setting()) == pytest.approx(wanted, abs=NINE_DIGITS * size + 1e-9)


@MANY
@given(cases())
def test_a_declared_decline_counts_for_the_gain(one: Case) -> None:
    plain = with_inputs(unkept(one), growth_per_month=-0.1, smaller_model_share=0)
    fleet, of = Fleet.made([plain]), coefficients(plain)
    wanted = float(net(ROUTE, fleet.table, fleet.of(ROUTE).point)[0, 0]) / plain.tuned[ROUTE].horizon_months
    size = sum(amount for amount in engine(plain, Setting()).values()) + of.once
    assert gain(of, Setting()) == pytest.approx(wanted, abs=NINE_DIGITS * size + 1e-9)


def unkept(one: Case) -> Case:
    """The case without growth, later prices, and prefixes that are rented by the hour."""
    base = flat(one)
    first = base.periods[0]
    free = replace(first, cached=first.cached._replace(storage=0), base=first.base._replace(storage=0))
    return replace(base, periods=(free,))


def by_draws(one: Case, calls: float) -> Answer:
    """What gate 5 would say of so many times the calls, by all its draws."""
    fleet = Fleet.made([one])

    def at_calls(table: Table, at: Scenario[Array]) -> Array:
        return net(ROUTE, table, at._replace(calls_per_month=at.calls_per_month * calls))

    (nets,) = simulate(at_calls, fleet.table, fleet.of(ROUTE), [one.agent], DRAWN.seed, DRAWN.draws)
    pays = float(np.mean(nets > 0))
    return "pass" if pays >= 0.95 else "fail" if pays <= 0.05 else "unknown"


@MANY
@given(cases(), st.sampled_from([0.1, 0.5, 1, 2, 10]) | st.floats(0.01, 100))
def test_two_draws_say_of_any_volume_what_all_of_them_say(one: Case, calls: float) -> None:
    plain = unkept(one)
    around = {by_draws(plain, calls * times) for times in (1 - 1e-6, 1, 1 + 1e-6)}
    assert answer(coefficients(plain), Setting(calls=calls)) in around


@MANY
@given(cases(), st.integers(1, 59))
def test_a_longer_horizon_never_gains_less_a_month_and_ends_where_the_model_does(one: Case, months: int) -> None:
    ending = replace(one, tuned={**one.tuned, ROUTE: replace(one.tuned[ROUTE], longest_months=24.5)})
    of = coefficients(ending)
    gains = [gain(of, Setting(months=count)) for count in (months, months + 1, 25, 60)]
    assert gains[0] <= gains[1]
    assert gains[2] == gains[3]


def test_what_is_paid_once_is_carried_by_the_months_of_the_horizon() -> None:
    assert parts(0.0)[:4] == (1.0, 0.5, 0.333333333, 0.25)
    # 0.01 / (1 - 1.01^-12), the annuity of a dollar over a year at one per cent a month
    assert carried(12, 0.01) == pytest.approx(0.0888487887)


def test_nobody_reckons_with_a_volume_that_nobody_knows(hidden: Case) -> None:
    assert Fleet.made([hidden]).coefficients([ROUTE], [None], DRAWN) == [None]


def test_an_option_that_does_not_exist_costs_no_number(hidden: Case) -> None:
    lacking: dict[OptionName, str] = {"retrieval": "nothing ages", ROUTE: "nobody tunes it"}
    of = coefficients(replace(hidden, lacking_volume="", lacking=lacking))
    found = evaluate(of, Setting())
    assert (found.retrieval, found.tuned) == (UNKNOWN, UNKNOWN)
    assert math.isnan(gain(of, Setting()))
    assert answer(of, Setting()) is None


@pytest.fixture
def hidden() -> Case:
    return replace(made(Random(1), is_sure=True), lacking_volume="nobody counts the calls")
