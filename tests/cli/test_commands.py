"""The other commands, and the help that teaches all of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auditor.cli import COMMANDS
from auditor.gates import GATES
from tests.conftest import ROOT, Auditor

PROPTECH = ROOT / "inventories" / "proptech" / "fleet.yaml"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_teaches_itself(command: str, auditor: Auditor) -> None:
    result = auditor(command, "--help")
    assert result.exit_code == 0
    assert COMMANDS[command].rstrip(".") in " ".join(result.stdout.split())
    assert max(map(len, result.stdout.splitlines())) <= 100


def test_the_overview_lists_every_command_and_the_exit_codes(auditor: Auditor) -> None:
    said = auditor("--help").stdout
    assert all(command in said for command in COMMANDS)
    assert "Exit codes: 0" in said


def test_gates_are_listed_with_question_why_and_remedy(auditor: Auditor) -> None:
    said = " ".join(auditor("gates").stdout.split())
    assert all(f"{gate.id} {gate.name}: {gate.question}" in said for gate in GATES)


def test_explain_shows_the_whole_walk(auditor: Auditor) -> None:
    said = auditor("explain", "carl", PROPTECH).stdout
    assert all(f"{gate.id} " in said for gate in GATES)
    assert all(part in said for part in ("keep-in-context", "Costs", "Break-even", "Facts that age", "What to do"))


def test_explain_takes_its_arguments_in_either_order(auditor: Auditor) -> None:
    assert auditor("explain", "carl", PROPTECH).stdout == auditor("explain", PROPTECH, "carl").stdout


def test_explain_finds_the_inventory_by_itself(auditor: Auditor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert auditor("explain", "fee-answers-ft").exit_code == 0


def test_explain_suggests_what_was_meant(auditor: Auditor) -> None:
    result = auditor("explain", "carll", PROPTECH)
    assert result.exit_code == 2
    assert "did you mean carl" in result.stderr


def test_explain_without_any_inventory_says_so(
    auditor: Auditor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    result = auditor("explain", "carl")
    assert (result.exit_code, "no inventory is named" in result.stderr) == (2, True)


def test_the_examples_are_valid(auditor: Auditor) -> None:
    for fleet, agents in (("proptech", 87), ("tuned", 12)):
        result = auditor("validate", ROOT / "inventories" / fleet / "fleet.yaml")
        assert (result.exit_code, f"{agents} agents, no errors" in result.stdout, result.stderr) == (0, True, "")


def test_the_committed_schema_is_the_one_that_is_generated(auditor: Auditor) -> None:
    committed = (ROOT / "inventories" / "inventory.schema.json").read_text("utf-8")
    assert committed == auditor("validate", "--schema").stdout


def test_the_schema_accepts_what_is_valid_and_refuses_what_is_not(auditor: Auditor) -> None:
    import jsonschema
    import yaml

    validator = jsonschema.Draft202012Validator(json.loads(auditor("validate", "--schema").stdout))
    for fleet in ("proptech", "tuned"):
        document = yaml.safe_load((ROOT / "inventories" / fleet / "fleet.yaml").read_text("utf-8"))
        plain = json.loads(json.dumps(document, default=str))
        assert list(validator.iter_errors(plain)) == []
    assert list(validator.iter_errors({"schema": 1, "agents": [{"id": 5, "promt": {}}]})) != []
