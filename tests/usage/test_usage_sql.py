"""The statement for warehouses: it is the dialect's own SQL, only reads, and no name becomes part of it."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from auditor.usage.flat.map_file import read_map
from auditor.usage.flat.warehouse import DIALECTS, Dialect, usage_sql
from tests.conftest import Auditor

FORMATS = ("litellm-spendlogs", "litellm-daily", "otel-clickhouse")


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_it_parses_back_in_its_own_dialect(auditor: Auditor, dialect: Dialect, form: str) -> None:
    result = auditor(
        "usage-sql", "--dialect", dialect, "--format", form, "--since", "2026-10-01", "--until", "2026-10-31"
    )
    assert result.exit_code == 0
    (parsed,) = [one for one in sqlglot.parse(result.stdout, read=dialect) if one is not None]
    assert isinstance(parsed, exp.Query)
    assert not list(parsed.find_all(exp.Command, exp.DDL, exp.DML))


def test_a_hostile_name_stays_a_name(tmp_path: Path) -> None:
    path = tmp_path / "map.yaml"
    path.write_text("columns: {agent: 'a\"; DROP TABLE x; --', input: i}\n")
    for dialect in DIALECTS:
        sql = usage_sql(read_map(path), 'x"; DROP TABLE y; --', dialect)
        assert len([one for one in sqlglot.parse(sql, read=dialect) if one is not None]) == 1


def test_what_is_missing_is_said(auditor: Auditor, tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text("columns: {agent: a, input: i}\n")
    for arguments, said in (
        ((), "either --format NAME or --map FILE"),
        (("--format", "nonsense"), "no table is known as"),
        (("--map", tmp_path / "map.yaml"), "name the table"),
        (("--format", "litellm-daily", "--since", "2026-02-01", "--until", "2026-01-01"), "is before"),
    ):
        result = auditor("usage-sql", "--dialect", "postgres", *arguments)
        assert result.exit_code == 2
        assert said in result.stderr
