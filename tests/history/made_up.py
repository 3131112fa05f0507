"""Made-up runs of any size, for tests and benchmarks of the file itself; quick to import."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from auditor.model.kept import AgentRecord, KeptBreakEven, KeptGate, KeptLine, RunInputs, RunRecord, RunTotals
from auditor.model.money import Range

DAY_ONE = datetime(2026, 11, 1, 6, 0, tzinfo=UTC)


def agent(number: int, calls: int = 1000, words: str = "") -> AgentRecord:
    """A made-up agent whose cost follows from its calls."""
    name = f"agent-{number:04}"
    cost = Decimal(calls) * Decimal("0.002")
    return AgentRecord(
        id=name,
        name=f"Agent {number}",
        owner=f"team-{number % 7}",
        model="anthropic claude-sonnet-5-5",
        is_tuned=False,
        prompt_sha256=f"{number:064x}",
        tokens=1000 + number,
        calls=Range.sure(calls),
        cost=Range(cost * Decimal("0.9"), cost, cost * Decimal("1.1")),
        saving=Range.sure(cost / 10),
        volatile_share=Decimal("0.12"),
        verdict="keep-in-context",
        family="cache",
        confidence="high",
        because=f"12 % of the prompt are facts that age{words}",
        gates=tuple(KeptGate(gate, "pass", f"for {name} it does, at {calls} calls") for gate in GATES),
        break_even=KeptBreakEven(
            crossed="no",
            low=Decimal(20_000),
            point=Decimal(50_000),
            high=Decimal(90_000),
            payback_months=None,
            crosses_on=None,
            flips=(),
        ),
        lines=(KeptLine("output", Decimal(200), Decimal("0.00001"), is_per_call=True),),
        evidence={
            "volume": {"calls per month": f"{calls:,}", "growth per month": "0.02"},
            "price": {"output": "10", "input behind the prefix": "2", "prefix, not cached": "2"},
            "prompt": {"text": f"{number:064x}", "tools tokens": "0"},
            "use": {"user tokens": "600", "output tokens": "200", "cache hit rate": "0.7"},
            "dataset": {"examples": "640", "holdout": "120", "baseline measured": "yes"},
            "tuning": {"offered": "yes", "tunable until": "unknown", "served until": "unknown"},
        },
    )


GATES = ("prompting-exhausted", "knowledge-stable", "examples-ready", "task-narrow", "scale-pays", "option-open")


def made(agents: list[AgentRecord], day: int = 0, at: datetime | None = None) -> RunRecord:
    """A run of made-up agents, so many days after the first."""
    moment = at or DAY_ONE + timedelta(days=day)
    costs = [one.cost for one in agents if one.cost is not None]
    savings = [one.saving for one in agents if one.saving is not None]
    return RunRecord(
        id=None,
        label="made",
        at=moment,
        auditor="1.0",
        fleet="made fleet",
        inputs=RunInputs(
            inventory_path="fleet.yaml",
            inventory_sha256="1" * 64,
            policy_sha256="2" * 64,
            policy_parts={"scale_pays": "3" * 16},
            prices_as_of=f"{moment:%Y-%m-%d}",
            prices_edition="fake prices",
            prices_sha256="4" * 64,
        ),
        totals=RunTotals(
            agents=len(agents),
            costed=len(costs),
            prompt_tokens=sum(one.tokens for one in agents),
            cost=sum(costs[1:], costs[0]) if costs else None,
            avoidable=sum(savings[1:], savings[0]) if savings else None,
            verdicts={"keep-in-context": len(agents)},
        ),
        agents={one.id: one for one in sorted(agents, key=lambda one: one.id)},
    )
