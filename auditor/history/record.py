"""A run document as a record: what the history keeps, and what two audit.json files are compared by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from auditor.errors import InputError
from auditor.history import evidence
from auditor.history.evidence import Json
from auditor.model.kept import AgentRecord, KeptBreakEven, KeptGate, KeptLine, RunInputs, RunRecord, RunTotals
from auditor.model.money import MILLION, Range

FORMAT = 1
"""The format of run documents that can be read."""


def of(document: Mapping[str, Any], label: str) -> RunRecord:
    """The record of a run document (`auditor audit --format json`); raises InputError if it is none."""
    if document.get("format") != FORMAT:
        found = document.get("format")
        raise InputError.at(label, f"expected a run document of format {FORMAT}, as auditor audit writes; got {found}")
    try:
        return _run(document, label)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, InvalidOperation) as error:
        said = f"a field is missing: {error}" if isinstance(error, KeyError) else str(error)
        raise InputError.at(label, f"is not a whole run document ({said}); run auditor audit again") from error


def _run(document: Mapping[str, Any], label: str) -> RunRecord:
    pools = {member["agent"]: pool for pool in document["graph"]["pools"] for member in pool["members"]}
    agents = {one["id"]: agent(one, pools) for one in document["agents"]}
    return RunRecord(
        id=None,
        label=label,
        at=datetime.fromisoformat(document["at"]),
        auditor=document["auditor"],
        fleet=document["fleet"]["name"],
        inputs=_inputs(document["inputs"]),
        totals=_totals(document["fleet"]),
        agents=dict(sorted(agents.items())),
    )


def _inputs(found: Json) -> RunInputs:
    return RunInputs(
        inventory_path=found["inventory"]["path"],
        inventory_sha256=found["inventory"]["sha256"],
        policy_sha256=found["policy"]["sha256"],
        policy_parts=dict(found["policy"].get("parts", {})),
        prices_as_of=found["prices"]["as_of"],
        prices_edition=found["prices"]["edition"],
        prices_sha256=found["prices"]["sha256"],
    )


def _totals(fleet: Json) -> RunTotals:
    return RunTotals(
        agents=fleet["agents"],
        costed=fleet["costed_agents"],
        prompt_tokens=fleet["prompt_tokens"],
        cost=_range(fleet["monthly_cost"]),
        # with what was dismissed: history tells what the audits found, not what people think of it
        avoidable=_sum([_range(fleet["avoidable_per_month"]), _range(fleet.get("dismissed_per_month"))]),
        verdicts=dict(fleet["verdicts"]),
    )


def agent(one: Json, pools: dict[str, Json]) -> AgentRecord:
    """One agent of a run document."""
    option = evidence.today(one)
    return AgentRecord(
        id=one["id"],
        name=one["name"],
        owner=one["owner"],
        model=evidence.model(one),
        is_tuned=evidence.is_tuned(one),
        prompt_sha256=one["prompt"]["sha256"],
        tokens=one["prompt"]["tokens"] + one["prompt"]["tools_tokens"],
        calls=_range(one["traffic"]["calls_per_month"]),
        cost=_range(option["per_month"]),
        saving=_sum([_range(advice["saves_per_month"]) for advice in one["recommendations"]]),
        volatile_share=Decimal(one["knowledge"]["volatile_share"]),
        verdict=one["verdict"],
        family=one["family"],
        confidence=one["confidence"],
        because=one["because"],
        gates=tuple(KeptGate(gate["name"], gate["outcome"], gate["because"]) for gate in one["gates"]),
        break_even=_break_even(one["break_even"]),
        lines=() if option["per_month"] is None else _lines(option["lines"]),
        evidence=evidence.of(one, pools),
    )


def _lines(lines: list[Json]) -> tuple[KeptLine, ...]:
    return tuple(
        KeptLine(
            line["name"],
            Decimal(line["quantity"]),
            Decimal(line["price"]) / (MILLION if line["price_unit"] == "USD/Mtok" else 1),
            line["unit"] == "USD/call",
        )
        for line in lines
        if line["unit"] != "USD once"
    )


def _break_even(found: Json) -> KeptBreakEven:
    ends = found["calls_per_month"] or {"low": None, "point": None, "high": None}
    return KeptBreakEven(
        crossed=found["crossed"],
        low=_decimal(ends["low"]),
        point=_decimal(ends["point"]),
        high=_decimal(ends["high"]),
        payback_months=_decimal(found["payback_months"]),
        crosses_on=found["crosses_on"],
        flips=tuple((flip["input"], Decimal(flip["at"])) for flip in found["flips"]),
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _range(value: Json | None) -> Range | None:
    return None if value is None else Range(*(Decimal(value[end]) for end in ("low", "point", "high")))


def _sum(ranges: list[Range | None]) -> Range | None:
    known = [one for one in ranges if one is not None]
    return sum(known[1:], known[0]) if known else None
