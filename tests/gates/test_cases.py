"""Runs the YAML case files beside this one, each against its gate only.

A case file is named after its gate and holds `defaults` (an agent in the inventory's own format) and `cases`:

    - name: three techniques and a missed target pass      # a sentence that is true if the test passes
      agent: {prompting: {iterations: 5}}                  # laid deeply over the defaults, as in an inventory
      files: {data/a.jsonl: [{rows: 10}]}                  # optional: files the agent names (see fleets.spelled_out)
      policy: {prompting_exhausted: {min_iterations: 3}}   # optional: laid over the default policy
      as_of: 2026-11-22                                    # optional
      prices: real                                         # optional: the book users get, not that of tests/fleets.py
      bug: why it fails today                              # optional: a known bug; once it passes, the key must go
      expect: {outcome: pass, because: [names or figures that stand there], remedy: [the same], absent: [what must not]}

Name words that a reader could not do without (a source, a figure), not the phrase around them: phrases get better.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from auditor import policy
from auditor.gates import GATES, Gate, walk
from tests.fleets import DAY, FakePrices, case_of, facts_of, read_fleet, real_prices

HERE = Path(__file__).parent
KEYS = {"agent", "files", "policy", "as_of", "prices", "expect"}
EXPECTED = {"outcome", "because", "remedy", "absent"}


@cache
def told(gate: Gate) -> dict[str, Any]:
    """What the case file of a gate holds; nothing if there is none, which a test below tells."""
    path = HERE / f"{gate.name}.yaml"
    document: dict[str, Any] = yaml.safe_load(path.read_text("utf-8")) if path.exists() else {"cases": []}
    return document


@pytest.mark.parametrize(
    ("gate", "case"),
    [
        case_of(case, f"{gate.name}: {case['name']}", KEYS, EXPECTED, gate)
        for gate in GATES
        for case in told(gate)["cases"]
    ],
)
def test_the_gate_decides_as_the_case_says(gate: Gate, case: dict[str, Any], tmp_path: Path) -> None:
    limits = policy.load()[0]
    if "policy" in case:
        (tmp_path / "policy.yaml").write_text(yaml.safe_dump(case["policy"]), "utf-8")
        limits = policy.load(tmp_path / "policy.yaml")[0]
    day, expected = case.get("as_of", DAY), case["expect"]
    agent, defaults = {"id": "agent", **case.get("agent", {})}, told(gate).get("defaults")
    fleet = read_fleet(tmp_path, [agent], defaults=defaults, files=case.get("files"), as_of=day)
    prices = real_prices(day) if case.get("prices") == "real" else FakePrices(day)

    decision = walk((gate,), facts_of(fleet, prices, limits), limits)[0].decision

    assert expected["outcome"] == decision.outcome, decision
    for words in expected.get("because", ()):
        assert str(words) in decision.because
    for words in expected.get("remedy", ()):
        assert str(words) in decision.remedy
    for words in expected.get("absent", ()):
        assert str(words) not in f"{decision.because} {decision.remedy}"


@pytest.mark.parametrize("gate", GATES, ids=lambda gate: gate.name)
def test_every_gate_has_a_case_that_passes_one_that_fails_and_one_that_does_not_know(gate: Gate) -> None:
    outcomes = {case["expect"]["outcome"] for case in told(gate)["cases"] if "bug" not in case}
    missing = {"pass", "fail", "unknown"} - outcomes
    assert set() == missing, (
        f"{gate.name}.yaml lacks cases; the doc string of {Path(__file__).name} tells how to add one"
    )


@pytest.mark.parametrize("gate", GATES, ids=lambda gate: gate.name)
def test_every_case_of_a_gate_has_a_name_of_its_own(gate: Gate) -> None:
    names = [case["name"] for case in told(gate)["cases"]]
    assert sorted(set(names)) == sorted(names)


def test_every_case_file_belongs_to_a_gate() -> None:
    assert {f"{gate.name}.yaml" for gate in GATES} == {path.name for path in HERE.glob("*.yaml")}


@pytest.mark.parametrize("gate", GATES, ids=lambda gate: gate.name)
def test_a_decision_that_stops_says_why_and_what_to_do(gate: Gate, tmp_path: Path) -> None:
    bare = read_fleet(tmp_path, [{"id": "bare", "prompt": {"text": "Say hello."}}])
    decision = walk((gate,), facts_of(bare), policy.load()[0])[0].decision
    assert decision.because
    assert decision.outcome == "pass" or decision.remedy


def test_a_gate_that_breaks_is_an_error_and_the_others_go_on(tmp_path: Path) -> None:
    def broken(facts: Any, limits: Any) -> Any:
        raise ZeroDivisionError("no such luck")

    limits = policy.load()[0]
    facts = facts_of(read_fleet(tmp_path, [{"id": "bare", "prompt": {"text": "Say hello."}}]))
    first = Gate(id="G0", name="broken", question="", why="", remedy="", reads=(), decide=broken)
    broke, *rest = walk((first, *GATES), facts, limits)
    assert "error" == broke.decision.outcome
    assert "ZeroDivisionError: no such luck" in broke.decision.because
    assert [gate.name for gate in GATES] == [one.name for one in rest]


def test_a_gate_sees_only_the_facts_that_it_declares(tmp_path: Path) -> None:
    facts = facts_of(read_fleet(tmp_path, [{"id": "bare", "prompt": {"text": "Say hello."}}]))
    nosy = Gate(
        id="G0",
        name="nosy",
        question="",
        why="",
        remedy="",
        reads=("scope",),
        decide=lambda facts, limits: facts.economics,  # type: ignore[arg-type,return-value]
    )
    decision = walk((nosy,), facts, policy.load()[0])[0].decision
    assert "error" == decision.outcome
    assert "does not declare that it reads 'economics'" in decision.because
