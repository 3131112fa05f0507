"""MLflow traces, as its CLI, SDK and REST give them: each call as its provider counts it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from auditor.model.usage import Caller, Row
from auditor.usage.figures import money, name_of, time
from auditor.usage.invariants import native, tokens
from auditor.usage.log import Log
from auditor.usage.log_format import Head
from auditor.usage.records import as_list, as_mapping, records
from auditor.usage.shapes import agent_in, elements, pick, unpacked
from auditor.usage.traces import Span
from auditor.usage.walk import Shape

NAME = "mlflow"
DESCRIPTION = "MLflow traces as JSON or JSON Lines"
TELLS_CACHE = True

SHAPE: Shape = {"traces": None}
_KEPT = ("status", "status_code", "start_time_unix_nano", "start_time")
"""What totals are made of besides their tokens: all else of a span, its inputs above all, is let go."""
_CALLS = ("LLM", "CHAT_MODEL")
_FAILED = ("ERROR", "STATUS_CODE_ERROR", 2)


def claims(head: Head) -> bool:
    """Whether its first record is a trace: what is known of it, and its spans."""
    record = next(elements(head.first, "traces"), {})
    return isinstance(record.get("info"), dict) and isinstance(as_mapping(record.get("data")).get("spans"), list)


def spans(log: Log) -> Iterator[Span]:
    """Every span of a file."""
    for line, record in records(log, SHAPE):
        for trace in elements(record, "traces"):
            info = as_mapping(trace.get("info"))
            for one in map(as_mapping, as_list(as_mapping(trace.get("data")).get("spans"))):
                span = _span(one, info, log, line)
                if span is not None:
                    yield span


def _span(one: Mapping[str, Any], info: Mapping[str, Any], log: Log, line: int) -> Span | None:
    context = as_mapping(one.get("context"))
    id = name_of(pick(one, "span_id") or context.get("span_id"))
    trace = name_of(pick(info, "trace_id", "request_id") or pick(one, "trace_id") or context.get("trace_id"))
    if id is None or trace is None:
        log.tell("unknown-shape", "left out: spans without an id", line)
        return None
    attributes = as_mapping(one.get("attributes"))
    span = Span(trace, id, name_of(pick(one, "parent_span_id", "parent_id")) or "", line, log)
    kind = unpacked(attributes.get("mlflow.spanType"))
    told = as_mapping(unpacked(attributes.get("mlflow.chat.tokenUsage")))
    span.is_agent = kind == "AGENT"
    if span.is_agent:
        span.names = Caller(name=agent_in(info.get("tags")) or name_of(one.get("name")))
    if kind in _CALLS or told:
        if kind in _CALLS:
            span.row = _row(one, info, told, span, log)
        else:
            span.totals = partial(_row, {key: one.get(key) for key in _KEPT}, info, told, span, log)
        if not span.is_agent:
            span.names = Caller(name=agent_in(info.get("tags")), prompt_name=_prompt(info))
    return span


def _row(one: Mapping[str, Any], info: Mapping[str, Any], told: Mapping[str, Any], span: Span, log: Log) -> Row:
    attributes, line = as_mapping(one.get("attributes")), span.line
    status = one.get("status")
    failed = pick(one, "status_code") in _FAILED or as_mapping(status).get("code") in _FAILED
    provider = name_of(unpacked(attributes.get("mlflow.llm.provider")))
    cost = as_mapping(unpacked(attributes.get("mlflow.llm.cost"))).get("total_cost")
    metadata = as_mapping(info.get("trace_metadata") or info.get("request_metadata"))
    return Row(
        source=NAME,
        caller=Caller(account=name_of(as_mapping(info.get("tags")).get("mlflow.traceName"))),
        at=time(pick(one, "start_time_unix_nano", "start_time"), log, line),
        provider=provider,
        model=name_of(unpacked(attributes.get("mlflow.llm.model"))),
        failed=int(failed),
        cost=money(cost, log, line),
        basis="estimated" if cost is not None else None,
        session=name_of(metadata.get("mlflow.trace.session")) or span.trace,
        **tokens(_figures(told), log, line, native(provider), provider=provider, failed=failed),
    )


def _figures(told: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "input": told.get("input_tokens"),
        "cache_read": told.get("cache_read_input_tokens"),
        "write": told.get("cache_creation_input_tokens"),
        "write_1h": told.get("cache_creation_input_tokens_above_1hr"),
        "output": told.get("output_tokens"),
        "reasoning": pick(told, "reasoning_tokens", "output_reasoning_tokens"),
    }


def _prompt(info: Mapping[str, Any]) -> str | None:
    """The one prompt of the registry that a trace is linked to; of several nobody knows which call is whose."""
    tags, metadata = as_mapping(info.get("tags")), as_mapping(info.get("trace_metadata"))
    linked = as_list(unpacked(pick(tags, "mlflow.linkedPrompts") or metadata.get("mlflow.linkedPrompts")))
    names = {name_of(as_mapping(one).get("name")) for one in linked}
    return names.pop() if len(names) == 1 else None
