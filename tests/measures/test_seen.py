"""What was seen against the prompt, the declared figures and the audit's own reckoning."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from auditor import measures
from auditor.measures.seen import bare
from auditor.model.finding import Finding
from auditor.model.measurement import Known, Unknown
from auditor.model.observed import Reconciliation, SeenFacts
from auditor.model.run import Audited, Run
from auditor.model.usage import Used
from auditor.usage import join
from tests.fleets import MEMORY, STEADY_LINE, laid, read_fleet, run_of
from tests.usage.logs import log, used

LONG = "You are the house voice.\n" + STEADY_LINE * 100
AGENT: dict[str, Any] = {
    "id": "carl",
    "model": {"provider": "anthropic", "name": "claude-sonnet-5-5"},
    "prompt": {"text": LONG},
}


def run(folder: Path, *calls: Used, **agent: Any) -> Run:
    fleet = join.joined(read_fleet(folder, [laid(AGENT, agent)]), [log(*calls)])
    return run_of(replace(fleet, members=measures.settled(fleet.members, MEMORY)))


def only(run: Run) -> Audited:
    return run.agents[0]


def facts(run: Run) -> SeenFacts:
    found = only(run).facts.seen
    assert found is not None
    return found


def reconciled(run: Run) -> Reconciliation:
    found = facts(run).reconciliation
    assert isinstance(found, Known), found
    return found.value


def told(run: Run, rule: str) -> list[Finding]:
    return [finding for finding in run.findings if finding.rule == rule]


def tokens(folder: Path) -> int:
    return only(run(folder, used("carl", uncached=9_000))).facts.prompt.tokens


def test_input_beyond_the_prompt_is_what_was_seen_less_the_prompt(tmp_path: Path) -> None:
    prompt = tokens(tmp_path)
    found = only(run(tmp_path, used("carl", uncached=500, read=prompt))).facts.traffic.user_tokens
    assert isinstance(found, Known)
    assert "measured" == found.basis
    assert float(found.value.point) == pytest.approx(500, abs=1)
    assert found.value.low < found.value.point < found.value.high


def test_less_input_than_the_prompt_alone_is_told_and_not_believed(tmp_path: Path) -> None:
    seen = run(tmp_path, used("carl", uncached=100), traffic={"user_tokens": 250})
    assert "100 input tokens on average, and the prompt alone has" in facts(seen).observed.impossible
    assert told(seen, "seen-input-impossible")
    declared = only(seen).facts.traffic.user_tokens
    assert isinstance(declared, Known)
    assert ("declared", 250) == (declared.basis, declared.value.point)
    silent = only(run(tmp_path, used("carl", uncached=100))).facts.traffic.user_tokens
    assert isinstance(silent, Unknown)
    assert "traffic.user_tokens is not declared, and calls were seen with 100" in silent.because


def test_an_agent_that_declares_no_traffic_is_priced_by_its_logs(tmp_path: Path) -> None:
    assert only(run(tmp_path, used("carl", uncached=5_000))).facts.economics.option("prompted").per_month


def test_the_hit_rate_is_counted_or_bounded_or_unknown(tmp_path: Path) -> None:
    prompt = tokens(tmp_path)

    def rate(**how: Any) -> Any:
        return only(run(tmp_path, used("carl", uncached=500, **how))).facts.traffic.cache_hit_rate

    counted = rate(read=prompt, hits=2100)
    assert ("measured", Decimal("0.75")) == (counted.basis, counted.value.point)
    bounded = rate(read=prompt, hits=None)
    assert "computed" == bounded.basis
    assert bounded.value.low < bounded.value.high <= 1
    assert isinstance(rate(with_cache=0, read=prompt), Unknown)


def test_a_cache_that_nobody_uses_is_not_paid_for(tmp_path: Path) -> None:
    prompt = tokens(tmp_path)
    option = only(run(tmp_path, used("carl", uncached=500 + prompt))).facts.economics.option("prompted")
    assert "prefix, written to cache" not in {line.name for line in option.lines}
    writing = only(run(tmp_path, used("carl", uncached=500, written=prompt))).facts.economics.option("prompted")
    assert "prefix, written to cache" in {line.name for line in writing.lines}


# --- declared against seen


def test_what_is_declared_otherwise_is_told_where_it_is_far_off(tmp_path: Path) -> None:
    seen = run(tmp_path, used("carl", uncached=5_000), traffic={"calls_per_month": 3100, "output_tokens": 900})
    assert {"calls_per_month", "output_tokens"} == {one.name for one in facts(seen).differences}
    (finding,) = told(seen, "seen-otherwise-than-declared")
    assert "the inventory declares output tokens 900, and the logs show" in finding.message


def test_a_declared_range_that_holds_what_was_seen_is_no_difference(tmp_path: Path) -> None:
    seen = run(tmp_path, used("carl", uncached=5_000), traffic={"calls_per_month": [1000, 9000]})
    assert () == facts(seen).differences


@pytest.mark.parametrize(
    "name",
    [
        "claude-sonnet-5-5",
        "anthropic/claude-sonnet-5-5",
        "us.anthropic.claude-sonnet-5-5-20260910-v1:0",
        "claude-sonnet-5-5@20260910",
        "Claude-Sonnet-5-5-2026-09-10",
        "openrouter/anthropic/claude-sonnet-5-5:latest",
    ],
)
def test_a_model_by_another_of_its_names_is_the_same_model(name: str) -> None:
    assert "claude-sonnet-5-5" == bare(name)


def test_another_model_in_the_logs_is_told(tmp_path: Path) -> None:
    seen = run(tmp_path, used("carl", uncached=5_000), used("carl", uncached=5_000, model="gpt-4.1-2025-04-14"))
    (finding,) = told(seen, "other-model-in-logs")
    assert "declares claude-sonnet-5-5, and the logs show gpt-4.1-2025-04-14 (2,800 calls)" in finding.message


# --- reconciliation


def test_a_bill_at_our_prices_reconciles(tmp_path: Path) -> None:
    prompt = tokens(tmp_path)
    cost = (Decimal(500) * 2 + Decimal(prompt) * Decimal("0.1") + 100 * 10) / 1_000_000
    seen = run(tmp_path, used("carl", uncached=500, read=prompt, cost=str(cost)))
    assert abs(reconciled(seen).share) < Decimal("0.01")
    assert [] == told(seen, "cost-does-not-reconcile")


@pytest.mark.parametrize(
    ("how", "part"),
    [
        ({"cost": "0.05"}, "price"),
        ({"cost": "0.05", "model": "claude-sonnet-5-5"}, "price"),
        ({"cost": "0.0135", "read": 0, "uncached": 6_700}, "cache"),
    ],
)
def test_the_parts_of_a_gap_add_up_to_it(tmp_path: Path, how: dict[str, Any], part: str) -> None:
    seen = run(tmp_path, used("carl", **{"uncached": 500, "read": 6_000, "calls": 1000} | how))
    found = reconciled(seen)
    assert float(sum(one.amount for one in found.parts)) == pytest.approx(float(found.gap), abs=0.05)
    if part == "price":
        assert part == found.parts[0].name
        (finding,) = told(seen, "cost-does-not-reconcile")
        assert "a month billed" in finding.message


def test_calls_of_a_dearer_model_are_a_part_of_the_gap(tmp_path: Path) -> None:
    dear = used("carl", uncached=6_500, calls=1000, model="gpt-4o", provider="azure", cost="0.01725")
    own = used("carl", uncached=6_500, calls=1000, cost="0.014")
    found = reconciled(run(tmp_path, own, dear))
    assert "model" == found.parts[0].name
    assert found.parts[0].amount > 0


def test_without_cost_there_is_nothing_to_reconcile(tmp_path: Path) -> None:
    assert Unknown("the logs tell no cost") == facts(run(tmp_path, used("carl", uncached=5_000))).reconciliation
