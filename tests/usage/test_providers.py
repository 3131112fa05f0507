"""What reports by buckets and sessions tell: the month by day and key, the bill in its own unit, and no agent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from auditor.model.usage import Caller
from auditor.usage import read
from tests.usage.month import Call, by_day, month, used
from tests.usage.writers.writer import document


@pytest.fixture(scope="module")
def calls() -> Sequence[Call]:
    return [call for call in month() if not call.failed]


def sums(calls: Sequence[Call], name: str) -> int:
    return sum(getattr(call, name) or 0 for call in calls)


def openai_usage(calls: Sequence[Call], path: Path) -> None:
    data = []
    for day, account, model, made in by_day([call for call in calls if call.provider == "openai"]):
        result = {
            "object": "organization.usage.completions.result",
            "input_tokens": sums(made, "input"),
            "input_cached_tokens": sums(made, "cache_read"),
            "output_tokens": sums(made, "output"),
            "num_model_requests": len(made),
            "project_id": account,
            "api_key_id": None,
            "model": model,
            "batch": False,
        }
        start = int(day.timestamp())
        data.append({"object": "bucket", "start_time": start, "end_time": start + 86400, "results": [result]})
    document({"object": "page", "data": data, "has_more": False}, path)


def anthropic_usage(calls: Sequence[Call], path: Path) -> None:
    data = []
    for day, account, model, made in by_day([call for call in calls if call.provider == "anthropic"]):
        result = {
            "uncached_input_tokens": sums(made, "uncached"),
            "cache_read_input_tokens": sums(made, "cache_read"),
            "cache_creation": {
                "ephemeral_5m_input_tokens": sums(made, "write_5m"),
                "ephemeral_1h_input_tokens": sums(made, "write_1h"),
            },
            "output_tokens": sums(made, "output"),
            "api_key_id": account,
            "workspace_id": "not this",
            "model": model,
        }
        end = day.replace(hour=23, minute=59, second=59)
        data.append({"starting_at": day.isoformat(), "ending_at": end.isoformat(), "results": [result]})
    document({"data": data, "has_more": False}, path)


SUMS = ("uncached", "cache_read", "cache_write_5m", "cache_write_1h", "output")


@pytest.mark.parametrize(("write", "provider"), [(openai_usage, "openai"), (anthropic_usage, "anthropic")])
def test_a_report_by_day_and_key_comes_to_the_same_tokens(
    write: object, provider: str, calls: Sequence[Call], tmp_path: Path
) -> None:
    write(calls, tmp_path / "usage.json")  # type: ignore[operator]
    log = read(tmp_path / "usage.json")
    by_account = [replace(call, agent=call.account) for call in calls if call.provider == provider]
    wanted = {(one.caller.name, one.model): [getattr(one, name) for name in SUMS] for one in used(by_account)}
    assert {(one.caller.account, one.model): [getattr(one, name) for name in SUMS] for one in log.used} == wanted
    assert all(one.input_sizes is None and one.hits is None for one in log.used), "a bucket hides single calls"


def test_openai_tells_calls_by_day_and_anthropic_none(calls: Sequence[Call], tmp_path: Path) -> None:
    openai_usage(calls, tmp_path / "o.json")
    anthropic_usage(calls, tmp_path / "a.json")
    mine = [replace(call, agent=call.account) for call in calls if call.provider == "openai"]
    assert [one.by_day for one in read(tmp_path / "o.json").used] == [one.by_day for one in used(mine)]
    log = read(tmp_path / "a.json")
    assert {one.calls for one in log.used} == {0}
    assert [flaw.kind for flaw in log.flaws] == ["no-calls"]


def test_anthropics_bill_is_in_cents_and_openais_in_dollars(tmp_path: Path) -> None:
    cents = {"currency": "USD", "amount": "12345.678", "workspace_id": "w", "model": "claude-sonnet-5-5"}
    bucket = {"starting_at": "2026-10-01T00:00:00Z", "ending_at": "2026-10-02T00:00:00Z", "results": [cents]}
    document({"data": [bucket]}, tmp_path / "a.json")
    assert read(tmp_path / "a.json").used[0].cost == Decimal("123.45678")
    result = {
        "object": "organization.costs.result",
        "amount": {"value": 0.06, "currency": "usd"},
        "line_item": "gpt-5.2, input",
        "project_id": "p",
    }
    day = {"object": "bucket", "start_time": 1790812800, "end_time": 1790899200, "results": [result]}
    document({"object": "page", "data": [day]}, tmp_path / "o.json")
    (bill,) = read(tmp_path / "o.json").used
    assert (bill.cost, bill.basis, bill.model, bill.calls) == (Decimal("0.06"), "billed", "gpt-5.2", 0)


def test_a_bill_in_another_currency_is_told_and_not_added(tmp_path: Path) -> None:
    result = {"object": "organization.costs.result", "amount": {"value": 5, "currency": "eur"}, "project_id": "p"}
    document({"data": [{"start_time": 1790812800, "end_time": 1790899200, "results": [result]}]}, tmp_path / "o.json")
    log = read(tmp_path / "o.json")
    assert log.used[0].cost == 0
    assert [flaw.kind for flaw in log.flaws] == ["other-currency"]


def test_sessions_of_hosted_agents_tell_tokens_by_agent(tmp_path: Path) -> None:
    openai = {
        "id": "s1",
        "agent": {"id": "ag_1", "name": "Carl", "model": "gpt-5.2", "instructions": "Be kind."},
        "created_at": 1790812800,
        "usage": {"input_tokens": 100, "input_tokens_details": {"cached_tokens": 60}, "output_tokens": 7},
    }
    anthropic = {
        "id": "s2",
        "agent": {"id": "ag_2", "name": "Nora", "model": {"id": "claude-sonnet-5-5"}},
        "created_at": "2026-10-01T00:00:00Z",
        "usage": {
            "input_tokens": 40,
            "cache_read_input_tokens": 60,
            "cache_creation": {"ephemeral_1h_input_tokens": 9},
            "output_tokens": 7,
        },
    }
    document({"data": [openai, anthropic, openai]}, tmp_path / "s.json")
    log = read(tmp_path / "s.json")
    assert [(one.caller.name, one.uncached, one.cache_read, one.cache_write_1h) for one in log.used] == [
        ("Carl", 40, 60, 0),
        ("Nora", 40, 60, 9),
    ]
    assert {flaw.kind for flaw in log.flaws} == {"no-calls", "duplicate"}
    assert "which this log does not tell" in next(flaw.done for flaw in log.flaws if flaw.kind == "no-calls")


def metric(points: Sequence[tuple[str, int, int, int]], temporality: int) -> dict[str, object]:
    return {
        "name": "gen_ai.client.token.usage",
        "histogram": {
            "aggregationTemporality": temporality,
            "dataPoints": [
                {
                    "attributes": [
                        {"key": "gen_ai.token.type", "value": {"stringValue": kind}},
                        {"key": "gen_ai.request.model", "value": {"stringValue": "gpt-5.2"}},
                        {"key": "gen_ai.system", "value": {"stringValue": "openai"}},
                    ],
                    "startTimeUnixNano": "1790812800000000000",
                    "timeUnixNano": str(1790812800000000000 + minute * 60 * 10**9),
                    "count": str(count),
                    "sum": amount,
                }
                for kind, count, amount, minute in points
            ],
        },
    }


@pytest.mark.parametrize(
    ("points", "temporality"),
    [
        ([("input", 2, 300, 1), ("output", 2, 40, 1), ("input", 3, 700, 2), ("output", 3, 60, 2)], 1),
        ([("input", 2, 300, 1), ("output", 2, 40, 1), ("input", 5, 1000, 2), ("output", 5, 100, 2)], 2),
    ],
)
def test_metrics_tell_tokens_by_service_and_never_an_agent(
    points: Sequence[tuple[str, int, int, int]], temporality: int, tmp_path: Path
) -> None:
    service = {"attributes": [{"key": "service.name", "value": {"stringValue": "claims-api"}}]}
    scopes = [{"metrics": [metric(points, temporality)]}]
    document({"resourceMetrics": [{"resource": service, "scopeMetrics": scopes}]}, tmp_path / "m.json")
    log = read(tmp_path / "m.json")
    assert log.format == "otlp-metrics"
    (one,) = log.used
    assert (one.caller, one.calls, one.uncached, one.output) == (Caller(account="claims-api"), 5, 1000, 100)
    assert {flaw.kind for flaw in log.flaws} == {"no-agent"}


def test_cumulative_metrics_of_replicas_are_each_their_own_count(tmp_path: Path) -> None:
    exports = []
    for minute, counts in enumerate(((1000, 10), (1200, 30)), 1):
        for replica, count in zip("ab", counts, strict=True):
            said = {"service.name": "claims-api", "service.instance.id": replica}
            around = {"attributes": [{"key": key, "value": {"stringValue": value}} for key, value in said.items()]}
            scopes = [{"metrics": [metric([("input", minute, count, minute)], 2)]}]
            exports.append({"resource": around, "scopeMetrics": scopes})
    document({"resourceMetrics": exports}, tmp_path / "m.json")
    (one,) = read(tmp_path / "m.json").used
    assert (one.caller, one.calls, one.uncached) == (Caller(account="claims-api"), 4, 1230)


def test_a_bill_stands_on_its_days_though_it_tells_no_calls(tmp_path: Path) -> None:
    """Without them, nothing would say whether another log tells of the same calls (`overlap`)."""
    results = [{"currency": "USD", "amount": "100", "workspace_id": "w"}]
    days = [{"starting_at": f"2026-10-0{day}T00:00:00Z", "ending_at": f"2026-10-0{day + 1}T00:00:00Z",
             "results": results} for day in (1, 2, 5)]  # fmt: skip
    document({"data": days}, tmp_path / "a.json")
    (bill,) = read(tmp_path / "a.json").used
    assert bill.by_day == (("2026-10-01", 0), ("2026-10-02", 0), ("2026-10-05", 0))
    assert bill.calls == 0
