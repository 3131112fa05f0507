"""Helicone requests, as its API and its export give them: tokens as the provider counts them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.model.usage import Row
from auditor.usage.figures import money, name_of, time, whole
from auditor.usage.invariants import native, tokens
from auditor.usage.log import Log
from auditor.usage.log_format import Head
from auditor.usage.records import as_mapping
from auditor.usage.shapes import agent_in, caller, elements, pick, requests, unpacked
from auditor.usage.walk import Shape

NAME = "helicone"
DESCRIPTION = "Helicone requests: API or export, JSON or JSON Lines"
TELLS_CACHE = True

SHAPE: Shape = {"data": None}


def claims(head: Head) -> bool:
    """Whether its first record is a request of Helicone's."""
    record = next(elements(head.first, "data"), {})
    return "request_created_at" in record and "prompt_tokens" in record


def rows(log: Log) -> Iterator[Row]:
    """Every request that reached a model."""
    for line, one in requests(log, SHAPE, "request_id", _is_answered):
        yield _row(one, log, line)


_NO_CACHE = "00000000-0000-0000-0000-000000000000"


def _is_answered(one: Mapping[str, Any]) -> bool:
    return one.get("cache_hit") is True or pick(one, "cache_reference_id") not in (None, _NO_CACHE)


def _row(one: Mapping[str, Any], log: Log, line: int) -> Row:
    properties = as_mapping(unpacked(pick(one, "request_properties", "properties")))
    said = {key.lower().removeprefix("helicone-property-"): value for key, value in properties.items()}
    status = whole(pick(one, "response_status", "status"))
    failed = status is not None and not 200 <= status < 300
    provider = name_of(one.get("provider"))
    provider = provider.lower() if provider else None
    cost = pick(one, "cost_usd", "costUSD", "cost")
    session = pick(said, "helicone-session-id", "session_id", "session")
    return Row(
        source=NAME,
        caller=caller(
            name=agent_in(said),
            prompt_name=name_of(pick(one, "prompt_id", "helicone-prompt-id") or said.get("helicone-prompt-id")),
            account=name_of(pick(one, "helicone_proxy_key_id", "proxy_key_id", "auth_id")),
        ),
        at=time(one.get("request_created_at"), log, line),
        provider=provider,
        model=name_of(pick(one, "response_model", "request_model", "model", "model_override")),
        failed=int(failed),
        cost=money(cost, log, line),
        basis="estimated" if cost is not None else None,
        session=name_of(session),
        **tokens(_told(one), log, line, native(provider), provider=provider, failed=failed),
    )


def _told(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "input": one.get("prompt_tokens"),
        "cache_read": one.get("prompt_cache_read_tokens"),
        "write": one.get("prompt_cache_write_tokens"),
        "write_5m": one.get("prompt_cache_write_5m"),
        "write_1h": one.get("prompt_cache_write_1h"),
        "output": one.get("completion_tokens"),
        "reasoning": one.get("reasoning_tokens"),
    }
