"""Bills of accounts: money without calls, files that follow each other, and views of the same money."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import pytest

from auditor.model.usage import Caller, UsageLog
from auditor.reporters import usage as told
from auditor.usage import join, read
from tests.fleets import read_fleet

DAY = 86_400
OCTOBER = 1_790_812_800  # 2026-10-01


def costs(folder: Path, *dollars: float, start: int = OCTOBER, name: str = "costs.json") -> UsageLog:
    """A page of OpenAI's costs, a bucket a day."""
    amounts = [{"value": amount, "currency": "usd"} for amount in dollars]
    buckets = [
        {
            "object": "bucket",
            "start_time": start + number * DAY,
            "end_time": start + (number + 1) * DAY,
            "results": [{"object": "organization.costs.result", "amount": amount, "project_id": "proj_1"}],
        }
        for number, amount in enumerate(amounts)
    ]
    return written(folder / name, {"object": "page", "data": buckets})


def cost_report(folder: Path, *cents: str) -> UsageLog:
    """Anthropic's cost report, a bucket a day."""
    buckets = [
        {
            "starting_at": f"2026-10-{number:02}T00:00:00Z",
            "ending_at": f"2026-10-{number + 1:02}T00:00:00Z",
            "results": [{"amount": amount, "currency": "USD", "workspace_id": "wrkspc_1", "model": None}],
        }
        for number, amount in enumerate(cents, 1)
    ]
    return written(folder / "cost_report.json", {"data": buckets, "has_more": False})


def written(path: Path, document: Any) -> UsageLog:
    path.write_text(json.dumps(document), "utf-8")
    return read(path)


@pytest.fixture
def fleet(tmp_path: Path) -> Any:
    return read_fleet(tmp_path, [{"id": "carl", "prompt": {"text": "You are Carl."}}])


@pytest.mark.parametrize(("vendor", "said"), [("openai", "$100"), ("anthropic", "$123")])
def test_a_bill_that_tells_no_calls_keeps_its_money(fleet: Any, tmp_path: Path, vendor: str, said: str) -> None:
    bill = costs(tmp_path, 60.25, 40.25) if vendor == "openai" else cost_report(tmp_path, "12000", "345")
    assert [True] == [used.tells_cost for used in bill.used]
    assert [0] == [used.with_cost for used in bill.used]
    shown = "\n".join(told.lines(bill, 80, 20, lambda text, **_: click.unstyle(text)))
    assert ("$120" if vendor == "anthropic" else "$100") in shown, "to two digits"
    assert "how many calls is not told" in shown
    joined = join.joined(fleet, [bill])
    assert joined.seen is not None
    assert joined.seen.logs[0].cost == sum(used.cost for used in bill.used) > 100
    (note,) = [note for note in joined.notes if note.rule == "usage-without-agents"]
    assert f"tells accounts, not agents: calls not told, {said}" in note.message
    assert joined.seen.billed_per_month


def test_a_bill_of_one_agents_account_is_its_cost(fleet: Any, tmp_path: Path) -> None:
    bill = costs(tmp_path, 60.25, 40.25)
    (account,) = [used.caller for used in bill.used]
    assert Caller(account="proj_1") == account
    joined = join.joined(fleet, [bill], {"proj_1": "carl"})
    observed = joined.members[0].observed
    assert observed is not None
    assert (True, "billed") == (observed.tells_cost, observed.basis)
    assert joined.seen is not None
    assert joined.seen.cost == observed.cost > 100
