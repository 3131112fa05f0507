"""The report's budgets: size, nodes, and how fast a real Chromium has it ready, filters, sorts, asks what if, opens.

python -m tests.benchmarks.report [--agents 100 1000 10000] [--rounds 3]
"""

from __future__ import annotations

import argparse
import gc
import gzip
import shutil
import statistics
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from auditor import policy, sources
from auditor.audit import audit
from auditor.costs import PriceBook
from auditor.model.run import Run
from auditor.reporters import html, read_again
from auditor.reporters.html import document
from tests.benchmarks import fleet
from tests.chromium import FLAGS, NAMES

MB = 1_000_000
ASSETS = 20
"""KB of style and script together, as gzip leaves them. The plan hoped for 14; what-if, reviews and charts take 12 of
them, and with every name shortened too, which nobody could read, 17.6 would be left."""

# The median of a few rounds within the page, in ms, from the call to the next frame that shows its result.
TIMED = """
async (rounds) => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  const box = document.querySelector("#filter");
  const time = async (act) => {
    const from = performance.now();
    await act();
    await frame();
    return performance.now() - from;
  };
  const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
  const type = (text) => () => { box.value = text; box.dispatchEvent(new Event("input")); };
  const sort = () => document.querySelector("[data-sort=name]").click();
  const slider = document.querySelector("[data-lever=n] input[type=range]");
  const slide = (to) => () => { slider.value = to; slider.dispatchEvent(new Event("input")); };
  if (slider) { await time(slide(0)); }
  const found = { filter: [], sort: [], whatif: [], open: [] };
  for (let round = 0; round < rounds; round += 1) {
    found.filter.push(await time(type("owner:billing saving>1")));
    await time(type(""));
    found.sort.push(await time(sort));
    if (slider) { found.whatif.push(await time(slide(10 + round))); }
    found.open.push(await time(async () => {
      document.querySelectorAll("#table th a")[round * 7 + 1].click();
      while (document.querySelector("#agent").hidden) { await frame(); }
    }));
    document.querySelector("a.back").click();
    await frame();
  }
  return Object.fromEntries(Object.entries(found).map(([name, values]) => [name, median(values)]));
}
"""


@dataclass(frozen=True)
class Budget:
    """What a report of so many agents may weigh and take: MB, DOM nodes, seconds, milliseconds."""

    megabytes: float
    nodes: int
    generate: float
    ready: float
    touch: float
    open: float


BUDGETS = {
    100: Budget(0.4, 4000, 0.5, 1.2, 50, 200),
    1000: Budget(3, 5000, 4, 1.5, 60, 200),
    10_000: Budget(25, 6000, 30, 2, 150, 250),
}


def generated(folder: Path, agents: int) -> Run:
    """The audit of a generated fleet."""
    path = folder / f"fleet-{agents}.json"
    fleet.write(path, agents)
    rules, digest = policy.load()
    memory: dict[str, str] = {}
    at = datetime(2026, 11, 22, tzinfo=UTC)
    return audit(sources.read(path), rules, digest, PriceBook(date(2026, 11, 22), memory), at, memory)


def assets() -> float:
    """KB of style and script together, as gzip leaves them."""
    return len(gzip.compress((document.style() + document.script()).encode(), 9, mtime=0)) / 1000


def in_browser(chromium: Any, path: Path, rounds: int) -> dict[str, float]:
    """Nodes at rest, seconds until ready (best of `rounds`), and the median milliseconds of each touch."""
    ready = []
    for _ in range(rounds):
        page = chromium.new_page(viewport={"width": 1366, "height": 900})
        begun = time.perf_counter()
        page.goto(path.as_uri())
        page.wait_for_selector("html[data-ready]", state="attached", timeout=60_000)
        ready.append(time.perf_counter() - begun)
        nodes = page.evaluate("document.querySelectorAll('*').length")
        touched = page.evaluate(TIMED, rounds)
        page.close()
    return {"nodes": nodes, "ready": min(ready), **touched}


def main() -> None:
    """Print a line for each size, each figure beside its budget."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, nargs="+", default=list(BUDGETS))
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    executable = next(found for name in NAMES if (found := shutil.which(name)))
    print(f"style and script {assets():.1f} KB gzipped ({ASSETS})")
    print("figure (budget); ready is the best, touches are medians, of", given.rounds, "rounds")
    with tempfile.TemporaryDirectory() as name:
        # All are written before the browser begins: beside its threads no process may be forked.
        written = {agents: _written(Path(name), agents) for agents in given.agents}
        with sync_playwright() as started:
            chromium = started.chromium.launch(executable_path=executable, args=list(FLAGS))
            for agents, (path, generate) in written.items():
                _tell(agents, generate, path, in_browser(chromium, path, given.rounds))
            chromium.close()


def _written(folder: Path, agents: int) -> tuple[Path, float]:
    """A report of so many agents, and the seconds that writing it takes: the mean of two times."""
    run = generated(folder, agents)
    html.render(run, read_again)  # templates compiled, tables loaded
    spent = []
    gc.disable()  # as every command does
    for _ in range(2):
        begun = time.perf_counter()
        shown = html.render(run, read_again)
        spent.append(time.perf_counter() - begun)
    gc.enable()
    path = folder / f"report-{agents}.html"
    path.write_text(shown, "utf-8")
    return path, statistics.fmean(spent)


def _tell(agents: int, generate: float, path: Path, found: dict[str, float]) -> None:
    budget = BUDGETS.get(agents)
    limits = [
        ("MB", path.stat().st_size / MB, budget and budget.megabytes, 2),
        ("nodes", found["nodes"], budget and budget.nodes, 0),
        ("generate s", generate, budget and budget.generate, 2),
        ("ready s", found["ready"], budget and budget.ready, 2),
        ("filter ms", found["filter"], budget and budget.touch, 0),
        ("sort ms", found["sort"], budget and budget.touch, 0),
        ("what-if ms", found.get("whatif") or 0, budget and budget.touch, 0),
        ("open ms", found["open"], budget and budget.open, 0),
    ]
    words = [f"{name} {value:,.{digits}f}{f' ({limit:,g})' if limit else ''}" for name, value, limit, digits in limits]
    print(f"{agents:>6,} agents  " + "  ".join(words), flush=True)


if __name__ == "__main__":
    main()
