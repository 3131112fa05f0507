"""Print all tables."""

from __future__ import annotations

import time

from tests.benchmarks.history import calibration, corpus, ranks, reading
from tests.benchmarks.history.foretold import fitted


def main() -> None:
    """What the corpus shows, if it is here, and how fast a repository is read."""
    if corpus.DATA.exists():
        _of_corpus()
    else:
        print(f"skipped: {corpus.DATA} is not here (AUDITOR_SHARED names the folder that holds corpora/)")
    reading.report()


def _of_corpus() -> None:
    begin = time.perf_counter()
    pasts = corpus.read()
    took = time.perf_counter() - begin
    start, end = corpus.span(pasts)
    versions = sum(one.versions for one in pasts)
    print(f"{corpus.DATA.name}: {len(pasts)} files, {versions} versions that differ, {start} to {end}")
    print(f"read in {took:.1f} s")
    ranks.report(pasts, start, end)
    calibration.report(pasts, start, end)
    print(f"\nfitted on all of it, for auditor/knowledge/history/pace.py: {fitted(pasts, end)}")


if __name__ == "__main__":
    main()
