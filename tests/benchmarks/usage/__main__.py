"""Run both halves: nested spans that are streamed, and flat rows that a database sums up."""

from __future__ import annotations

import argparse

from tests.benchmarks.usage import flat, nested


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--spans", type=int, default=500_000, help="nested spans in JSON")
    parser.add_argument("--millions", type=float, default=20, help="millions of flat rows in Parquet, a tenth in JSON")
    asked = parser.parse_args()
    nested.main(asked.spans)
    flat.main(asked.millions)


if __name__ == "__main__":
    main()
