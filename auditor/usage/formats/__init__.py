"""The formats of usage logs: each is one file here; the first that claims a file reads it."""

from __future__ import annotations

from auditor.usage.formats import (
    agent_sessions,
    anthropic_usage,
    bedrock,
    claude_code_sessions,
    cloudflare_gateway,
    helicone,
    json_spans,
    langfuse,
    langsmith,
    litellm_daily,
    litellm_spend_logs,
    mlflow,
    openai_usage,
    otel_metrics,
    otlp,
    portkey,
    rollup,
    table,
)
from auditor.usage.log_format import LogFormat

FORMATS: tuple[LogFormat, ...] = (
    rollup,
    litellm_spend_logs,
    litellm_daily,
    otlp,
    otel_metrics,
    openai_usage,
    anthropic_usage,
    agent_sessions,
    claude_code_sessions,
    mlflow,
    bedrock,
    langsmith,
    langfuse,
    json_spans,
    helicone,
    cloudflare_gateway,
    portkey,
    table,
)
"""Every format, the surest signs first."""
