"""What changed since an earlier run, as `auditor audit` and `auditor run` put it into the reports."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

import auditor.reporters
from auditor.model.formats import FORMATS
from tests.conftest import Auditor
from tests.fleets import ready
from tests.unattended.made import project

SCHEMA = json.loads((Path(auditor.reporters.__file__).parent / "run.schema.json").read_text("utf-8"))
BUSY, QUIET = ({"traffic": {"calls_per_month": calls}} for calls in (5_000_000, 40_000))


def inventory(*agents: dict[str, Any]) -> None:
    document = {"schema": 1, "fleet": {"name": "kept fleet"}, "agents": list(agents)}
    Path("fleet.yaml").write_text(yaml.safe_dump(document), "utf-8")


def audited(auditor: Auditor, day: int, *more: str) -> dict[str, Any]:
    """The run document of a day, and all its reports in a folder."""
    formats = [part for name in FORMATS for part in ("--format", name)]
    result = auditor("audit", "fleet.yaml", "--at", f"2026-11-{day:02}", "-o", f"day-{day}", "--quiet", *formats, *more)
    assert result.exit_code == 0, result.output
    document: dict[str, Any] = json.loads(Path(f"day-{day}/audit.json").read_text("utf-8"))
    problems = [f"{one.json_path}: {one.message[:200]}" for one in Draft202012Validator(SCHEMA).iter_errors(document)]
    assert problems == []
    return document


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def three_days(auditor: Auditor, *more: str) -> list[dict[str, Any]]:
    """Day one; an agent falls to a hundredth of its calls; one comes and one goes."""
    found = []
    for day, agents in enumerate(
        (
            [{"id": "voice", **ready(**BUSY)}, {"id": "old", **ready(**QUIET)}],
            [{"id": "voice", **ready(**QUIET)}, {"id": "old", **ready(**QUIET)}],
            [{"id": "voice", **ready(**QUIET)}, {"id": "new", **ready(**QUIET), "prompt": {"text": "Hello " * 99}}],
        ),
        1,
    ):
        inventory(*agents)
        found.append(audited(auditor, day, *more))
    return found


def test_with_a_history_the_document_tells_what_changed(auditor: Auditor) -> None:
    first, second, third = three_days(auditor, "--history", "kept.sqlite3")
    assert "since" not in first
    told = second["since"]
    assert (1, "run 1", "2026-11-01T00:00:00Z") == tuple(told["before"][name] for name in ("run", "label", "at"))
    (verdict,) = told["verdicts"]
    assert ("voice", "fine-tune", second["agents"][1]["verdict"]) == (
        verdict["agent"],
        verdict["before"],
        verdict["after"],
    )
    assert ["volume"] == [one["input"] for one in verdict["because"]["inputs"]]
    assert {("fine-tune", verdict["families"][1]): 1, ("keep", "keep"): 1} == {
        (one["before"], one["after"]): one["agents"] for one in told["matrix"]
    }
    assert second["fleet"]["monthly_cost"] == told["cost"]["after"]
    assert (["new"], ["old"]) == (third["since"]["new"], third["since"]["gone"])
    lines = {one["id"]: one["costs"] for one in third["since"]["agents"]}
    assert [1, 2] == [one["run"] for one in third["since"]["runs"]]
    ends = [next(one for one in run["agents"] if one["id"] == "voice")["costs"]["per_month"] for run in (first, third)]
    assert [one["point"] for one in ends] == [lines["voice"][0], lines["voice"][2]]
    assert [None, None] == lines["new"][:2]


def test_a_run_document_as_the_baseline_says_the_same(auditor: Auditor) -> None:
    _, second, _ = three_days(auditor, "--history", "kept.sqlite3")
    inventory({"id": "voice", **ready(**QUIET)}, {"id": "old", **ready(**QUIET)})
    told = audited(auditor, 2, "--baseline", "day-1/audit.json")["since"]
    assert {"run": None, "label": "day-1/audit.json"} == {name: told["before"][name] for name in ("run", "label")}
    for name in ("verdicts", "cost", "avoidable", "movers", "matrix", "news", "crossings"):
        assert second["since"][name] == told[name], name


def test_a_baseline_outranks_the_history_and_the_run_is_kept(auditor: Auditor) -> None:
    three_days(auditor, "--history", "kept.sqlite3")
    told = audited(auditor, 4, "--history", "kept.sqlite3", "--baseline", "day-1/audit.json")["since"]
    assert told["before"]["label"] == "day-1/audit.json"
    assert 4 == len(json.loads(auditor("history", "--history", "kept.sqlite3", "--format", "json").stdout)["runs"])


def test_without_a_past_every_report_is_as_it_was(auditor: Auditor) -> None:
    inventory({"id": "voice", **ready(**BUSY)})
    audited(auditor, 1)
    before = {path.name: path.read_bytes() for path in Path("day-1").iterdir()}
    audited(auditor, 1, "--history", "kept.sqlite3")
    assert before == {path.name: path.read_bytes() for path in Path("day-1").iterdir()}


def test_auditor_run_tells_it_too(tmp_path: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project(tmp_path / "project", more='formats = ["json", "markdown"]'))
    for name, calls in (("2026-11-01", BUSY), ("2026-11-02", QUIET)):
        inventory({"id": "voice", **ready(**calls)})
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(datetime.fromisoformat(f"{name}T06:00:00Z").timestamp())))
        assert auditor("run").exit_code == 0
    told = json.loads(Path("reports/nightly/audit.json").read_text("utf-8"))["since"]
    assert [("voice", "fine-tune")] == [(one["agent"], one["before"]) for one in told["verdicts"]]


def test_a_baseline_that_is_none_is_told_before_anything_is_audited(auditor: Auditor) -> None:
    Path("odd.json").write_text("{}", "utf-8")
    result = auditor("audit", "no-such.yaml", "--baseline", "odd.json")
    assert (2, True) == (result.exit_code, "odd.json: expected a run document" in result.stderr)
