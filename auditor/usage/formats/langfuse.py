"""Langfuse observations, from its API or its export: input leaves the cache out, output leaves reasoning out.

A generation is its nearest AGENT observation's, else its prompt's, else its trace's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.model.usage import Caller, Row, Tokens
from auditor.usage.attributes import agent_of, told_by
from auditor.usage.figures import money, name_of, time, whole
from auditor.usage.formats.otlp import roles_of
from auditor.usage.invariants import INCLUSIVE, Manner, tokens
from auditor.usage.log import Log
from auditor.usage.log_format import Head
from auditor.usage.records import as_mapping, records
from auditor.usage.shapes import agent_in, elements, pick, unpacked
from auditor.usage.traces import Span
from auditor.usage.walk import Shape

NAME = "langfuse"
DESCRIPTION = "Langfuse observations: blob storage export or API, JSON or JSON Lines"
TELLS_CACHE = True

SHAPE: Shape = {"data": None, "observations": None}
MANNER = Manner("exclusive", reasoning_apart=True)
_OLDER = ("prompt_details.", "completion_details.")
"""Before Langfuse took its parts out of input and output, it kept those of OpenInference beside them."""
_AROUND = ("SPAN", "CHAIN")
_TYPES = frozenset(
    {"GENERATION", "SPAN", "EVENT", "AGENT", "TOOL", "CHAIN", "RETRIEVER", "EVALUATOR", "EMBEDDING", "GUARDRAIL"}
)
_INPUT = ("input", "input_tokens", "prompt_tokens", "promptTokens")
_OUTPUT = ("output", "output_tokens", "completion_tokens", "completionTokens")
_READ = (
    "input_cached_tokens",
    "input_cache_read",
    "cache_read_input_tokens",
    "input_cache_read_tokens",
    "prompt_details.cache_read",
)
_WRITE = (
    "input_cache_creation",
    "cache_creation_input_tokens",
    "input_cache_write",
    "input_cache_creation_tokens",
    "prompt_details.cache_write",
)
_WRITE_5M = ("input_cache_creation_5m", "ephemeral_5m_input_tokens")
_WRITE_1H = ("input_cache_creation_1h", "ephemeral_1h_input_tokens")
_REASONING = ("output_reasoning_tokens", "output_reasoning", "reasoning_tokens", "completion_details.reasoning")
_NAMED = frozenset((*_INPUT, *_OUTPUT, *_READ, *_WRITE, *_WRITE_5M, *_WRITE_1H, *_REASONING))


def claims(head: Head) -> bool:
    """Whether its first record is an observation."""
    record = next(elements(head.first, "data", "observations"), {})
    has_trace = "trace_id" in record or "traceId" in record
    return has_trace and record.get("type") in _TYPES and pick(record, "start_time", "startTime") is not None


def spans(log: Log) -> Iterator[Span]:
    """Every observation of a file."""
    for line, record in records(log, SHAPE):
        for observation, trace in _observations(record):
            span = _span(observation, trace, log, line)
            if span is not None:
                yield span


def _observations(record: Any) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Each observation, and its trace as far as it stands around it."""
    for one in elements(record, "data"):
        inner = one.get("observations")
        if isinstance(inner, list):
            trace = one["trace"] if isinstance(one.get("trace"), dict) else one
            yield from ((as_mapping(observation), trace) for observation in inner)
        else:
            yield one, {}


def _span(one: Mapping[str, Any], around: Mapping[str, Any], log: Log, line: int) -> Span | None:
    id, trace = name_of(one.get("id")), name_of(pick(one, "trace_id", "traceId"))
    if id is None:
        log.tell("unknown-shape", "left out: observations without an id", line)
        return None
    span = Span(trace or id, id, name_of(pick(one, "parent_observation_id", "parentObservationId")) or "", line, log)
    kind = one.get("type")
    told = told_by(as_mapping(unpacked(as_mapping(unpacked(one.get("metadata"))).get("attributes"))))
    agent = agent_in(one.get("metadata")) or agent_in(one.get("tags")) or name_of(told.get("agent_name"))
    agent_id = name_of(told.get("agent_id"))
    if kind == "GENERATION":
        agent = agent or agent_in(around.get("metadata")) or agent_in(around.get("tags"))
        span.names = Caller(id=agent_id, name=agent, prompt_name=name_of(pick(one, "prompt_name", "promptName")))
        span.row = _row(one, around, span, log)
    elif kind == "AGENT" or "run" in roles_of(told) or (kind in _AROUND and (agent or agent_id)):
        span.is_agent = True
        title = None if agent_id else told.get("entity") or agent_of(one.get("name"))
        span.names = Caller(id=agent_id, name=agent or name_of(title))
    elif kind == "EMBEDDING":
        log.tell("not-a-call", "left out: embeddings and rankings, which have no prompt", line)
    return span


def _row(one: Mapping[str, Any], around: Mapping[str, Any], span: Span, log: Log) -> Row:
    line, failed = span.line, one.get("level") == "ERROR"
    costs = as_mapping(unpacked(pick(one, "cost_details", "costDetails")))
    cost = pick(one, "total_cost", "totalCost", "calculated_total_cost", "calculatedTotalCost")
    account = pick(one, "trace_name", "traceName") or around.get("name") or pick(one, "project_id", "projectId")
    return Row(
        source=NAME,
        caller=Caller(account=name_of(account)),
        at=time(pick(one, "start_time", "startTime"), log, line),
        model=name_of(pick(one, "provided_model_name", "providedModelName", "model")),
        failed=int(failed),
        cost=money(costs.get("total") if cost is None else cost, log, line),
        basis="estimated" if cost is not None or "total" in costs else None,
        session=name_of(pick(one, "session_id", "sessionId") or around.get("sessionId")) or span.trace,
        **_tokens(one, log, line, failed=failed),
    )


def _tokens(one: Mapping[str, Any], log: Log, line: int, *, failed: bool) -> Tokens:
    usage = as_mapping(unpacked(pick(one, "usage_details", "usageDetails", "usage")))
    is_older = any(key.startswith(_OLDER) for key in usage)
    told = {
        "input": _with_more(usage, _INPUT, "input_"),
        "cache_read": pick(usage, *_READ),
        "write": pick(usage, *_WRITE),
        "write_5m": pick(usage, *_WRITE_5M),
        "write_1h": pick(usage, *_WRITE_1H),
        "output": _with_more(usage, _OUTPUT, "output_"),
        "reasoning": pick(usage, *_REASONING),
        "total": usage.get("total"),
    }
    return tokens(told, log, line, INCLUSIVE if is_older else MANNER, failed=failed)


def _with_more(usage: Mapping[str, Any], names: tuple[str, ...], prefix: str) -> Any:
    """A figure with the kinds that were taken out of it and are no cache and no reasoning, as audio and images."""
    figure = pick(usage, *names)
    more = [whole(value) or 0 for key, value in usage.items() if key.startswith(prefix) and key not in _NAMED]
    number = whole(figure)
    return number + sum(more) if number is not None and more else figure
