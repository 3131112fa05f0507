"""Amazon Bedrock's model invocation logs, from S3 or CloudWatch: input leaves the cache out, the agent in metadata."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.model.usage import Row
from auditor.usage.figures import name_of, time
from auditor.usage.invariants import EXCLUSIVE, tokens
from auditor.usage.log import Log
from auditor.usage.log_format import Head
from auditor.usage.records import as_list, as_mapping, records
from auditor.usage.shapes import agent_in, caller, elements, pick, unpacked
from auditor.usage.walk import Shape

NAME = "bedrock"
DESCRIPTION = "Amazon Bedrock model invocation logs, as S3 or CloudWatch hold them"
TELLS_CACHE = True

SHAPE: Shape = {"events": None}


def claims(head: Head) -> bool:
    """Whether its first record is an invocation."""
    return any(one.get("schemaType") == "ModelInvocationLog" for one in _invocations(head.first))


def _invocations(record: Any) -> Iterator[Mapping[str, Any]]:
    """The invocations of a record; CloudWatch wraps each as text in the `message` of an event."""
    for one in elements(record, "events"):
        message = unpacked(one.get("message"))
        yield message if isinstance(message, dict) else one


def rows(log: Log) -> Iterator[Row]:
    """Every invocation of a model that has a prompt."""
    for line, record in records(log, SHAPE):
        for one in _invocations(record):
            id, model = name_of(one.get("requestId")), name_of(one.get("modelId"))
            if id is not None and log.is_again(id, line):
                continue
            if model is not None and "embed" in model:
                log.tell("not-a-call", "left out: embeddings and rankings, which have no prompt", line)
                continue
            yield _row(one, model, log, line)


def _row(one: Mapping[str, Any], model: str | None, log: Log, line: int) -> Row:
    metadata = one.get("requestMetadata")
    failed = one.get("errorCode") is not None
    who = name_of(as_mapping(one.get("identity")).get("arn"))
    session = pick(as_mapping(metadata), "session_id", "sessionId", "session", "traceId")
    return Row(
        source=NAME,
        caller=caller(name=agent_in(metadata), account=who or name_of(one.get("accountId"))),
        at=time(one.get("timestamp"), log, line),
        provider="bedrock",
        model=model.rpartition("/")[2] if model else None,  # an ARN ends in the id
        failed=int(failed),
        session=name_of(session),
        **tokens(_told(one), log, line, EXCLUSIVE, provider="bedrock", failed=failed),
    )


def _told(one: Mapping[str, Any]) -> dict[str, Any]:
    """Counts stand beside the bodies; for how long was cached stands in the answer of Converse alone."""
    input, output = as_mapping(one.get("input")), as_mapping(one.get("output"))
    usage = as_mapping(as_mapping(unpacked(output.get("outputBodyJson"))).get("usage"))
    hour = [as_mapping(part) for part in as_list(usage.get("cacheDetails"))]
    return {
        "input": input.get("inputTokenCount", usage.get("inputTokens")),
        "cache_read": input.get("cacheReadInputTokenCount", usage.get("cacheReadInputTokens")),
        "write": input.get("cacheWriteInputTokenCount", usage.get("cacheWriteInputTokens")),
        "write_1h": next((part.get("inputTokens") for part in hour if part.get("ttl") == "1h"), None),
        "output": output.get("outputTokenCount", usage.get("outputTokens")),
    }
