"""Bills that were exported more than once: a bucket that two exports tell of counts once, in its latest state.

A bucket is the same if all that is said of it besides its figures is: its time, model, key, tier. Only where a
project, key or workspace is among that can two states of a bucket be told from the bills of two accounts; where none
is, only what is the same to the last figure is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from auditor.model.usage import Row
from auditor.usage.distinct import digest
from auditor.usage.log import Counts, Log
from auditor.usage.records import as_list, as_mapping

MOST = 200_000
"""Buckets of one audit that are kept in mind."""
AMOUNTS = frozenset({"amount", "list_amount"})
"""Figures that are written as text."""
_COUNTS = ("calls", "uncached", "cache_read", "cache_write_5m", "cache_write_1h", "output", "reasoning", "cost")
_SAME = "left out: the same bucket of the bill was read before"
_LATER = "counted in what it adds: an earlier state of the same bucket was read before"
_EARLIER = "left out: a later state of the same bucket was read before"
_OTHER = "added, though the same day and model was read before: nothing says whose; if one bill is older, leave it out"


def results(bucket: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], str]]:
    """The results of a bucket, each with what is said of it besides its figures, as a text that names it."""
    times = {key: value for key, value in bucket.items() if not isinstance(value, (dict, list))}
    places: dict[str, int] = {}
    for result in map(as_mapping, as_list(bucket.get("results"))):
        said = {key: value for key, value in result.items() if _is_said(key, value)}
        name = json.dumps([times, said], sort_keys=True, default=str)
        places[name] = places.get(name, 0) + 1  # two of one name in one bucket are two
        yield result, f"{places[name]} {name}"


def _is_said(key: str, value: Any) -> bool:
    return key not in AMOUNTS and (value is None or isinstance(value, (str, bool)))


def added(row: Row, name: str, log: Log, line: int) -> Row | None:
    """What a bucket of this name adds to what was read before; None where that is nothing, which is told."""
    figures = tuple(getattr(row, count) for count in _COUNTS)
    if not any(figures):
        return row
    before = _remembered(name, figures, log)
    if before is None:
        return row
    if before == figures:
        log.tell("duplicate", _SAME, line)
        return None
    if row.caller.is_nobody:
        if _remembered(f"{name} {figures}", figures, log) is None:
            log.tell("duplicate", _OTHER, line)
            return row
        log.tell("duplicate", _SAME, line)
        return None
    more = [(new or 0) - (old or 0) for new, old in zip(figures, before, strict=True)]
    if min(more) < 0:
        log.tell("duplicate", _EARLIER, line)
        return None
    log.tell("duplicate", _LATER, line)
    log.buckets[digest(name)] = figures
    counts: dict[str, Any] = {
        count: one for count, one, had in zip(_COUNTS, more, figures, strict=True) if had is not None
    }
    return replace(row, **counts)


def _remembered(name: str, figures: Counts, log: Log) -> Counts | None:
    """The figures that a bucket of this name had before; None, and they are remembered, if there was none."""
    key = digest(name)
    before = log.buckets.get(key, log.buckets_before.get(key))
    if before is None and len(log.buckets) + len(log.buckets_before) < MOST:
        log.buckets[key] = figures
    return before
