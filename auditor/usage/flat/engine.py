"""DuckDB, held short: it reads the files that were named and nothing else, in little memory, and loads nothing."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditor.errors import InputError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY = "600MB"
"""Of DuckDB's own; what does not fit goes to the system's temporary folder, and is removed."""
THREADS = 4
BATCH = 10_000


class Engine:
    """A connection that may read some files."""

    def __init__(self, connection: DuckDBPyConnection, folder: Path, name: object) -> None:
        self._connection = connection
        self.folder = folder
        """For files that have to be mended before they can be read; it goes when the engine goes."""
        self._name = name

    def rows(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """What a statement gives, in batches; raises InputError in DuckDB's words."""
        import duckdb

        try:
            cursor = self._connection.execute(sql)
            while batch := cursor.fetchmany(BATCH):
                yield from batch
        except duckdb.OutOfMemoryException:
            said = f"needs more than {MEMORY} of memory and what the temporary folder can hold to be summed up"
            raise InputError.at(
                self._name, f"{said}; split it by day, or sum it up where it lies: auditor usage-sql"
            ) from None
        except (duckdb.Error, RuntimeError) as error:
            raise InputError.at(self._name, f"cannot be read: {first_line(error)}") from None

    def names(self, sql: str) -> list[str]:
        """The names of the columns that a statement gives."""
        return [str(row[0]) for row in self.rows(f"DESCRIBE {sql}")]

    def run(self, sql: str) -> None:
        """Run a statement for what it does."""
        for _ in self.rows(sql):
            pass


@contextmanager
def engine(paths: Sequence[Path], name: object) -> Iterator[Engine]:
    """A DuckDB that may read these files, and what it writes into its own temporary folder; `name` is for errors."""
    import duckdb

    folder = Path(tempfile.mkdtemp(prefix="auditor-usage-"))
    try:
        config: dict[str, str | bool | int | float | list[str]] = {
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
            "memory_limit": MEMORY,
            "threads": min(THREADS, os.cpu_count() or 1),
            "temp_directory": str(folder / "spilled"),
        }
        with duckdb.connect(":memory:", config=config) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            # Our columns stand on each other in layers. Pushed down through them, a filter on the last is written out
            # as often as there are ways down: seconds and gigabytes before the first row.
            connection.execute("SET disabled_optimizers = 'filter_pushdown'")
            connection.execute("SET allowed_paths = ?", [[str(path) for path in paths]])
            connection.execute("SET allowed_directories = ?", [[f"{folder}{os.sep}"]])
            connection.execute("SET enable_external_access = false")
            yield Engine(connection, folder, name)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def first_line(error: BaseException) -> str:
    """What went wrong, without DuckDB's advice on its own options, and without the names of its kinds of errors."""
    line = str(error).strip().split("\n", 1)[0]
    return line.split("Error: ", 1)[-1][:300] or type(error).__name__
