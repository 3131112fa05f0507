"""LiteLLM's daily spend tables (by agent, user, team, tag, …): a day of one model a row, already summed up."""

from __future__ import annotations

from auditor.usage.flat.mapping import At, Columns
from auditor.usage.flat.table import rolled as rolled_by_columns
from auditor.usage.log import Log
from auditor.usage.log_format import Head, Rolled

NAME = "litellm-daily"
DESCRIPTION = "LiteLLM_DailyAgentSpend and its sisters, exported as JSON Lines, CSV or Parquet"
TELLS_CACHE = True


def claims(head: Head) -> bool:
    """Whether its first record is a row of such a table."""
    return {"date", "api_requests", "prompt_tokens", "completion_tokens", "spend"} <= head.record.keys()


def columns() -> Columns:
    """Where everything stands."""
    return Columns(
        fields={
            "agent": (At("agent_id"),),
            "account": (
                At("tag"),
                At("team_id"),
                At("organization_id"),
                At("end_user_id"),
                At("user_id"),
                At("api_key"),
            ),
            "provider": (At("custom_llm_provider"),),
            "model": (At("model"), At("model_group")),
            "request": (At("id"),),
            "time": (At("date"),),
            "calls": (At("api_requests"),),
            "failed": (At("failed_requests"),),
            "input": (At("prompt_tokens"),),
            "cache_read": (At("cache_read_input_tokens"),),
            "cache_write": (At("cache_creation_input_tokens"),),
            "output": (At("completion_tokens"),),
            "cost": (At("spend"),),
        },
        counts="inclusive",
        bucket="day",
    )


def rolled(log: Log) -> Rolled:
    """All days, summed up by DuckDB."""
    return rolled_by_columns(columns(), log)
