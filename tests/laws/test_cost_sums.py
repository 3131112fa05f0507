"""Laws of sums: lines, levers and agents of the cost engine add up, and do not depend on each other."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.costs import ROUTES, Case, Fleet, Rates
from auditor.model.estimate import OptionName
from tests.costs.cases import case, judged, judged_all, layout, options_of, rates, tuned
from tests.laws.made import cases, with_inputs

SOME = settings(max_examples=15)
MANY = settings(max_examples=60)


# --- sums


@MANY
@given(cases())
def test_lines_add_up_to_the_cent(one: Case) -> None:
    for option in options_of(one).values():
        if not option.is_available:
            continue
        assert option.per_call == sum((part.amount for part in option.lines if part.unit == "USD/call"), Decimal(0))
        month = sum((part.amount for part in option.lines if part.unit == "USD/month"), Decimal(0))
        assert option.per_month is not None
        calls = one.inputs["calls_per_month"].range.point
        assert abs(option.per_month.point - option.per_call * calls - month) < Decimal("0.005")
        assert all(part.amount >= 0 for part in option.lines)


@MANY
@given(cases())
def test_the_parts_of_a_saving_add_up_to_what_a_call_saves(one: Case) -> None:
    found, told = judged(one, draws=10), options_of(one)
    assert found.split is not None
    assert found.split.fallback <= 0
    if one.inputs["smaller_model_share"].range.point == 0:
        prompts = [told[name].per_call or Decimal(0) for name in ("prompted", "cached")]
        assert abs(min(prompts) - (told["fine_tuned"].per_call or 0) - found.split.total) < Decimal("1e-8")


@MANY
@given(cases())
def test_levers_that_follow_each_other_compound(one: Case) -> None:
    """What caching saves, and what an option saves on top of the best prompt, is what both save together."""
    told, saved = options_of(one), Fleet.made([one]).savings()[0]
    months = {name: option.per_month.point for name, option in told.items() if option.per_month is not None}
    best = min(months["prompted"], months["cached"])
    assert abs(saved["cached"].point - (months["prompted"] - months["cached"])) < Decimal("0.005")
    for name in set(months) - {"prompted", "cached"}:
        assert abs(saved[name].point - (best - months[name])) < Decimal("0.005")
        assert saved[name].point <= months["prompted"] + Decimal("0.005")


@MANY
@given(cases())
def test_a_free_twin_at_the_base_price_bounds_what_tuning_can_save(one: Case) -> None:
    base: dict[OptionName, Rates[float]] = {"fine_tuned": one.periods[0].cached}
    one = with_inputs(one, **POLICY)
    assert_bounded(replace(one, periods=(replace(one.periods[0], tuned=base),), tuned={"fine_tuned": tuned()}))


POLICY = {"smaller_model_share": 0, "upkeep_per_month": 0, "retrain_cost": 0, "training_cost": 0}
AROUND_THE_MINIMUM: dict[str, Any] = {
    "base": rates(min_tokens=1024),
    "prompt": layout(1100, 500),
    "token_estimate": [0.9, 1, 1.2],
    "cache_hit_rate": 1,
}
OBJECT: dict[str, Any] = {
    "base": rates(input=4, read=0.2, write=8, is_automatic=0, min_tokens=1024, storage=8760),
    "prompt": layout(1100, 1000),
    "calls_per_month": [0, 2_000_000, 5_000_000],
    "cache_hit_rate": [0, 0.2, 0.5],
}


@pytest.mark.parametrize(
    "changed",
    [{"fallback_share": 0.2}, {"output_factor": 1.5}, AROUND_THE_MINIMUM, OBJECT],
    ids=["calls that fall back", "longer answers", "a count around the minimum", "a cache object"],
)
def test_the_bound_of_the_twin_holds_where_either_end_of_an_input_can_favour_it(changed: dict[str, Any]) -> None:
    """Where calls fall back or answers get longer, fewer tokens are the better end; so are too few to be cached."""
    base = changed.get("base", rates(can_cache=0))
    traffic = {"user_tokens": [0, 1000, 3000], "output_tokens": [0, 1000, 3000], "project_cost": 0}
    assert_bounded(case(own={"fine_tuned": base}, **{"base": base} | POLICY | traffic | changed))


def assert_bounded(one: Case) -> None:
    only = replace(one, lacking=one.lacking | dict.fromkeys(ROUTES[1:], "left out"))
    fleet = Fleet.made([only])
    assert fleet.savings()[0]["fine_tuned"].high <= max(Decimal(0), fleet.twin_saves()[0]) + Decimal("0.005")


@SOME
@given(st.lists(cases(), min_size=2, max_size=5))
def test_the_figures_of_many_agents_are_those_of_each_alone(fleet: list[Case]) -> None:
    named = [replace(one, agent=f"agent {place}") for place, one in enumerate(fleet)]
    assert [rounded(told([one])) for one in named] == [rounded([part]) for part in told(named)]


def told(fleet: list[Case]) -> list[Any]:
    """All that is said about each agent."""
    every = Fleet.made(fleet)
    parts = (every.options(), every.savings(), every.twin_saves(), every.context_cost(), judged_all(fleet, draws=40))
    return list(zip(*parts, strict=True))


def rounded(value: Any) -> Any:
    """The value with its amounts to twelve digits: columns of other lengths are summed in another order."""
    if isinstance(value, Decimal):
        return f"{value:.11e}"
    if is_dataclass(value):
        return {field.name: rounded(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {key: rounded(part) for key, part in value.items()}
    return [rounded(part) for part in value] if isinstance(value, (list, tuple)) else value


def test_two_agents_alike_are_drawn_apart_and_the_same_agent_alike() -> None:
    """Each agent has a stream of its own; growth and the level of prices are drawn once for all."""
    apart = [case(agent=name, output_factor=(0.5, 0.7, 2), calls_per_month=700_000) for name in ("one", "other")]
    one, other = (found.break_even.simulated for found in judged_all(apart, draws=200))
    assert one is not None
    assert other is not None
    assert one.net != other.net
    assert one == judged(apart[0], draws=200).simulated
    moved = [case(agent=name, price_level=(0.5, 1, 1.5), calls_per_month=700_000) for name in ("one", "other")]
    same, again = (found.break_even.simulated for found in judged_all(moved, draws=200))
    assert same is not None
    assert same == again
