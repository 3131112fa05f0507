"""What the recommendations promise, and how sure a verdict says it is."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from auditor import sources
from auditor.model.run import Audited, cost_today, saving_of
from tests.fleets import DAY, MEMORY, audited, ready, real_prices, run_of

INVENTORIES = sorted((Path(__file__).parents[2] / "inventories").glob("*/fleet.yaml"))
SURENESS = ["low", "medium", "high"]


def unlogged(**changes: Any) -> dict[str, Any]:
    """A ready agent on a model that is not cached unless one asks for it, and whose owner has not asked yet."""
    return ready(model={"provider": "anthropic", "name": "claude-sonnet-5-5"}, **changes)


def assert_saves_at_most_its_cost(found: Audited) -> None:
    cost, saving = cost_today(found), saving_of(found)
    if cost is None or saving is None:
        return
    assert saving.low <= cost.low
    assert saving.point <= cost.point
    assert saving.high <= cost.high


@pytest.mark.parametrize("path", INVENTORIES, ids=lambda path: path.parent.name)
def test_no_agent_of_the_example_fleets_is_promised_more_than_it_costs(path: Path) -> None:
    for found in run_of(sources.read(path), real_prices(DAY)).agents:
        assert_saves_at_most_its_cost(found)


@pytest.mark.parametrize(
    "agent",
    [
        ready(),
        ready(traffic={"cache_hit_rate": None}),
        ready(traffic={"calls_per_month": [1_000_000, 9_000_000], "cache_hit_rate": [0, 1]}),
        ready(model={"provider": "azure", "name": "gpt-4.1"}, traffic={"calls_per_month": 50_000_000}),
        unlogged(traffic={"cache_hit_rate": None}),
        unlogged(traffic={"cache_hit_rate": None, "calls_per_month": [100, 9_000_000]}),
        unlogged(traffic={"cache_hit_rate": 0.1}),
    ],
    ids=["tuned", "modelled cache", "wide ranges", "hosted", "uncached", "uncached, wide range", "badly cached"],
)
def test_savings_of_one_agent_add_up_to_at_most_its_cost_today(agent: dict[str, Any], tmp_path: Path) -> None:
    assert_saves_at_most_its_cost(audited(tmp_path, agent))


def test_the_saving_of_tuning_is_counted_on_top_of_that_of_caching(tmp_path: Path) -> None:
    found = audited(tmp_path, ready(traffic={"cache_hit_rate": None}))
    total, option = saving_of(found), found.facts.economics.option
    prompted, tuned = option("prompted").per_month, option("fine_tuned").per_month
    assert total is not None
    assert prompted is not None
    assert tuned is not None
    assert abs(prompted.point - tuned.point - total.point) < Decimal("0.000001")


def test_a_fleet_can_avoid_at_most_what_it_costs() -> None:
    run = run_of(sources.read(INVENTORIES[0]), real_prices(DAY), memory=MEMORY)
    assert run.avoidable is not None
    assert run.monthly_cost is not None
    assert run.avoidable.point <= run.monthly_cost.point


def test_an_agent_without_known_cost_is_promised_nothing(tmp_path: Path) -> None:
    found = audited(tmp_path, ready(model={"name": "nobody-knows-me"}))
    assert (None, None) == (cost_today(found), saving_of(found))


def test_the_first_recommendation_is_the_verdicts_own(tmp_path: Path) -> None:
    found = audited(tmp_path, ready(dataset={"examples": 3}))
    first = found.verdict.recommendations[0]
    assert found.verdict.because == first.because
    assert "examples" in first.action


@pytest.mark.parametrize(
    "unknown",
    [
        {"prompting": {"iterations": None, "quality": {"score": None, "target": None}}},
        {"dataset": None},
        {"task": {"scope": None, "tasks": None, "changes_per_quarter": None}},
        {"traffic": {"cache_hit_rate": None, "calls_per_month": None, "output_tokens": None}},
        {"knowledge": None},
    ],
    ids=["prompting", "dataset", "task", "traffic", "knowledge"],
)
def test_confidence_never_rises_when_a_fact_becomes_unknown(unknown: dict[str, Any], tmp_path: Path) -> None:
    last = {"model": {"provider": "anthropic", "name": "claude-sonnet-5-5"}}  # the walk ends at the last gate
    known, less = (audited(tmp_path, ready(**last, **change)) for change in ({}, unknown))
    assert SURENESS.index(less.verdict.confidence) <= SURENESS.index(known.verdict.confidence)


def test_confidence_falls_when_much_is_unknown(tmp_path: Path) -> None:
    nothing = {
        "prompting": {"iterations": None, "quality": {"score": None, "target": None}},
        "dataset": None,
        "task": {"scope": None, "tasks": None, "changes_per_quarter": None},
        "traffic": {"cache_hit_rate": None, "calls_per_month": None, "output_tokens": None},
    }
    known, unknown = audited(tmp_path, ready()), audited(tmp_path, ready(**nothing))
    assert ("high", "low") == (known.verdict.confidence, unknown.verdict.confidence)
