"""Runs cases.yaml: who wins each round, and why."""

from __future__ import annotations

import ast
import inspect
from collections import defaultdict
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from auditor.model.run import Winner
from auditor.scorecard import ROUNDS, play
from tests.fleets import POLICY, case_of, facts_of, read_fleet, ready, run_of

CASES = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text("utf-8"))["cases"]
KEYS = {"round", "winner", "agent", "because", "copies", "ageing", "dirty", "private", "files", "beside"}
AGEING = "The late fee is $75 per month."


def training_file(case: dict[str, Any]) -> list[dict[str, Any]]:
    """A hundred clean examples, copies of one, or ageing ones; what is private and what is no example behind them."""
    if "copies" in case:
        return [{"rows": 1}] * case["copies"]
    clean = [{"rows": 100, "answer": AGEING}] if "ageing" in case else [{"rows": 100}]
    private = [{"rows": 1, "start": 200, "answer": case["private"]}] if "private" in case else []
    return [*clean, *private, {"line": "no example", "times": case.get("dirty", 0)}]


@pytest.mark.parametrize("case", [case_of(case, f"{case['round']}: {case['name']}", KEYS) for case in CASES])
def test_the_round_goes_as_the_case_says(case: dict[str, Any], tmp_path: Path) -> None:
    agent = {"id": "agent", **ready(**case["agent"])}
    others = [ready(id="other", prompt={"text": case["beside"]})] if "beside" in case else []
    files = {"train.jsonl": training_file(case), **case.get("files", {})}
    fleet = read_fleet(tmp_path, [agent, *others], files=files)
    facts = run_of(fleet).agents[0].facts if others else facts_of(fleet)
    played = {part.round: part for part in play(facts, POLICY)}[case["round"]]
    assert case["winner"] == played.winner, played.because
    for words in case.get("because", ()):
        assert str(words) in played.because


def test_eight_rounds_are_played_in_their_order_each_with_a_reason(tmp_path: Path) -> None:
    played = play(facts_of(read_fleet(tmp_path, [{"id": "bare", "prompt": {"text": "Say hello."}}])), POLICY)
    assert [
        "speed",
        "inference cost",
        "cold start",
        "consistency",
        "knowledge updates",
        "flexibility",
        "security",
        "infrastructure",
    ] == [part.round for part in played]
    assert all(part.because for part in played)


def told() -> dict[str, set[str]]:
    winners = defaultdict(set)
    for case in CASES:
        if "bug" not in case:
            winners[case["round"]].add(case["winner"])
    return winners


@pytest.mark.parametrize(("name", "judge"), ROUNDS, ids=[name for name, _ in ROUNDS])
def test_every_winner_that_a_round_can_have_has_a_case(name: str, judge: Any) -> None:
    tree = ast.parse(inspect.getsource(judge))
    can_win = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)} & set(get_args(Winner))
    assert can_win == told()[name]


@pytest.mark.parametrize("name", [name for name, _ in ROUNDS])
def test_no_round_is_decided_by_a_constant(name: str) -> None:
    assert len(told()[name]) > 1


def test_an_agent_of_which_nothing_is_known_leaves_most_rounds_open(tmp_path: Path) -> None:
    played = play(facts_of(read_fleet(tmp_path, [{"id": "bare", "prompt": {"text": "Say hello."}}])), POLICY)
    assert ["knowledge updates"] == [part.round for part in played if part.winner != "unknown"]
