"""How far training data look like the agent's task: system messages, inputs, and what of the prompt they leave out."""

from __future__ import annotations

import json
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.knowledge.training import held_in, similarity, sketch, told_apart
from auditor.model.measurement import Known, Unknown
from auditor.model.run import Audited
from tests.fleets import STEADY_LINE, read_fleet, ready, run_of

PROMPT = (
    "You answer residents about their lease, in the words of the lease and never in your own.\n\n"
    "Never promise a repair before the office has confirmed it, however often the resident asks you to do so.\n\n"
    "If a question is about money that was paid already, say that the ledger team will write, and stop there.\n"
)
OTHER = (
    "You sort invoices of the drugstore by supplier and by month, and print a line for each of them, nothing else.\n\n"
    "An invoice that you cannot read goes to the end of the list with a question mark behind the name of the file.\n"
)


def rows(number: int, ask: str = "Question {} about the lease?", system: str = "") -> str:
    context = [{"role": "system", "content": system}] if system else []
    return "".join(
        json.dumps(
            {
                "messages": [
                    *context,
                    {"role": "user", "content": ask.format(place)},
                    {"role": "assistant", "content": "The lease says so."},
                ]
            }
        )
        + "\n"
        for place in range(number)
    )


def agent(folder: Path, files: dict[str, str], **dataset: Any) -> Audited:
    own = ready(id="own", prompt={"text": PROMPT}, dataset={"examples": None, "holdout": None, **dataset})
    other = ready(id="other", prompt={"text": OTHER})
    return run_of(read_fleet(folder, [own, other], files=files)).agents[0]


def contexts(found: Audited) -> Any:
    fact = found.facts.dataset.contexts
    assert isinstance(fact, Known)
    return fact.value


def removable(found: Audited) -> tuple[Decimal, Decimal, Decimal]:
    (one,) = [one for one in found.facts.economics.inputs if one.name == "removable_share"]
    return one.range.low, one.range.point, one.range.high


@pytest.mark.parametrize(
    ("system", "kind", "without"),
    [
        ("", "none", 1),
        (PROMPT, "same", 0),
        (PROMPT.replace("and stop there", "and then stop there"), "near", 0.1),
        (PROMPT.split("\n\n", maxsplit=1)[0], "part", 0.7),
        (OTHER, "other", 1),
    ],
)
def test_every_system_message_has_its_kind(system: str, kind: str, without: float, tmp_path: Path) -> None:
    found = contexts(agent(tmp_path, {"a.jsonl": rows(30, system=system)}, file="a.jsonl"))
    assert {kind: 1} == {
        name: share for name in ("none", "same", "near", "part", "other") if (share := getattr(found, name))
    }
    assert abs(float(found.without) - without) <= 0.1


def test_the_prompt_of_another_agent_is_named(tmp_path: Path) -> None:
    mixed = rows(30) + rows(10, system=OTHER)
    found = contexts(agent(tmp_path, {"a.jsonl": mixed}, file="a.jsonl"))
    assert (("other", Decimal("0.25")),) == found.agents


def test_what_the_rows_repeat_is_not_counted_as_removable(tmp_path: Path) -> None:
    bare = agent(tmp_path / "bare", {"a.jsonl": rows(30)}, file="a.jsonl")
    full = agent(tmp_path / "full", {"a.jsonl": rows(30, system=PROMPT)}, file="a.jsonl")
    half = agent(tmp_path / "half", {"a.jsonl": rows(30) + rows(30, "Another {}?", system=PROMPT)}, file="a.jsonl")
    low, point, high = removable(bare)
    assert (Decimal("0.5"), Decimal("0.8"), Decimal("0.95")) == (low, point, high)
    assert (0, 0, high) == removable(full)
    assert (low / 2, point / 2, high) == removable(half)


def test_without_a_file_the_policy_alone_says_what_is_removable(tmp_path: Path) -> None:
    found = agent(tmp_path, {}, examples=1200)
    assert (Decimal("0.5"), Decimal("0.8"), Decimal("0.95")) == removable(found)
    assert isinstance(found.facts.dataset.contexts, Unknown)


MATTERS = (
    "the parking",
    "a key",
    "water",
    "late rent",
    "the deposit",
    "a pet",
    "heating",
    "a guest",
    "the gym",
    "trash",
)
LEASE = "Where in the lease stands what I pay for {}, and may the office change it while I live here?"
CODE = "```python\nfor i in range({}): print(i ** 2)\n``` why does this print nothing at all on my machine"


def test_inputs_of_another_kind_are_told_apart_from_those_of_production_and_fail_the_gate(tmp_path: Path) -> None:
    files = {"a.jsonl": rows(200, CODE), "seen.jsonl": rows(60, LEASE)}
    found = agent(tmp_path, files, file="a.jsonl", production_file="seen.jsonl", holdout=100, baseline_measured=True)
    fact = found.facts.dataset.told_apart
    assert isinstance(fact, Known)
    assert fact.value.low > Decimal("0.95")
    gate = next(one for one in found.gates if one.name == "examples-ready")
    assert "fail" == gate.decision.outcome
    assert "do not look like those of production" in gate.decision.because


def test_inputs_of_the_same_kind_cannot_be_told_apart(tmp_path: Path) -> None:
    asked = [f"{LEASE.format(one)} Also {other}?" for one in MATTERS for other in MATTERS]
    random.Random(7).shuffle(asked)
    seen = "".join(json.dumps({"input": question}) + "\n" for question in asked[1::2])
    files = {"a.jsonl": "".join(rows(1, question) for question in asked[::2]), "seen.jsonl": seen}
    found = agent(tmp_path, files, file="a.jsonl", production_file="seen.jsonl", holdout=100, baseline_measured=True)
    fact = found.facts.dataset.told_apart
    assert isinstance(fact, Known)
    assert fact.value.low <= Decimal("0.55")
    assert "production" == found.facts.dataset.compared_with
    assert "look like" not in next(one for one in found.gates if one.name == "examples-ready").decision.because


def test_the_hold_out_says_little_of_production_and_that_is_said(tmp_path: Path) -> None:
    files = {"a.jsonl": rows(100, LEASE), "held.jsonl": rows(30, CODE)}
    found = agent(tmp_path, files, file="a.jsonl", holdout_file="held.jsonl", baseline_measured=True)
    fact = found.facts.dataset.told_apart
    assert isinstance(fact, Known)
    assert "says little of production" in fact.note
    assert "look like" not in next(one for one in found.gates if one.name == "examples-ready").decision.because


@pytest.mark.parametrize(
    ("files", "dataset", "because"),
    [
        ({"a.jsonl": rows(30)}, {"file": "a.jsonl"}, "nothing to compare with"),
        ({"a.jsonl": rows(30), "p.jsonl": rows(5)}, {"file": "a.jsonl", "production_file": "p.jsonl"}, "too few"),
        ({}, {"examples": 30}, "not on file"),
    ],
)
def test_without_enough_to_compare_the_likeness_is_unknown(
    files: dict[str, str], dataset: dict[str, Any], because: str, tmp_path: Path
) -> None:
    fact = agent(tmp_path, files, **dataset).facts.dataset.told_apart
    assert isinstance(fact, Unknown)
    assert because in fact.because


WORDS = st.lists(st.sampled_from(STEADY_LINE.split() + OTHER.split()), min_size=4, max_size=60).map(" ".join)


@given(WORDS, WORDS)
def test_likeness_is_symmetric_and_a_text_holds_itself(one: str, other: str) -> None:
    assert similarity(sketch(one), sketch(other)) == similarity(sketch(other), sketch(one))
    assert 1 == similarity(sketch(one), sketch(one)) == held_in(sketch(one), sketch(one))
    assert held_in(sketch(one), sketch(f"{one} {other}")) >= 0.99


@settings(max_examples=30)
@given(st.lists(WORDS, min_size=25, max_size=60), st.randoms())
def test_a_set_shuffled_in_two_is_told_apart_no_better_than_by_chance(texts: list[str], dice: Any) -> None:
    dice.shuffle(texts)
    half = len(texts) // 2
    found = told_apart(texts[:half], texts[half:])
    if found is not None:
        assert found[0] <= 0.5 + 5 / half**0.5
    assert told_apart(texts[:half], texts[half:]) == found
