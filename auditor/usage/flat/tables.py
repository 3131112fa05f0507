"""Tables that are known by what keeps them, for `auditor usage-sql`: their columns and their usual names."""

from __future__ import annotations

from pathlib import Path

from auditor.errors import InputError
from auditor.usage.flat.map_file import read_map
from auditor.usage.flat.mapping import Columns, Expression
from auditor.usage.formats import litellm_daily, litellm_spend_logs


def columns_of_table(name: str | None, map_file: Path | None) -> tuple[Columns, str | None]:
    """The columns of a known table, or those of a map, and the table's usual name; raises InputError."""
    if map_file is not None:
        return read_map(map_file), None
    known = {
        litellm_spend_logs.NAME: (litellm_spend_logs.columns(), "LiteLLM_SpendLogs"),
        litellm_daily.NAME: (litellm_daily.columns(), "LiteLLM_DailyAgentSpend"),
        "otel-clickhouse": (_otel_clickhouse(), "otel_traces"),
    }
    if name not in known:
        raise InputError.at("--format", f"no table is known as {name!r}; known: {', '.join(known)}; others: --map FILE")
    return known[name]


def _otel_clickhouse() -> Columns:
    """What the OpenTelemetry collector's exporter writes to ClickHouse: an attribute that is not there is empty text.

    A span's agent is the one that it names itself: a statement over one table does not look for its ancestors.
    """

    def attribute(*names: str) -> Expression:
        return Expression(f"COALESCE({', '.join(_attribute(name) for name in names)})")

    is_call = "SpanAttributes['gen_ai.operation.name'] IN ('chat', 'generate_content', 'text_completion')"
    return Columns(
        fields={
            "agent": (attribute("gen_ai.agent.id"),),
            "agent_name": (attribute("gen_ai.agent.name"),),
            "prompt_name": (attribute("gen_ai.prompt.name"),),
            "account": (Expression("ServiceName"),),
            "provider": (attribute("gen_ai.provider.name", "gen_ai.system"),),
            "model": (attribute("gen_ai.response.model", "gen_ai.request.model"),),
            "request": (Expression("SpanId"),),
            "session": (attribute("gen_ai.conversation.id"),),
            "time": (Expression("Timestamp"),),
            "failed": (Expression("CASE WHEN StatusCode LIKE '%rror' THEN 1 ELSE 0 END"),),
            "answered": (Expression(f"CASE WHEN {is_call} THEN 0 ELSE 1 END"),),
            "input": (attribute("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens"),),
            "cache_read": (attribute("gen_ai.usage.cache_read.input_tokens"),),
            "cache_write": (
                attribute("gen_ai.usage.cache_write.input_tokens", "gen_ai.usage.cache_creation.input_tokens"),
            ),
            "output": (attribute("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens"),),
            "reasoning": (attribute("gen_ai.usage.reasoning.output_tokens"),),
        },
        counts="inclusive",
    )


def _attribute(name: str) -> str:
    return f"NULLIF(SpanAttributes['{name}'], '')"
