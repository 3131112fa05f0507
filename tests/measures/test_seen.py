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
from auditor.model.usage import Caller, Used
from auditor.reporters.seen_words import coverage
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


def test_what_was_logged_is_the_money_of_the_days_and_no_mean_of_other_calls(tmp_path: Path) -> None:
    month = Decimal(730) / 24 / 28
    for over in ({"failed": 1400}, {"with_cost": 1400}, {"failed": 700, "with_cost": 2100}):
        found = reconciled(run(tmp_path, used("carl", uncached=5_000, cost="0.011", **over)))
        assert round(Decimal("0.011") * 2800 * month, 6) == round(found.logged, 6)
        assert float(sum(one.amount for one in found.parts)) == pytest.approx(float(found.gap), abs=0.05)
    few = reconciled(run(tmp_path, used("carl", uncached=5_000, cost="0.05", with_cost=1400)))
    (price,) = [one for one in few.parts if one.name == "price"]
    assert "1,400 of 2,800 calls tell no cost" in price.because


def test_tokens_and_money_of_calls_that_nobody_counted_are_in_no_mean(tmp_path: Path) -> None:
    counted = used("carl", uncached=5_000, cost="0.011")
    uncounted = used("carl", uncached=90_000, output=7_000, cost="0.2", model="gpt-4o", provider="azure")
    nothing = {"calls": 0, "with_input": 0, "with_cache": 0, "with_output": 0, "with_cost": 0, "hits": None}
    none = replace(uncounted, **nothing, by_day=())
    seen = run(tmp_path, counted, none)
    observed, alone = facts(seen).observed, facts(run(tmp_path, counted)).observed
    assert (5_000, 100, 0) == (observed.input_per_call, observed.output_per_call, observed.read_per_call)
    assert (alone.figures["user_tokens"], alone.figures["output_tokens"]) == (
        observed.figures["user_tokens"],
        observed.figures["output_tokens"],
    )
    found = reconciled(seen)
    assert float(found.logged) == pytest.approx((30.8 + 560) * 730 / 24 / 28)
    assert "model" not in {one.name for one in found.parts}


def test_sessions_that_lack_their_calls_are_not_said_to_lack_tokens(tmp_path: Path) -> None:
    nothing = {"calls": 0, "with_input": 0, "with_cache": 0, "with_output": 0, "hits": None}
    sessions = facts(run(tmp_path, replace(used("carl", uncached=5_000), **nothing, by_day=()))).observed
    why = {
        "user_tokens": "the logs tell input tokens, and not of how many calls they are",
        "output_tokens": "the logs tell output tokens, and not of how many calls they are",
        "calls_per_month": "the logs do not tell how many calls there were",
    }
    assert why == {name: sessions.lacking[name] for name in why}
    silent = facts(run(tmp_path, used("carl", with_input=0, uncached=0, with_output=0, output=0))).observed
    assert "the logs tell no input tokens" == silent.lacking["user_tokens"]
    assert "the logs tell no output tokens" == silent.lacking["output_tokens"]


def test_a_bill_without_calls_is_compared_and_not_taken_apart(tmp_path: Path) -> None:
    nothing = {"calls": 0, "with_input": 0, "with_cache": 0, "with_output": 0, "with_cost": 0, "hits": None}
    bill = replace(used("carl", cost="0.2"), **nothing, uncached=0, output=0, by_day=())
    found = reconciled(run(tmp_path, bill, traffic={"calls_per_month": 3000, "user_tokens": 100, "output_tokens": 50}))
    (part,) = found.parts
    assert ("price", found.gap) == (part.name, part.amount)
    assert part.because.startswith("the logs tell no calls")


def test_money_of_no_days_is_no_money_a_month(tmp_path: Path) -> None:
    bare = used("carl", uncached=5_000, cost="0.011", by_day=(), first=None, last=None)
    declared = {"calls_per_month": 3000}
    because = "the logs tell no times, so nobody knows what they cost a month"
    assert Unknown(because) == facts(run(tmp_path, bare, traffic=declared)).reconciliation


def test_a_bill_by_account_is_held_against_the_whole_fleet(tmp_path: Path) -> None:
    bill = log(used(Caller(account="project-1"), calls=10_000, cost="0.05"), path="bill.json", format="bill")
    fleet = join.joined(read_fleet(tmp_path, [AGENT]), [log(used("carl", uncached=5_000, cost="0.011")), bill])
    found = run_of(replace(fleet, members=measures.settled(fleet.members, MEMORY)))
    (finding,) = [one for one in told(found, "cost-does-not-reconcile") if one.agent is None]
    assert "The accounts were billed $15,208 a month" in finding.message
    said = coverage(found)
    assert "The logs tell a cost for 1 agent: " in said
    assert "The accounts were billed" in said
