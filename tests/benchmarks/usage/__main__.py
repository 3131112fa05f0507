"""Run both halves: nested spans that are streamed, and flat rows that a database sums up."""

from __future__ import annotations

import argparse

from tests.benchmarks.usage import nested


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--spans", type=int, default=500_000)
    nested.main(parser.parse_args().spans)


if __name__ == "__main__":
    main()
