"""Runs cases.yaml: what the whole audit says about one agent."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from auditor import policy
from auditor.model.verdict import VERDICTS, VerdictName
from auditor.verdicts import ACTIONS
from tests.fleets import FakePrices, case_of, read_fleet, ready, run_of

CASES = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text("utf-8"))["cases"]
KEYS = {"agent", "files", "policy", "expect"}
EXPECTED = {"verdict", "gates", "because", "advice", "confidence"}
LETTER = {"pass": "P", "fail": "F", "unknown": "?", "error": "E", "skipped": "S"}


@pytest.mark.parametrize("case", [case_of(case, case["name"], KEYS, EXPECTED) for case in CASES])
def test_the_audit_says_what_the_case_says(case: dict[str, Any], tmp_path: Path) -> None:
    limits = policy.load()[0]
    if "policy" in case:
        (tmp_path / "policy.yaml").write_text(yaml.safe_dump(case["policy"]), "utf-8")
        limits = policy.load(tmp_path / "policy.yaml")[0]
    agent = {"id": "agent", **ready(**case["agent"])}
    if "file" in agent["prompt"]:
        agent["prompt"] = case["agent"]["prompt"]
    fleet = read_fleet(tmp_path, [agent], files=case.get("files"))

    found = run_of(fleet, FakePrices(), limits).agents[0]

    expected = case["expect"]
    walk = "".join(LETTER[gate.decision.outcome] for gate in found.gates)
    assert expected.get("gates", walk) == walk, [gate.decision.because for gate in found.gates]
    assert expected.get("verdict", found.verdict.name) == found.verdict.name, found.verdict.because
    assert expected.get("confidence", found.verdict.confidence) == found.verdict.confidence
    for words in expected.get("because", ()):
        assert str(words) in found.verdict.because
    advice = [f"{part.action} {part.because}" for part in found.verdict.recommendations]
    for words in expected.get("advice", ()):
        assert any(str(words) in part for part in advice), advice


def test_every_verdict_is_reached_by_a_case() -> None:
    told = {case["expect"].get("verdict") for case in CASES}
    assert set() == set(get_args(VerdictName)) - told


def test_there_are_thirteen_verdicts_each_with_words_and_an_action() -> None:
    names = set(get_args(VerdictName))
    assert 13 == len(names)
    assert names == set(VERDICTS)
    assert names == set(ACTIONS)


def test_every_case_has_a_name_of_its_own() -> None:
    names = [case["name"] for case in CASES]
    assert sorted(set(names)) == sorted(names)
