"""Any table of calls: by a map of its columns, or else by their names, saying what was taken for what."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.errors import InputError
from auditor.model.address import Place
from auditor.usage.flat.guess import guess
from auditor.usage.flat.map_file import read_map
from auditor.usage.flat.mapping import At, Columns
from auditor.usage.flat.table import rolled as rolled_by_columns
from auditor.usage.heads import head_of_log
from auditor.usage.log import Log
from auditor.usage.log_format import Head, Rolled

NAME = "table"
DESCRIPTION = "Any CSV, JSON Lines or Parquet with a row per call or bucket, by a map of its columns or by their names"
TELLS_CACHE = True

ENOUGH = 20
"""Rows with cached tokens, none of which has more of them than input: then input includes them."""


def claims(head: Head) -> bool:
    """Whether the names of its columns say enough, and it is of no other format."""
    from auditor.usage.formats import FORMATS

    if guess(map(str, head.record)) is None or not _is_flat(head):
        return False
    return not any(other.claims(head) for other in FORMATS if other.NAME != NAME)


def _is_flat(head: Head) -> bool:
    return (isinstance(head.first, dict) and head.record is head.first) or isinstance(head.first, list)


def rolled(log: Log) -> Rolled:
    """All calls, summed up by DuckDB; raises InputError where nothing says whether input includes the cache."""
    if log.options.map is not None:
        return rolled_by_columns(read_map(log.options.map), log)
    columns = guessed(map(str, head_of_log(log.files[0]).record), log.path)
    tell(columns, log)
    sums = rolled_by_columns(columns, log)
    settled(columns, log)
    return sums


def guessed(names: Iterable[str], where: Place) -> Columns:
    """What columns of these names hold; raises InputError where they say too little."""
    columns = guess(names)
    if columns is None:
        said = "has no columns whose names say who called and how many tokens there were; name them: --usage-map FILE"
        raise InputError.at(where, said)
    return columns


def tell(columns: Columns, log: Log) -> None:
    """Tell what was taken for what."""
    taken = (f"{field} = {at.column}" for field, (at, *_) in columns.fields.items() if isinstance(at, At))
    log.tell("guessed", f"read by the names of its columns: {', '.join(taken)}", 0)


def settled(columns: Columns, log: Log) -> None:
    """Raise InputError unless the rows themselves say which way input counts."""
    if not columns.of("input") or columns.of("uncached") or log.conventions.turned:
        return
    turned = log.conventions.to_turn()
    for provider, rows, against in log.conventions.evidence():
        has_total = bool(columns.of("total"))
        if provider not in turned and (against or (rows < ENOUGH and not has_total)):
            whose = f" of {provider}" if provider else ""
            seen = f"{against} of the {rows} rows{whose} with cached tokens have more of them than input"
            said = f"nothing says whether its input includes what the cache served ({seen})"
            how = "say so in a map: input_counts: inclusive (or exclusive), with --usage-map FILE"
            raise InputError.at(log.path, f"{said}; {how}")
