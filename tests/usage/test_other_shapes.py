"""The same calls as other tools wrap and name them: three calls of 100 tokens in, 60 of them cached, and 20 out."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from auditor.usage import read

TRACE = "a" * 32
USAGE = {"gen_ai.usage.input_tokens": 100, "gen_ai.usage.output_tokens": 20, "gen_ai.usage.cache_read.input_tokens": 60}
AT = 1_790_812_800_000_000
"""Microseconds: 2026-10-01."""


def span(number: int) -> dict[str, Any]:
    attributes = [{"key": key, "value": {"intValue": str(value)}} for key, value in USAGE.items()]
    return {
        "traceId": TRACE,
        "spanId": f"{number:016x}",
        "startTimeUnixNano": str(AT * 1000),
        "attributes": attributes,
    }


SPANS = [{"resource": {"attributes": []}, "scopeSpans": [{"spans": [span(number) for number in range(1, 4)]}]}]


def jaeger() -> Any:
    tags = [{"key": key, "type": "int64", "value": value} for key, value in USAGE.items()]
    calls: list[dict[str, Any]] = [
        {
            "traceID": TRACE,
            "spanID": f"{number:x}",
            "operationName": "chat",
            "references": [{"refType": "CHILD_OF", "traceID": TRACE, "spanID": "root"}],
            "startTime": AT,
            "tags": tags,
        }
        for number in range(1, 4)
    ]
    run = {"traceID": TRACE, "spanID": "root", "operationName": "invoke_agent Bob", "references": [], "startTime": AT}
    named = [{"key": "gen_ai.operation.name", "type": "string", "value": "invoke_agent"}]
    return {"data": [{"traceID": TRACE, "spans": [*calls, run | {"tags": named}], "processes": {}}]}


def azure() -> Any:
    return [
        {
            "TimeGenerated": "2026-10-01T00:00:00Z",
            "OperationId": TRACE,
            "Id": f"{number:x}",
            "Name": "chat gpt-5.2",
            "Properties": json.dumps({key: str(value) for key, value in USAGE.items()}),
            "AppRoleName": "web",
        }
        for number in range(1, 4)
    ]


def console() -> Any:
    return [
        {"traceId": TRACE, "id": f"{number:x}", "name": "chat", "timestamp": AT, "attributes": USAGE}
        for number in range(1, 4)
    ]


def spend(number: int) -> dict[str, Any]:
    details = {"usage_object": {"prompt_tokens_details": {"cached_tokens": 60}}}
    return {
        "request_id": f"r{number}",
        "startTime": "2026-10-01T00:00:00Z",
        "prompt_tokens": 100,
        "completion_tokens": 20,
        "total_tokens": 120,
        "spend": 0.1,
        "model": "gpt-5.2",
        "metadata": details,
    }


def runs(**more: Any) -> Any:
    return [
        {"id": str(number), "run_type": "llm", "name": "Chat", "start_time": "2026-10-01T00:00:00", "trace_id": "t"}
        | more
        for number in range(1, 4)
    ]


MESSAGE = {
    "usage_metadata": {
        "input_tokens": 100,
        "output_tokens": 20,
        "total_tokens": 120,
        "input_token_details": {"cache_read": 60},
    }
}

SHAPES: dict[str, tuple[str, Any]] = {
    "a list of documents of OTLP": ("otlp", [{"resourceSpans": SPANS}]),
    "Tempo's answer": ("otlp", {"batches": SPANS}),
    "Tempo's later answer": ("otlp", {"trace": {"resourceSpans": SPANS}}),
    "Jaeger's export": ("spans", jaeger()),
    "Azure Monitor's table": ("spans", azure()),
    "the console of JavaScript": ("spans", console()),
    "an answer of LiteLLM's API": ("litellm-spendlogs", {"data": [spend(n) for n in range(3)], "total": 3}),
    "runs with the model's usage in their metadata": ("langsmith", runs(extra={"metadata": MESSAGE})),
    "runs with it in their outputs": ("langsmith", runs(outputs=MESSAGE)),
    "runs with it in the message": (
        "langsmith",
        runs(outputs={"generations": [[{"message": {"kwargs": MESSAGE}}]]}),
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("indent", [None, 2])
def test_other_shapes_of_the_same_calls_are_the_same_calls(shape: str, indent: int | None, tmp_path: Path) -> None:
    format, document = SHAPES[shape]
    (tmp_path / "x.json").write_text(json.dumps(document, indent=indent), "utf-8")
    log = read(tmp_path / "x.json")
    assert (format, 3) == (log.format, sum(one.calls for one in log.used))
    (used,) = log.used
    assert (120, 180, 60) == (used.uncached, used.cache_read, used.output)
    assert ("Jaeger" in shape) == ("Bob" == used.caller.name)


@pytest.mark.parametrize("dump", [lambda row: json.dumps(row, indent=1), json.dumps], ids=["indented", "lines"])
def test_records_over_several_lines_are_records(dump: Callable[[Any], str], tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text("\n".join(dump(spend(number)) for number in range(3)), "utf-8")
    log = read(tmp_path / "x.jsonl")
    assert (3, 3, ()) == (log.rows, sum(one.calls for one in log.used), log.flaws)


def test_what_a_router_exports_is_read_by_its_columns(tmp_path: Path) -> None:
    head = "generation_id,created_at,cost_total,tokens_prompt,tokens_completion,tokens_reasoning,tokens_cached"
    with (tmp_path / "x.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow([*head.split(","), "model_permaslug", "provider_name", "api_key_name"])
        for number in range(25):
            rows.writerow([f"gen-{number}", "2026-10-01 00:00:01", "0.01", 100, 20, 5, 60, "a/b", "A", "shop"])
    (used,) = read(tmp_path / "x.csv").used
    assert (25, 1000, 1500, 500, 125) == (used.calls, used.uncached, used.cache_read, used.output, used.reasoning)
    assert ("shop", "a/b") == (used.caller.account, used.model)
