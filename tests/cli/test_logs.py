"""`auditor usage`: what logs tell, for people and machines."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from auditor.model.usage import Caller
from auditor.reporters import usage as told
from tests.conftest import Auditor
from tests.usage.logs import log, used
from tests.usage.month import month
from tests.usage.writers.tables import litellm


def test_it_fits_eighty_columns_and_tells_flaws(auditor: Auditor, tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    litellm(month(sessions=20), path)
    path.write_text(path.read_text("utf-8") + '{"cut', "utf-8")
    result = auditor("usage", path, "--top", 2)
    assert result.exit_code == 0
    assert max(map(len, result.stdout.splitlines())) <= 80 or str(path) in result.stdout
    assert "night-shift" in result.stdout
    assert "truncated" in result.stdout
    assert "smaller rows" in result.stdout


def test_json_and_csv_tell_everything(auditor: Auditor, tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    calls = month(sessions=20)
    litellm(calls, path)
    (read,) = json.loads(auditor("usage", path, "--format", "json").stdout)["logs"]
    rows = list(csv.DictReader(io.StringIO(auditor("usage", path, "--format", "csv").stdout)))
    assert sum(one["calls"] for one in read["used"]) == sum(int(row["calls"]) for row in rows) == len(calls)


def test_a_caller_is_called_the_same_everywhere_and_no_formula() -> None:
    caller = Caller(id=" =1+1", name="Carl")
    one = log(used(caller), used(Caller(account="＝2+2")), path="-1.jsonl")
    rows = list(csv.DictReader(io.StringIO(told.table([one]))))
    assert ["' =1+1", ""] == [row["agent"] for row in rows]
    assert ["", "'＝2+2"] == [row["account"] for row in rows]
    assert {"'-1.jsonl"} == {row["log"] for row in rows}
    assert ["2800", "2800"] == [row["calls"] for row in rows], "numbers are no formulas"
    shown = told.lines(one, 80, 20, lambda text, **_: str(text))
    assert any(line.startswith("account ＝2+2") for line in shown)
    assert any(line.strip().startswith(caller.label.strip()) for line in shown)


def test_a_map_has_a_schema_and_formats_a_list(auditor: Auditor) -> None:
    assert json.loads(auditor("usage", "--map-schema").stdout)["title"] == "UsageMap"
    assert "litellm-spendlogs" in auditor("usage", "--formats").stdout


def test_what_is_no_log_is_an_error(auditor: Auditor, tmp_path: Path) -> None:
    for name, text in (("x.csv", "a,b\n1,2\n"), ("y.jsonl", ""), ("z.txt", "words\n")):
        (tmp_path / name).write_text(text)
        result = auditor("usage", tmp_path / name)
        assert result.exit_code == 2
        assert name in result.stderr
    assert auditor("usage").exit_code == 2
