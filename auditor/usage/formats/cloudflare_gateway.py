"""Logs of Cloudflare's AI Gateway: tokens in and out, nothing of the provider's cache; the agent in metadata."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.model.usage import Row
from auditor.usage.figures import money, name_of, time
from auditor.usage.invariants import INCLUSIVE, tokens
from auditor.usage.log import Log
from auditor.usage.log_format import Head
from auditor.usage.records import as_mapping
from auditor.usage.shapes import agent_in, caller, elements, pick, requests, unpacked
from auditor.usage.walk import Shape

NAME = "cloudflare-ai-gateway"
DESCRIPTION = "Cloudflare AI Gateway logs: API or Logpush, JSON or JSON Lines"
TELLS_CACHE = False

SHAPE: Shape = {"result": None}


def claims(head: Head) -> bool:
    """Whether its first record counts tokens in and out."""
    record = next(elements(head.first, "result"), {})
    return ("tokens_in" in record and "provider" in record) or "TokensIn" in record


def rows(log: Log) -> Iterator[Row]:
    """Every request that reached a provider."""
    for line, one in requests(log, SHAPE, "id", lambda one: pick(one, "cached", "Cached") is True):
        yield _row(one, log, line)


def _row(one: Mapping[str, Any], log: Log, line: int) -> Row:
    metadata = unpacked(pick(one, "metadata", "Metadata"))
    failed = one.get("success") is False
    provider = name_of(pick(one, "provider", "Provider"))
    cost = pick(one, "cost", "Cost")
    told = {"input": pick(one, "tokens_in", "TokensIn"), "output": pick(one, "tokens_out", "TokensOut")}
    session = pick(as_mapping(metadata), "session_id", "sessionId", "session", "conversation_id")
    return Row(
        source=NAME,
        caller=caller(name=agent_in(metadata), account=name_of(pick(one, "gateway_id", "gateway", "Gateway"))),
        at=time(pick(one, "created_at", "CreatedAt"), log, line),
        provider=provider,
        model=name_of(pick(one, "model", "Model")),
        failed=int(failed),
        cost=money(cost, log, line),
        basis="estimated" if cost is not None else None,
        session=name_of(session),
        **tokens(told, log, line, INCLUSIVE, provider=provider, failed=failed),
    )
