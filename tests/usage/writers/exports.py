"""Exports of observability tools: Langfuse, LangSmith, MLflow, Helicone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.usage.month import Call
from tests.usage.writers.writer import Writer, document, json_lines, runs_of


def langfuse_usage(call: Call) -> dict[str, int]:
    """Input without the cache, output without reasoning."""
    if call.failed:
        return {}
    usage = {
        "input": call.uncached or 0,
        "input_cached_tokens": call.cache_read or 0,
        "input_cache_creation": call.written,
        "input_cache_creation_5m": call.write_5m or 0,
        "input_cache_creation_1h": call.write_1h or 0,
        "output": (call.output or 0) - (call.reasoning or 0),
    }
    if call.reasoning is not None:
        usage["output_reasoning_tokens"] = call.reasoning
    return usage | {"total": call.input + (call.output or 0)}


def langfuse_blob(calls: Sequence[Call], path: Path) -> None:
    def observations() -> Any:
        for run, made in runs_of(calls).items():
            for call in made:
                yield {
                    "id": call.id,
                    "trace_id": call.session,
                    "type": "GENERATION",
                    "parent_observation_id": run,
                    "name": "generation",
                    "start_time": f"{call.at:%Y-%m-%d %H:%M:%S.%f}",
                    "provided_model_name": call.model,
                    "usage_details": langfuse_usage(call),
                    "total_cost": None if call.cost is None else float(call.cost),
                    "level": "ERROR" if call.failed else "DEFAULT",
                    "tags": [],
                }
            yield {
                "id": run,
                "trace_id": made[0].session,
                "type": "AGENT",
                "parent_observation_id": None,
                "name": made[0].agent,
                "start_time": f"{made[0].at:%Y-%m-%d %H:%M:%S.%f}",
                "usage_details": {},
            }

    json_lines(observations(), path)


def langfuse_api(calls: Sequence[Call], path: Path) -> None:
    data: list[dict[str, Any]] = []
    for run, made in runs_of(calls).items():
        first = made[0]
        at = f"{first.at:%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z"
        data.append({"id": run, "traceId": first.session, "type": "AGENT", "name": first.agent, "startTime": at})
        for call in made:
            data.append(
                {
                    "id": call.id,
                    "traceId": call.session,
                    "type": "GENERATION",
                    "parentObservationId": run,
                    "startTime": f"{call.at:%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z",
                    "model": call.model,
                    "usageDetails": langfuse_usage(call),
                    "costDetails": {} if call.cost is None else {"total": float(call.cost)},
                    "level": "ERROR" if call.failed else "DEFAULT",
                }
            )
    document({"data": data, "meta": {"page": 1}}, path)


def langsmith(calls: Sequence[Call], path: Path) -> None:
    def run_of(call: Call, **more: Any) -> dict[str, Any]:
        return {
            "trace_id": call.session,
            "start_time": f"{call.at:%Y-%m-%dT%H:%M:%S.%f}",
            "session_id": "the-project",
            "tags": [],
        } | more

    def runs() -> Any:
        for run, made in runs_of(calls).items():
            good = [call for call in made if not call.failed]
            total = {
                "prompt_tokens": sum(call.input for call in good),
                "completion_tokens": sum(call.output or 0 for call in good),
            }
            yield run_of(made[0], id=run, run_type="chain", name=made[0].agent, parent_run_id=None, extra={}, **total)
            for call in made:
                metadata = {"ls_model_name": call.model, "ls_provider": call.provider}
                told = {} if call.failed else langsmith_tokens(call)
                yield run_of(
                    call,
                    id=call.id,
                    run_type="llm",
                    name="ChatModel",
                    parent_run_id=run,
                    extra={"metadata": metadata},
                    error="it broke" if call.failed else None,
                    **told,
                )

    json_lines(runs(), path)


def langsmith_tokens(call: Call) -> dict[str, Any]:
    return {
        "prompt_tokens": call.input,
        "completion_tokens": call.output,
        "total_tokens": call.input + (call.output or 0),
        "prompt_token_details": {
            "cache_read": call.cache_read,
            "cache_creation": call.written,
            "ephemeral_5m_input_tokens": call.write_5m,
            "ephemeral_1h_input_tokens": call.write_1h,
        },
        "completion_token_details": {"reasoning": call.reasoning},
        "total_cost": str(call.cost),
    }


def native_input(call: Call) -> int | None:
    """As the provider says it: Anthropic without the cache, OpenAI with it."""
    return call.uncached if call.provider == "anthropic" else call.input


def mlflow(calls: Sequence[Call], path: Path) -> None:
    def traces() -> Any:
        for run, made in runs_of(calls).items():
            spans: list[dict[str, Any]] = [mlflow_span(call, run) for call in made]
            agent = {"mlflow.spanType": json.dumps("AGENT")}
            spans.append({"span_id": run, "parent_span_id": None, "name": made[0].agent, "attributes": agent})
            info = {"trace_id": f"tr-{made[0].session}", "state": "OK", "trace_metadata": {}, "tags": {}}
            info["trace_metadata"] = {"mlflow.trace.session": made[0].session}
            yield {"info": info, "data": {"spans": spans}}

    json_lines(traces(), path)


def mlflow_span(call: Call, run: str) -> dict[str, Any]:
    usage = {
        "input_tokens": native_input(call),
        "output_tokens": call.output,
        "cache_read_input_tokens": call.cache_read,
        "cache_creation_input_tokens": call.written,
        "cache_creation_input_tokens_above_1hr": call.write_1h,
        "reasoning_tokens": call.reasoning,
    }
    attributes: dict[str, Any] = {
        "mlflow.spanType": "CHAT_MODEL",
        "mlflow.llm.model": call.model,
        "mlflow.llm.provider": call.provider,
    }
    if not call.failed:
        attributes["mlflow.chat.tokenUsage"] = {key: told for key, told in usage.items() if told is not None}
        attributes["mlflow.llm.cost"] = {"total_cost": float(call.cost or 0)}
    return {
        "span_id": call.id,
        "parent_span_id": run,
        "name": "chat",
        "start_time_unix_nano": int(call.at.timestamp() * 1000) * 1_000_000,
        "status": {"code": "STATUS_CODE_ERROR" if call.failed else "STATUS_CODE_OK"},
        "attributes": {key: json.dumps(told) for key, told in attributes.items()},
    }


def helicone(calls: Sequence[Call], path: Path) -> None:
    json_lines(
        (
            {
                "request_id": call.id,
                "request_created_at": f"{call.at:%Y-%m-%dT%H:%M:%S.%f}+00:00",
                "response_status": 500 if call.failed else 200,
                "request_properties": {"Agent": call.agent, "Helicone-Session-Id": call.session},
                "provider": call.provider.upper(),
                "response_model": call.model,
                "prompt_tokens": None if call.failed else native_input(call),
                "prompt_cache_read_tokens": call.cache_read,
                "prompt_cache_write_tokens": None if call.failed else call.written,
                "completion_tokens": call.output,
                "reasoning_tokens": call.reasoning,
                "costUSD": None if call.cost is None else float(call.cost),
            }
            for call in calls
        ),
        path,
    )


WRITERS = (
    Writer(
        id="langfuse-blob",
        format="langfuse",
        file="observations.jsonl",
        write=langfuse_blob,
        cannot=frozenset({"provider"}),
    ),
    Writer(id="langfuse-api", format="langfuse", file="page.json", write=langfuse_api, cannot=frozenset({"provider"})),
    Writer(id="langsmith", format="langsmith", file="runs.jsonl", write=langsmith, flaws=frozenset({"doubled-total"})),
    Writer(id="mlflow", format="mlflow", file="traces.jsonl", write=mlflow),
    Writer(id="helicone", format="helicone", file="requests.jsonl", write=helicone, cannot=frozenset({"ttl"})),
)
