"""Agents as long as real ones: those of the example fleet, audited once, with other names and volumes."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

from auditor import history, sources
from auditor.model.kept import AgentRecord
from auditor.model.money import CENT, Range
from auditor.reporters import json as json_report
from tests.fleets import real_prices, run_of

PROPTECH = Path(__file__).parents[2] / "inventories" / "proptech" / "fleet.yaml"


@cache
def _real() -> tuple[AgentRecord, ...]:
    run = run_of(sources.read(PROPTECH), real_prices())
    return tuple(history.record(json.loads(json_report.render(run, lambda _: None)), "real").agents.values())


def fleet(calls: list[int], only: int | None = None) -> list[AgentRecord]:
    """An agent for each number of calls (or only one of them), told apart by name, prompt and figures."""
    return [_agent(number, calls[number]) for number in (range(len(calls)) if only is None else (only,))]


def _agent(number: int, calls: int) -> AgentRecord:
    one = _real()[number % len(_real())]
    cost = (Decimal(calls) * (number % 90 + 10) / 10_000).quantize(CENT)
    evidence = one.evidence | {
        "volume": one.evidence["volume"] | {"calls per month": f"{calls:,}"},
        "prompt": {"text": f"{number:064x}", "tools tokens": str(number)},
    }
    gates = tuple(
        gate._replace(because=f"{calls:,} calls a month against {gate.because}") if gate.name == "scale-pays" else gate
        for gate in one.gates
    )
    return replace(
        one,
        id=f"agent-{number:04}",
        prompt_sha256=f"{number:064x}",
        tokens=one.tokens + number,
        calls=Range.sure(calls),
        cost=Range(cost * 8 / 10, cost, cost * 12 / 10),
        evidence=evidence,
        gates=gates,
    )
