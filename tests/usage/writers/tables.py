"""Flat logs: LiteLLM's, people's own, our rollup of them, and other tools' exports as CSV and Parquet."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb

from auditor.usage.flat.mapping import At, Columns, Constant
from auditor.usage.flat.warehouse import usage_sql
from tests.usage.month import SUMMED, Call
from tests.usage.writers import exports, gateways
from tests.usage.writers.writer import Writer, json_lines


def litellm_record(call: Call) -> dict[str, Any]:
    told = not call.failed
    usage = {
        "prompt_tokens_details": {
            "cached_tokens": call.cache_read,
            "cache_creation_tokens": call.written,
            "cache_creation_token_details": {
                "ephemeral_5m_input_tokens": call.write_5m,
                "ephemeral_1h_input_tokens": call.write_1h,
            },
        },
        "completion_tokens_details": None if call.reasoning is None else {"reasoning_tokens": call.reasoning},
    }
    return {
        "request_id": call.id,
        "call_type": "acompletion",
        "api_key": "88dc28d0f030c55ed4ab77ed8faf098196cb1c05df778539800c9f1243fe6b4b",
        "spend": None if call.cost is None else float(call.cost),
        "total_tokens": call.input + (call.output or 0) if told else 0,
        "prompt_tokens": call.input if told else None,
        "completion_tokens": call.output,
        "startTime": f"{call.at:%Y-%m-%dT%H:%M:%S.%f}Z",
        "model": call.model,
        "custom_llm_provider": call.provider,
        "cache_hit": "False",
        "request_tags": [f"agent:{call.agent}", "env:prod"],
        "team_id": call.account,
        "session_id": call.session,
        "status": "failure" if call.failed else "success",
        "agent_id": None,
        "metadata": {"usage_object": usage, "user_api_key_alias": call.account} if told else {},
    }


def litellm(calls: Sequence[Call], path: Path) -> None:
    json_lines(map(litellm_record, calls), path)


def litellm_as_text(calls: Sequence[Call], path: Path) -> None:
    """As some exports have it: what is nested is JSON in a text."""
    json_lines((_texts(litellm_record(call)) for call in calls), path)


def own_record(call: Call) -> dict[str, Any]:
    return {
        "requestId": call.id, "Agent Name": call.agent, "provider": call.provider, "model": call.model,
        "timestamp": round(call.at.timestamp() * 1_000_000), "conversation_id": call.session,
        "uncached_input_tokens": call.uncached, "cache_read_input_tokens": call.cache_read,
        "cache_write_5m": call.write_5m, "cache_write_1h": call.write_1h, "output_tokens": call.output,
        "reasoning_tokens": call.reasoning, "cost": None if call.cost is None else f"{call.cost:f}",
        "failed": int(call.failed), 'x"; drop table log; --': "'",
    }  # fmt: skip


def own(calls: Sequence[Call], path: Path) -> None:
    write_csv([own_record(call) for call in calls], path)


def rollup(calls: Sequence[Call], path: Path) -> None:
    """What a warehouse gives for the statement of usage-sql, run on a table with types."""
    columns = Columns(
        fields={
            "agent_name": (At("agent"),), "provider": (At("provider"),), "model": (At("model"),),
            "request": (At("id"),), "session": (At("session"),), "time": (At("at"),), "failed": (At("failed"),),
            "uncached": (At("uncached"),), "cache_read": (At("cache_read"),), "cache_write_5m": (At("write_5m"),),
            "cache_write_1h": (At("write_1h"),), "output": (At("output"),), "reasoning": (At("reasoning"),),
            "cost": (At("cost"),), "currency": (Constant("USD"),),
        }
    )  # fmt: skip
    with duckdb.connect() as warehouse:
        warehouse.execute(
            'CREATE TABLE calls (id TEXT, agent TEXT, provider TEXT, model TEXT, session TEXT, "at" TIMESTAMP,'
            " failed INT, uncached INT, cache_read INT, write_5m INT, write_1h INT, output INT, reasoning INT,"
            " cost DECIMAL(18, 9))"
        )
        warehouse.executemany(
            f"INSERT INTO calls VALUES ({', '.join('?' * 14)})",
            [
                [call.id, call.agent, call.provider, call.model, call.session, call.at.replace(tzinfo=None),
                 int(call.failed), call.uncached, call.cache_read, call.write_5m, call.write_1h, call.output,
                 call.reasoning, call.cost]
                for call in calls
            ],
        )  # fmt: skip
        sql = usage_sql(columns, "calls", "duckdb").strip().rstrip(";")
        warehouse.execute(f"COPY ({sql}) TO '{path}' (HEADER)")


def as_csv(write: Callable[[Sequence[Call], Path], None]) -> Callable[[Sequence[Call], Path], None]:
    """A writer of JSON lines, as one of the same records in CSV."""

    def written(calls: Sequence[Call], path: Path) -> None:
        write_csv(_records(write, calls, path), path)

    return written


def as_parquet(write: Callable[[Sequence[Call], Path], None]) -> Callable[[Sequence[Call], Path], None]:
    """The same in Parquet, with DuckDB's own types for what is nested."""

    def written(calls: Sequence[Call], path: Path) -> None:
        lines = path.with_suffix(".tmp")
        write(calls, lines)
        duckdb.sql(
            f"COPY (SELECT * FROM read_json('{lines}', format = 'newline_delimited')) TO '{path}' (FORMAT parquet)"
        )
        lines.unlink()

    return written


def _records(write: Callable[[Sequence[Call], Path], None], calls: Sequence[Call], path: Path) -> list[dict[str, Any]]:
    write(calls, path)
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def write_csv(records: Sequence[dict[str, Any]], path: Path) -> None:
    names = list(dict.fromkeys(name for record in records for name in record))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(_texts(record) for record in records)


def _texts(record: dict[str, Any]) -> dict[str, Any]:
    return {key: json.dumps(value) if isinstance(value, (dict, list)) else value for key, value in record.items()}


_FLAT = (
    Writer(id="litellm", format="litellm-spendlogs", file="spend.jsonl", write=litellm, cannot=SUMMED),
    Writer(id="litellm-text", format="litellm-spendlogs", file="spend.ndjson", write=litellm_as_text, cannot=SUMMED),
    *(
        writer
        for writer in (*exports.WRITERS, *gateways.WRITERS)
        if writer.id in {"langfuse-blob", "langsmith", "helicone", "portkey"}
    ),
)
WRITERS: tuple[Writer, ...] = (
    *_FLAT[:2],
    *(replace(one, id=f"{one.id}-csv", file="log.csv", write=as_csv(one.write)) for one in _FLAT),
    *(replace(one, id=f"{one.id}-parquet", file="log.parquet", write=as_parquet(one.write)) for one in _FLAT),
    Writer(id="own", format="table", file="own.csv", write=own, cannot=SUMMED, flaws=frozenset({"guessed"})),
    Writer(id="own-parquet", format="table", file="own.parquet", write=as_parquet(
        lambda calls, path: json_lines(map(own_record, calls), path)), cannot=SUMMED, flaws=frozenset({"guessed"})),
    Writer(id="rollup", format="rollup", file="rollup.csv", write=rollup, cannot=SUMMED),
)  # fmt: skip
