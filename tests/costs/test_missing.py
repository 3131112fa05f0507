"""No silent zero: what is not known is named, with what to add, and never taken for nothing."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from auditor.costs import NAMES
from auditor.model.estimate import Option
from auditor.model.facts import EconomicsFacts
from auditor.model.measurement import Unknown
from auditor.model.run import cost_today
from tests.costs.worked import MINI, WORKED, line_of, worked
from tests.fleets import FAKE_BOOK, FakePrices, Listed, facts_of, laid, read_fleet, real_prices, run_of

HOME = {"provider": "homegrown", "name": "homegrown-1"}


def of(folder: Path, change: dict[str, Any], book: Mapping[str, Listed] = FAKE_BOOK) -> EconomicsFacts:
    return facts_of(read_fleet(folder, [laid(WORKED, change)]), FakePrices(book=book)).economics


def assert_unavailable(option: Option, *words: str) -> None:
    assert (False, None, None, ()) == (option.is_available, option.per_call, option.per_month, option.lines)
    for word in words:
        assert word in option.because


def test_an_unknown_model_says_which_prices_to_add_and_is_not_in_the_total(tmp_path: Path) -> None:
    run = run_of(read_fleet(tmp_path, [laid(WORKED, {"model": HOME})]), real_prices())
    economics = run.agents[0].facts.economics
    for name in NAMES:
        words = ("homegrown homegrown-1", "add model.prices.input and model.prices.output to the inventory")
        assert_unavailable(economics.option(name), *words)
    assert (None, None, ()) == (cost_today(run.agents[0]), run.monthly_cost, run.costed)
    assert ("unknown", {}) == (economics.break_even.crossed, economics.savings)
    for fact in (economics.best_case_saving, economics.context_cost):
        assert isinstance(fact, Unknown)


@pytest.mark.parametrize("price", ["input", "output"])
def test_one_price_alone_does_not_price_a_model(price: str, tmp_path: Path) -> None:
    other = "output" if price == "input" else "input"
    found = worked(tmp_path, laid(HOME, {"prices": {price: 1}})).option("prompted")
    assert_unavailable(found, f"model.prices.{other}")


def test_negotiated_prices_price_a_model_that_no_list_knows(tmp_path: Path) -> None:
    found = worked(tmp_path, laid(HOME, {"prices": {"input": 1, "output": 2}})).option("prompted")
    assert Decimal("0.0041") == found.per_call


def test_calls_sent_in_batches_at_an_unknown_price_are_not_taken_for_free_or_for_cheap(tmp_path: Path) -> None:
    found = of(tmp_path, {"model": HOME, "traffic": {"batch_share": 0.5}})
    assert_unavailable(
        found.option("prompted"), "no batch price", "add model.prices.batch_input and model.prices.batch_output"
    )
    assert "unknown" == found.break_even.crossed


def test_no_calls_in_batches_need_no_batch_price(tmp_path: Path) -> None:
    assert of(tmp_path, {"model": HOME, "traffic": {"batch_share": 0}}).option("prompted").is_available


def test_negotiated_batch_prices_are_those_that_count(tmp_path: Path) -> None:
    prices = {"input": 1, "output": 2, "batch_input": 0.5, "batch_output": 1}
    found = worked(tmp_path, laid(HOME, {"prices": prices}), {"traffic": {"batch_share": 1}}).option("prompted")
    assert Decimal("0.00205") == found.per_call


def test_without_a_rule_of_caching_nothing_is_cached_and_the_option_says_why(tmp_path: Path) -> None:
    found = of(tmp_path, {"model": HOME, "traffic": {"cache_hit_rate": None}})
    assert_unavailable(found.option("cached"), "no caching rule for homegrown homegrown-1", "caching.yaml")
    assert 3000 == line_of(found.option("prompted"), "prefix, not cached").quantity


def test_without_a_cached_price_nothing_is_cached_and_the_option_says_what_to_add(tmp_path: Path) -> None:
    """The rule of o3 has no read multiple; a real model whose cached price no list has."""
    book = {"o3": Listed("openai", "2", "8")}
    found = of(tmp_path, {"model": {"provider": "openai", "name": "o3"}}, book)
    assert_unavailable(found.option("cached"), "no cache_read price")
    listed = worked(tmp_path, {"provider": "azure", "name": "o1-nobody", "prices": {"input": 2, "output": 8}})
    assert_unavailable(listed.option("cached"), "model.prices.cache_read")


def test_a_tuned_model_without_a_price_says_so_and_bounds_nothing_by_zero(tmp_path: Path) -> None:
    """Google tunes it; what training costs is not known, and the policy's range stands in, marked so."""
    found = worked(tmp_path, {"provider": "openai", "name": "gpt-6.1-sol"})
    assert_unavailable(found.option("fine_tuned"), "does not offer fine-tuning")
    assert ("unknown", None, None) == (found.break_even.crossed, found.break_even.point, found.break_even.net)
    assert not isinstance(found.best_case_saving, Unknown)
    assert found.best_case_saving.value > 0


def test_a_tuning_path_that_lacks_its_premium_is_no_free_premium(tmp_path: Path) -> None:
    """Nobody states what a token of a tuned babbage costs."""
    found = worked(tmp_path, {"provider": "openai", "name": "babbage-002", "prices": {"input": 0.4, "output": 0.4}})
    assert_unavailable(found.option("fine_tuned"), "babbage-002")


def test_training_at_an_unknown_price_takes_the_policys_range_and_says_so(tmp_path: Path) -> None:
    book = FakePrices()
    found = facts_of(read_fleet(tmp_path, [laid(WORKED, {"model": {"name": "amazon.nova-pro-v1:0"}})]), book).economics
    training = next(one for one in found.inputs if one.name == "training_cost")
    assert "assumed" == training.basis
    assert training.range.low < training.range.point < training.range.high
    assert "$3/Mtok" in training.note


def test_an_input_that_nobody_told_is_marked_assumed(tmp_path: Path) -> None:
    found = of(tmp_path, {"model": {"name": "amazon.nova-pro-v1:0"}})
    basis = {one.name: one.basis for one in found.inputs}
    assert {"assumed"} == {basis[name] for name in ("project_cost", "output_factor", "price_level", "removable_share")}
    assert "declared" == basis["calls_per_month"]


@pytest.mark.parametrize("name", ["user_tokens", "output_tokens"])
def test_tokens_that_nobody_told_are_not_none(name: str, tmp_path: Path) -> None:
    found = worked(tmp_path, MINI, {"traffic": {name: None}})
    assert_unavailable(found.option("prompted"), f"traffic.{name} is not declared")


def test_calls_that_nobody_counted_leave_the_month_open_and_price_the_call(tmp_path: Path) -> None:
    found = worked(tmp_path, MINI, {"traffic": {"calls_per_month": None}})
    for name in ("prompted", "fine_tuned"):
        option = found.option(name)
        assert (True, None) == (option.is_available, option.per_month)
        assert "traffic.calls_per_month is not declared" in option.because
    assert ("unknown", None, {}) == (found.break_even.crossed, found.break_even.net, found.savings)


def test_a_smaller_model_without_a_price_is_not_free(tmp_path: Path) -> None:
    found = of(tmp_path, {"model": {"name": "gpt-4.1-mini", "smaller": "nobody-knows-me"}})
    assert_unavailable(found.option("smaller_model"), "nobody-knows-me")


def test_a_hit_rate_that_is_told_as_a_range_leaves_todays_cost_a_range(tmp_path: Path) -> None:
    month = worked(tmp_path, MINI, {"traffic": {"cache_hit_rate": [0.1, 0.9]}}).option("prompted").per_month
    assert month is not None
    assert month.low < month.point < month.high


@pytest.mark.parametrize(("tokens", "priced"), [(190_000, "yes"), (260_000, "no")])
def test_calls_so_long_that_they_cost_more_are_not_billed_at_the_ordinary_price(
    tokens: int, priced: str, tmp_path: Path
) -> None:
    """Google charges gemini-2.5-pro twice the price from 200,000 tokens on."""
    gemini = {"provider": "google", "name": "gemini-2.5-pro"}
    prompted = worked(tmp_path, gemini, {"traffic": {"user_tokens": tokens}}).option("prompted")
    assert (priced == "yes") == prompted.is_available
    assert prompted.is_available or "beyond the 200,000 from which google charges more" in prompted.because
