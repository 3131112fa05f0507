"""A flat log summed up: a map names its columns, DuckDB does the sums, what is wrong is told with its line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from auditor.errors import InputError
from auditor.usage.flat.dress import FileDress
from auditor.usage.flat.engine import Engine, engine
from auditor.usage.flat.folding import FLAWS, Folding
from auditor.usage.flat.lines import is_cut_short, line_of
from auditor.usage.flat.mapping import Columns
from auditor.usage.flat.mending import is_plain, mended
from auditor.usage.flat.scan import RAGGED, Relation, kind_of, relations
from auditor.usage.flat.statement import AGAIN, FLAWED, RESULT, Statement
from auditor.usage.heads import head_of_log
from auditor.usage.log import Log
from auditor.usage.log_format import Rolled

MANY_BYTES = 400_000_000
"""Of files beyond which sessions are estimated (to about 3 %) rather than counted, as for streamed logs."""
MOST_FILES_SEARCHED = 20
"""For the first line with a flaw."""


def rolled(columns: Columns, log: Log) -> Rolled:
    """All calls of a log's files; raises InputError if they cannot be read at all."""
    files = tuple(path.absolute() for path in log.files)
    with engine(files, log.path) as db:
        try:
            return _rolled(columns, log, db, files)
        except InputError as error:
            first = error
        again = Log(log.path, log.options, log.conventions, log.files)
        copies = [_mended(path, db, again) for path in files]
        if copies == list(files):
            raise first
        sums = _rolled(columns, again, db, copies)
        log.flaws.take(again.flaws)
        return sums


def _mended(path: Path, db: Engine, log: Log) -> Path:
    return path if kind_of(path) == "parquet" and is_plain(path) else mended(path, db.folder, log)


def _rolled(columns: Columns, log: Log, db: Engine, files: Sequence[Path]) -> Rolled:
    is_large = sum(path.stat().st_size for path in files) > MANY_BYTES
    tables = _tables(columns, log, db, files)
    statement = Statement(
        columns=columns,
        sources=tuple((FileDress(table.types), table.sql()) for table in tables),
        turned=log.conventions.turned,
        now=log.options.now,
        sessions="APPROX_COUNT_DISTINCT(session)" if is_large else "COUNT(DISTINCT session)",
    )
    if any(FileDress(table.types).has(source) for table in tables for source in columns.of("request")):
        db.run(statement.ids_that_come_again())
        if next(db.rows("SELECT COUNT(*) FROM again_ids"))[0]:
            statement = replace(statement, once=AGAIN)
    folding = Folding(log, sessions_exact=not is_large)
    for sql in statement.grain_by_grain():
        folding.add(dict(zip(RESULT, row, strict=True)) for row in db.rows(sql))
    _Flaws(tables, statement, log, db).tell(folding.flaws)
    return folding.done()


def _tables(columns: Columns, log: Log, db: Engine, files: Sequence[Path]) -> list[Relation]:
    wanted = tuple(columns.names())
    if columns.has_expressions():
        wanted += tuple(map(str, head_of_log(files[0]).record))
    found = [replace(table, is_named=columns.has_expressions()) for table in relations(files, wanted, db, log)]
    if not found:
        raise InputError.at(log.path, "holds no file that can be read")
    return found


@dataclass(slots=True)
class _Flaws:
    """What was wrong with the rows of some tables, told with the line of the first."""

    tables: Sequence[Relation]
    statement: Statement
    log: Log
    db: Engine

    def tell(self, found: dict[str, int]) -> None:
        """Tell flaws by how often each was found, and what of CSV could not be read as rows at all."""
        places = self._places([name for name in found if name in FLAWED])
        for name, count in found.items():
            kind, done = FLAWS[name]
            cut = self._told_cut() if name == "flaw_unreadable" else 0
            if count > cut:
                self.log.tell(kind, done, places.get(name, 0), count - cut)
        if any(table.kind == "csv" for table in self.tables):
            self._tell_rejected()

    def _told_cut(self) -> int:
        cut = sum(is_cut_short(table, file) for table in self.tables for file in table.files)
        if cut:
            self.log.tell("truncated", "left out: the last line is cut short", 0, cut)
        return cut

    def _places(self, names: list[str]) -> dict[str, int]:
        """The line of the first row with each flaw, as far as it is looked for."""
        places: dict[str, int] = {}
        files = [(table, file) for table in self.tables for file in table.files]
        for table, file in files[:MOST_FILES_SEARCHED]:
            missing = [name for name in names if name not in places]
            if not missing:
                break
            one = replace(self.statement, sources=((FileDress(table.types), table.sql([file])),))
            row = next(self.db.rows(one.first_flawed(missing)))
            for name, number in zip(missing, row, strict=True):
                if number is not None:
                    places[name] = line_of(table, file, number)
        return places

    def _tell_rejected(self) -> None:
        count, line = next(
            self.db.rows(
                "SELECT COUNT(*), MIN(line) FROM "
                "(SELECT DISTINCT file_path, line FROM reject_errors JOIN reject_scans USING (scan_id, file_id))"
            )
        )
        if count:
            self.log.tell("unreadable", RAGGED, line, count)
