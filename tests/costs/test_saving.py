"""What following a recommendation saves: per scenario, at the rate the cache could reach, never more than it costs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from auditor.model.run import Audited, cost_today, saving_of
from tests.fleets import READY, audited, laid, real_prices

LONG = {
    "prompt": {
        "text": "You are the house voice.\n" + "Answer kindly, and promise nothing that nobody approved.\n" * 300
    }
}
AZURE = {"model": {"provider": "azure", "name": "gpt-4.1"}}


def agent(tmp_path: Path, **changes: Any) -> Audited:
    return audited(tmp_path, laid(laid(READY, LONG), laid(AZURE, changes)), real_prices())


def test_a_measured_hit_rate_below_what_the_traffic_allows_bounds_the_cached_prompt(tmp_path: Path) -> None:
    one = agent(tmp_path, traffic={"cache_hit_rate": 0.4})
    caching = one.facts.economics.savings["cached"]
    assert (0, True) == (caching.point, caching.high > 1000)
    said = [advice.action for advice in one.verdict.recommendations]
    assert "Find out why so few calls read the prefix from the cache" in said


def test_tuning_is_compared_with_the_repaired_cache_too(tmp_path: Path) -> None:
    low, high = (agent(tmp_path, traffic={"cache_hit_rate": rate}).facts.economics for rate in (0.1, 0.999))
    worse, better = low.savings["fine_tuned"], high.savings["fine_tuned"]
    assert worse.point > better.point
    assert float(worse.low) == pytest.approx(float(better.low), rel=0.01)


def test_the_rate_of_a_short_tuned_prompt_says_nothing_about_the_long_one(tmp_path: Path) -> None:
    tuned = {
        "architecture": "fine_tuned",
        "prompt": {"text": "Answer kindly."},
        "fine_tune": {"base": "gpt-4.1", "replaced_prompt_tokens": 5000},
    }
    economics = [
        agent(tmp_path, **laid(tuned, {"traffic": {"cache_hit_rate": rate}})).facts.economics for rate in (0.01, 0.9)
    ]
    assert economics[0].option("cached").per_call == economics[1].option("cached").per_call


@pytest.mark.parametrize("calls", [900, 40_000, 5_000_000])
@pytest.mark.parametrize("rate", [None, 0, 0.5, 1])
def test_savings_hold_their_point_and_never_exceed_the_cost(calls: int, rate: float | None, tmp_path: Path) -> None:
    one = agent(tmp_path, traffic={"calls_per_month": [calls // 2, calls], "cache_hit_rate": rate})
    economics, today = one.facts.economics, cost_today(one)
    assert today is not None
    assert {"cached", "fine_tuned"} <= economics.savings.keys()
    for saving in economics.savings.values():
        assert saving.low <= saving.point <= saving.high <= today.high
    total = saving_of(one)
    assert total is None or total.point <= today.point


def test_what_costs_more_is_no_saving(tmp_path: Path) -> None:
    one = agent(tmp_path, traffic={"calls_per_month": 900})
    assert one.facts.economics.savings["fine_tuned"].point < 0
    assert all(
        advice.saves_per_month is None or advice.saves_per_month.point > 0 for advice in one.verdict.recommendations
    )
