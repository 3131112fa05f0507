"""Which column holds what, by the names that people and tools give them; never more than the names say."""

# ruff: noqa: E501 -- a field and all its names stand in one line each
from __future__ import annotations

import re
from collections.abc import Iterable

from auditor.usage.flat.mapping import At, Columns

KNOWN: dict[str, tuple[str, ...]] = {
    "agent": ("agent_id", "agent", "bot_id", "bot", "assistant_id", "assistant", "gen_ai_agent_id"),
    "agent_name": ("agent_name", "bot_name", "assistant_name", "gen_ai_agent_name"),
    "prompt_name": ("prompt_name", "prompt_id", "prompt_slug"),
    "account": ("account", "project_id", "project", "workspace_id", "api_key_alias", "api_key_name", "api_key_id", "app_name", "service_name", "service", "team_id", "team"),
    "provider": ("provider", "provider_name", "gen_ai_provider_name", "gen_ai_system", "llm_provider", "model_provider"),
    "model": ("model", "model_name", "response_model", "request_model", "model_id", "model_permaslug", "gen_ai_response_model", "gen_ai_request_model"),
    "request": ("request_id", "call_id", "generation_id", "span_id"),
    "session": ("session_id", "conversation_id", "thread_id", "session", "trace_id"),
    "currency": ("currency", "cost_currency"),
    "time": ("timestamp", "time", "ts", "start_time", "starttime", "created_at", "created", "request_time", "datetime", "event_time", "date", "day"),
    "calls": ("calls", "requests", "num_requests", "request_count", "num_calls", "call_count", "num_model_requests", "api_requests"),
    "failed": ("failed", "failed_requests", "failures", "error_count"),
    "batch": ("is_batch", "batch"),
    "cost": ("cost_usd", "cost", "total_cost", "cost_total", "spend", "price_usd"),
    "input": ("input_tokens", "prompt_tokens", "tokens_in", "input_token_count", "prompt_token_count", "native_tokens_prompt", "tokens_prompt", "usage_input_tokens", "usage_prompt_tokens", "gen_ai_usage_input_tokens", "gen_ai_usage_prompt_tokens"),
    "uncached": ("uncached_input_tokens", "uncached_tokens", "no_cache_tokens", "input_uncached_tokens"),
    "cache_read": ("cache_read_input_tokens", "cache_read_tokens", "cached_tokens", "cached_input_tokens", "input_cached_tokens", "cache_read", "native_tokens_cached", "tokens_cached", "usage_cache_read_input_tokens", "gen_ai_usage_cache_read_input_tokens", "cached_content_token_count"),
    "cache_write": ("cache_creation_input_tokens", "cache_write_tokens", "cache_creation_tokens", "cache_write_input_tokens", "input_cache_write_tokens", "cache_write", "gen_ai_usage_cache_write_input_tokens", "gen_ai_usage_cache_creation_input_tokens"),
    "cache_write_5m": ("cache_write_5m_tokens", "ephemeral_5m_input_tokens", "cache_write_5m", "cache_creation_5m_tokens"),
    "cache_write_1h": ("cache_write_1h_tokens", "ephemeral_1h_input_tokens", "cache_write_1h", "cache_creation_1h_tokens"),
    "output": ("output_tokens", "completion_tokens", "tokens_out", "output_token_count", "completion_token_count", "candidates_token_count", "native_tokens_completion", "tokens_completion", "usage_output_tokens", "usage_completion_tokens", "gen_ai_usage_output_tokens", "gen_ai_usage_completion_tokens"),
    "reasoning": ("reasoning_tokens", "output_reasoning_tokens", "reasoning_output_tokens", "thinking_tokens", "thoughts_token_count", "native_tokens_reasoning", "tokens_reasoning"),
    "total": ("total_tokens", "total_token_count"),
}  # fmt: skip
"""Names in lower case with underscores, the surest first."""


def guess(names: Iterable[str]) -> Columns | None:
    """The columns by their names; None unless they tell who or what was called, and how many tokens there were."""
    by_name: dict[str, str] = {}
    for name in names:
        by_name.setdefault(_plain(name), name)
    found = {
        field: next((by_name[known] for known in choices if known in by_name), None) for field, choices in KNOWN.items()
    }
    taken = {field: name for field, name in found.items() if name is not None}
    if not taken.keys() & {"input", "uncached", "output"} or not taken.keys() & {
        "agent",
        "agent_name",
        "model",
        "account",
    }:
        return None
    is_day = _plain(taken.get("time", "")) in {"date", "day"} and "calls" in taken
    return Columns(fields={field: (At(name),) for field, name in taken.items()}, bucket="day" if is_day else None)


def _plain(name: str) -> str:
    words = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    return re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")
