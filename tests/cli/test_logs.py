"""`auditor usage`: what logs tell, for people and machines."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from tests.conftest import Auditor
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
    (log,) = json.loads(auditor("usage", path, "--format", "json").stdout)["logs"]
    rows = list(csv.DictReader(io.StringIO(auditor("usage", path, "--format", "csv").stdout)))
    assert sum(used["calls"] for used in log["used"]) == sum(int(row["calls"]) for row in rows) == len(calls)


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
