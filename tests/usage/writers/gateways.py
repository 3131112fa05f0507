"""Logs of gateways and clouds: Cloudflare, Portkey, Bedrock."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.usage.month import Call
from tests.usage.writers.writer import Writer, document, json_lines


def cloudflare(calls: Sequence[Call], path: Path) -> None:
    document(
        {
            "success": True,
            "result": [
                {
                    "id": call.id,
                    "created_at": f"{call.at:%Y-%m-%dT%H:%M:%S.%f}Z",
                    "provider": call.provider,
                    "model": call.model,
                    "success": not call.failed,
                    "cached": False,
                    "tokens_in": None if call.failed else call.input,
                    "tokens_out": call.output,
                    "cost": None if call.cost is None else float(call.cost),
                    "metadata": json.dumps({"agent": call.agent, "session": call.session}),
                }
                for call in calls
            ],
        },
        path,
    )


def portkey(calls: Sequence[Call], path: Path) -> None:
    json_lines(
        (
            {
                "id": call.id,
                "trace_id": call.session,
                "created_at": f"{call.at:%Y-%m-%dT%H:%M:%S.%f}Z",
                "ai_org": call.provider,
                "ai_model": call.model,
                "response_status_code": 429 if call.failed else 200,
                "req_units": None if call.failed else call.input,
                "res_units": call.output,
                "metadata": [{"key": "agent_name", "value": call.agent}],
                "cost": None if call.cost is None else float(call.cost),
                "cost_currency": "USD",
            }
            for call in calls
        ),
        path,
    )


def bedrock(calls: Sequence[Call], path: Path) -> None:
    json_lines((invocation(call) for call in calls), path)


def cloudwatch(calls: Sequence[Call], path: Path) -> None:
    document({"events": [{"timestamp": 1, "message": json.dumps(invocation(call))} for call in calls]}, path)


def invocation(call: Call) -> dict[str, Any]:
    hour = [{"ttl": "1h", "inputTokens": call.write_1h}, {"ttl": "5m", "inputTokens": call.write_5m}]
    told = {} if call.failed else {"outputBodyJson": {"usage": {"cacheDetails": hour}}}
    return {
        "schemaType": "ModelInvocationLog",
        "schemaVersion": "1.0",
        "timestamp": f"{call.at:%Y-%m-%dT%H:%M:%S.%f}Z",
        "accountId": "111122223333",
        "identity": {"arn": f"arn:aws:sts::111122223333:assumed-role/{call.account}/x"},
        "requestId": call.id,
        "operation": "Converse",
        "modelId": f"arn:aws:bedrock:us-east-1:111122223333:inference-profile/{call.model}",
        "requestMetadata": {"agent": call.agent, "sessionId": call.session},
        **({"errorCode": "ThrottlingException"} if call.failed else {}),
        "input": {
            "inputTokenCount": call.uncached,
            "cacheReadInputTokenCount": call.cache_read,
            "cacheWriteInputTokenCount": None if call.failed else call.written,
        },
        "output": {"outputTokenCount": call.output} | told,
    }


def claude_code(calls: Sequence[Call], path: Path) -> None:
    """A session file of each session's calls, all in one; two lines a call, the first before its output was there."""
    json_lines((line for call in calls for line in session_lines(call)), path)


def session_lines(call: Call) -> list[dict[str, Any]]:
    usage = {
        "input_tokens": call.uncached,
        "cache_read_input_tokens": call.cache_read,
        "cache_creation_input_tokens": None if call.failed else call.written,
        "cache_creation": {"ephemeral_5m_input_tokens": call.write_5m, "ephemeral_1h_input_tokens": call.write_1h},
    }
    return [
        {
            "type": "assistant",
            "timestamp": f"{call.at:%Y-%m-%dT%H:%M:%S.%f}Z",
            "sessionId": call.session,
            "requestId": call.id,
            "attributionAgent": call.agent,
            "isApiErrorMessage": call.failed,
            "costUSD": None if call.cost is None else float(call.cost),
            "message": {
                "role": "assistant",
                "id": call.id,
                "model": call.model,
                "usage": {**usage, "output_tokens": output},
            },
        }
        for output in (None if call.output is None else 1, call.output)
    ]


_NO_CACHE = frozenset({"cache", "ttl", "reasoning"})
WRITERS = (
    Writer(id="cloudflare", format="cloudflare-ai-gateway", file="logs.json", write=cloudflare, cannot=_NO_CACHE),
    Writer(
        id="portkey",
        format="portkey",
        file="logs.jsonl",
        write=portkey,
        cannot=_NO_CACHE | {"cost"},
        flaws=frozenset({"other-currency"}),
    ),
    Writer(
        id="claude-code",
        format="claude-code-sessions",
        file="session.jsonl",
        write=claude_code,
        cannot=frozenset({"reasoning", "anthropic"}),
    ),
    Writer(
        id="bedrock",
        format="bedrock",
        file="x.json",
        write=bedrock,
        cannot=frozenset({"cost", "reasoning", "bedrock"}),
    ),
    Writer(
        id="cloudwatch",
        format="bedrock",
        file="events.json",
        write=cloudwatch,
        cannot=frozenset({"cost", "reasoning", "bedrock"}),
    ),
)
