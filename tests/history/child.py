"""A process of its own that keeps runs, for tests that kill it, starve it or set it against another one.

`python -m tests.history.child FILE AUDIT FIRST COUNT` keeps COUNT runs (0: until it is killed) of made-up agents and
says `kept N` once each is safe. What a run holds follows from its number, so that the test can tell it again.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from auditor import history
from auditor.errors import HistoryError
from auditor.model.kept import RunRecord
from tests.history.made_up import agent, made

AGENTS = 60


def run(number: int) -> RunRecord:
    """The run of a number: half of the agents change every time."""
    calls = random.Random(number)
    agents = [agent(one, calls=calls.randrange(10_000) if one % 2 else 1000) for one in range(AGENTS)]
    return made(agents, day=number)


def main(file: str, audit: str, first: str, count: str) -> None:
    """Keep runs, and say so."""
    number = int(first)
    while not int(count) or number < int(first) + int(count):
        try:
            kept = history.keep(run(number), Path(file), audit_name=audit)
        except HistoryError as error:
            print(error, file=sys.stderr)
            raise SystemExit(error.exit_code) from None
        print(f"kept {number} as {kept}", flush=True)
        number += 1


if __name__ == "__main__":
    main(*sys.argv[1:])
