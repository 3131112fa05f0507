"""OpenAI's organization usage and costs: buckets by project, key and model; no agent, input includes the cache."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from auditor.model.usage import Caller, Row
from auditor.usage.bills import added, results
from auditor.usage.figures import money, name_of, time, whole
from auditor.usage.invariants import INCLUSIVE, tokens
from auditor.usage.log import Log
from auditor.usage.log_format import Head
from auditor.usage.records import as_list, as_mapping, records
from auditor.usage.shapes import elements, pick

NAME = "openai-usage"
DESCRIPTION = "OpenAI: GET /organization/usage/completions and /organization/costs"
TELLS_CACHE = True

_PREFIX = "organization."
_COMPLETIONS = "organization.usage.completions.result"
_COSTS = "organization.costs.result"


def claims(head: Head) -> bool:
    """Whether its first bucket that is not empty holds results of OpenAI's, or all are empty ones of OpenAI's."""
    buckets = [bucket for bucket in elements(head.first, "data") if isinstance(bucket.get("results"), list)]
    found = (one for bucket in buckets for one in as_list(bucket["results"]))
    result = as_mapping(next(found, None))
    if buckets and not result:
        return all(bucket.get("object") == "bucket" for bucket in buckets)
    kind = result.get("object")
    return (isinstance(kind, str) and kind.startswith(_PREFIX)) or "num_model_requests" in result


def rows(log: Log) -> Iterator[Row]:
    """One row a bucket, project, key and model."""
    for line, record in records(log):
        for bucket in elements(record, "data"):
            for result, name in results(bucket):
                row = _row(result, bucket, log, line)
                row = None if row is None else added(row, name, log, line)
                if row is not None:
                    yield row


def _row(result: Mapping[str, Any], bucket: Mapping[str, Any], log: Log, line: int) -> Row | None:
    kind = result.get("object", _COMPLETIONS)
    if kind not in (_COMPLETIONS, _COSTS):
        log.tell("not-a-call", "left out: embeddings, images, audio and other usage that has no prompt", line)
        return None
    row = Row(
        source=NAME,
        caller=Caller(account=name_of(pick(result, "api_key_id", "project_id", "user_id"))),
        at=time(bucket.get("start_time"), log, line),
        until=time(bucket.get("end_time"), log, line),
        provider="openai",
        calls=0,
    )
    if kind == _COSTS:
        amount, item = as_mapping(result.get("amount")), name_of(result.get("line_item")) or ""
        cost = money(amount.get("value"), log, line, currency=amount.get("currency"))
        model = item.split(",")[0].strip() if "," in item else None  # "gpt-5.2, input": the bill's lines by direction
        return replace(row, cost=cost, basis="billed", model=model)
    calls = max(0, whole(result.get("num_model_requests")) or 0)
    return replace(
        row,
        model=name_of(result.get("model")),
        calls=calls,
        is_batch=result["batch"] if isinstance(result.get("batch"), bool) else None,
        **tokens(_told(result), log, line, INCLUSIVE, provider="openai", calls=calls),
    )


def _told(result: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "input": result.get("input_tokens"),
        "uncached": result.get("input_uncached_tokens"),
        "cache_read": result.get("input_cached_tokens"),
        "write": result.get("input_cache_write_tokens"),
        "write_1h": pick(result, "input_cache_write_12h_tokens", "input_12h_cache_write_tokens"),
        "output": result.get("output_tokens"),
    }
