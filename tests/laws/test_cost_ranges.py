"""Laws of ranges and volumes: what may never happen to the cost engine, whatever the figures."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from auditor.costs import Case, Fleet, Rates
from auditor.costs.inputs import OF_TUNING, Scenario
from auditor.costs.net import net, volume
from auditor.costs.search import extremes
from auditor.costs.simulate import simulate
from tests.costs.cases import case, columns, judged, layout, options_of, rates, today
from tests.laws.made import as_assumed, cases, flat, models, with_inputs

SOME = settings(max_examples=30)
MANY = settings(max_examples=60)


# --- ranges


@MANY
@given(cases())
def test_every_range_holds_its_point(one: Case) -> None:
    fleet = Fleet.made([one])
    ranges = [option.per_month for option in fleet.options()[0]] + list(fleet.savings()[0].values())
    for held in ranges:
        assert held is None or held.low <= held.point <= held.high
    found = judged(one, draws=10)
    assert found.net is not None
    assert found.net.low <= found.net.point <= found.net.high
    ends = [end for end in (found.low, found.point, found.high) if end is not None]
    assert sorted(ends) == ends


def a_block(one: Case) -> float:
    """What two blocks more or less in the cache can cost within the horizon, and a little for rounding."""
    dearest = max(period.base.input for period in one.periods) * 2
    top = {name: float(one.inputs[name].range.high) for name in ("calls_per_month", "price_level")}
    tokens = 2 * one.periods[0].base.block * dearest / 1e6
    return tokens * top["calls_per_month"] * top["price_level"] * one.tuned["fine_tuned"].horizon_months + 1e-6


@MANY
@given(cases().map(as_assumed))
def test_the_corners_bound_every_draw(one: Case) -> None:
    """Up to two cache blocks: within its range a token estimate moves a prefix through whole blocks."""
    table, ranges = columns([one])

    def gained(some: Any, at: Scenario[Any]) -> Any:
        return net("fine_tuned", some, at)

    found = extremes(gained, table, ranges, OF_TUNING)
    drawn = np.concatenate([some.ravel() for some in simulate(gained, table, ranges, [one.agent], 7, 300)])
    assert found.low.item() - a_block(one) <= drawn.min()
    assert drawn.max() <= found.high.item() + a_block(one)


def test_a_corner_is_found_for_which_two_inputs_must_turn_at_once() -> None:
    """Without answers their length does not matter, and with longer ones they do not pay; half as long they would."""
    plain = rates(can_cache=0)
    inputs = {"output_tokens": [0, 0, 2000], "output_factor": [0.5, 1.4, 1.5], "project_cost": 1000}
    one = case(base=plain, own={"fine_tuned": plain}, prompt=layout(0, 0), now=today(is_cached=0), **inputs)
    pays = judged(with_inputs(one, output_tokens=2000, output_factor=0.5))
    assert pays.net is not None
    assert pays.net.point > 0
    assert "depends" == judged(one).crossed


@SOME
@given(cases())
def test_the_answer_agrees_with_the_corners(one: Case) -> None:
    found = judged(one, draws=50)
    assert found.net is not None
    if found.crossed == "yes":
        assert found.net.low > 0
    elif found.crossed == "depends":
        assert found.net.low <= Decimal("0.005") < found.net.high
        assert found.simulated is not None
        assert 0 <= found.simulated.pays <= 1
    else:
        assert found.net.high <= Decimal("0.005")
    assert (found.crossed == "depends") == (found.simulated is not None)


@MANY
@given(cases(is_sure=True))
def test_at_the_break_even_nothing_is_gained_or_lost(one: Case) -> None:
    assert_nothing_left(one)


def test_at_the_break_even_against_a_cache_object_nothing_is_gained_or_lost() -> None:
    """$3 per million tokens and hour for 50,000 tokens: $109.50 a month, and from 3,000 calls on it pays."""
    base = rates(input=1, output=2, read=0.25, write=1, storage=3 * 730)
    one = case(base=base, own={"fine_tuned": base._replace(storage=0)}, prompt=layout(50_000, 45_000))
    assert_nothing_left(with_inputs(one, cache_hit_rate=0.1, project_cost=2000))


def assert_nothing_left(one: Case) -> None:
    table, ranges = columns([with_inputs(one, growth_per_month=0)])
    at = volume("fine_tuned", table, ranges.point).item()
    if np.isnan(at):
        assert net("fine_tuned", table, ranges.point).item() <= 0
        return
    left = net("fine_tuned", table, ranges.point._replace(calls_per_month=np.array([[at]]))).item()
    assert abs(left) <= 1e-6 * max(1.0, at)


@SOME
@given(cases(is_sure=True))
def test_what_is_paid_back_within_the_horizon_pays(one: Case) -> None:
    """Without growth, discount or later prices; the payback is told in whole months."""
    found = judged(flat(one))
    assert found.net is not None
    assume(found.net.point == 0 or abs(found.net.point) > Decimal("0.01"))
    if found.calls_to_repay:
        is_back = found.payback_months is not None and found.payback_months <= (found.horizon_months or 0)
        assert is_back == (found.net.point >= 0)


# --- more costs more


@MANY
@given(cases(), st.sampled_from(["calls_per_month", "user_tokens", "output_tokens"]), st.integers(1, 9))
def test_at_the_same_hit_rate_more_calls_and_longer_ones_never_make_a_month_cheaper(
    one: Case, name: str, more: int
) -> None:
    held = one.inputs[name].range
    larger = with_inputs(one, **{name: [held.low + more, held.point + more, held.high + more]})
    for option, other in zip(options_of(one).values(), options_of(larger).values(), strict=True):
        if option.per_month is not None and other.per_month is not None:
            assert option.per_month.point <= other.per_month.point + Decimal("1e-6")
            assert option.per_month.low <= other.per_month.low + Decimal("1e-6")
            assert option.per_month.high <= other.per_month.high + Decimal("1e-6")


@MANY
@given(models(), st.integers(0, 5000), st.integers(1, 30), st.integers(0, 20))
def test_a_longer_prefix_costs_less_only_where_the_cache_takes_it_in(
    base: Rates[float], tokens: int, blocks: int, rate: int
) -> None:
    """The cliff of ECONOMICS 4.5: a prefix that reaches the minimum may cost less than a shorter one."""
    shorter, longer = (
        options_of(case(base=base, prompt=layout(total), now=today(is_cached=base.can_cache), cache_hit_rate=rate / 20))
        for total in (tokens, tokens + blocks * int(base.block))
    )
    for name in ("prompted", "cached"):
        one, other = shorter[name].per_call, longer[name].per_call
        assert one is not None
        assert other is not None
        is_cliff = base.can_cache and tokens < base.min_tokens <= tokens + blocks * base.block
        assert one <= other + Decimal("1e-12") or is_cliff


@MANY
@given(cases(is_sure=True), st.integers(0, 20), st.integers(1, 20))
def test_taking_more_out_of_a_prompt_never_makes_the_tuned_call_dearer(one: Case, share: int, more: int) -> None:
    """Where cutting on would fall off the cliff, the prompt is kept at the shortest length that is cached."""
    less, further = (
        options_of(with_inputs(one, removable_share=min(20, amount) / 20))["fine_tuned"].per_call
        for amount in (share, share + more)
    )
    assert less is not None
    assert further is not None
    block = Decimal(repr(one.periods[0].tuned["fine_tuned"].input * one.periods[0].base.block / 1e6)) * 2
    assert further <= less + block
