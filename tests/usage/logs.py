"""Builders for tests: what a log tells, made by hand, and a small log as OpenTelemetry writes it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from auditor.model.usage import Caller, Sizes, UsageLog, Used

START = datetime(2026, 9, 1, tzinfo=UTC)


def used(
    caller: Caller | str,
    *,
    days: int = 28,
    calls: int = 100,
    start: datetime = START,
    uncached: int = 300,
    read: int = 0,
    written: int = 0,
    output: int = 100,
    cost: str | None = None,
    **over: Any,
) -> Used:
    """`calls` calls on each of so many days, each with so many tokens; `cost` is that of a call."""
    all_calls = calls * days
    figures: dict[str, Any] = {
        "caller": Caller(id=caller) if isinstance(caller, str) else caller,
        "provider": "anthropic",
        "model": "claude-sonnet-5-5",
        "first": start,
        "last": start + timedelta(days=days),
        "calls": all_calls,
        "failed": 0,
        "with_input": all_calls,
        "uncached": uncached * all_calls,
        "with_cache": all_calls,
        "cache_read": read * all_calls,
        "cache_write_5m": written * all_calls,
        "cache_write_1h": 0,
        "hits": all_calls if read else 0,
        "with_output": all_calls,
        "output": output * all_calls,
        "reasoning": None,
        "input_sizes": Sizes(p50=uncached + read, p95=2 * (uncached + read)),
        "output_sizes": Sizes(p50=output, p95=2 * output),
        "with_cost": all_calls if cost else 0,
        "cost": Decimal(cost or 0) * all_calls,
        "basis": "billed" if cost else None,
        "sessions": None,
        "batch": None,
        "by_day": tuple(((start + timedelta(days=day)).date().isoformat(), calls) for day in range(days)),
    }
    return Used(**figures | over)


def log(*parts: Used, path: str = "calls.jsonl", format: str = "gateway", **over: Any) -> UsageLog:
    """A log of these callers, which covers the days of all of them."""
    figures: dict[str, Any] = {
        "path": path,
        "format": format,
        "sha256": path,
        "rows": sum(part.calls for part in parts),
        "used": parts,
        "flaws": (),
        "first": min((part.first for part in parts if part.first), default=None),
        "last": max((part.last for part in parts if part.last), default=None),
        "tells_cache": True,
    }
    return UsageLog(**figures | over)


def write_spans(path: Path, calls: list[tuple[str, datetime, dict[str, Any]]]) -> Path:
    """Calls as spans beneath the agent's own, one trace a line; each is an agent, a time and what the call has."""
    lines = []
    for number, (agent, at, attributes) in enumerate(calls, 1):
        trace, root, child = f"{number:032x}", f"{2 * number:016x}", f"{2 * number + 1:016x}"
        spans = [
            _span(trace, root, "", at, {"gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": agent}),
            _span(trace, child, root, at, {"gen_ai.operation.name": "chat", **attributes}),
        ]
        lines.append(json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]}))
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def _span(trace: str, id: str, parent: str, at: datetime, attributes: dict[str, Any]) -> dict[str, Any]:
    nano = int(at.timestamp()) * 10**9
    return {
        "traceId": trace,
        "spanId": id,
        "parentSpanId": parent,
        "name": "call",
        "startTimeUnixNano": str(nano),
        "endTimeUnixNano": str(nano + 10**9),
        "attributes": [{"key": key, "value": _value(value)} for key, value in attributes.items()],
    }


def _value(value: Any) -> dict[str, Any]:
    return {"intValue": str(value)} if isinstance(value, int) else {"stringValue": value}
