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
