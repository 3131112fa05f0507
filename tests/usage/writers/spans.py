"""Spans: OpenTelemetry of both generations, OpenInference, Vercel's AI SDK, Sentry, as OTLP and as JSON records."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.usage.month import Call
from tests.usage.writers.writer import Writer, document, json_lines, runs_of

Attributes = dict[str, Any]
Namer = Callable[[Call], Attributes]


def value(told: Any) -> dict[str, Any]:
    if isinstance(told, bool):
        return {"boolValue": told}
    if isinstance(told, int):
        return {"intValue": str(told)}  # 64 bits are text in OTLP's JSON
    return {"doubleValue": told} if isinstance(told, float) else {"stringValue": told}


def otlp_span(
    call: Call, *, id: str, parent: str, attributes: Mapping[str, Any], failed: bool = False
) -> dict[str, Any]:
    nanoseconds = int(call.at.timestamp() * 1000) * 1_000_000
    return {
        "traceId": call.session,
        "spanId": id,
        **({"parentSpanId": parent} if parent else {}),
        "name": "a span",
        "startTimeUnixNano": str(nanoseconds),
        "endTimeUnixNano": str(nanoseconds + 10**9),
        "attributes": [{"key": key, "value": value(told)} for key, told in attributes.items() if told is not None],
        **({"status": {"code": 2}} if failed else {}),
    }


def resource(service: str, spans: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": service}}]},
        "scopeSpans": [{"scope": {"name": "instrumentation"}, "spans": list(spans)}],
    }


def new_names(call: Call) -> Attributes:
    return {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": call.provider,
        "gen_ai.request.model": "an-alias",
        "gen_ai.response.model": call.model,
        "gen_ai.conversation.id": call.session,
    } | (
        {}
        if call.failed
        else {
            "gen_ai.usage.input_tokens": call.input,
            "gen_ai.usage.cache_read.input_tokens": call.cache_read,
            "gen_ai.usage.cache_write.input_tokens": call.written,
            "gen_ai.usage.output_tokens": call.output,
            "gen_ai.usage.reasoning.output_tokens": call.reasoning,
        }
    )


def old_names(call: Call) -> Attributes:
    return {"gen_ai.system": call.provider, "gen_ai.operation.name": "chat", "gen_ai.request.model": call.model} | (
        {}
        if call.failed
        else {
            "gen_ai.usage.prompt_tokens": call.input,
            "gen_ai.usage.cache_read_input_tokens": call.cache_read,
            "gen_ai.usage.cache_creation_input_tokens": call.written,
            "gen_ai.usage.completion_tokens": call.output,
            "gen_ai.usage.reasoning_tokens": call.reasoning,
        }
    )


def both_generations(call: Call) -> Attributes:
    """An instrumentation that was updated in the midst of the month, and then wrote both for a while."""
    day = call.at.day
    if day < 10:
        return old_names(call)
    return new_names(call) if day > 20 else old_names(call) | new_names(call)


def openinference(call: Call) -> Attributes:
    return {
        "openinference.span.kind": "LLM",
        "llm.model_name": call.model,
        "llm.provider": call.provider,
        "session.id": call.session,
    } | (
        {}
        if call.failed
        else {
            "llm.token_count.prompt": call.input,
            "llm.token_count.prompt_details.cache_read": call.cache_read,
            "llm.token_count.prompt_details.cache_write": call.written,
            "llm.token_count.completion": call.output,
            "llm.token_count.completion_details.reasoning": call.reasoning,
            "llm.token_count.total": call.input + (call.output or 0),
            "llm.cost.total": float(call.cost or 0),
        }
    )


def vercel(call: Call) -> Attributes:
    return {
        "ai.operationId": "ai.streamText.doStream",
        "ai.model.provider": call.provider,
        "ai.model.id": call.model,
        "ai.telemetry.functionId": call.agent,
    } | (
        {}
        if call.failed
        else {
            "ai.usage.inputTokens": call.input,
            "ai.usage.inputTokenDetails.noCacheTokens": call.uncached,
            "ai.usage.inputTokenDetails.cacheReadTokens": call.cache_read,
            "ai.usage.inputTokenDetails.cacheWriteTokens": call.written,
            "ai.usage.outputTokens": call.output,
            "ai.usage.reasoningTokens": call.reasoning,
        }
    )


def sentry(call: Call) -> Attributes:
    return {
        "sentry.op": "gen_ai.chat",
        "gen_ai.system": call.provider,
        "gen_ai.request.model": call.model,
        "gen_ai.agent.name": call.agent,
    } | (
        {}
        if call.failed
        else {
            "gen_ai.usage.input_tokens": call.input,
            "gen_ai.usage.input_tokens.cached": call.cache_read,
            "gen_ai.usage.input_tokens.cache_write": call.written,
            "gen_ai.usage.output_tokens": call.output,
            "gen_ai.usage.output_tokens.reasoning": call.reasoning,
        }
    )


def tree(calls: Sequence[Call], names: Namer, agent: Namer) -> list[tuple[str, dict[str, Any]]]:
    """Service and span: every call below a step below its agent's run; children end, and so are written, first."""
    spans = []
    for run, made in runs_of(calls).items():
        for call in made:
            step = f"step{call.id[:12]}"
            spans.append((call, otlp_span(call, id=call.id, parent=step, attributes=names(call), failed=call.failed)))
            spans.append((call, otlp_span(call, id=step, parent=run, attributes={"http.method": "POST"})))
        spans.append((made[0], otlp_span(made[0], id=run, parent="", attributes=agent(made[0]) | totals(made, names))))
    return [(call.account, span) for call, span in spans]


def totals(calls: Sequence[Call], names: Namer) -> Attributes:
    """An agent's run tells the sums of its calls: the trap."""
    keys = [key for key in names(calls[0]) if isinstance(names(calls[0])[key], int)]
    return {key: sum(names(call).get(key) or 0 for call in calls if not call.failed) for key in keys}


def invoke_agent(call: Call) -> Attributes:
    return {"gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": call.agent}


def agent_span(call: Call) -> Attributes:
    return {"openinference.span.kind": "AGENT", "agent.name": call.agent}


def outer(call: Call) -> Attributes:
    return {"ai.operationId": "ai.streamText", "ai.telemetry.functionId": call.agent}


def otlp_lines(names: Namer, agent: Namer = invoke_agent) -> Callable[[Sequence[Call], Path], None]:
    """One line a batch, as the Collector's file exporter: batches cut traces in two."""

    def write(calls: Sequence[Call], path: Path) -> None:
        spans = tree(calls, names, agent)
        batches = [spans[start : start + 7] for start in range(0, len(spans), 7)]
        json_lines(
            ({"resourceSpans": [resource(service, [span]) for service, span in batch]} for batch in batches), path
        )

    return write


def otlp_document(calls: Sequence[Call], path: Path) -> None:
    """One document over many lines, in no order at all: parents first."""
    spans = tree(calls, new_names, invoke_agent)
    services = sorted({service for service, _ in spans})
    document(
        {"resourceSpans": [resource(one, [s for service, s in reversed(spans) if service == one]) for one in services]},
        path,
    )


def phoenix(calls: Sequence[Call], path: Path) -> None:
    """Phoenix's REST answer."""
    document({"data": [_record(span) for _, span in tree(calls, openinference, agent_span)], "next_cursor": None}, path)


def console(calls: Sequence[Call], path: Path) -> None:
    """What OpenTelemetry's console exporter prints, one after another."""
    json_lines((_record(span) for _, span in tree(calls, new_names, invoke_agent)), path)


def _record(span: Mapping[str, Any]) -> dict[str, Any]:
    def plain(told: Mapping[str, Any]) -> Any:
        return int(told["intValue"]) if "intValue" in told else next(iter(told.values()))

    seconds, rest = divmod(int(span["startTimeUnixNano"]), 10**9)
    from datetime import UTC, datetime

    return {
        "name": span["name"],
        "context": {"trace_id": span["traceId"], "span_id": span["spanId"]},
        "parent_id": span.get("parentSpanId"),
        "start_time": datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest // 1000).isoformat(),
        "status_code": "ERROR" if "status" in span else "OK",
        "attributes": {one["key"]: plain(one["value"]) for one in span["attributes"]},
    }


_NO_COST = frozenset({"cost", "ttl"})
_DOUBLED = frozenset({"doubled-total"})
WRITERS = (
    Writer(
        id="otlp-new", format="otlp", file="traces.jsonl", write=otlp_lines(new_names), cannot=_NO_COST, flaws=_DOUBLED
    ),
    Writer(
        id="otlp-old", format="otlp", file="traces.jsonl", write=otlp_lines(old_names), cannot=_NO_COST, flaws=_DOUBLED
    ),
    Writer(
        id="otlp-both",
        format="otlp",
        file="traces.jsonl",
        write=otlp_lines(both_generations),
        cannot=_NO_COST,
        flaws=_DOUBLED,
    ),
    Writer(id="otlp-document", format="otlp", file="t.json", write=otlp_document, cannot=_NO_COST, flaws=_DOUBLED),
    Writer(
        id="openinference",
        format="otlp",
        file="traces.jsonl",
        write=otlp_lines(openinference, agent_span),
        cannot=frozenset({"ttl"}),
        flaws=_DOUBLED,
    ),
    Writer(
        id="vercel", format="otlp", file="ai.jsonl", write=otlp_lines(vercel, outer), cannot=_NO_COST, flaws=_DOUBLED
    ),
    Writer(id="sentry", format="otlp", file="s.jsonl", write=otlp_lines(sentry), cannot=_NO_COST, flaws=_DOUBLED),
    Writer(id="phoenix", format="spans", file="spans.json", write=phoenix, cannot=frozenset({"ttl"}), flaws=_DOUBLED),
    Writer(id="console", format="spans", file="spans.jsonl", write=console, cannot=_NO_COST, flaws=_DOUBLED),
)
