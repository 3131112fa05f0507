"""The rollup that `auditor usage-sql` makes where a log lies, read back to the same sums."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from auditor.usage.figures import EARLIEST, MOST_COST, moment
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
_MOST = 10**18
"""Of any number: a sum of more than all tokens that were ever sold is none of ours."""
_MOST_DIGITS = 60
_SECONDS = (0, 3600, 86_400)
"""What a row of a log covers: one call, an hour, a day."""
_LATEST = datetime(9999, 1, 1, tzinfo=UTC)
"""A day later must still be a time."""
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
        row["cost"] = _number(told.get("cost") or 0)
    except (InvalidOperation, ValueError):
        return None
    row |= {key: None if told.get(key) is None else str(told[key]) for key in (*KEYS, "grain", "basis", "counted")}
    row |= {name: moment(told.get(name)) for name, *_ in ENDS}
    row["day"] = _day(told.get("day"))
    return row if _is_sound(row) else None


def _whole(value: Any) -> int | None:
    if value is None:
        return None
    number = _number(value)
    if abs(number) > _MOST or number != number.to_integral_value():
        raise ValueError
    return int(number)


def _number(value: Any) -> Decimal:
    """A finite number; raises InvalidOperation or ValueError for what is none."""
    text = str(value)
    if len(text) > _MOST_DIGITS:
        raise ValueError
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError
    return number


def _day(value: Any) -> str | None:
    at = moment(value)
    return None if at is None else at.date().isoformat()


def _is_sound(row: Record) -> bool:
    """Whether it can be folded, and nothing in it is what no sum of ours can be."""
    if row["grain"] not in _GRAINS or row["basis"] not in {None, "billed", "list", "estimated"}:
        return False
    if any(row[name] is not None and row[name] < 0 for name in _WHOLE if name not in {"input_bin", "output_bin"}):
        return False
    if row["grain"] == "day":
        return _is_day(row)
    if row["grain"] == "size":
        bins = (row["input_bin"] or 0, row["output_bin"] or 0)
        return row["calls"] is not None and (row["hour"] or 0) < 24 and min(bins) >= -1 and max(bins) < 10_000
    return row["grain"] == "flaw" or row["sessions"] is not None


def _is_day(row: Record) -> bool:
    if any(row[name] is None for name, *_ in SUMS) or row["seconds"] not in _SECONDS or row["failed"] > row["calls"]:
        return False
    if not 0 <= row["cost"] <= MOST_COST * max(1, row["rows_read"]):
        return False
    ends = [row[name] for name, *_ in ENDS]
    return row["day"] is None or all(isinstance(at, datetime) and EARLIEST <= at < _LATEST for at in ends)
