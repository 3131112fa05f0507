"""Flat logs at scale: our whole rollup against DuckDB's bare group-by of the same columns, each in its own process.

    python -m tests.benchmarks.usage.flat [MILLIONS]

Makes the files (20 million rows of Parquet are 640 MB), reads them, removes them.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BARE = (
    'SELECT agent_id, model, custom_llm_provider, CAST("startTime" AS DATE), COUNT(*), SUM(prompt_tokens), '
    "SUM(completion_tokens), SUM(cache_read_input_tokens), SUM(spend), COUNT(session_id), COUNT(request_id) "
    "FROM '{path}' GROUP BY ALL"
)
MAP = """
columns:
  agent: agent_id
  provider: custom_llm_provider
  model: model
  request: request_id
  session: session_id
  time: startTime
  input: prompt_tokens
  cache_read: cache_read_input_tokens
  output: completion_tokens
  cost: spend
input_counts: inclusive
"""


def make(path: Path, rows: int) -> None:
    import duckdb

    form = "parquet, COMPRESSION zstd" if path.suffix == ".parquet" else "json"
    duckdb.sql("SET memory_limit = '2GB'")
    duckdb.sql(
        f"""COPY (SELECT 'chatcmpl-' || md5(CAST(i AS VARCHAR)) AS request_id,
        'agent-' || (hash(i) % 2000) AS agent_id, 's-' || (i // 6) AS session_id,
        CASE WHEN hash(i) % 2000 % 3 = 0 THEN 'gpt-5.2' ELSE 'claude-sonnet-5-5' END AS model,
        CASE WHEN hash(i) % 2000 % 3 = 0 THEN 'openai' ELSE 'anthropic' END AS custom_llm_provider,
        TIMESTAMP '2026-10-01' + to_microseconds(CAST(i * {2_600_000_000_000 / rows} AS BIGINT)) AS "startTime",
        CAST(600 + hash(i + 7) % 3000 AS INT) AS prompt_tokens,
        CAST(50 + hash(i + 9) % 700 AS INT) AS completion_tokens,
        CAST(CASE WHEN hash(i + 3) % 4 > 0 THEN 512 ELSE 0 END AS INT) AS cache_read_input_tokens,
        round((hash(i + 1) % 100000) / 1e6, 6) AS spend FROM range({rows}) AS r(i)) TO '{path}' (FORMAT {form})"""
    )


def one(what: str, path: Path) -> None:
    """In a process of its own: seconds, and the most memory that it held."""
    start = time.perf_counter()
    if what == "bare":
        import duckdb

        counted = sum(row[4] for row in duckdb.sql(BARE.format(path=path)).fetchall())
    else:
        from auditor.usage import UsageOptions, read

        log = read(path, UsageOptions(map=path.with_name("map.yaml")))
        counted = sum(used.calls for used in log.used)
    took = time.perf_counter() - start
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what} {counted} {took:.2f} {most:.0f}")


def main(millions: float) -> None:
    """So many million rows in Parquet, and a tenth of them in JSON: ours against DuckDB's bare sums, each a process."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "map.yaml").write_text(MAP)
        for name, rows in (("log.parquet", int(millions * 1e6)), ("log.jsonl", int(millions * 1e5))):
            path = Path(folder) / name
            make(path, rows)
            figures = {}
            for what in ("bare", "ours"):
                command = [sys.executable, "-m", "tests.benchmarks.usage.flat", "--one", what, str(path)]
                done = subprocess.run(command, check=True, capture_output=True, text=True)
                counted, took, most = map(float, done.stdout.split()[1:])
                assert counted == rows, (counted, rows)
                figures[what] = took
                print(f"{name:<12} {what:<5} {rows:>11,} rows {took:7.2f} s {most:6.0f} MB", flush=True)
            print(f"{name:<12} ours / bare {figures['ours'] / figures['bare']:.1f}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], Path(sys.argv[3]))
    else:
        main(float(sys.argv[1]) if len(sys.argv) > 1 else 20)
