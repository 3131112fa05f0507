"""Nested spans: OTLP lines made on the fly, read to rollups, against `json.loads` of the same lines."""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
AGENTS = 200
BATCH = 50
"""Spans a line."""
IN_FLIGHT = 400
"""Traces that are open at the same time."""
START = 1790812800 * 10**9
FAR = 10
"""How many times fewer spans the smaller run has: its peak of memory must not be much less."""


def main(spans: int) -> None:
    print("nested spans, each measure in a process of its own; aims: below 2 × json.loads, memory flat\n")
    print(f"{'spans':>9}{'MB':>6}{'json.loads s':>14}{'read s':>8}{'ratio':>7}{'peak MB':>9}{'json MB':>9}  found")
    for size in (spans // FAR, spans):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "traces.jsonl"
            write(size, path)
            bare, measured = child("bare", path), child("read", path)
            ratio = measured["seconds"] / bare["seconds"]
            print(
                f"{size:>9,}{path.stat().st_size / 1e6:>6.0f}{bare['seconds']:>14.2f}{measured['seconds']:>8.2f}"
                f"{ratio:>7.2f}{measured['peak']:>9.0f}{bare['peak']:>9.0f}  {measured['found']}",
                flush=True,
            )


def child(what: str, path: Path) -> dict[str, Any]:
    """Run one measure in a new process."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.usage.nested", what, str(path)],
        check=True,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def measure(what: str, path: Path) -> None:
    """Print seconds of this process's CPU, peak of its memory in MB, and what was found."""
    from auditor.usage import read

    begin = time.process_time()
    found = ""
    if what == "bare":
        with path.open("rb") as lines:
            for line in lines:
                json.loads(line)
    else:
        log = read(path)
        calls = sum(one.calls for one in log.used)
        named = {one.caller.name for one in log.used if one.caller.name}
        found = f"{calls:,} calls of {len(named)} agents, {', '.join(f'{one.count:,} {one.kind}' for one in log.flaws)}"
    seconds = time.process_time() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 if sys.platform == "darwin" else 1024)
    print(json.dumps({"seconds": seconds, "peak": peak / (1e6 if sys.platform == "darwin" else 1), "found": found}))


def write(spans: int, path: Path) -> None:
    """A file of so many spans: agents' runs, their calls and tools, of many traces at once, children first."""
    chance = random.Random(1)
    with path.open("w", encoding="utf-8") as file:
        batch: list[Any] = []
        written = 0
        for span in _interleaved(chance):
            batch.append(span)
            written += 1
            if len(batch) == BATCH or written == spans:
                file.write(json.dumps({"resourceSpans": [_resource(batch)]}, separators=(",", ":")) + "\n")
                batch = []
            if written == spans:
                return


def _interleaved(chance: random.Random) -> Iterator[dict[str, Any]]:
    """Spans of many traces in turn, as they end."""
    flying = [_trace(chance) for _ in range(IN_FLIGHT)]
    while True:
        index = chance.randrange(IN_FLIGHT)
        span = next(flying[index], None)
        if span is None:
            flying[index] = _trace(chance)
        else:
            yield span


def _trace(chance: random.Random) -> Iterator[dict[str, Any]]:
    trace, run = f"{chance.getrandbits(128):032x}", f"{chance.getrandbits(64):016x}"
    agent, at = chance.randrange(AGENTS), START + chance.randrange(30 * 86400) * 10**9
    calls = chance.randint(1, 8)
    for number in range(calls):
        told = {
            "gen_ai.usage.input_tokens": 5000 + chance.randrange(3000),
            "gen_ai.usage.output_tokens": chance.randrange(900),
        }
        told |= {"gen_ai.usage.cache_read.input_tokens": 4096 if number else 0}
        words = {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": "openai",
            "gen_ai.request.model": "gpt-5.2",
            "gen_ai.response.model": "gpt-5.2-2026-01-01",
            "gen_ai.response.id": f"chatcmpl-{chance.getrandbits(64):x}",
            "server.address": "api.openai.com",
        }
        yield _span(trace, f"{chance.getrandbits(64):016x}", run, at + number * 10**9, words, told)
        if chance.random() < 0.3:
            tool = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "search"}
            yield _span(trace, f"{chance.getrandbits(64):016x}", run, at + number * 10**9, tool, {})
    words = {"gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": f"agent-{agent}"}
    yield _span(trace, run, "", at, words, {"gen_ai.usage.input_tokens": 5000 * calls})


def _span(trace: str, id: str, parent: str, at: int, words: dict[str, str], told: dict[str, int]) -> dict[str, Any]:
    attributes = [{"key": key, "value": {"stringValue": word}} for key, word in words.items()]
    attributes += [{"key": key, "value": {"intValue": str(number)}} for key, number in told.items()]
    return {
        "traceId": trace, "spanId": id, "parentSpanId": parent, "name": words["gen_ai.operation.name"], "kind": 3,
        "startTimeUnixNano": str(at), "endTimeUnixNano": str(at + 10**9), "attributes": attributes, "status": {},
    }  # fmt: skip


def _resource(spans: list[Any]) -> dict[str, Any]:
    service = [{"key": "service.name", "value": {"stringValue": "fleet"}}]
    return {"resource": {"attributes": service}, "scopeSpans": [{"scope": {"name": "x"}, "spans": spans}]}


if __name__ == "__main__":
    measure(sys.argv[1], Path(sys.argv[2]))
