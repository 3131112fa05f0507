"""A fleet with something to draw, and what the tests of the charts ask of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from auditor.model.estimate import BreakEven
from auditor.model.run import Audited, Run
from auditor.reporters.html.signs import Links
from tests.reporters.html.audits import PROMPT, agent, run_of

MODELS = ("gpt-4.1", "gpt-4.1-mini", "gpt-4o")


def traffic(calls: int, hit_rate: float = 0.5) -> dict[str, Any]:
    """Traffic as an inventory declares it."""
    return {"calls_per_month": calls, "user_tokens": 300, "output_tokens": 90, "cache_hit_rate": hit_rate}


def fleet(folder: Path) -> Run:
    """Nine agents of growing size and volume; the fifth has no traffic, the first six hand off to the next."""
    agents = [
        agent(
            f"agent-{number}",
            f"{PROMPT}\n" + "Answer in one short paragraph and never guess. " * (3 * number + 1),
            model={"provider": "openai", "name": MODELS[number % 3]},
            traffic=traffic(40 * 5**number) if number != 4 else {},
            calls=[f"agent-{number + 1}"] if number < 5 else [],
        )
        for number in range(9)
    ]
    return run_of(folder, agents)


def links(run: Run) -> Links:
    """Links to all agents of a run."""
    return Links({one.agent.id: one.agent.title for one in run.agents})


def compared(run: Run) -> Iterator[tuple[Audited, BreakEven, Decimal]]:
    """Each agent with each tuned option that can be compared, and its calls a month."""
    for audited in run.agents:
        economics = audited.facts.economics
        for found in (economics.break_even, *economics.alternatives):
            if found.split is not None:
                calls = next(one.range.point for one in economics.inputs if one.name == "calls_per_month")
                yield audited, found, calls


def numbers(path: str) -> list[float]:
    """The numbers in path data, in order."""
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", path)]
