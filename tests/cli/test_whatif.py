"""`auditor whatif`: what would turn, and that nothing else moves."""

from __future__ import annotations

import json
import re
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT, Auditor

PROPTECH = ROOT / "inventories" / "proptech" / "fleet.yaml"
ASKED = (
    *("cal", "carl", "guarantor-explainer", "listing-copywriter", "resident-triage-router"),
    "sensor-alert-explainer",
)


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The agents of the example fleet that are asked about here, in its folder: what if is asked of a whole audit."""
    folder = tmp_path_factory.mktemp("asked") / "proptech"
    shutil.copytree(PROPTECH.parent, folder)
    document = yaml.safe_load(PROPTECH.read_text("utf-8"))
    document["agents"] = [agent for agent in document["agents"] if agent["id"] in ASKED]
    for agent in document["agents"]:
        agent["calls"] = [name for name in agent.get("calls", ()) if name in ASKED]
    (folder / "fleet.yaml").write_text(yaml.safe_dump(document, sort_keys=False, allow_unicode=True), "utf-8")
    return folder / "fleet.yaml"


@pytest.fixture
def whatif(auditor: Auditor, fleet: Path) -> Auditor:
    """`auditor whatif` of an agent of that fleet."""
    return lambda agent, *arguments: auditor("whatif", agent, fleet, *arguments)


def told(whatif: Auditor, *changes: str, agent: str = "listing-copywriter") -> dict[str, Any]:
    document: dict[str, Any] = json.loads(whatif(agent, *changes, "--format", "json").stdout)
    return document


def point(document: dict[str, Any], when: str, name: str = "prompted") -> Decimal:
    option = next(option for option in document[when]["costs"]["options"] if option["name"] == name)
    return Decimal(option["per_month"]["point"])


def test_twice_the_calls_cost_twice_as_much(whatif: Auditor) -> None:
    document = told(whatif, "--calls", "2x")
    assert point(document, "after") == pytest.approx(2 * point(document, "before"), rel=Decimal("0.001"))
    assert {"calls": "2x"} == document["changes"]


def test_half_the_price_costs_half_as_much(whatif: Auditor) -> None:
    document = told(whatif, "--price", "-50%")
    assert point(document, "after") == pytest.approx(point(document, "before") / 2, rel=Decimal("0.001"))


def test_a_hundredth_of_the_volume_turns_the_verdict(whatif: Auditor) -> None:
    document = told(whatif, "--calls", "0.01x")
    assert ("fine-tune", "wait-for-scale") == (document["before"]["verdict"], document["after"]["verdict"])
    assert ["scale-pays"] == document["flipped"]


def assumption(document: dict[str, Any], name: str, when: str = "after") -> tuple[str, str, str]:
    found = next(one for one in document[when]["costs"]["inputs"] if one["name"] == name)
    return found["low"], found["point"], found["high"]


def test_an_assumption_becomes_sure_or_is_scaled_with_its_range(whatif: Auditor) -> None:
    document = told(whatif, "--removable-share", "0.9", "--project-cost", "0.5x", "--set", "Output-Factor=0.8")
    assert ("0.9", "0.9", "0.9") == assumption(document, "removable_share")
    assert ("1000", "3000", "7500") == assumption(document, "project_cost")
    assert ("0.8", "0.8", "0.8") == assumption(document, "output_factor")
    assert ("2000", "6000", "15000") == assumption(document, "project_cost", "before")
    assert {"removable_share": "0.9", "project_cost": "0.5x", "output_factor": "0.8"} == document["changes"]


def test_the_horizon_is_that_of_the_policy(whatif: Auditor) -> None:
    document = told(whatif, "--horizon", "3", agent="cal")
    assert ("12", "3") == tuple(document[when]["break_even"]["horizon_months"] for when in ("before", "after"))


def test_one_price_is_set_by_itself(whatif: Auditor) -> None:
    document = told(whatif, "--set", "output_price=2x")
    prices = [
        {line["name"]: Decimal(line["price"]) for line in document[when]["costs"]["options"][0]["lines"]}
        for when in ("before", "after")
    ]
    assert prices[1]["output"] == 2 * prices[0]["output"]
    assert {name: price for name, price in prices[0].items() if name != "output"} == {
        name: price for name, price in prices[1].items() if name != "output"
    }


def test_a_volume_may_shrink(whatif: Auditor) -> None:
    assert "-0.1" == told(whatif, "--set", "growth_per_month=-0.1")["after"]["traffic"]["growth_per_month"]["point"]


def test_a_price_can_be_supplied_where_none_is_known(auditor: Auditor, tmp_path: Path) -> None:
    path = tmp_path / "fleet.yaml"
    traffic = "{calls_per_month: 1000, user_tokens: 10, output_tokens: 10}"
    model = "{provider: acme, name: acme-1}"
    path.write_text(
        f"schema: 1\nagents: [{{id: a, prompt: {{text: x}}, model: {model}, traffic: {traffic}}}]\n", "utf-8"
    )
    prices = ("--set", "input_price=1", "--set", "output_price=2")
    document = json.loads(auditor("whatif", "a", path, *prices, "--format", "json").stdout)
    assert document["before"]["costs"]["options"][0]["per_call"] is None
    assert Decimal(document["after"]["costs"]["options"][0]["per_call"]) > 0


def test_what_changes_nothing_says_why(whatif: Auditor) -> None:
    changes = ("--smaller-model-share", "0.5", "--horizon", "6")
    said = " ".join(whatif("resident-triage-router", *changes).stdout.split())
    assert "smaller model share stays 0 %: declared, the model misses its target already" in said
    assert "The horizon stays 1 month: served until 2027-01-14" in said


def test_the_agent_as_it_is_is_the_audited_one(auditor: Auditor, whatif: Auditor, fleet: Path) -> None:
    audited = json.loads(auditor("audit", fleet, "--format", "json").stdout)["agents"]
    before = told(whatif, "--calls", "3x", agent="carl")["before"]
    carl = next(agent for agent in audited if agent["id"] == "carl")
    decided = {name: carl.pop(name) for name in ("review", "finding_reviews")}  # of people, who did not ask what if
    assert carl == before
    assert decided == {"review": None, "finding_reviews": []}


def test_a_new_number_takes_the_place_of_what_was_declared(whatif: Auditor) -> None:
    after = told(whatif, "--cache-hit-rate", "0.9", "--output-tokens", "1,000")["after"]
    assert ("0.9", "1000") == (after["traffic"]["cache_hit_rate"]["point"], after["traffic"]["output_tokens"]["point"])


def test_the_terminal_shows_both_side_by_side(whatif: Auditor) -> None:
    said = whatif("listing-copywriter", "--calls", "0.01x").stdout
    assert all(words in said for words in ("as it is", "then", "Gates that turn: scale-pays", "wait-for-scale"))
    assert all(words in said for words in ("fine-tune → wait-for-scale", "net over the horizon", "chance", "crossed"))
    assert re.search(r"^> prompted .*\$", said, re.MULTILINE)


@pytest.mark.parametrize("width", [80, 100])
def test_the_table_fits_the_terminal(whatif: Auditor, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    for agent in ("listing-copywriter", "carl", "sensor-alert-explainer"):
        said = whatif(agent, "--calls", "100x", "--set", "output_factor=0.7").stdout
        assert max(map(len, said.splitlines())) <= width
        assert "\x1b" not in said


def test_an_unknown_agent_is_refused_with_a_suggestion(whatif: Auditor) -> None:
    result = whatif("carll", "--calls", "2x")
    assert (2, True) == (result.exit_code, "did you mean carl" in result.stderr)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "say what to change"),
        (("--calls", "lots"), "--calls: expected a factor (2x), a change (+20%, -50%) or a number, got 'lots'"),
        (("--calls", "-150%"), "--calls: expected"),
        (("--cache-hit-rate", "2"), "--cache-hit-rate: expected a number between 0 and 1, got 2"),
        (("--calls", "-5"), "--calls: expected a number between 0 and 1e+15, got -5"),
        (("--removable-share", "1.5"), "--removable-share: expected a number between 0 and 1, got 1.5"),
        (("--horizon", "0"), "--horizon: expected a whole number from 1 to 1200, got 0"),
        (("--horizon", "1.5"), "--horizon: expected a whole number"),
        (("--set", "removable_share"), "--set removable_share: expected NAME=CHANGE"),
        (("--set", "removabel_share=1"), "--set removabel_share: nothing is called so; did you mean removable_share"),
        (("--set", "zzz=1"), "--set zzz: nothing is called so; known are calls_per_month, "),
        (("--set", "output_factor=lots"), "--set output_factor: expected a factor (2x)"),
        (("--set", "training_cost=1"), "--set training_cost: follows from training_runs"),
        (("--set", "token_estimate=1"), "--set token_estimate: follows from the prompt"),
        (("--set", "input_price=-1"), "--set input_price: a price is not negative"),
        (("--calls", "2x", "--set", "calls_per_month=3"), "calls_per_month is changed twice: 2x and 3"),
        (("--price", "3"), "--price: a price can be scaled only"),
    ],
)
def test_what_cannot_be_meant_is_refused(arguments: tuple[str, ...], said: str, whatif: Auditor) -> None:
    result = whatif("carl", *arguments)
    assert (2, True) == (result.exit_code, said in result.stderr), result.stderr


def test_scaling_an_unknown_price_is_refused(auditor: Auditor, tmp_path: Path) -> None:
    path = tmp_path / "fleet.yaml"
    path.write_text("schema: 1\nagents: [{id: a, prompt: {text: x}}]\n", "utf-8")
    result = auditor("whatif", "a", path, "--price", "2x")
    assert (2, True) == (result.exit_code, "--price: the model is not declared" in result.stderr)


def test_scaling_what_nobody_declared_leaves_it_unknown(auditor: Auditor, tmp_path: Path) -> None:
    path = tmp_path / "fleet.yaml"
    path.write_text("schema: 1\nagents: [{id: a, prompt: {text: x}}]\n", "utf-8")
    document = json.loads(auditor("whatif", "a", path, "--calls", "2x", "--format", "json").stdout)
    assert document["after"]["traffic"]["calls_per_month"] is None


def test_a_length_that_was_counted_stays_and_that_is_said(whatif: Auditor) -> None:
    told = whatif("guarantor-explainer", "--set", "tokens_per_example=4000").stdout
    assert re.search(r"tokens per example stay [\d.]+: counted in the training file", " ".join(told.split()))
