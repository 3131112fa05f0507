"""The columns of the CSV report with their types, as a Parquet file that DuckDB writes."""

from __future__ import annotations

import tempfile
from pathlib import Path

from auditor.errors import OutputError
from auditor.model.run import Run
from auditor.reporters import csv as table
from auditor.reporters.look import PLAIN, Look
from auditor.reporters.texts import Texts, left_out
from auditor.reporters.words import clean

NAME = "parquet"
ENDING = ".parquet"
DESCRIPTION = "the same with types, for warehouses and notebooks"

_WHOLE = frozenset(("prompt_tokens", "seen_calls", "break_even_calls_per_month"))
_DAYS = frozenset(("crosses_on", "seen_first", "seen_last", "reviewed_on"))
_FIGURES = ("_usd", "_usd_low", "_usd_high", "_share", "_per_month", "_per_call", "_months", "_of_cost", "_of_paying")
_TEXTS = frozenset(("first_action", "because"))


def render(run: Run, texts: Texts, look: Look = PLAIN) -> str:
    """What goes into the file, as text: rows without a heading, every cell that is known in quotes."""
    agents = sorted(run.agents, key=lambda audited: audited.agent.id)
    found = (table.cells(run, audited) for audited in agents)
    return "".join(",".join(_quoted(cells[column]) for column in table.COLUMNS) + "\n" for cells in found)


def content(run: Run) -> bytes:
    """The file; what is unknown is null. Raises OutputError if DuckDB is not there or cannot write."""
    with tempfile.TemporaryDirectory(prefix="auditor-") as folder:
        rows, made = Path(folder) / "agents.csv", Path(folder) / "agents.parquet"
        rows.write_text(render(run, left_out), "utf-8")
        _copied(rows, made)
        return made.read_bytes()


def kind_of(column: str) -> str:
    """The type of a column, in DuckDB's words."""
    if column in _WHOLE:
        return "BIGINT"
    if column in _DAYS:
        return "DATE"
    return "DOUBLE" if column not in _TEXTS and column.endswith(_FIGURES) else "VARCHAR"


def _quoted(text: str | None) -> str:
    """A cell without what keeps a spreadsheet from computing: here a text is a text."""
    return "" if text is None else '"' + clean(text).replace('"', '""') + '"'


def _copied(rows: Path, made: Path) -> None:
    import duckdb

    columns = ", ".join(f"'{name}': '{kind_of(name)}'" for name in table.COLUMNS)
    source = (
        f"read_csv(?, header = false, auto_detect = false, delim = ',', quote = '\"', escape = '\"', new_line = '\\n', "
        f"max_line_size = 16000000, columns = {{{columns}}})"
    )
    try:
        with duckdb.connect(":memory:", config={"threads": "1"}) as db:
            db.execute(f"CREATE TABLE agents AS SELECT * FROM {source}", [str(rows)])  # noqa: S608  our own columns
            db.execute(f"COPY agents TO '{made.as_posix()}' (FORMAT parquet, COMPRESSION zstd)")
    except duckdb.Error as error:
        raise OutputError(f"the Parquet file cannot be written: {' '.join(str(error).split())[:200]}") from None
