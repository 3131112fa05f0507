"""Agents that share a dedicated deployment: together or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from auditor.model.run import Run
from tests.fleets import DAY, FakePrices, Listed, read_fleet, ready, run_of

LLAMA = "accounts/fireworks/models/llama-v3p1-8b-instruct"
BOOK = FakePrices(DAY, {LLAMA: Listed("fireworks", "0.9", "0.9", "0.45")})
SURE: dict[str, Any] = {"growth_per_month": 0, "user_tokens": 100, "output_tokens": 40, "cache_hit_rate": 0.5}


def audited(folder: Path, *calls: int) -> Run:
    """A fleet of agents on an open model that is tuned on dedicated deployments only, by their calls a month."""
    agents = [
        {"id": f"agent {place}", **ready(model={"provider": "fireworks", "name": LLAMA})} for place in range(len(calls))
    ]
    for agent, volume in zip(agents, calls, strict=True):
        agent["traffic"] = SURE | {"calls_per_month": volume}
    return run_of(read_fleet(folder, agents), BOOK)


def test_agents_that_would_not_pay_alone_are_tuned_together(tmp_path: Path) -> None:
    (one,) = audited(tmp_path, 800_000).agents
    assert "wait-for-scale" == one.verdict.name
    many = audited(tmp_path, *[800_000] * 20)
    assert {"fine-tune"} == {agent.verdict.name for agent in many.agents}
    (pool,) = many.graph.pools
    assert 20 == len(pool.members)
    assert all(member.alone < 0 < member.pooled for member in pool.members)


def test_nobody_counts_on_partners_who_are_advised_to_stay_away(tmp_path: Path) -> None:
    for calls in ((2_300_000, 300_000, 200_000), (1_900_000, 700_000, 600_000), (1_200_000, 1_200_000, 90_000)):
        run = audited(tmp_path, *calls)
        verdicts = {agent.agent.id: agent.verdict.name for agent in run.agents}
        members = {member.agent for pool in run.graph.pools for member in pool.members}
        assert members == {agent for agent, verdict in verdicts.items() if verdict == "fine-tune"}
