"""The rollup that `auditor usage-sql` makes where a log lies, read back to the same sums."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from auditor.usage.figures import moment
from auditor.usage.flat.folding import FLAWS, Folding, Record
from auditor.usage.flat.statement import ENDS, FLAWED, KEYS, RESULT, SUMS
from auditor.usage.log import Log
from auditor.usage.log_format import Head, Rolled
from auditor.usage.records import records

NAME = "rollup"
DESCRIPTION = "What the statement of auditor usage-sql gives, as CSV, JSON Lines or Parquet"
TELLS_CACHE = True

_WHOLE = (
    *("hour", "input_bin", "output_bin", "sessions", "cents", "seconds"),
    *(name for name, *_ in SUMS if name != "cost"),
    *FLAWED,
)
_GRAINS = ("day", "size", "sessions", "flaw")


def claims(head: Head) -> bool:
    """Whether its first record has the columns of a rollup, in whatever case the warehouse left them."""
    return {"grain", "input_bin", "output_bin", "told_zero"} <= {str(key).lower() for key in head.record}


def rolled(log: Log) -> Rolled:
    """All of it; rows that are no rows of a rollup are told and left out."""
    folding = Folding(log)
    for one in log.each():
        folding.add(_rows(one))
    for name, count in folding.flaws.items():
        kind, done = FLAWS[name]
        log.tell(kind, done, 0, count)
    return folding.done()


def _rows(log: Log) -> Iterator[Record]:
    for line, record in records(log):
        row = _row(record) if isinstance(record, dict) else None
        if row is None:
            log.tell("unreadable", "left out: no row of a rollup as usage-sql makes it", line)
        else:
            yield row


def _row(record: dict[Any, Any]) -> Record | None:
    told = {str(key).lower(): None if value == "" else value for key, value in record.items()}
    row: Record = dict.fromkeys(RESULT)
    try:
        row |= {name: _whole(told.get(name)) for name in _WHOLE}
        row["cost"] = Decimal(str(told.get("cost") or 0))
    except (InvalidOperation, ValueError, OverflowError):
        return None
    row |= {key: None if told.get(key) is None else str(told[key]) for key in (*KEYS, "grain", "basis", "counted")}
    row |= {name: moment(told.get(name)) for name, *_ in ENDS}
    row["day"] = _day(told.get("day"))
    return row if _is_sound(row) else None


def _whole(value: Any) -> int | None:
    return None if value is None else int(Decimal(str(value)))


def _day(value: Any) -> str | None:
    at = moment(value)
    return None if at is None else at.date().isoformat()


def _is_sound(row: Record) -> bool:
    """Whether it can be folded, and nothing in it is what no sum of ours can be."""
    if row["grain"] not in _GRAINS or row["basis"] not in {None, "billed", "list", "estimated"}:
        return False
    if any(row[name] is not None and row[name] < 0 for name in _WHOLE if name not in {"input_bin", "output_bin"}):
        return False
    sums = [row[name] for name, *_ in SUMS]
    has_times = all(isinstance(row[name], datetime) for name, *_ in ENDS)
    if row["grain"] == "day":
        return None not in sums and (row["day"] is None or has_times) and row["seconds"] is not None
    if row["grain"] == "size":
        return (
            row["calls"] is not None
            and (row["hour"] or 0) < 24
            and max(row["input_bin"] or 0, row["output_bin"] or 0) < 10_000
        )
    return row["grain"] == "flaw" or row["sessions"] is not None
