"""Which logs of one agent are added, and which tell of the same calls again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditor.model.observed import Means
from auditor.model.usage import UsageLog, Used


@dataclass(frozen=True, slots=True)
class Part:
    """What one log tells of one caller that is the agent."""

    log: UsageLog
    used: Used
    by: Means


def parts(found: Sequence[Part]) -> tuple[list[Part], list[Part]]:
    """The parts whose calls are added, and those that tell of calls which others tell of already.

    Two logs of different formats that tell of the same days are two views of the same calls (a gateway and a tracer):
    the one with more calls counts. Two of the same format are parts of one log (one for each region, one for each
    day), unless they count the same on the days that both have.
    """
    by_log: dict[str, list[Part]] = {}
    for part in found:
        by_log.setdefault(part.log.path, []).append(part)
    counted: list[list[Part]] = []
    left: list[Part] = []
    for some in sorted(by_log.values(), key=lambda some: -sum(part.used.calls for part in some)):
        if any(_same_calls(some, others) for others in counted):
            left += some
        else:
            counted.append(some)
    return [part for some in counted for part in some], left


def _same_calls(some: Sequence[Part], others: Sequence[Part]) -> bool:
    """Whether two logs tell of the same calls."""
    mine, theirs = _calls(some), _calls(others)
    shared = mine.keys() & theirs.keys()
    if some[0].log.format != others[0].log.format:
        return len(shared) > min(1, len(mine) - 1)  # one day in common is where one log ends and the next begins
    alike = sum(mine[day] == theirs[day] for day in shared)
    return len(shared) >= min(3, len(mine)) and 2 * alike > len(shared)


def _calls(some: Sequence[Part]) -> dict[str, int]:
    calls: dict[str, int] = {}
    for part in some:
        for day, number in part.used.by_day:
            calls[day] = calls.get(day, 0) + number
    return calls
