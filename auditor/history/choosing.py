"""Which run is meant: a number, a date, `latest`, `previous`, or an audit.json."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from auditor.documents import bytes_of, parse, text_of
from auditor.errors import HistoryError, InputError
from auditor.history import reading, record
from auditor.model.kept import RunLine, RunRecord


def read_document(path: Path) -> RunRecord:
    """The record of an audit.json; raises InputError if it cannot be read or is none."""
    document = parse(text_of(bytes_of(path), str(path)), str(path), is_json=True).data
    if not isinstance(document, dict):
        raise InputError.at(path, "is not a run document, as auditor audit --format json writes it")
    return record.of(document, path.as_posix())


def find(path: Path, said: str, audit_name: str | None = None) -> RunRecord:
    """The run that is meant; raises HistoryError saying what there is."""
    return reading.run_at(path, _number(path, reading.runs(path, audit_name), said, audit_name))


def pair(path: Path, before: str, after: str, audit_name: str | None = None) -> tuple[RunRecord, RunRecord]:
    """Two runs, each a kept one or an audit.json; what both have of a history is read once.

    Raises HistoryError or InputError.
    """
    kept = [said for said in (before, after) if not is_document(said)]
    lines = reading.runs(path, audit_name) if kept else ()
    found = iter(reading.runs_at(path, [_number(path, lines, said, audit_name) for said in kept]) if kept else ())
    first, second = (read_document(Path(said)) if is_document(said) else next(found) for said in (before, after))
    return first, second


def is_document(said: str) -> bool:
    """Whether a file is meant, and no run of a history."""
    return said.endswith(".json") or Path(said).is_file()


def _number(path: Path, lines: tuple[RunLine, ...], said: str, audit_name: str | None) -> int:
    whose = f"of {audit_name} " if audit_name else ""
    if not lines:
        raise HistoryError(f"{path}: no run {whose}has been kept yet")
    found = _find(lines, said.strip())
    if found is None:
        span = f"runs {lines[0].id} to {lines[-1].id}, dated {lines[0].at:%Y-%m-%d} to {lines[-1].at:%Y-%m-%d}"
        raise HistoryError(
            f"{path}: no run {whose}is meant by {said!r}; there are {span}; say a number, a date such as 2026-11-22, "
            "latest, previous, or an audit.json"
        )
    return found.id


def _find(lines: tuple[RunLine, ...], said: str) -> RunLine | None:
    if said == "latest":
        return lines[-1]
    if said == "previous":
        return lines[-2] if len(lines) > 1 else None
    if said.isdigit():
        return next((line for line in lines if line.id == int(said)), None)
    try:
        before = _end(said)
    except (ValueError, OverflowError):
        return None
    return next((line for line in reversed(lines) if line.at < before), None)


def _end(said: str) -> datetime:
    """The moment up to which a date or a time in UTC reaches: a day to its end."""
    if len(said) <= len("2026-11-22"):
        return datetime.combine(date.fromisoformat(said), datetime.min.time(), UTC) + timedelta(days=1)
    moment = datetime.fromisoformat(said)
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return moment + timedelta(seconds=1)
