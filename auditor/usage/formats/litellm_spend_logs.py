"""LiteLLM's spend logs: a row of its proxy's own table for every request, as JSON Lines, CSV or Parquet.

Input includes the cache, of which only the metadata tells, at one of several places by version and provider.
"""

from __future__ import annotations

from auditor.usage.flat.mapping import At, Columns, Is, Source, Tag
from auditor.usage.flat.table import rolled as rolled_by_columns
from auditor.usage.log import Log
from auditor.usage.log_format import Head, Rolled
from auditor.usage.shapes import AGENT_KEYS

NAME = "litellm-spendlogs"
DESCRIPTION = "LiteLLM_SpendLogs, exported as JSON Lines, CSV or Parquet"
TELLS_CACHE = True

_METADATA = "metadata"
_USAGE = ("usage_object",)
_MORE = ("additional_usage_values",)
_INPUT = (*_USAGE, "prompt_tokens_details")
_TTL = (*_INPUT, "cache_creation_token_details")
_NO_PROMPT = ("embedding", "aembedding", "rerank", "arerank", "moderation", "amoderation")


def claims(head: Head) -> bool:
    """Whether its first record is a row of that table."""
    return {"request_id", "startTime", "prompt_tokens", "completion_tokens", "spend"} <= head.record.keys()


def columns() -> Columns:
    """Where everything stands."""
    named: list[Source] = [Tag(At("request_tags"), key) for key in AGENT_KEYS]
    named += [
        At(_METADATA, (place, key)) for place in ("spend_logs_metadata", "requester_metadata") for key in AGENT_KEYS
    ]
    return Columns(
        fields={
            "agent": (At("agent_id"), At("billing_agent_id")),
            "agent_name": tuple(named),
            "account": (
                At(_METADATA, ("user_api_key_alias",)),
                At(_METADATA, ("user_api_key_team_alias",)),
                At("team_id"),
                At("api_key"),
            ),
            "provider": (At("custom_llm_provider"),),
            "model": (At("model"), At("model_group")),
            "request": (At("request_id"),),
            "session": (At("session_id"),),
            "time": (At("startTime"),),
            "failed": (Is(At("status"), ("failure", "failed", "error")),),
            "answered": (Is(At("cache_hit"), ("true",)), Is(At("call_type"), _NO_PROMPT)),
            "input": (At("prompt_tokens"),),
            "output": (At("completion_tokens"),),
            "total": (At("total_tokens"),),
            "cache_read": _inside((*_MORE, "cache_read_input_tokens"), (*_INPUT, "cached_tokens"),
                                  (*_USAGE, "cache_read_input_tokens")),
            "cache_write": _inside((*_MORE, "cache_creation_input_tokens"), (*_USAGE, "cache_creation_input_tokens"),
                                   (*_INPUT, "cache_creation_tokens")),
            "cache_write_5m": _inside((*_TTL, "ephemeral_5m_input_tokens")),
            "cache_write_1h": _inside((*_TTL, "ephemeral_1h_input_tokens")),
            "reasoning": _inside((*_USAGE, "completion_tokens_details", "reasoning_tokens")),
            "cost": (At("spend"),),
        },
        counts="inclusive",
    )  # fmt: skip


def _inside(*paths: tuple[str, ...]) -> tuple[Source, ...]:
    return tuple(At(_METADATA, path) for path in paths)


def rolled(log: Log) -> Rolled:
    """All calls, summed up by DuckDB."""
    return rolled_by_columns(columns(), log)
