"""The file of a history: opened, brought up to date, and closed again, with every fault told in words.

A rollback journal, not a write-ahead log: the log needs memory shared by all processes, which network drives do not
give, while a journal needs but the locks and the order of writes that SQLite asks for everywhere. A run is kept in one
transaction. `synchronous=EXTRA` is FULL that also syncs the folder once the journal is gone, so that a run that was
reported kept survives a power cut. Locks belong to the process: a killed one leaves none, and what it had half
written is rolled back by whoever opens the file next.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path

from auditor.errors import HistoryBusyError, HistoryError
from auditor.history.migrations import APPLICATION, STEPS, VERSION

WAIT_SECONDS = 30.0
"""How long to wait for another process that is keeping a run; that takes it well below a second."""

CHECKED_BYTES = 32_000_000
"""Files up to this size are checked as a whole before a run is added to them: a tenth of a second at most."""

_MAGIC = b"SQLite format 3\0"
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_HELD = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_CLOSED = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH})
_FULL = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR})


class Damaged(Exception):  # noqa: N818  never leaves this package: it becomes a HistoryError that names the file
    """What was read is not what was written."""


@contextlib.contextmanager
def writing(path: Path, wait: float = WAIT_SECONDS) -> Iterator[sqlite3.Connection]:
    """One transaction on the history, which is made if it is not there; all of it is kept, or nothing.

    Raises HistoryError naming the file, what is wrong with it and the way out.
    """
    with _told(path, wait, "the run was not kept"):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise HistoryError(f"{path}: the folder cannot be made: {error.strerror}; the run was not kept") from error
        with contextlib.closing(_connected(path, wait)) as file:
            _brought_up_to_date(file, path)
            file.execute("pragma journal_mode = delete")  # should somebody have switched it
            if path.stat().st_size <= CHECKED_BYTES:
                _check(file)
            file.execute("begin immediate")
            with file:
                yield file


@contextlib.contextmanager
def reading(path: Path, wait: float = WAIT_SECONDS) -> Iterator[sqlite3.Connection]:
    """The history as it is at one moment; raises HistoryError, also where there is none."""
    if not path.is_file():
        raise HistoryError(
            f"{path}: there is no history here yet; auditor run keeps runs, and auditor audit SOURCE --history {path}"
        )
    with _told(path, wait, "it was not read"), contextlib.closing(_connected(path, wait)) as file:
        _brought_up_to_date(file, path)
        file.execute("begin")
        yield file


def _connected(path: Path, wait: float) -> sqlite3.Connection:
    """The open file; one left behind by a killed process is rolled back by SQLite at the first statement."""
    file = sqlite3.connect(path, timeout=wait, isolation_level=None)
    file.execute("pragma synchronous = extra")
    file.execute("pragma foreign_keys = on")
    return file


def _brought_up_to_date(file: sqlite3.Connection, path: Path) -> None:
    """Apply the steps that the file lacks, with a copy beside it first; refuse what is not ours or from the future."""
    version = _version(file, path)
    if version == VERSION:
        return
    if version > 0:
        _copy(file, path.with_name(f"{path.name}.version-{version}"))
    file.execute("begin immediate")
    with file:
        version = _version(file, path)  # another process may have been faster
        for statement in (one for step in STEPS[version:] for one in step):
            file.execute(statement)
        file.execute(f"pragma application_id = {APPLICATION}")
        file.execute(f"pragma user_version = {VERSION}")


def _version(file: sqlite3.Connection, path: Path) -> int:
    """The version of a history; 0 for an empty file."""
    application, version = (
        int(file.execute(f"pragma {name}").fetchone()[0]) for name in ("application_id", "user_version")
    )
    if application != APPLICATION and file.execute("select count(*) from sqlite_master").fetchone()[0]:
        raise HistoryError(f"{path}: is the database of another program, and stays as it is; name another file")
    if version > VERSION:
        raise HistoryError(
            f"{path}: was written by a newer auditor (version {version} of its tables, where this one knows {VERSION});"
            " update the auditor"
        )
    return version


def _copy(file: sqlite3.Connection, to: Path) -> None:
    """A copy of the file as it is; in SQLite's own way, since opening it by hand would drop its locks."""
    with contextlib.closing(sqlite3.connect(to)) as copy:
        file.backup(copy)


def _check(file: sqlite3.Connection) -> None:
    found = file.execute("pragma quick_check(1)").fetchone()[0]
    if found != "ok":
        raise Damaged(" ".join(str(found).split()))


@contextlib.contextmanager
def _told(path: Path, wait: float, undone: str) -> Iterator[None]:
    """Whatever goes wrong in words; the file is closed by the time they are found."""
    try:
        yield
    except (Damaged, zlib.error) as error:
        raise HistoryError(_damaged(path, str(error))) from error
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        kind = HistoryBusyError if code in _HELD else HistoryError
        raise kind(_in_words(path, error, code, wait, undone)) from error


def _in_words(path: Path, error: sqlite3.Error, code: int, wait: float, undone: str) -> str:
    if code == sqlite3.SQLITE_NOTADB and not _is_database(path):
        return (
            f"{path}: is not a history, and stays as it is; {undone}; name another file, or put a backup in its place "
            "if it was one"
        )
    if code in _DAMAGED:
        return _damaged(path, str(error))
    if code in _HELD:
        return f"{path}: another process has held the history for {wait:g} seconds; {undone}; run again when it is done"
    if code in _CLOSED:
        return f"{path}: the file or its folder cannot be opened or written ({error}); {undone}; what it holds is safe"
    if code in _FULL:
        return f"{path}: no room to write, or the disk failed ({error}); {undone}; what was kept before is as it was"
    return f"{path}: {error}; {undone}"


def _is_database(path: Path) -> bool:
    """Whether a file begins as SQLite's do."""
    try:
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return True  # then there is more wrong than its content


def _damaged(path: Path, why: str) -> str:
    """What to say of a damaged file, once a copy of it is safe."""
    return (
        f"{path}: the history is damaged ({why}), and was left as it is; {_set_aside(path)}. To go on, put a backup of "
        f"yours in its place; or save what can be read: sqlite3 {path.name} .recover | sqlite3 saved.sqlite3; "
        "or move the file away: the next run then begins a new history"
    )


def _set_aside(path: Path) -> str:
    """Copy a damaged file beside itself, once however often it is met."""
    try:
        with path.open("rb") as file:
            name = hashlib.file_digest(file, "sha256").hexdigest()[:8]
        copy = path.with_name(f"{path.name}.damaged-{name}")
        if not copy.exists():
            shutil.copyfile(path, copy)
    except OSError as error:
        return f"no copy of it could be made: {error.strerror}"
    return f"a copy is kept as {copy.name}"
