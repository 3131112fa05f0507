"""`auditor audit --history`, `auditor history` and `auditor diff`, as people call them."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import Auditor
from tests.fleets import ready


@pytest.fixture
def kept(tmp_path: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two runs in the default place, the second with another volume; their audit.json as one.json and two.json."""
    monkeypatch.chdir(tmp_path)
    for day, name, calls in ((1, "one", 5_000_000), (2, "two", 40_000)):
        inventory(tmp_path, [{"id": "voice", **ready(traffic={"calls_per_month": calls})}])
        result = auditor(
            *("audit", "fleet.yaml", "--at", f"2026-11-0{day}", "--format", "json", "--output", f"{name}.json"),
            *("--history", "reports/history.sqlite3", "--audit", "nightly", "--quiet"),
        )
        assert 0 == result.exit_code, result.output
    return tmp_path / "reports" / "history.sqlite3"


def inventory(folder: Path, agents: list[dict[str, Any]]) -> None:
    document = {"schema": 1, "fleet": {"name": "kept fleet"}, "agents": agents}
    (folder / "fleet.yaml").write_text(yaml.safe_dump(document), "utf-8")


def test_nothing_is_kept_unless_asked_for(tmp_path: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    inventory(tmp_path, [{"id": "a", "prompt": {"text": "Hi"}}])
    assert 0 == auditor("audit", "fleet.yaml", "--quiet").exit_code
    assert [] == list(tmp_path.rglob("*.sqlite3"))


def test_the_list_tells_each_run_and_what_it_changed(kept: Path, auditor: Auditor) -> None:
    said = auditor("history").stdout.splitlines()
    assert "nightly" == said[0]
    assert "2026-11-01" in said[2]
    assert said[3].endswith("1 verdict, inventory")


def test_the_list_for_programs_and_for_spreadsheets(kept: Path, auditor: Auditor) -> None:
    runs = json.loads(auditor("history", "--format", "json").stdout)["runs"]
    assert [(1, None), (2, 1)] == [(run["run"], run["changed"] and run["changed"]["verdicts"]) for run in runs]
    rows = list(csv.DictReader(io.StringIO(auditor("history", "--format", "csv", "--last", "1").stdout)))
    assert [("2", "nightly", "1")] == [(row["run"], row["audit"], row["verdicts_changed"]) for row in rows]


def test_one_agent_over_the_runs(kept: Path, auditor: Auditor) -> None:
    said = auditor("history", "--agent", "voice").stdout
    assert "volume" in said.splitlines()[3]
    assert "█" in said.splitlines()[-1]
    document = json.loads(auditor("history", "--agent", "voice", "--format", "json").stdout)
    assert ["fine-tune", "wait-for-scale"] == [run["agent"]["verdict"] for run in document["runs"]]
    rows = list(csv.DictReader(io.StringIO(auditor("history", "--agent", "voice", "--format", "csv").stdout)))
    assert ["5000000", "40000"] == [row["calls_per_month"] for row in rows]


def test_the_difference_of_the_last_two_is_told_with_its_reason(kept: Path, auditor: Auditor) -> None:
    said = " ".join(auditor("diff").stdout.split())
    assert "voice: ▲ fine-tune → ● wait-for-scale" in said
    assert "because of volume (calls per month 5,000,000 → 40,000" in said
    assert "scale-pays pass → fail" in said
    assert "is no longer past its break-even" in said


def test_two_documents_differ_as_the_two_runs_do(kept: Path, auditor: Auditor) -> None:
    runs, files = (
        json.loads(auditor("diff", *names, "--format", "json").stdout)
        for names in (("1", "2026-11-02"), ("one.json", "two.json"))
    )
    for side in ("before", "after"):
        del runs[side], files[side]
    assert runs == files


def test_documents_need_no_history(kept: Path, auditor: Auditor) -> None:
    kept.unlink()
    assert 0 == auditor("diff", "one.json", "two.json").exit_code
    result = auditor("diff", "one.json", "latest")
    assert (2, True) == (result.exit_code, "there is no history here yet" in result.stderr)


def test_of_several_audits_one_must_be_named(kept: Path, auditor: Auditor) -> None:
    for _ in range(2):
        auditor("audit", "fleet.yaml", "--history", kept, "--audit", "other", "--format", "csv", "--output", "x.csv")
    result = auditor("diff")
    assert (2, True) == (result.exit_code, "say --audit with one of: nightly, other" in result.stderr)
    assert "nothing changed that is worth a line" in auditor("diff", "--audit", "other").stdout


def test_reports_are_written_where_no_history_can_be(kept: Path, auditor: Auditor) -> None:
    kept.write_text("not a database, and never was one", "utf-8")
    result = auditor("audit", "fleet.yaml", "--history", kept, "--format", "json", "--output", "three.json")
    assert (2, True) == (result.exit_code, Path("three.json").is_file())
    assert "is not a history" in result.stderr


def test_a_hostile_agent_drives_no_terminal(tmp_path: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for calls in (5_000_000, 40_000):
        hostile = ready(name="\u202eevil \u009b31m", owner="=cmd()", traffic={"calls_per_month": calls})
        inventory(tmp_path, [{"id": "=a\u202e<script>", **hostile}])
        result = auditor("audit", "fleet.yaml", "--history", "h.sqlite3", "--format", "csv", "--output", "x.csv")
        assert 0 == result.exit_code, result.output
    shown = [
        auditor(*command, "--history", "h.sqlite3").stdout
        for command in (("history",), ("diff",), ("history", "--agent", "=a\u202e<script>"))
    ]
    assert not [text for text in shown if "\u202e" in text or "\u009b" in text]
    table = auditor("history", "--history", "h.sqlite3", "--agent", "=a\u202e<script>", "--format", "csv").stdout
    assert "'=a" in table


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "is not a regular file"),
        (b"{", "odd.json:1"),
        (b"[" * 100_000, "is nested too deeply"),
        (b'{"format": 1, "format": 2}', "twice"),
        (b"\xff", "odd.json:1: is not UTF-8 text"),
        (b"[]", "is not a run document"),
    ],
)
def test_a_document_that_is_none_is_told_and_a_pipe_is_not_waited_for(
    content: bytes | None, said: str, kept: Path, auditor: Auditor
) -> None:
    if content is None:
        os.mkfifo("odd.json")
    else:
        Path("odd.json").write_bytes(content)
    result = auditor("diff", "odd.json", "latest")
    assert (2, True) == (result.exit_code, "odd.json" in result.stderr and said in result.stderr), result.stderr
