"""OpenTelemetry's token metrics in OTLP JSON: by service and model alone, for no metric of tokens names an agent.

Histograms of the first conventions count calls, counters of the later ones and Claude Code's count tokens only. What
is cumulative is told apart into what each point adds to the one before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from auditor.model.usage import Caller, Row
from auditor.usage.figures import name_of, time, whole
from auditor.usage.formats.otlp import pairs
from auditor.usage.invariants import EXCLUSIVE, INCLUSIVE, tokens
from auditor.usage.log import NO_CALLS, Log
from auditor.usage.log_format import Head
from auditor.usage.records import as_list, as_mapping, records
from auditor.usage.walk import Shape

NAME = "otlp-metrics"
DESCRIPTION = "OpenTelemetry metrics in OTLP JSON: tokens by service and model, of no agent"
TELLS_CACHE = True

SHAPE: Shape = {"resourceMetrics": None}
NO_AGENT = "counted for their service: metrics of tokens name no agent, its traces do"
_TYPED = {"gen_ai.client.token.usage": "gen_ai.token.type", "claude_code.token.usage": "type"}
"""Metrics whose points say in an attribute what they count."""
_NAMED = {
    "gen_ai.client.inference.usage.input_tokens": "input",
    "gen_ai.client.inference.usage.output_tokens": "output",
    "gen_ai.client.inference.usage.cache_read.input_tokens": "cache_read",
    "gen_ai.client.inference.usage.cache_write.input_tokens": "write",
    "gen_ai.client.inference.usage.reasoning.output_tokens": "reasoning",
}
_TYPES = {
    "input": "input",
    "output": "output",
    "completion": "output",
    "cacheRead": "cache_read",
    "cacheCreation": "write",
}
_CUMULATIVE = (2, "2", "AGGREGATION_TEMPORALITY_CUMULATIVE")
_MOST_STREAMS = 100_000
_MOST_CALLS = 1_000_000


@dataclass(slots=True)
class _Point:
    """What the metrics of one export tell of one service, model and time."""

    told: dict[str, int] = field(default_factory=dict)
    calls: int = 0


def claims(head: Head) -> bool:
    """Whether it begins with resource metrics."""
    return isinstance(head.first, dict) and "resourceMetrics" in head.first


def rows(log: Log) -> Iterator[Row]:
    """One row an export, service and model."""
    before: dict[tuple[str, ...], int] = {}
    for line, record in records(log, SHAPE):
        for document in record if isinstance(record, list) else (record,):
            for resource in map(as_mapping, as_list(as_mapping(document).get("resourceMetrics"))):
                yield from _rows(resource, before, log, line)


def _rows(resource: Mapping[str, Any], before: dict[tuple[str, ...], int], log: Log, line: int) -> Iterator[Row]:
    around = pairs(as_mapping(resource.get("resource")).get("attributes"))
    service, replica = name_of(around.get("service.name")), _digest(around)
    points: dict[tuple[str, str, str, str], _Point] = {}
    for scope in map(as_mapping, as_list(resource.get("scopeMetrics"))):
        for metric in map(as_mapping, as_list(scope.get("metrics"))):
            _collect(metric, replica, points, before)
    for (name, provider, model, at), point in points.items():
        log.tell("no-agent", NO_AGENT, line)
        if not point.calls:
            log.tell("no-calls", NO_CALLS, line)
        is_claude = name == "claude_code.token.usage"
        whose = "anthropic" if is_claude else provider
        manner = EXCLUSIVE if is_claude else INCLUSIVE
        when = time(at, log, line)
        yield Row(
            source=NAME,
            caller=Caller(account=service),
            at=when,
            until=when,
            provider=whose or None,
            model=model or None,
            calls=point.calls,
            **tokens(point.told, log, line, manner, provider=whose, calls=point.calls or _MOST_CALLS),
        )


def _collect(
    metric: Mapping[str, Any],
    replica: str,
    points: dict[tuple[str, str, str, str], _Point],
    before: dict[tuple[str, ...], int],
) -> None:
    """Add what a metric tells to the points of its time."""
    name = metric.get("name")
    if not isinstance(name, str) or (name not in _TYPED and name not in _NAMED):
        return
    data = as_mapping(metric.get("sum") or metric.get("histogram"))
    is_cumulative = data.get("aggregationTemporality") in _CUMULATIVE
    for one in map(as_mapping, as_list(data.get("dataPoints"))):
        said = pairs(one.get("attributes"))
        what = _NAMED.get(name) or _TYPES.get(str(said.get(_TYPED.get(name, ""))))
        amount = whole(one.get("asInt", one.get("asDouble", one.get("sum"))))
        if what is None or amount is None:
            continue
        calls = max(0, whole(one.get("count")) or 0)
        provider = name_of(said.get("gen_ai.provider.name") or said.get("gen_ai.system")) or ""
        models = (said.get("gen_ai.response.model"), said.get("gen_ai.request.model"), said.get("model"))
        model = next((found for found in map(name_of, models) if found), "")
        if is_cumulative:
            stream = (replica, name, _digest(said), str(one.get("startTimeUnixNano")))
            amount = _added(before, (*stream, "sum"), amount)
            calls = _added(before, (*stream, "count"), calls)
        at = str(one.get("timeUnixNano"))
        kind = name if name in _TYPED else "gen_ai.client.inference.usage"
        point = points.setdefault((kind, provider, model, at), _Point())
        point.told[what] = point.told.get(what, 0) + amount
        point.calls += calls if what == "input" else 0


def _digest(attributes: Mapping[str, Any]) -> str:
    """What tells one source of counts from another: all that is said of it, for replicas share a service's name."""
    return sha256(str(sorted(attributes.items(), key=str)).encode("utf-8", "replace")).hexdigest()


def _added(before: dict[tuple[str, ...], int], stream: tuple[str, ...], now: int) -> int:
    """What a cumulative stream added since its last point; a counter that fell began anew."""
    last = before.get(stream, 0)
    if len(before) < _MOST_STREAMS or stream in before:
        before[stream] = now
    return now - last if now >= last else now
