"""Portkey's log export: units in and out, nothing of the provider's cache; the unit of its cost is not documented."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.model.usage import Row
from auditor.usage.figures import name_of, time, whole
from auditor.usage.invariants import INCLUSIVE, tokens
from auditor.usage.log import Log
from auditor.usage.log_format import Head
from auditor.usage.records import as_mapping
from auditor.usage.shapes import agent_in, caller, elements, pick, requests, unpacked
from auditor.usage.walk import Shape

NAME = "portkey"
DESCRIPTION = "Portkey log export, JSON or JSON Lines"
TELLS_CACHE = False

SHAPE: Shape = {"data": None}
NO_COST = "counted without its cost: Portkey does not say whether it exports cents or dollars"


def claims(head: Head) -> bool:
    """Whether its first record counts request and response units."""
    record = next(elements(head.first, "data"), {})
    return "req_units" in record or "res_units" in record


def rows(log: Log) -> Iterator[Row]:
    """Every request that reached a provider."""
    for line, one in requests(log, SHAPE, "id", _is_answered):
        yield _row(one, log, line)


def _is_answered(one: Mapping[str, Any]) -> bool:
    status = one.get("cache_status")
    return isinstance(status, str) and status.upper().startswith(("HIT", "SEMANTIC HIT"))


def _row(one: Mapping[str, Any], log: Log, line: int) -> Row:
    metadata = unpacked(one.get("metadata"))
    status = whole(pick(one, "response_status_code", "status_code"))
    failed = one.get("is_success") is False or (status is not None and not 200 <= status < 300)
    provider = name_of(one.get("ai_org"))
    if pick(one, "cost"):
        log.tell("other-currency", NO_COST, line)
    told = {"input": one.get("req_units"), "output": one.get("res_units")}
    session = pick(as_mapping(metadata), "session_id", "sessionId", "session", "conversation_id")
    return Row(
        source=NAME,
        caller=caller(
            name=agent_in(metadata),
            prompt_name=name_of(pick(one, "prompt_slug", "prompt_id")),
            account=name_of(pick(one, "virtual_key", "api_key_id", "workspace_slug", "config")),
        ),
        at=time(pick(one, "created_at", "time_of_generation"), log, line),
        provider=provider,
        model=name_of(one.get("ai_model")),
        failed=int(failed),
        session=name_of(session or one.get("trace_id")),
        **tokens(told, log, line, INCLUSIVE, provider=provider, failed=failed),
    )
