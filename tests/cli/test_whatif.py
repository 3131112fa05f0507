"""`auditor whatif`: what would turn, and that nothing else moves."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, Auditor

PROPTECH = ROOT / "inventories" / "proptech" / "fleet.yaml"


def told(auditor: Auditor, *changes: str, agent: str = "listing-copywriter") -> dict[str, Any]:
    document: dict[str, Any] = json.loads(auditor("whatif", agent, PROPTECH, *changes, "--format", "json").stdout)
    return document


def point(document: dict[str, Any], when: str, name: str = "prompted") -> Decimal:
    option = next(option for option in document[when]["costs"]["options"] if option["name"] == name)
    return Decimal(option["per_month"]["point"])


def test_twice_the_calls_cost_twice_as_much(auditor: Auditor) -> None:
    document = told(auditor, "--calls", "2x")
    assert point(document, "after") == pytest.approx(2 * point(document, "before"), rel=Decimal("0.001"))
    assert {"calls": "2x"} == document["changes"]


def test_half_the_price_costs_half_as_much(auditor: Auditor) -> None:
    document = told(auditor, "--price", "-50%")
    assert point(document, "after") == pytest.approx(point(document, "before") / 2, rel=Decimal("0.001"))


def test_a_hundredth_of_the_volume_turns_the_verdict(auditor: Auditor) -> None:
    document = told(auditor, "--calls", "0.01x")
    assert ("fine-tune", "wait-for-scale") == (document["before"]["verdict"], document["after"]["verdict"])
    assert ["scale-pays"] == document["flipped"]


def test_the_agent_as_it_is_is_the_audited_one(auditor: Auditor) -> None:
    audited = json.loads(auditor("audit", PROPTECH, "--format", "json").stdout)["agents"]
    before = told(auditor, "--calls", "3x", agent="carl")["before"]
    assert next(agent for agent in audited if agent["id"] == "carl") == before


def test_a_new_number_takes_the_place_of_what_was_declared(auditor: Auditor) -> None:
    after = told(auditor, "--cache-hit-rate", "0.9", "--output-tokens", "1,000")["after"]
    assert ("0.9", "1000") == (after["traffic"]["cache_hit_rate"]["point"], after["traffic"]["output_tokens"]["point"])


def test_the_terminal_shows_both_side_by_side(auditor: Auditor) -> None:
    said = auditor("whatif", "listing-copywriter", PROPTECH, "--calls", "0.01x").stdout
    assert all(words in said for words in ("as it is", "then", "Gates that turn: scale-pays", "wait-for-scale"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "say what to change"),
        (("--calls", "lots"), "--calls: expected a factor (2x), a change (+20%, -50%) or a number, got 'lots'"),
        (("--calls", "-150%"), "--calls: expected"),
        (("--cache-hit-rate", "2"), "cache hit rate"),
        (("--price", "3"), "--price: a price can be scaled only"),
    ],
)
def test_what_cannot_be_meant_is_refused(arguments: tuple[str, ...], said: str, auditor: Auditor) -> None:
    result = auditor("whatif", "carl", PROPTECH, *arguments)
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
