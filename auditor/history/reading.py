"""Read what was kept: lists of runs, one run with its agents, one agent over many runs."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from auditor.errors import HistoryError
from auditor.history import because, packing, store
from auditor.model.kept import AgentRecord, Moved, Point, RunLine, RunRecord

_FIELDS = "id, audit, at, kept_at, auditor, fleet, summary, note, moved, members"
_BATCH = 500

Row = tuple[Any, ...]


def audits(path: Path) -> tuple[str, ...]:
    """The names of all audits that have runs in a history, sorted."""
    with store.reading(path) as file:
        return tuple(name for (name,) in file.execute("select distinct audit from runs order by audit"))


def runs(path: Path, audit_name: str | None = None, last: int | None = None) -> tuple[RunLine, ...]:
    """The last runs (all without `last`) of one audit or of all, in the order in which they were kept."""
    with store.reading(path) as file:
        return tuple(_line(row) for row in _rows(file, audit_name, last))


def run_at(path: Path, number: int) -> RunRecord:
    """A run with all its agents; raises HistoryError if there is none of this number."""
    return runs_at(path, (number,))[0]


def runs_at(path: Path, numbers: Sequence[int]) -> tuple[RunRecord, ...]:
    """Runs with all their agents, in the order asked for; a record that several of them have is read once, and shared.

    Raises HistoryError if there is no run of a number.
    """
    with store.reading(path) as file:
        rows = []
        for number in numbers:
            row = file.execute(f"select {_FIELDS} from runs where id = ?", (number,)).fetchone()  # noqa: S608
            if row is None:
                raise HistoryError(
                    f"{path}: there is no run {number}; auditor history --history {path} lists what there is"
                )
            rows.append(row)
        return _wholes(file, rows)


def last_runs(path: Path, audit_name: str, last: int) -> tuple[RunRecord, ...]:
    """The last runs of an audit with all their agents, oldest first."""
    with store.reading(path) as file:
        return _wholes(file, _rows(file, audit_name, last))


def _wholes(file: sqlite3.Connection, rows: Sequence[Row]) -> tuple[RunRecord, ...]:
    numbers = [packing.from_members(row[-1]) for row in rows]
    found = records(file, sorted(set().union(*numbers)))
    return tuple(_whole(_line(row), [found[number] for number in own]) for row, own in zip(rows, numbers, strict=True))


def trend(path: Path, agent: str, audit_name: str | None = None, last: int | None = None) -> tuple[Point, ...]:
    """An agent at each of the last runs, oldest first; raises HistoryError if no run ever had it."""
    with store.reading(path) as file:
        own = [
            number for (number,) in file.execute("select id from records where agent = ?", (packing.storable(agent),))
        ]
        if not own:
            raise HistoryError(f"{path}: no run that was kept has an agent {agent!r}")
        rows, mine = _rows(file, audit_name, last), frozenset(own)
        numbers = [next(iter(mine.intersection(packing.from_members(row[-1]))), None) for row in rows]
        found = records(file, sorted({number for number in numbers if number is not None}))
        return tuple(_points(rows, [None if number is None else found[number] for number in numbers]))


def _points(rows: Sequence[Row], agents: Sequence[AgentRecord | None]) -> Iterable[Point]:
    before = None
    for row, agent in zip(rows, agents, strict=True):
        is_other = before is not None and agent is not None and agent is not before
        yield Point(_line(row), agent, because.changed(before, agent) if is_other and before and agent else ())
        before = agent or before


def records(file: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, AgentRecord]:
    """Records by their numbers, each held against its digest; raises Damaged where one is not what was kept."""
    dictionaries: dict[int, bytes] = dict(file.execute("select id, body from dictionaries"))
    found: dict[int, AgentRecord] = {}
    for start in range(0, len(numbers), _BATCH):
        some = numbers[start : start + _BATCH]
        marks = ", ".join("?" * len(some))
        rows = file.execute(f"select id, digest, dictionary, body from records where id in ({marks})", some)  # noqa: S608
        for number, digest, dictionary, body in rows:
            text = packing.restored(body, dictionaries.get(dictionary, b""))
            if packing.digest(text) != digest:
                raise store.Damaged(f"record {number} is not what was kept")
            found[number] = packing.from_json(text)
    missing = len(set(numbers) - found.keys())
    if missing:
        raise store.Damaged(f"{missing} records are missing")
    return found


def _rows(file: sqlite3.Connection, audit: str | None, last: int | None) -> list[Row]:
    """The last rows, oldest first."""
    rows = file.execute(
        f"select {_FIELDS} from runs where ?1 is null or audit = ?1 order by id desc limit ?2",  # noqa: S608
        (audit and packing.storable(audit), -1 if last is None else last),
    )
    return rows.fetchall()[::-1]


def _line(row: Row) -> RunLine:
    number, audit, at, kept_at, auditor, fleet, summary, note, moved, _ = row
    try:
        inputs, totals = packing.from_summary(summary)
        counted = Moved(**json.loads(moved)) if moved else None
        moments = datetime.fromisoformat(at), datetime.fromisoformat(kept_at)
    except (ValueError, TypeError, KeyError) as error:
        raise store.Damaged(f"run {number} is not what was kept") from error
    return RunLine(
        id=number,
        audit=audit,
        at=moments[0],
        kept_at=moments[1],
        auditor=auditor,
        fleet=fleet,
        inputs=inputs,
        totals=totals,
        note=note,
        moved=counted,
    )


def _whole(line: RunLine, agents: Iterable[AgentRecord]) -> RunRecord:
    return RunRecord(
        id=line.id,
        label=f"run {line.id}",
        at=line.at,
        auditor=line.auditor,
        fleet=line.fleet,
        inputs=line.inputs,
        totals=line.totals,
        agents={agent.id: agent for agent in agents},
    )
