"""The reports that an unattended run leaves: every format, and what of the prompts may stand in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import pytest

from auditor.cli import writing
from auditor.model.formats import FILES, FORMATS
from auditor.model.project import Format
from auditor.project import PROJECT
from auditor.reporters import REPORTERS
from tests.conftest import Auditor
from tests.unattended.made import agent, project

SECRETS = ("quokka", "$4,711", "2031-05-06")
TEXT = (
    "You serve the quokka desk. The late fee is $4,711 until 2031-05-06, and today is {{date}}.\n" + "Be polite. " * 60
)
GROWN = TEXT + "Answer in one line, always. " * 400
OTHER = TEXT.replace("$4,711", "$4,712") + "You write listings."


def reports(folder: Path, prompts: str, auditor: Auditor, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What `auditor run` wrote in every format."""
    more = f'prompts = "{prompts}"\nformats = {list(FORMATS)}'.replace("'", '"')
    agents = (agent(prompt={"text": TEXT}), agent("claudia", prompt={"text": OTHER}))
    monkeypatch.chdir(project(folder, *agents, more=more))
    result = auditor("run")
    assert (0, "") == (result.exit_code, result.stderr)
    return {
        name: (folder / "reports" / "nightly" / FILES[name]).read_bytes().decode("utf-8", "replace") for name in FORMATS
    }


def test_without_prompts_no_word_of_theirs_is_in_any_format(
    tmp_path: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = reports(tmp_path, "none", auditor, monkeypatch)
    assert [] == [(name, word) for name, text in found.items() for word in SECRETS if word in text]


def test_a_run_writes_what_an_audit_writes(tmp_path: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch) -> None:
    found = reports(tmp_path, "spans", auditor, monkeypatch)
    assert "$4,711" in found["json"]
    for name in ("html", "json", "markdown", "mail", "csv", "sarif"):
        asked = ("audit", "fleet.yaml", "--prompts", "spans", "--format", name, "--at", at(found["json"]))
        assert auditor(*asked).stdout == found[name], name


def at(report: str) -> str:
    return report.split('"at": "')[1].split('"', maxsplit=1)[0]


def test_formats_are_named_in_one_place() -> None:
    assert list(FORMATS) == list(FILES) == list(REPORTERS) == list(get_args(Format))
    assert writing.FILES is FILES
    assert f"# {', '.join(FORMATS)}\n" in PROJECT


@pytest.mark.parametrize("named", [False, True])
def test_what_people_decided_is_marked(
    *, named: bool, tmp_path: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = 'decisions = "kept/ours.yaml"' if named else ""
    monkeypatch.chdir(project(tmp_path, agent(prompt={"text": GROWN}, traffic={"cache_hit_rate": 0}), more=more))
    ledger = ("--decisions", "kept/ours.yaml") if named else ()
    dismissed = auditor("review", "dismiss", "carl", "--why", "not this year", "--by", "Ann", *ledger)
    assert dismissed.exit_code == 0, dismissed.output
    assert auditor("run").exit_code == 0
    told = json.loads(Path("reports/nightly/audit.json").read_text("utf-8"))
    assert ("dismissed", "not this year") == (told["agents"][0]["review"]["state"], told["agents"][0]["review"]["why"])
    assert told["fleet"]["dismissed_per_month"] == told["agents"][0]["costs"]["saves_per_month"] is not None
    page = auditor("audit", "fleet.yaml", *ledger, "--format", "html", "--at", told["at"]).stdout
    assert page == Path("reports/nightly/index.html").read_text("utf-8")


def test_a_ledger_that_is_named_must_be_there(
    tmp_path: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project(tmp_path, more='decisions = "ours.yaml"'))
    result = auditor("run")
    assert (2, True) == (result.exit_code, "ours.yaml: there is no such file" in result.stderr)
