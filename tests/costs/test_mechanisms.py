"""What published cases turn on, one mechanism at a time: training, hosting, caches, premium, fallback, dated prices."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from auditor.costs import Case, Fleet
from auditor.model.estimate import Line
from tests.costs.cases import call, case, judged, layout, options_of, premium, rates, today, tuned
from tests.costs.worked import AZURE, MINI, NOVA, line, line_of, worked

MILLION = 1_000_000
GPT_4O = {"provider": "openai", "name": "gpt-4o"}


# --- what is spent once


@pytest.mark.parametrize(
    ("model", "examples", "assumed", "bill"),
    [
        (GPT_4O, 100, {"epochs": 4}, 10),  # the book's $25 per million, 100,000 tokens, four times over
        (GPT_4O, 100, {"epochs": 4, "training_runs": 3}, 30),
        (NOVA, 4500, {"epochs": 1, "training_price": 0.48}, Decimal("2.16")),
        (NOVA, 4500, {"epochs": 1, "training_price": 25}, Decimal("112.5")),
        (NOVA, 0, {"epochs": 3, "training_price": 25}, 75),  # as if for a thousand examples, where there are none yet
    ],
)
def test_training_is_runs_by_epochs_by_examples_by_tokens_by_price(
    model: dict[str, Any], examples: int, assumed: dict[str, Any], bill: Decimal, tmp_path: Path
) -> None:
    one_run = {"training_runs": 1, "tokens_per_example": 1000}
    found = worked(tmp_path, model, {"dataset": {"examples": examples}}, **one_run | assumed)
    training = line_of(found.option("fine_tuned"), "training")
    assert (bill, "USD once") == (training.amount, training.unit)


def test_a_model_that_is_tuned_by_reinforcement_only_is_billed_by_the_hour(tmp_path: Path) -> None:
    o4_mini = {"provider": "azure", "name": "o4-mini"}
    found = worked(tmp_path, o4_mini, training_runs=2, reinforcement_hours=4)
    training = line_of(found.option("fine_tuned"), "training")
    assert (2 * 4 * 100, "2 runs × 4 hours of reinforcement tuning × $100/h") == (training.amount, training.note)


def test_each_way_to_a_tuned_model_has_its_own_price_of_training(tmp_path: Path) -> None:
    once = {"training_runs": 1, "epochs": 3, "tokens_per_example": 1000}
    found = worked(tmp_path, GPT_4O, {"dataset": {"examples": 1000}}, **once)
    own, other = (line_of(found.option(name), "training") for name in ("fine_tuned", "fine_tuned_smaller"))
    assert (3 * 25, Decimal("1.8")) == (own.amount, other.amount)  # at $25, and at $0.60 per million
    assert ("$25/Mtok" in own.note, "$0.6/Mtok" in other.note) == (True, True)


def test_a_retraining_is_paid_with_its_tokens_in_every_cycle(tmp_path: Path) -> None:
    cycle = {"retrain_cost": 1500, "training_price": 3, "epochs": 2, "training_runs": 1, "retrain_every_months": 18}
    found = worked(tmp_path, NOVA, {"dataset": {"examples": 1000}}, tokens_per_example=1000, **cycle)
    assert round(Decimal(1500 + 6) / 18, 6) == round(line(found.option("fine_tuned"), "retraining"), 6)


def test_hours_of_reinforcement_and_the_tokens_of_the_grader_are_lines_like_others() -> None:
    lines = (
        Line("training", Decimal("2.5"), "hours", Decimal(100), "USD/h", "USD once"),
        Line("grader input", Decimal(1_500_000), "tokens", Decimal("1.1"), "USD/Mtok", "USD once"),
        Line("grader output", Decimal(200_000), "tokens", Decimal("4.4"), "USD/Mtok", "USD once"),
    )
    assert [250, Decimal("1.65"), Decimal("0.88")] == [part.amount for part in lines]
    assert ["2.5 hours × $100/h", "1500000 tokens × $1.1/Mtok", "200000 tokens × $4.4/Mtok"] == [
        part.basis for part in lines
    ]


# --- hosting


@pytest.mark.parametrize(("per_hour", "month"), [(1.70, 1241), (7, 5110), (2.69, "1963.7"), (6.88, "5022.4")])
def test_a_month_of_hosting_has_seven_hundred_and_thirty_hours(per_hour: float, month: Any) -> None:
    told = options_of(case(routes={"fine_tuned": tuned(per_hour * 730)}))["fine_tuned"]
    hosting = line_of(told, "hosting")
    assert (Decimal(month), 730) == (round(hosting.amount, 6), round(hosting.quantity, 6))
    assert hosting.amount != hosting.price * 720


def test_calls_told_by_the_day_are_told_for_the_same_month(tmp_path: Path) -> None:
    """10,000 a day are 304,167 a month of 730 hours; published cases with 30 days come out 1.4 % lower."""
    daily = {"traffic": {"calls_per_month": None, "calls_per_day": 10_000}}
    found = worked(tmp_path, MINI, daily).option("prompted")
    assert found.per_month is not None
    assert found.per_call is not None
    assert 304_167 == round(found.per_month.point / found.per_call)


def test_a_shared_deployment_costs_each_adapter_its_part(tmp_path: Path) -> None:
    """ECONOMICS 0: $5,110 a month alone, $51 each for a hundred agents."""
    assert 5110 == line(options_of(case(routes={"fine_tuned": tuned(7 * 730)}))["fine_tuned"], "hosting")
    assert Decimal("51.10") == line(options_of(case(routes={"fine_tuned": tuned(7 * 7.3)}))["fine_tuned"], "hosting")


# --- caches


def test_four_calls_an_hour_are_cheaper_to_cache_for_an_hour_than_for_five_minutes() -> None:
    """K7 publishes 40.2 %: of four calls two come late, so three write at 1.25, or one at 2, and the others read."""
    costs = []
    for write, hits in ((1.25, 0.25), (2, 0.75)):
        base = rates(input=1, output=0, read=0.1, write=write, is_automatic=0)
        told = options_of(case(base=base, prompt=layout(MILLION), user_tokens=0, cache_hit_rate=hits))["cached"]
        costs.append(told.per_call or Decimal(0))
    short, long = costs
    assert Decimal("40.3") == round(100 * (1 - long / short), 1)
    assert abs(100 * (1 - long / short) - Decimal("40.2")) < Decimal("0.25")


def test_tokens_read_from_the_cache_are_not_paid_for_a_second_time() -> None:
    told = options_of(case(cache_hit_rate=0.75))["prompted"]
    tokens = {part.name: part.quantity for part in told.lines}
    assert 3500 == sum(quantity for name, quantity in tokens.items() if name != "output")
    assert (2250, 750, 500) == (
        tokens["prefix, read from cache"],
        tokens["prefix, written to cache"],
        tokens["input behind the prefix"],
    )


def test_the_premium_and_the_discount_of_the_cache_stack() -> None:
    """litellm: cached input of a tuned gpt-4.1-mini is $0.20, of $0.10 for the base and $0.80 uncached."""
    base = rates()
    told = options_of(case(own={"fine_tuned": premium(base, 2, 2)}, cache_hit_rate=1, removable_share=0))
    read = line_of(told["fine_tuned"], "prefix, read from cache")
    assert (Decimal("0.2"), 3000) == (read.price, read.quantity)
    assert 2 * line(told["prompted"], "prefix, read from cache") == read.amount
    assert 2 * (told["prompted"].per_call or 0) == told["fine_tuned"].per_call


def test_the_batch_discount_and_that_of_the_cache_stack_on_the_share_that_is_sent_in_batches(tmp_path: Path) -> None:
    """Anthropic halves both (genai-prices): $2, and $0.10 for what is read; a quarter of the calls may wait."""
    model = {"provider": "anthropic", "name": "claude-sonnet-5-5"}
    found = worked(tmp_path, model, {"traffic": {"batch_share": 0.25, "cache_hit_rate": 1}})
    prices = {part.name: part.price for part in found.option("prompted").lines}
    factor = 1 - Decimal("0.25") * Decimal("0.5")
    assert 2 * factor == prices["input behind the prefix"]
    assert 10 * factor == prices["output"]
    assert Decimal("0.1") * factor == prices["prefix, read from cache"]


def test_a_cache_object_is_paid_by_the_hour_and_then_always_read() -> None:
    """$4.50 per million tokens and hour for 100,000 tokens: $328.50 a month, be it called or not."""
    base = rates(input=1.25, output=10, read=0.125, write=1.25, storage=4.5 * 730)
    told = options_of(case(base=base, prompt=layout(100_000), cache_hit_rate=0.2, calls_per_month=100_000))["cached"]
    assert Decimal("328.5") == round(line(told, "cache storage") * 100_000, 6)
    assert 100_000 == line_of(told, "prefix, read from cache").quantity
    rare = options_of(case(base=base, prompt=layout(100_000), cache_hit_rate=0.2, calls_per_month=1000))["cached"]
    assert "cache storage" not in {part.name for part in rare.lines}


def test_cutting_a_prompt_below_the_minimum_is_left_off_where_it_would_cost_more() -> None:
    """ECONOMICS 4.5: 1,500 tokens cut to 900 on gpt-6.1-sol cost $1,800 instead of $150 per million calls."""
    sol = rates(input=2, output=10, read=0.1, write=2.5, min_tokens=1024)
    for removable, kept, dollars in ((600, 1024, "102.4"), (1425, 1024, "102.4"), (1450, 50, "100")):
        one = case(base=sol, own={"fine_tuned": sol}, prompt=layout(1500, removable), cache_hit_rate=1)
        told = options_of(one)["fine_tuned"]
        prefix = next(part for part in told.lines if part.name.startswith("prefix"))
        assert (kept, Decimal(dollars)) == (prefix.quantity, prefix.amount * MILLION)


# --- premium, tokens, fallback


def test_the_premium_is_on_every_token_of_a_tuned_call() -> None:
    told = options_of(case(own={"fine_tuned": premium(rates(), 2, 3)}, removable_share=0))
    for name, times in (("prefix, written to cache", 2), ("input behind the prefix", 2), ("output", 3)):
        assert times * line(told["prompted"], name) == line(told["fine_tuned"], name)


def test_another_tokenizer_is_counted_on_every_token() -> None:
    small = rates(input=0.1, output=0.5, can_cache=0)
    own: dict[Any, Any] = {"fine_tuned_smaller": small}
    told = options_of(case(own=own, routes={"fine_tuned_smaller": tuned(kappa=1.2)}, removable_share=0))
    quantities = [part.quantity for part in told["fine_tuned_smaller"].lines if part.unit == "USD/call"]
    assert [3600, 600, 360] == [round(quantity, 6) for quantity in quantities]


@pytest.mark.parametrize(("share", "dollars"), [(0, "0.00152"), (0.05, "0.001614"), (1, "0.0034")])
def test_what_falls_back_is_paid_for_twice(share: float, dollars: str) -> None:
    """The tuned call at $0.00152 (its premium included), and the prompted one at $0.00188 for the share."""
    told = options_of(case(base=rates(min_tokens=1024), fallback_share=share))
    assert Decimal(dollars) == told["fine_tuned"].per_call
    if share:
        back = line_of(told["fine_tuned"], "calls that fall back")
        assert (Decimal(str(share)), Decimal("0.00188")) == (back.quantity, round(back.price, 12))


def test_what_falls_back_is_a_part_of_the_saving_by_itself() -> None:
    found = judged(case(base=rates(min_tokens=1024), fallback_share=0.05))
    assert found.split is not None
    assert Decimal("-0.000094") == found.split.fallback
    assert Decimal("0.000266") == found.split.total


def test_a_share_that_a_smaller_model_serves_as_well_counts_for_the_incumbent() -> None:
    """Half of the calls at a quarter of the price: the incumbent is down by three eighths, from $0.00188."""
    base = rates(min_tokens=1024)
    found = judged(case(base=base, smaller=premium(base, 0.25, 0.25), smaller_model_share=0.5))
    assert found.split is not None
    assert Decimal("0.00188") * 5 / 8 - Decimal("0.00152") == found.split.total
    assert "never" == found.crossed


# --- dated prices


def doubling(month: float, **inputs: Any) -> Case:
    """A model whose prices double in a month, tuned without a premium; the whole prompt is taken away."""
    base = rates(input=2, output=0, read=2, write=2, can_cache=0)
    return case(
        base=base,
        own={"fine_tuned": base},
        prompt=layout(1000, 1000),
        now=today(is_cached=0),
        user_tokens=0,
        factors=((0, 1), (month, 2)),
        **inputs,
    )


@pytest.mark.parametrize(("discount", "weights"), [(0, (6, 6)), (0.01, None)])
def test_prices_that_double_in_month_six_count_twice_from_then_on(discount: float, weights: Any) -> None:
    """$0.002 a call for six months, $0.004 for the other six; 100,000 calls a month, $1,000 spent."""
    before, after = weights or (
        sum((1 + discount) ** -month for month in months) for months in (range(1, 7), range(7, 13))
    )
    expected = 100_000 * (0.002 * before + 0.004 * after) - 1000
    found = judged(doubling(6, discount=discount, calls_per_month=100_000, project_cost=1000))
    assert found.net is not None
    assert round(expected, 6) == round(float(found.net.point), 6)
    assert discount or expected == pytest.approx(2600)


def test_prices_that_double_after_the_horizon_change_nothing() -> None:
    late, never = (judged(doubling(month, calls_per_month=100_000)).net for month in (12, 1000))
    assert late == never


def test_the_payback_counts_the_prices_of_each_month() -> None:
    """$200 a month, then $400: $1,900 are back in month 8 (1,200 + 400 + 400)."""
    found = judged(doubling(6, calls_per_month=100_000, project_cost=1900))
    assert (8, ((7, Decimal("0.004")),)) == (found.payback_months, found.saved_later)
    assert judged(doubling(6000, calls_per_month=100_000)).saved_later == ()


def test_a_declared_decline_counts_and_a_rise_must_first_happen() -> None:
    shrinking, flat, growing = (
        judged(doubling(1000, calls_per_month=100_000, growth_per_month=growth)).net for growth in (-0.1, 0, 0.1)
    )
    assert shrinking is not None
    assert flat is not None
    assert flat == growing
    calls = sum(100_000 * 0.9**month for month in range(12))
    assert round(0.002 * calls - 3000, 6) == round(float(shrinking.point), 6)


# --- levers


def test_caching_and_tuning_compound_and_never_add(tmp_path: Path) -> None:
    found = worked(tmp_path, AZURE, {"traffic": {"cache_hit_rate": 0.3}}, removable_share=0.8)
    prompted, tuned_now = found.option("prompted").per_month, found.option("fine_tuned").per_month
    assert prompted is not None
    assert tuned_now is not None
    both = found.savings["cached"].point + found.savings["fine_tuned"].point
    assert abs(prompted.point - tuned_now.point - both) < Decimal("0.000001")


def test_a_fleet_of_one_call_costs_no_more_than_it_spends() -> None:
    one = case(**call(1000, 100, 1, 2, removable=1000), calls_per_month=1, project_cost=0)
    saved = Fleet.made([one]).savings()[0]["fine_tuned"]
    month = options_of(one)["prompted"].per_month
    assert month is not None
    assert saved.high <= month.high
