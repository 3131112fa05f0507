"""A flat log summed up: its columns are named by a map, DuckDB does the sums, and what is wrong is told with its line."""

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
from auditor.usage.flat.mending import mended
from auditor.usage.flat.scan import Relation, relations
from auditor.usage.flat.statement import AGAIN, RESULT, FLAWED, Statement
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
    with path.open("rb") as file:
        is_parquet = file.read(4) == b"PAR1"
    return path if is_parquet else mended(path, db.folder, log)


@dataclass(slots=True)
class _Reading:
    """One relation of a log, while it is rolled up."""

    relation: Relation
    statement: Statement
    log: Log
    db: Engine

    def fold(self, folding: Folding) -> None:
        before = dict(folding.flaws)
        folding.add(dict(zip(RESULT, row, strict=True)) for row in self.db.rows(self.statement.rollup()))
        found = {name: count - before.get(name, 0) for name, count in folding.flaws.items()}
        self._tell({name: count for name, count in found.items() if count})
        if self.relation.kind == "csv":
            self._tell_rejected()

    def _tell(self, found: dict[str, int]) -> None:
        places = self._places([name for name in found if name in FLAWED])
        for name, count in found.items():
            kind, done = FLAWS[name]
            path, line = places.get(name, (None, 0))
            if name == "flaw_unreadable" and path is not None:
                count -= self._told_cut(path)
            if count:
                self.log.tell(kind, done, line, count)

    def _told_cut(self, path: Path) -> int:
        last = self.relation.files[-1]
        if not is_cut_short(self.relation, last):
            return 0
        self.log.tell("truncated", "left out: the last line is cut short", 0)
        return 1

    def _places(self, names: list[str]) -> dict[str, tuple[Path, int]]:
        """The file and line of the first row with each flaw, as far as it is looked for."""
        places: dict[str, tuple[Path, int]] = {}
        for path in self.relation.files[:MOST_FILES_SEARCHED]:
            missing = [name for name in names if name not in places]
            if not missing:
                break
            one = replace(self.statement, source=self.relation.sql([path]))
            row = next(self.db.rows(one.first_flawed(missing)))
            for name, number in zip(missing, row, strict=True):
                if number is not None:
                    places[name] = path, line_of(self.relation, path, number)
        return places

    def _tell_rejected(self) -> None:
        rejected = (
            "SELECT COUNT(*), MIN(line) FROM (SELECT DISTINCT file_path, line FROM reject_errors "
            "JOIN reject_scans USING (scan_id, file_id) WHERE file_path IN "
            f"(SELECT UNNEST([{', '.join(map(_literal, self.relation.files))}])))"
        )
        count, line = next(self.db.rows(rejected))
        if count:
            self.log.tell("unreadable", "left out: a row that has more or fewer cells than the header", line, count)


def _literal(path: Path) -> str:
    from auditor.usage.flat.dress import literal

    return literal(str(path))


def _rolled(columns: Columns, log: Log, db: Engine, files: Sequence[Path]) -> Rolled:
    is_large = sum(path.stat().st_size for path in files) > MANY_BYTES
    folding = Folding(log, sessions_exact=not is_large)
    for relation in relations(files, tuple(columns.names()), db, log):
        dress = FileDress(relation.types)
        statement = Statement(
            columns=columns,
            dress=dress,
            source=relation.sql(),
            turned=log.conventions.turned,
            now=log.options.now,
            currency=log.options.currency,
            sessions="APPROX_COUNT_DISTINCT(session)" if is_large else "COUNT(DISTINCT session)",
        )
        if any(dress.has(source) for source in columns.of("request")):
            db.run(statement.ids_that_come_again())
            if next(db.rows("SELECT COUNT(*) FROM again_ids"))[0]:
                statement = replace(statement, once=AGAIN)
        _Reading(relation, statement, log, db).fold(folding)
    return folding.done()
