"""Bills of accounts: money without calls, files that follow each other, and views of the same money."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
import pytest

from auditor.model.bills import Billed, LogRead, billed
from auditor.model.usage import Caller, CostBasis, UsageLog
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
    assert joined.seen.billed


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


# --- what they come to in a month

MONTH = Decimal(730) / 24


def bill(cost: int, first: int, last: int, *of: str, format: str = "a", basis: CostBasis = "billed") -> LogRead:
    """So many dollars for the days from the first of October 2026 on, the last not included; for these providers."""
    begins, ends = (datetime(2026, 10, 1, tzinfo=UTC) + timedelta(days=day) for day in (first, last))
    path = f"{format} {first} {cost}"
    return LogRead(
        path=path, format=format, sha256=path, rows=1, calls=0, cost=Decimal(cost), knows_agents=False, basis=basis,
        first=begins.date(), last=ends.date(), days=Decimal(last - first), begins=begins, ends=ends,
        providers=frozenset(of),
    )  # fmt: skip


def monthly(*logs: LogRead) -> Decimal:
    found = billed(logs)
    assert isinstance(found, Billed)
    return round(found.per_month / MONTH * 100) / Decimal(100)


def test_bills_that_follow_each_other_are_one_bill_of_all_their_days() -> None:
    assert Decimal("98.36") == monthly(bill(3000, 0, 31), bill(3000, 31, 61))
    assert Decimal(100) == monthly(bill(3000, 0, 30), bill(1000, 40, 50)), "the days between are nobody's"


def test_bills_of_the_same_days_are_added() -> None:
    assert Decimal(150) == monthly(bill(3000, 0, 30), bill(1500, 0, 30))
    assert Decimal(100) == monthly(bill(3000, 0, 30), bill(1500, 15, 45)), "what both cover is covered once"


def test_two_formats_that_may_tell_the_same_money_are_not_added() -> None:
    ours, theirs = bill(3000, 0, 30, "openai"), bill(3300, 0, 30, "openai", "anthropic", format="b")
    assert Decimal(110) == monthly(ours, theirs)
    assert Decimal(110) == monthly(ours, bill(3300, 0, 30, format="b")), "nobody knows whose models"


def test_bills_of_different_providers_are_added() -> None:
    assert Decimal(150) == monthly(bill(3000, 0, 30, "openai"), bill(1500, 0, 30, "anthropic", format="b"))


def test_what_was_billed_counts_before_what_a_tool_reckoned() -> None:
    estimate = bill(9000, 0, 30, "anthropic", format="b", basis="estimated")
    assert Decimal(100) == monthly(bill(3000, 0, 30, "openai"), estimate)
    found = billed([estimate])
    assert found is not None
    assert "billed" not in found.said("$9,125")


def test_what_tells_no_days_or_no_money_in_all_is_no_rate() -> None:
    assert billed([bill(-3000, 0, 30)]) is None
    assert billed([bill(3000, 0, 30), bill(-3000, 0, 30)]) is None
    assert billed([]) is None


def test_two_months_of_costs_are_read_as_such(fleet: Any, tmp_path: Path) -> None:
    months = [costs(tmp_path, *[100.0] * 31), costs(tmp_path, *[100.0] * 30, start=OCTOBER + 31 * DAY, name="nov.json")]
    seen = join.joined(fleet, months).seen
    assert seen is not None
    assert seen.billed is not None
    assert ("billed", 100 * MONTH) == (seen.billed.basis, seen.billed.per_month)
    assert frozenset({"openai"}) == seen.billed.providers


# --- exports that overlap


def usage_page(folder: Path, days: dict[int, int], *, project: str | None, name: str) -> Path:
    """A page of OpenAI's usage: input tokens by day of October, each of half as many calls."""
    buckets = [
        {
            "object": "bucket",
            "start_time": OCTOBER + (day - 1) * DAY,
            "end_time": OCTOBER + day * DAY,
            "results": [
                {
                    "object": "organization.usage.completions.result",
                    "input_tokens": tokens,
                    "output_tokens": 10,
                    "num_model_requests": tokens // 2,
                    "project_id": project,
                    "model": "gpt-5.2",
                }
            ],
        }
        for day, tokens in days.items()
    ]
    (folder / name).write_text(json.dumps({"object": "page", "data": buckets}), "utf-8")
    return folder / name


def total(log: UsageLog) -> tuple[int, int]:
    return sum(one.calls for one in log.used), sum(one.uncached for one in log.used)


def told_of(log: UsageLog) -> list[tuple[int, str]]:
    return [(flaw.count, flaw.done.split(":")[0]) for flaw in log.flaws if flaw.kind == "duplicate"]


def test_a_bill_exported_twice_counts_once_and_a_day_that_went_on_in_its_last_state(tmp_path: Path) -> None:
    usage_page(tmp_path, {1: 100, 2: 200, 3: 60}, project="proj_1", name="a.json")
    usage_page(tmp_path, {2: 200, 3: 300, 4: 400}, project="proj_1", name="b.json")
    log = read(tmp_path)
    assert (500, 1000) == total(log)
    assert (("2026-10-01", 50), ("2026-10-02", 100), ("2026-10-03", 150), ("2026-10-04", 200)) == log.used[0].by_day
    assert [(1, "left out"), (1, "counted in what it adds")] == told_of(log)


def test_bills_given_one_by_one_count_once_as_well(tmp_path: Path) -> None:
    buckets: dict[int, Any] = {}
    first = usage_page(tmp_path, {1: 100, 2: 200}, project="proj_1", name="a.json")
    second = usage_page(tmp_path, {1: 80, 2: 200, 3: 300}, project="proj_1", name="b.json")
    logs = [read(path, None, buckets) for path in (first, second)]
    assert [(150, 300), (150, 300)] == [total(log) for log in logs]
    assert [(1, "left out"), (1, "left out")] == told_of(logs[1])
    assert total(read(second)) == (290, 580), "alone it is read whole"


def test_two_accounts_that_are_not_named_are_added_unless_all_is_the_same(tmp_path: Path) -> None:
    usage_page(tmp_path, {1: 100, 2: 200}, project=None, name="a.json")
    usage_page(tmp_path, {1: 100, 2: 500}, project=None, name="b.json")
    log = read(tmp_path)
    assert (400, 800) == total(log)
    assert [(1, "left out"), (1, "added, though the same day and model was read before")] == told_of(log)


def test_two_lines_of_one_bucket_that_look_alike_are_two(tmp_path: Path) -> None:
    path = usage_page(tmp_path, {1: 100}, project="proj_1", name="a.json")
    page = json.loads(path.read_text("utf-8"))
    page["data"][0]["results"] *= 2
    path.write_text(json.dumps(page), "utf-8")
    assert (100, 200) == total(read(path))


def test_a_bill_whose_first_days_are_empty_is_known_as_one(tmp_path: Path) -> None:
    path = usage_page(tmp_path, {1: 0, 2: 200}, project="proj_1", name="a.json")
    page = json.loads(path.read_text("utf-8"))
    page["data"][0]["results"] = []
    path.write_text(json.dumps(page), "utf-8")
    assert ("openai-usage", (100, 200)) == (read(path).format, total(read(path)))
    page["data"][1]["results"] = []
    path.write_text(json.dumps(page), "utf-8")
    assert ("openai-usage", ()) == (read(path).format, read(path).used)


def test_no_day_of_a_bill_is_said_to_have_calls(tmp_path: Path) -> None:
    shown = "\n".join(told.lines(costs(tmp_path, 60.25, 40.25), 80, 20, lambda text, **_: click.unstyle(text)))
    assert "2026-10-01 to 2026-10-03" in shown
    assert "calls on" not in shown
