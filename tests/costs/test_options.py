"""What each architecture costs, line by line: worked examples of ECONOMICS 4."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from auditor import sources
from auditor.costs import NAMES, tuning_path
from auditor.model.estimate import Option
from auditor.model.measurement import Known, Unknown
from tests.costs.worked import AZURE, MINI, NOVA, WORKED, line, worked
from tests.fleets import as_json, laid, read_fleet, real_prices, run_of

INVENTORIES = sorted((Path(__file__).parents[2] / "inventories").glob("*/fleet.yaml"))


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
    assert [(name, None, None) for name in NAMES] == [
        (option["name"], option["per_call"], option["per_month"]) for option in told["agents"][0]["costs"]["options"]
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


# --- the cliff, named


def test_a_prompt_that_is_trimmed_to_the_cached_minimum_says_so(tmp_path: Path) -> None:
    agent = {"prompt": {"tools_tokens": 0}, "traffic": {"cache_hit_rate": 1}}
    tuned = worked(tmp_path, MINI, agent, removable_share=0.8).option("fine_tuned")
    assert "trimmed to the 1,024 tokens that are cached at least" in tuned.note


def test_a_prompt_below_the_cached_minimum_says_so(tmp_path: Path) -> None:
    agent = {"prompt": {"text": "Greet every caller by name and be kind.\n" * 50, "tools_tokens": 0}}
    found = worked(tmp_path, MINI, agent).option("cached")
    assert "below the 1,024 that are cached at least, so it is paid in full" in found.note
    assert "" == worked(tmp_path, MINI).option("cached").note
