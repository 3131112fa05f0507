"""What each architecture costs, line by line, and at which volume tuning pays: worked examples of ECONOMICS 4."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from auditor import policy, sources
from auditor.costs import tuning_path
from auditor.model.estimate import BreakEven, Option
from auditor.model.facts import EconomicsFacts
from auditor.model.measurement import Known, Unknown
from auditor.model.policy import Policy
from tests.fleets import DAY, FakePrices, as_json, facts_of, laid, read_fleet, ready, real_prices, run_of

INVENTORIES = sorted((Path(__file__).parents[2] / "inventories").glob("*/fleet.yaml"))
SURE = {
    "project_cost": 3000,
    "upkeep_per_month": 0,
    "retrain_cost": 0,
    "training_price": 0,
    "removable_share": 1,
    "output_factor": 1,
}
"""ECONOMICS 4.5 with all guesses made sure: a project of $3,000 and nothing else."""

WORKED: dict[str, Any] = {
    "id": "worked",
    "prompt": {"text": "Greet every caller by name and be kind.\n" * 280, "tools_tokens": 200},
    "traffic": {"calls_per_month": 1_000_000, "user_tokens": 500, "output_tokens": 300, "cache_hit_rate": 0},
}
"""The agent of that part: 2,800 tokens that tuning replaces, 200 that stay, 500 of the user, 300 of output."""

MINI = {"provider": "openai", "name": "gpt-4.1-mini"}
AZURE = {"provider": "azure", "name": "gpt-4.1-mini", "prices": {"input": 0.4, "output": 1.6, "cache_read": 0.1}}
NOVA = {"provider": "aws", "name": "amazon.nova-pro-v1:0"}


def limits(folder: Path, **scale_pays: Any) -> Policy:
    (folder / "policy.yaml").write_text(yaml.safe_dump({"scale_pays": scale_pays}), "utf-8")
    return policy.load(folder / "policy.yaml")[0]


def worked(folder: Path, model: dict[str, Any], changes: dict[str, Any] | None = None, **costs: Any) -> EconomicsFacts:
    agent = laid(WORKED, {"model": model, **(changes or {})})
    return facts_of(read_fleet(folder, [agent]), real_prices(), limits(folder, **SURE | costs)).economics


def line(option: Option, name: str) -> Decimal:
    return next(part.amount for part in option.lines if part.name == name)


def assert_adds_up(option: Option, calls: Decimal) -> None:
    assert option.per_call == sum(part.amount for part in option.lines if part.unit == "USD/call")
    per_month = sum((part.amount for part in option.lines if part.unit == "USD/month"), Decimal(0))
    assert option.per_month is not None
    assert option.per_call is not None
    assert abs(option.per_month.point - (option.per_call * calls + per_month)) < Decimal("0.005")
    assert option.per_month.low <= option.per_month.point <= option.per_month.high


@pytest.mark.parametrize("path", INVENTORIES, ids=lambda path: path.parent.name)
def test_the_lines_of_every_option_of_the_example_fleets_add_up_to_the_cent(path: Path) -> None:
    added = 0
    for audited in run_of(sources.read(path), real_prices()).agents:
        calls = audited.facts.traffic.calls_per_month
        for option in audited.facts.economics.options:
            if option.per_month is not None:
                assert isinstance(calls, Known)
                assert_adds_up(option, calls.value.point)
                added += 1
    assert added > 0


@pytest.mark.parametrize("path", INVENTORIES, ids=lambda path: path.parent.name)
def test_the_figures_of_the_json_report_add_up_too(path: Path) -> None:
    for agent in json.loads(as_json(run_of(sources.read(path), real_prices())))["agents"]:
        for option in agent["costs"]["options"]:
            if option["per_call"] is not None:
                told = sum(Decimal(part["amount"]) for part in option["lines"] if part["unit"] == "USD/call")
                assert abs(Decimal(option["per_call"]) - told) < Decimal("0.00000001")
                assert all(part["basis"] for part in option["lines"])


def test_each_line_says_what_was_multiplied(tmp_path: Path) -> None:
    lines = {part.name: part.basis for part in worked(tmp_path, MINI).option("prompted").lines}
    assert "300 tokens × $1.6/Mtok" == lines["output"]
    assert "500 tokens × $0.4/Mtok" == lines["input behind the prefix"]


@pytest.mark.parametrize(
    ("change", "because"),
    [
        ({"model": {"provider": "homegrown", "name": "homegrown-1"}}, "no price for homegrown homegrown-1"),
        ({"model": {"provider": None, "name": None}}, "the model is not declared"),
        ({"model": MINI, "traffic": {"user_tokens": None}}, "traffic.user_tokens is not declared"),
        ({"model": MINI, "traffic": {"output_tokens": None}}, "traffic.output_tokens is not declared"),
    ],
    ids=["no price", "no model", "no user tokens", "no output tokens"],
)
def test_an_option_that_cannot_be_priced_is_unavailable_with_a_reason_and_never_free(
    change: dict[str, Any], because: str, tmp_path: Path
) -> None:
    fleet = read_fleet(tmp_path, [laid(WORKED, change)])
    run = run_of(fleet, real_prices())
    for option in run.agents[0].facts.economics.options:
        assert (False, None, None, ()) == (option.is_available, option.per_call, option.per_month, option.lines)
        assert because in option.because
    assert "unknown" == run.agents[0].facts.economics.break_even.crossed
    assert run.monthly_cost is None
    told = json.loads(as_json(run))
    assert [(None, None)] * 3 == [
        (option["per_call"], option["per_month"]) for option in told["agents"][0]["costs"]["options"]
    ]
    assert None is told["fleet"]["monthly_cost"]


def test_without_a_volume_a_call_is_priced_and_a_month_is_not(tmp_path: Path) -> None:
    option = worked(tmp_path, MINI, {"traffic": {"calls_per_month": None}}).option("prompted")
    assert Decimal("0.00188") == option.per_call
    assert option.per_month is None
    assert "traffic.calls_per_month is not declared" in option.because


def test_a_model_that_nobody_tunes_has_no_tuned_option(tmp_path: Path) -> None:
    found = worked(tmp_path, {"provider": "anthropic", "name": "claude-sonnet-5-5"})
    assert "no fine-tuning is offered" in found.option("fine_tuned").because
    assert "unknown" == found.break_even.crossed


# --- the premium of a tuned model


def test_the_premium_of_a_tuned_model_is_on_all_its_tokens(tmp_path: Path) -> None:
    found = worked(tmp_path, MINI)
    prompted, tuned = found.option("prompted"), found.option("fine_tuned")
    for name in ("input behind the prefix", "output"):
        assert 2 * line(prompted, name) == line(tuned, name)


def test_tokens_read_from_the_cache_carry_the_premium_too(tmp_path: Path) -> None:
    kept = {"removable_share": 0}
    found = worked(tmp_path, MINI, {"traffic": {"cache_hit_rate": 1}}, **kept)
    prompted, tuned = found.option("prompted"), found.option("fine_tuned")
    name = "prefix, read from cache"
    assert 2 * line(prompted, name) == line(tuned, name)


def test_a_model_without_a_premium_has_none(tmp_path: Path) -> None:
    found = worked(tmp_path, NOVA)
    prompted, tuned = found.option("prompted"), found.option("fine_tuned")
    assert line(prompted, "output") == line(tuned, "output")
    assert 0 == line(tuned, "hosting")


def test_a_tuned_deployment_on_azure_is_hosted_for_730_hours_a_month(tmp_path: Path) -> None:
    found = worked(tmp_path, AZURE)
    assert Decimal("1.70") * 730 == Decimal(1241) == line(found.option("fine_tuned"), "hosting")
    assert line(found.option("prompted"), "output") == line(found.option("fine_tuned"), "output")


@pytest.mark.parametrize(
    ("provider", "model", "factor"),
    [
        ("openai", "gpt-4.1-mini-2025-04-14", 2),
        ("openai", "gpt-4.1-nano", 2),
        ("openai", "gpt-4o-mini", 2),
        ("openai", "gpt-4.1", Decimal("1.5")),
        ("openai", "gpt-4o", Decimal("1.5")),
        ("azure", "gpt-4.1-mini", 1),
        ("aws", "amazon.nova-micro-v1:0", 1),
    ],
)
def test_the_book_knows_the_premium_of_each_model(provider: str, model: str, factor: Decimal) -> None:
    path = tuning_path(provider, model)
    assert isinstance(path, Known)
    for found in (path.value.input_factor, path.value.output_factor):
        assert isinstance(found, Known)
        assert factor == found.value


def test_a_model_that_the_book_does_not_know_is_not_said_to_be_untunable() -> None:
    assert isinstance(tuning_path("homegrown", "homegrown-1"), Unknown)


# --- the break-even, against published figures


def test_a_short_prompt_saves_a_third_of_a_thousandth_at_twice_the_price(tmp_path: Path) -> None:
    found = worked(tmp_path, MINI)
    prompted, tuned = found.option("prompted").per_call, found.option("fine_tuned").per_call
    assert (Decimal("0.00188"), Decimal("0.00152")) == (prompted, tuned)
    assert found.break_even.point is not None
    months = Decimal((date(2027, 1, 14) - DAY).days) * 12 / 365  # until OpenAI stops to serve it
    assert 8_333_333 == round(found.break_even.point * months)


@pytest.mark.parametrize("hit_rate", [0.5, 1])
def test_against_a_cached_prompt_the_same_tuning_never_pays(hit_rate: float, tmp_path: Path) -> None:
    found = worked(tmp_path, MINI, {"traffic": {"cache_hit_rate": hit_rate}}).break_even
    assert ("never", None, None) == (found.crossed, found.point, found.payback_months)


@pytest.mark.parametrize(("hit_rate", "calls"), [(0, 1_108_036), (0.5, 1_829_304), (1, 5_240_709)])
def test_hosting_alone_asks_for_millions_of_calls(hit_rate: float, calls: int, tmp_path: Path) -> None:
    """ECONOMICS 4.5 has 1.11, 1.85 and 5.64 million; here whole blocks are cached, 2,944 tokens of 3,000."""
    found = worked(tmp_path, AZURE, {"traffic": {"cache_hit_rate": hit_rate}}, project_cost=0).break_even
    assert found.point is not None
    assert calls == round(found.point)


def halved(folder: Path, calls: Any, growth: float = 0, **costs: Any) -> BreakEven:
    """Tuning that halves 1,000 output tokens at $3.2 per million: $0.0016 a call; $9,600 in 12 months are 500,000."""
    traffic = {"calls_per_month": calls, "growth_per_month": growth, "user_tokens": 0, "output_tokens": 1000}
    change = {"prompt": {"text": "Hi", "tools_tokens": 0}, "traffic": traffic}
    return worked(
        folder, NOVA, change, **{"removable_share": 0, "output_factor": 0.5, "project_cost": 9600} | costs
    ).break_even


def test_the_break_even_repays_the_project_within_the_horizon(tmp_path: Path) -> None:
    found = halved(tmp_path, 1_000_000)
    assert (500_000, 500_000, 500_000) == (found.low, found.point, found.high)
    assert ("yes", 6, None, ()) == (found.crossed, found.payback_months, found.crosses_on, found.flips)


def test_a_volume_that_does_not_carry_the_upkeep_is_never_paid_back(tmp_path: Path) -> None:
    found = halved(tmp_path, 100_000, upkeep_per_month=200)
    assert ("no", None) == (found.crossed, found.payback_months)
    assert 625_000 == found.point


def test_growth_says_on_which_day_the_break_even_is_crossed(tmp_path: Path) -> None:
    found = halved(tmp_path, 250_000, growth=0.06)  # ln 2 / ln 1.06 = 11.896 months of 30.4 days
    assert ("no", date(2027, 11, 19)) == (found.crossed, found.crosses_on)


@pytest.mark.parametrize("growth", [0, -0.05])
def test_without_growth_no_day_is_promised(growth: float, tmp_path: Path) -> None:
    assert halved(tmp_path, 250_000, growth=growth).crosses_on is None


def test_ranges_give_the_break_even_two_ends_and_name_what_flips_the_answer(tmp_path: Path) -> None:
    found = halved(tmp_path, 500_000, project_cost=[4800, 9600, 19200], output_factor=[0.25, 0.5, 0.75])
    assert (166_667, 500_000, 2_000_000) == tuple(round(end or 0) for end in (found.low, found.point, found.high))
    assert "depends" == found.crossed
    assert {"project_cost": 9600, "output_factor": Decimal("0.5")} == {
        flip.input: round(flip.at, 2) for flip in found.flips
    }


def test_an_end_that_no_volume_reaches_is_left_open(tmp_path: Path) -> None:
    found = halved(tmp_path, 5_000_000, output_factor=[0.25, 0.5, 1.25])
    assert (True, True, None) == (found.low is not None, found.point is not None, found.high)
    assert "depends" == found.crossed


def test_a_break_even_without_traffic_still_tells_the_volume(tmp_path: Path) -> None:
    found = halved(tmp_path, None)
    assert ("unknown", 500_000, None) == (found.crossed, found.point, found.payback_months)
    assert "traffic.calls_per_month is not declared" in found.because


@pytest.mark.parametrize("calls", [None, 0])
def test_a_break_even_without_traffic_has_its_ends_in_order(calls: int | None, tmp_path: Path) -> None:
    found = halved(tmp_path, calls, output_factor=[0.25, 0.5, 0.75])
    assert (333_333, 500_000, 1_000_000) == tuple(round(end or 0) for end in (found.low, found.point, found.high))


def test_a_cheaper_prompt_is_what_tuning_must_beat(tmp_path: Path) -> None:
    """ECONOMICS 4.5: the incumbent is the best cached prompt, not today's bill."""
    found = facts_of(read_fleet(tmp_path, [{"id": "a", **ready(traffic={"cache_hit_rate": None})}]), FakePrices())
    option, at = found.economics.option, found.economics.break_even
    prompted, cached, tuned = (option(name).per_call for name in ("prompted", "cached", "fine_tuned"))
    assert None not in (prompted, cached, tuned, at.point)
    monthly = sum(part.amount for part in option("fine_tuned").lines if part.unit == "USD/month")
    once = sum(part.amount for part in option("fine_tuned").lines if part.unit == "USD once")
    assert abs(at.point - (monthly + once / 12) / (min(prompted, cached) - tuned)) < 1
