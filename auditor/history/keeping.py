"""Keep a run: its summary, the records of agents that changed, and the numbers of all of them, in one transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from auditor.history import packing, store
from auditor.history.reading import records
from auditor.model.kept import RunRecord

_BATCH = 500
"""Values in one statement; SQLite takes 999 at least."""


def keep(
    run: RunRecord,
    path: Path,
    *,
    audit_name: str,
    now: datetime | None = None,
    wait: float = store.WAIT_SECONDS,
) -> int:
    """Add a run to a history, which is made if it is not there, and say its number.

    Nothing that was kept before is touched, and the run is kept whole or not at all, whatever happens meanwhile.
    Raises HistoryError naming the file, what is wrong and the way out.
    """
    texts = [packing.to_json(agent) for _, agent in sorted(run.agents.items())]
    audit = packing.storable(audit_name)
    with store.writing(path, wait) as file:
        previous = _previous(file, audit)
        ids = _records(file, list(run.agents), texts)
        kept_at = (now or datetime.now(UTC)).replace(microsecond=0)
        row = file.execute(
            "insert into runs (audit, at, kept_at, auditor, fleet, summary, note, members, moved)"
            " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                audit,
                run.at.isoformat(),
                kept_at.isoformat(),
                run.auditor,
                packing.storable(run.fleet),
                packing.summary(run.inputs, run.totals),
                _note(previous, run.at),
                packing.members(ids),
                _moved(file, previous, ids),
            ),
        )
        assert row.lastrowid is not None
        return row.lastrowid


Previous = tuple[int, datetime, list[int]]
"""Number, moment and record numbers of the run before."""


def _previous(file: sqlite3.Connection, audit: str) -> Previous | None:
    row = file.execute("select id, at, members from runs where audit = ? order by id desc limit 1", (audit,)).fetchone()
    return None if row is None else (row[0], datetime.fromisoformat(row[1]), packing.from_members(row[2]))


def _note(previous: Previous | None, at: datetime) -> str:
    """That the clock went back, if it did: runs are in the order in which they were kept, whatever they are dated."""
    if previous is None or at >= previous[1]:
        return ""
    return f"dated before run {previous[0]}, which was kept earlier: the clock (or --at) went back"


def _records(file: sqlite3.Connection, agents: Sequence[str], texts: Sequence[bytes]) -> list[int]:
    """The number of each record, the new ones added."""
    digests = [packing.digest(text) for text in texts]
    known = _known(file, digests)
    new = [place for place, one in enumerate(digests) if one not in known]
    if new:
        number, dictionary = _dictionary(file, texts)
        for place in new:
            body = packing.compressed(texts[place], dictionary)
            added = file.execute(
                "insert into records (agent, digest, dictionary, body) values (?, ?, ?, ?)",
                (packing.storable(agents[place]), digests[place], number, body),
            )
            assert added.lastrowid is not None
            known[digests[place]] = added.lastrowid
    return [known[one] for one in digests]


def _known(file: sqlite3.Connection, digests: Sequence[bytes]) -> dict[bytes, int]:
    found: dict[bytes, int] = {}
    for start in range(0, len(digests), _BATCH):
        some = digests[start : start + _BATCH]
        marks = ", ".join("?" * len(some))
        found |= dict(file.execute(f"select digest, id from records where digest in ({marks})", some))  # noqa: S608
    return found


def _dictionary(file: sqlite3.Connection, texts: Sequence[bytes]) -> tuple[int, bytes]:
    """The newest dictionary and its number; a fleet that outgrew it gets a new one, and old records keep theirs."""
    row = file.execute("select id, body from dictionaries order by id desc limit 1").fetchone()
    better = packing.dictionary_of(texts)
    if row is not None and len(better) < 2 * len(row[1]):
        return row[0], row[1]
    added = file.execute("insert into dictionaries (body) values (?)", (better,))
    assert added.lastrowid is not None
    return added.lastrowid, better


def _moved(file: sqlite3.Connection, previous: Previous | None, ids: Sequence[int]) -> str:
    """What changed against the run before, counted; only records that are not in both are looked at."""
    if previous is None:
        return ""
    old = _verdicts(file, set(previous[2]) - set(ids))
    new = _verdicts(file, set(ids) - set(previous[2]))
    both = old.keys() & new.keys()
    counted = {
        "previous": previous[0],
        "verdicts": sum(old[agent] != new[agent] for agent in both),
        "new": len(new.keys() - old.keys()),
        "gone": len(old.keys() - new.keys()),
        "agents": len(both),
    }
    return json.dumps(counted, separators=(",", ":"))


def _verdicts(file: sqlite3.Connection, ids: set[int]) -> dict[str, str]:
    return {record.id: record.verdict for record in records(file, sorted(ids)).values()}
