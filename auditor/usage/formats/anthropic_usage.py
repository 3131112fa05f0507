"""Anthropic's admin reports: usage of messages, costs (in cents), analytics; input leaves the cache out, no agent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.model.usage import Caller, Row, Tokens
from auditor.usage.bills import added, results
from auditor.usage.figures import money, name_of, time, whole
from auditor.usage.invariants import EXCLUSIVE, NOTHING, tokens
from auditor.usage.log import NO_CALLS, Log
from auditor.usage.log_format import Head
from auditor.usage.records import as_mapping, records
from auditor.usage.shapes import elements, pick

NAME = "anthropic-usage"
DESCRIPTION = "Anthropic: /v1/organizations/usage_report/messages, cost_report and analytics"
TELLS_CACHE = True

_ANY_NUMBER = 100_000_000
"""Of calls in a bucket that does not tell how many it holds."""
_ACCOUNTS = ("api_key_id", "workspace_id", "service_account_id", "account_id", "rbac_group_id")


def claims(head: Head) -> bool:
    """Whether its first bucket is one of Anthropic's."""
    return "starting_at" in head.record and "results" in head.record


def rows(log: Log) -> Iterator[Row]:
    """One row a bucket, key, workspace and model."""
    for line, record in records(log):
        for bucket in elements(record, "data"):
            at, until = time(bucket.get("starting_at"), log, line), time(bucket.get("ending_at"), log, line)
            for result, name in results(bucket):
                calls = whole(result.get("requests"))
                row = Row(
                    source=NAME,
                    caller=Caller(account=name_of(pick(result, *_ACCOUNTS))),
                    at=at,
                    until=until,
                    provider="anthropic",
                    model=name_of(result.get("model")),
                    calls=max(0, calls or 0),
                    cost=money(result.get("amount"), log, line, cents=True, currency=result.get("currency")),
                    basis="billed" if "amount" in result else None,
                    is_batch=result["service_tier"] == "batch" if isinstance(result.get("service_tier"), str) else None,
                    **_tokens(result, calls, log, line),
                )
                if (new := added(row, name, log, line)) is not None:
                    yield new


def _tokens(result: Mapping[str, Any], calls: int | None, log: Log, line: int) -> Tokens:
    creation = as_mapping(result.get("cache_creation"))
    told = {
        "uncached": result.get("uncached_input_tokens"),
        "cache_read": result.get("cache_read_input_tokens"),
        "write_5m": creation.get("ephemeral_5m_input_tokens"),
        "write_1h": creation.get("ephemeral_1h_input_tokens"),
        "output": result.get("output_tokens"),
    }
    if all(value is None for value in told.values()) and "amount" in result:
        return NOTHING
    if calls is None:
        log.tell("no-calls", NO_CALLS, line)
    return tokens(told, log, line, EXCLUSIVE, provider="anthropic", calls=calls or _ANY_NUMBER)
