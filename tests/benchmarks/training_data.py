"""`make bench-training`: a file made on the fly and never stored, read at what speed and in how much memory."""

from __future__ import annotations

import argparse
import io
import re
import resource
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
SIZES = (10, 100, 1000)
MEGABYTE = 1_000_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, help="read so much, in this process")
    chosen = parser.parse_args().megabytes
    if chosen is not None:
        read(chosen)
        return
    print("each size in a process of its own; aim: memory does not grow with the file\n")
    print(f"{'MB':>6}{'rows':>11}{'s':>8}{'MB/s':>7}{'peak MB':>9}  found of what was made")
    for size in SIZES:
        measured(size)


def measured(megabytes: int) -> None:
    """Read so much in a process of its own, which prints a line."""
    subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.training_data", "--megabytes", str(megabytes)], check=True, cwd=ROOT
    )


def read(megabytes: int) -> int:
    """Read so much, print a line, and return the peak of this process in megabytes."""
    from auditor.knowledge.training import scan
    from tests.knowledge.training.made import Stream

    size = megabytes * MEGABYTE
    making = _seconds_to_make(size)
    stream = Stream(size)
    begin = time.perf_counter()
    found = scan(io.BufferedReader(stream, 1 << 20), size)
    spent = time.perf_counter() - begin - making
    peak = peak_megabytes()
    rows = stream.rows
    shares = (
        f"copies {(rows - found.distinct.count) / rows:.1%} of 10 %, near {found.near.count / rows:.1%} of 5 %, "
        f"ageing {found.ageing.holding / found.ageing.searched:.1%} of 14 % ({found.ageing.searched:,} searched), "
        f"e-mail {found.personal[0].examples / rows:.1%} of 2 %"
    )
    print(f"{megabytes:>6}{found.rows:>11,}{spent:>8.1f}{megabytes / spent:>7.1f}{peak:>9}  {shares}", flush=True)
    return peak


def peak_megabytes() -> int:
    """The most memory this process has held; what Linux says elsewhere counts the process it was forked from, too."""
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text("utf-8"))
        assert found is not None
        return int(found[1]) * 1024 // MEGABYTE
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit // MEGABYTE


def _seconds_to_make(size: int) -> float:
    from tests.knowledge.training.made import Stream

    begin = time.perf_counter()
    stream = io.BufferedReader(Stream(size), 1 << 20)
    while stream.read(1 << 20):
        pass
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
