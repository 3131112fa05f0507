"""A past for a run: earlier runs in a real history, in which agents cost, decided and were called otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from auditor import history
from auditor.model.kept import AgentRecord, RunRecord
from auditor.model.run import Run
from auditor.model.since import Since
from auditor.reporters import json
from tests.fleets import POLICY

GONE = "</script><b>gone & away"


def since_of(run: Run, folder: Path, runs: int = 3) -> Since:
    """What changed since the last of so many earlier runs, kept two days apart."""
    now, path = history.record(json.document(run), "this run"), folder / "past.sqlite3"
    for number in range(runs):
        at = now.at - timedelta(days=2 * (runs - number))
        history.keep(before(now, Decimal(number + 2) / 2, at), path, audit_name="past", now=at)
    found = history.since(path, now, POLICY, audit_name="past")
    assert found is not None
    return found


def before(now: RunRecord, factor: Decimal, at: object) -> RunRecord:
    """The run as it might have been: every third agent's calls and cost times a factor, every fifth with another
    verdict and prompt, every seventh not there, and one that is gone by now."""
    agents = {}
    for number, (name, agent) in enumerate(now.agents.items()):
        if number % 7 == 6:
            continue
        agents[name] = _other(agent, factor, number)
    first = next(iter(now.agents.values()))
    agents[GONE] = replace(first, id=GONE, prompt_sha256="0" * 64)
    costs = [agent.cost for agent in agents.values() if agent.cost is not None]
    totals = replace(now.totals, agents=len(agents), cost=sum(costs[1:], costs[0]) if costs else None)
    return replace(now, at=at, agents=dict(sorted(agents.items())), totals=totals)


def _other(agent: AgentRecord, factor: Decimal, number: int) -> AgentRecord:
    if number % 3 == 0 and agent.calls is not None and agent.cost is not None:
        evidence = agent.evidence | {"volume": {"calls per month": "1"}}
        agent = replace(agent, calls=agent.calls.times(factor), cost=agent.cost.times(factor), evidence=evidence)
    if number % 5 == 0:
        gates = tuple(gate._replace(outcome="fail") if gate.name == "scale-pays" else gate for gate in agent.gates)
        family, verdict = ("cache", "keep-in-context") if agent.family != "cache" else ("keep", "wait-for-scale")
        agent = replace(agent, family=family, verdict=verdict, gates=gates, prompt_sha256="1" * 64, tokens=17)
    return agent
