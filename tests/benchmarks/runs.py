"""`make bench-runs`: a history of 1,000 runs of 1,000 agents: its size, and how long keeping and asking take.

Agents change as in a fleet that is edited by the day (so many in a hundred get another volume each run), or all of
them in every run, as where volumes are measured anew from logs each night.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

from auditor import history, policy
from tests.benchmarks.runs_fleet import fleet
from tests.history.made_up import made

ROOT = Path(__file__).parents[2]


def build(path: Path, agents: int, runs: int, changed: float) -> list[float]:
    """Keep the runs, `changed` being the share of agents that are others each time; seconds that each took."""
    draws, calls = random.Random(7), [1000 + number for number in range(agents)]
    records, took = fleet(calls), []
    for day in range(runs):
        for number in range(agents):
            if day and draws.random() < changed:
                calls[number] = max(1, round(calls[number] * draws.uniform(0.8, 1.3)))
                records[number] = fleet(calls, only=number)[0]
        run = made(records, day=day)
        begin = time.perf_counter()
        history.keep(run, path, audit_name="nightly")
        took.append(time.perf_counter() - begin)
    return took


def timed(work: Callable[[], object], whose: int, rounds: int = 5) -> str:
    """Median seconds by the clock and of the processor; the first say much of what else the machine does."""
    took, used = [], []
    for _ in range(rounds):
        begin, before = time.perf_counter(), resource.getrusage(whose)
        work()
        after = resource.getrusage(whose)
        took.append(time.perf_counter() - begin)
        used.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return f"{median(took):8.3f} s, {median(used):6.3f} s of the processor"


def process(*arguments: str) -> None:
    """A whole process of the command line."""
    subprocess.run([sys.executable, "-m", "auditor", *arguments], check=True, stdout=subprocess.DEVNULL, cwd=ROOT)


def report(title: str, agents: int, runs: int, changed: float) -> None:
    """The figures of one history."""
    limits, _ = policy.load()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "history.sqlite3"
        took = build(path, agents, runs, changed)
        size = path.stat().st_size
        print(f"\n{title}: {runs:,} runs of {agents:,} agents")
        print(f"  file                      {size / 1e6:8.1f} MB, {size / runs / agents:6.2f} bytes a run and agent")
        print(f"  keep a run, median        {median(took):8.3f} s, slowest {max(took):.3f} s")
        middle = history.run_at(path, runs // 2)
        now = history.find(path, "latest")
        asked: dict[str, Callable[[], object]] = {
            "history, all runs": lambda: history.runs(path),
            "history, one agent": lambda: history.trend(path, "agent-0007"),
            "read a run": lambda: history.run_at(path, runs),
            "diff, records at hand": lambda: history.diff(middle, now, limits),
            "since, twelve runs": lambda: history.since(path, now, limits, audit_name="nightly"),
        }
        for name, work in asked.items():
            print(f"  {name:<25} {timed(work, resource.RUSAGE_SELF)}")
        place = ("--history", str(path))
        commands = {
            "auditor --version": ("--version",),
            "auditor history": ("history", *place, "--last", str(runs)),
            "auditor history --agent": ("history", *place, "--agent", "agent-0007", "--last", str(runs)),
            "auditor diff": ("diff", *place),
            "auditor diff, half apart": ("diff", str(runs // 2), "latest", *place),
        }
        for name, command in commands.items():
            print(f"  {name:<25} {timed(partial(process, *command), resource.RUSAGE_CHILDREN)}; whole process")


def main() -> None:
    """Run the benchmark."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--agents", type=int, default=1000)
    arguments.add_argument("--runs", type=int, default=1000)
    arguments.add_argument("--all-change", action="store_true", help="also the history in which every agent changes")
    chosen = arguments.parse_args()
    report("no agent changes", chosen.agents, chosen.runs, 0)
    report("3 in 100 agents change each run", chosen.agents, chosen.runs, 0.03)
    if chosen.all_change:
        report("every agent changes each run", chosen.agents, chosen.runs, 1)


if __name__ == "__main__":
    main()
