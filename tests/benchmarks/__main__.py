"""`make bench`: the audit against the least that any tool with tiktoken must do, in one run."""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from auditor.tokens.encodings import VOCABULARIES
from tests.benchmarks import economics, fleet

ROOT = Path(__file__).parents[2]
PROPTECH = ROOT / "inventories" / "proptech" / "fleet.yaml"
LOAD = "import tiktoken; tiktoken.get_encoding('o200k_base').encode_ordinary('x')"
COUNT = (
    "import json, sys, tiktoken; e = tiktoken.get_encoding('o200k_base').encode_ordinary; "
    "print(sum(len(e(a['prompt']['text'])) for a in json.load(open(sys.argv[1]))['agents']))"
)


def seconds(code: list[str], cache: Path) -> float:
    """Wall-clock seconds of one Python process, from start to exit."""
    environment = os.environ | {"TIKTOKEN_CACHE_DIR": str(VOCABULARIES), "AUDITOR_CACHE_DIR": str(cache)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed has its bytecode
    begin = time.perf_counter()
    subprocess.run([sys.executable, *code], check=True, stdout=subprocess.DEVNULL, env=environment, cwd=ROOT)
    return time.perf_counter() - begin


def audit(inventory: Path, folder: Path, *formats: str) -> list[str]:
    """The arguments of an audit into `folder`; without formats, its two default reports."""
    chosen = [part for name in formats for part in ("--format", name)]
    output = folder / f"one.{formats[0]}" if len(formats) == 1 else folder
    return ["-m", "auditor", "audit", str(inventory), *chosen, "--output", str(output), "--quiet"]


def small(rounds: int) -> None:
    """The example fleet, cold and warm, against importing tiktoken and loading o200k_base."""
    print(f"{PROPTECH.relative_to(ROOT)}: 87 agents; {rounds} rounds, each in turn; whole processes\n")
    load, cold, warm, cold_json, warm_json = [], [], [], [], []
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        for number in range(rounds):
            load.append(seconds(["-c", LOAD], out))
            fresh = out / f"cache {number}"
            cold.append(seconds(audit(PROPTECH, out), fresh))
            warm.append(seconds(audit(PROPTECH, out), fresh))
            cold_json.append(seconds(audit(PROPTECH, out, "json"), out / f"other {number}"))
            warm_json.append(seconds(audit(PROPTECH, out, "json"), fresh))
    print(f"{'':44}{'median':>8}  {'ratio':>6}  aim")
    row("import tiktoken and load o200k_base", load, load, "")
    row("audit, cold, HTML and JSON report", cold, load, "≤ 2")
    row("audit, warm, HTML and JSON report", warm, load, "≤ 1")
    row("audit, cold, JSON report only", cold_json, load, "")
    row("audit, warm, JSON report only", warm_json, load, "")


def large(size: int, rounds: int) -> None:
    """A generated fleet against tiktoken counting its prompts once."""
    print(f"\n{size:,} generated agents; {rounds} rounds, each in turn; whole processes\n")
    count, cold, warm, html = [], [], [], []
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        inventory = out / "fleet.json"
        fleet.write(inventory, size)
        for number in range(rounds):
            count.append(seconds(["-c", COUNT, str(inventory)], out))
            fresh = out / f"cache {number}"
            cold.append(seconds(audit(inventory, out, "json"), fresh))
            warm.append(seconds(audit(inventory, out, "json"), fresh))
            html.append(seconds(audit(inventory, out), out / f"other {number}"))
    print(f"{'':44}{'median':>8}  {'ratio':>6}  aim")
    row("tiktoken counts every prompt once", count, count, "")
    row("audit, cold, JSON report", cold, count, "≤ 3")
    row("audit, warm, JSON report", warm, count, "")
    row("audit, cold, HTML and JSON report", html, count, "≤ 3")


def row(name: str, times: list[float], base: list[float], aim: str) -> None:
    """One line: the median, and the median of the ratios round by round."""
    ratio = statistics.median(one / other for one, other in zip(times, base, strict=True))
    print(f"{name:44}{statistics.median(times):7.2f}s  {ratio:5.2f}×  {aim}".rstrip())


def main() -> None:
    """Run the benchmarks."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--agents", type=int, default=5000)
    arguments.add_argument("--only", choices=("small", "large", "economics"), help="one of the three benchmarks")
    chosen = arguments.parse_args()
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} processors\n")
    fewer = max(1, chosen.rounds // 2)
    if chosen.only in (None, "small"):
        small(chosen.rounds)
    if chosen.only in (None, "large"):
        large(chosen.agents, fewer)
    if chosen.only in (None, "economics"):
        economics.run(2 * chosen.agents, fewer)


if __name__ == "__main__":
    main()
