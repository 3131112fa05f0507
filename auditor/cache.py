"""What earlier runs worked out, by content: a small SQLite file that can be deleted at any time."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator, MutableMapping
from pathlib import Path

MOST_BYTES = 500_000_000
"""A cache file that has grown beyond this is begun anew."""


def folder() -> Path:
    """Where caches lie: `AUDITOR_CACHE_DIR`, else the user's cache folder."""
    own = os.environ.get("AUDITOR_CACHE_DIR")
    if own:
        return Path(own)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "agent-fleet-auditor"


class Cache(MutableMapping[str, str]):
    """Texts by key, kept between runs. Whatever goes wrong with the file, the audit goes on without it."""

    def __init__(self, path: Path | None = None) -> None:
        self._seen: dict[str, str] = {}
        self._unsaved: dict[str, str] = {}
        self._file = _opened(path or folder() / "facts.sqlite3")

    def __getitem__(self, key: str) -> str:
        if key not in self._seen:
            self._seen[key] = self._stored(key)
        return self._seen[key]

    def __contains__(self, key: object) -> bool:
        try:
            self[str(key)]
        except KeyError:
            return False
        return True

    def __setitem__(self, key: str, value: str) -> None:
        self._seen[key] = self._unsaved[key] = value

    def __delitem__(self, key: str) -> None:
        del self._seen[key]
        self._unsaved.pop(key, None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._seen)

    def __len__(self) -> int:
        return len(self._seen)

    def save(self) -> None:
        """Keep what this run has added; waits up to five seconds for another process that is writing."""
        if self._file is None or not self._unsaved:
            return
        with contextlib.suppress(sqlite3.Error), self._file:
            self._file.executemany("insert or replace into facts values (?, ?)", self._unsaved.items())
        self._unsaved.clear()

    def close(self) -> None:
        """Save, and let go of the file."""
        self.save()
        if self._file is not None:
            self._file.close()
            self._file = None

    def _stored(self, key: str) -> str:
        row = None
        if self._file is not None:
            with contextlib.suppress(sqlite3.Error):
                row = self._file.execute("select value from facts where key = ?", (key,)).fetchone()
        if row is None:
            raise KeyError(key)
        return str(row[0])


def _opened(path: Path) -> sqlite3.Connection | None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > MOST_BYTES:
            path.unlink()
        return _connected(path)
    except sqlite3.DatabaseError:
        with contextlib.suppress(OSError, sqlite3.Error):
            path.unlink()
            return _connected(path)
    except OSError:
        pass
    return None


def _connected(path: Path) -> sqlite3.Connection:
    file = sqlite3.connect(path, timeout=5)
    file.execute("create table if not exists facts (key text primary key, value text not null) without rowid")
    return file
