"""LangSmith runs, from its API, its SDK or its bulk export as JSON: input includes the cache.

Chains carry the totals of the model calls below them; an export of root runs alone has nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from auditor.model.usage import Caller, Row
from auditor.usage.figures import money, name_of, time, whole
from auditor.usage.invariants import INCLUSIVE, tokens
from auditor.usage.log import Log
from auditor.usage.log_format import Head
from auditor.usage.records import as_list, as_mapping, records
from auditor.usage.shapes import agent_in, elements, pick, unpacked
from auditor.usage.traces import Span
from auditor.usage.walk import Shape

NAME = "langsmith"
DESCRIPTION = "LangSmith runs: API, SDK or bulk export, JSON or JSON Lines"
TELLS_CACHE = True

SHAPE: Shape = {"runs": None, "data": None}
_KEPT = (
    "error", "status", "total_cost", "session_name", "session_id", "start_time",
    "prompt_tokens", "prompt_token_details", "completion_tokens", "completion_token_details", "total_tokens",
)  # fmt: skip
"""What totals are made of: all else of a run, its inputs above all, is let go."""
_FRAMEWORK = frozenset({"LangGraph", "RunnableSequence", "RunnableLambda", "AgentExecutor", "agent", "LLMChain"})
"""Names that the framework gives, which name no agent."""


def claims(head: Head) -> bool:
    """Whether its first record is a run."""
    record = next(elements(head.first, *SHAPE), {})
    return "run_type" in record and "start_time" in record


def spans(log: Log) -> Iterator[Span]:
    """Every run of a file."""
    for line, record in records(log, SHAPE):
        for run in elements(record, *SHAPE):
            span = _span(run, log, line)
            if span is not None:
                yield span


def _span(run: Mapping[str, Any], log: Log, line: int) -> Span | None:
    id = name_of(run.get("id"))
    if id is None:
        log.tell("unknown-shape", "left out: runs without an id", line)
        return None
    parent = name_of(run.get("parent_run_id")) or ""
    span = Span(name_of(run.get("trace_id")) or id, id, parent, line, log)
    metadata = as_mapping(unpacked(as_mapping(unpacked(run.get("extra"))).get("metadata")))
    agent = agent_in(metadata) or agent_in(unpacked(run.get("tags")))
    kind = run.get("run_type")
    if kind == "embedding":
        log.tell("not-a-call", "left out: embeddings and rankings, which have no prompt", line)
        return span
    is_call = kind == "llm"
    name = name_of(run.get("name"))
    if not is_call and agent is None and not parent and name not in _FRAMEWORK:
        agent = name
    span.is_agent = not is_call and agent is not None
    span.names = Caller(name=agent, prompt_name=name_of(metadata.get("lc_hub_repo")))
    if is_call or whole(run.get("prompt_tokens")) or whole(run.get("completion_tokens")):
        if is_call:
            span.row = _row(run, metadata, span, log)
        else:
            span.totals = partial(_row, {key: run.get(key) for key in _KEPT}, metadata, span, log)
    return span


def _row(run: Mapping[str, Any], metadata: Mapping[str, Any], span: Span, log: Log) -> Row:
    line, failed = span.line, bool(run.get("error")) or run.get("status") == "error"
    cost = run.get("total_cost")
    provider = name_of(metadata.get("ls_provider"))
    return Row(
        source=NAME,
        caller=Caller(account=name_of(pick(run, "session_name", "session_id"))),
        at=time(run.get("start_time"), log, line),
        provider=provider,
        model=name_of(metadata.get("ls_model_name")),
        failed=int(failed),
        cost=money(cost, log, line),
        basis="estimated" if cost is not None else None,
        session=name_of(pick(metadata, "session_id", "thread_id", "conversation_id")) or span.trace,
        **tokens(_told(run) or _in_answer(run, metadata), log, line, INCLUSIVE, provider=provider, failed=failed),
    )


def _in_answer(run: Mapping[str, Any], metadata: Mapping[str, Any]) -> dict[str, Any]:
    """The tokens as LangChain's model told them, for runs that LangSmith itself has not counted."""
    outputs = as_mapping(unpacked(run.get("outputs")))
    message = as_mapping(outputs.get("message"))
    for first in as_list(outputs.get("generations"))[:1]:
        one = as_mapping(first[0] if isinstance(first, list) and first else first)
        message = as_mapping(as_mapping(one.get("message")).get("kwargs"))
    places = (metadata, outputs, message)
    usage = next((found for place in places if (found := as_mapping(place.get("usage_metadata")))), {})
    input, output = as_mapping(usage.get("input_token_details")), as_mapping(usage.get("output_token_details"))
    return {
        "input": usage.get("input_tokens"),
        "cache_read": input.get("cache_read"),
        "write": input.get("cache_creation"),
        "output": usage.get("output_tokens"),
        "reasoning": output.get("reasoning"),
        "total": usage.get("total_tokens"),
    }


def _told(run: Mapping[str, Any]) -> dict[str, Any] | None:
    """The tokens as LangSmith counted them; None where it did not."""
    if run.get("prompt_tokens") is None and run.get("completion_tokens") is None:
        return None
    input = as_mapping(unpacked(run.get("prompt_token_details")))
    output = as_mapping(unpacked(run.get("completion_token_details")))
    return {
        "input": run.get("prompt_tokens"),
        "cache_read": input.get("cache_read"),
        "write": input.get("cache_creation"),
        "write_5m": input.get("ephemeral_5m_input_tokens"),
        "write_1h": input.get("ephemeral_1h_input_tokens"),
        "output": run.get("completion_tokens"),
        "reasoning": output.get("reasoning"),
        "total": run.get("total_tokens"),
    }
