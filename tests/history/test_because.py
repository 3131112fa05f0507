"""A verdict that changed is put down to the input that changed it: real audits, one input or several at a time."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from auditor import history
from auditor.gates import GATES
from auditor.history import because
from auditor.model.kept import RunRecord
from auditor.model.policy import Policy
from tests.conftest import ROOT
from tests.fleets import FAKE_BOOK, POLICY, FakePrices, Listed, laid, ready
from tests.history.made import record_of

FACTS = "The fee is $45 until 3 March 2027; call Ann on +1 555 0100 about v2.3 for $12.50.\n"
CHANGES: dict[str, dict[str, Any]] = {
    "volume": {"traffic": {"calls_per_month": 40_000}},
    "price": {},
    "prompt": {"prompt": {"text": "You are the house voice.\n" + FACTS * 200}},
    "quality": {"prompting": {"quality": {"score": 0.95}, "techniques": []}},
    "dataset": {"dataset": {"examples": 40}},
    "task": {"task": {"scope": "broad"}},
    "knowledge": {"knowledge": [{"name": "fees", "tokens": 300, "updated": "weekly", "lives_in": "prompt"}]},
    "model": {"model": {"provider": "cohere", "name": "command-a"}},
    "use": {"traffic": {"output_tokens": 1, "user_tokens": 1, "cache_hit_rate": 0.999}},
}


@pytest.fixture
def before(tmp_path: Path) -> RunRecord:
    return record_of(tmp_path / "before", {"id": "a", **ready()})


CHEAP = FakePrices(book={**FAKE_BOOK, "amazon.nova-pro-v1:0": Listed("aws", "0.02", "0.04", "0.001")})
"""The price of `READY`'s model, cut to where nothing is left to save."""


def changed(folder: Path, *names: str) -> RunRecord:
    """The run with these inputs changed."""
    agent: dict[str, Any] = ready()
    for name in names:
        agent = laid(agent, CHANGES[name])
    return record_of(folder, {"id": "a", **agent}, prices=CHEAP if "price" in names else None)


def only(before: RunRecord, after: RunRecord, limits: Policy = POLICY) -> Any:
    (change,) = history.diff(before, after, limits).verdicts
    return change


@pytest.mark.parametrize("name", [name for name in CHANGES if name != "use"])
def test_the_one_input_that_changed_is_named_and_it_is_certain(name: str, before: RunRecord, tmp_path: Path) -> None:
    change = only(before, changed(tmp_path, name))
    assert (change.before, change.because.certainty) == ("fine-tune", "certain"), change.because
    assert [one.name for one in change.because.inputs] == [name]


@pytest.mark.parametrize("name", CHANGES)
def test_no_gate_answers_otherwise_because_of_what_it_is_said_not_to_read(
    name: str, before: RunRecord, tmp_path: Path
) -> None:
    after = changed(tmp_path, name)
    outcomes = [{gate.name: (gate.outcome, gate.because) for gate in run.agents["a"].gates} for run in (before, after)]
    for gate in GATES:
        if outcomes[0][gate.name] != outcomes[1][gate.name]:
            found = because.of(before, after, "a", [gate.name])
            assert name in {one.name for one in found.inputs}, f"{gate.name}: {outcomes[1][gate.name]}"


def test_an_input_that_the_deciding_gate_does_not_read_is_not_blamed(before: RunRecord, tmp_path: Path) -> None:
    both = ready(traffic={"calls_per_month": 40_000}, prompting={"quality": {"score": 0.81}, "iterations": 11})
    change = only(before, record_of(tmp_path, {"id": "a", **both}))
    assert ("certain", ["volume"]) == (change.because.certainty, [one.name for one in change.because.inputs])


def test_of_several_inputs_that_can_have_decided_all_are_named_and_marked(before: RunRecord, tmp_path: Path) -> None:
    change = only(before, changed(tmp_path, "volume", "price"))
    assert "several" == change.because.certainty
    assert {"volume", "price"} == {one.name for one in change.because.inputs}
    assert "it is not certain which decided" in change.because.says


def test_of_several_the_one_that_alone_turns_the_answer_is_most_likely(before: RunRecord, tmp_path: Path) -> None:
    agent = before.agents["a"]
    turning = replace(agent.break_even, flips=(("calls_per_month", Decimal(100_000)),))
    known = replace(before, agents={"a": replace(agent, break_even=turning)})
    change = only(known, changed(tmp_path, "volume", "price"))
    assert ("likely", "volume") == (change.because.certainty, change.because.inputs[0].name)


def test_a_threshold_is_blamed_by_the_section_its_gate_reads(before: RunRecord, tmp_path: Path) -> None:
    strict = POLICY.examples_ready.model_copy(
        update={"min_examples": POLICY.examples_ready.min_examples.model_copy(update={"value": 5000})}
    )
    limits = POLICY.model_copy(update={"examples_ready": strict})
    change = only(before, record_of(tmp_path, {"id": "a", **ready()}, limits=limits))
    assert [("policy", "examples_ready")] == [(one.name, one.says) for one in change.because.inputs]


def test_a_threshold_of_another_gate_is_not_blamed(before: RunRecord, tmp_path: Path) -> None:
    strict = POLICY.task_narrow.model_copy(
        update={"max_tasks": POLICY.task_narrow.max_tasks.model_copy(update={"value": 99})}
    )
    limits = POLICY.model_copy(update={"task_narrow": strict})
    change = only(before, record_of(tmp_path, {"id": "a", **ready(dataset={"examples": 40})}, limits=limits))
    assert ["dataset"] == [one.name for one in change.because.inputs]


def test_the_reason_of_a_threshold_is_no_change_of_the_policy() -> None:
    limit = POLICY.task_narrow.max_tasks.model_copy(update={"reason": "said better"})
    reworded = POLICY.model_copy(update={"task_narrow": POLICY.task_narrow.model_copy(update={"max_tasks": limit})})
    assert POLICY.parts() == reworded.parts()


def test_another_auditor_is_always_among_the_suspects(before: RunRecord, tmp_path: Path) -> None:
    after = replace(record_of(tmp_path, {"id": "a", **ready(dataset={"examples": 40})}), auditor="99.0")
    change = only(before, after)
    assert ("several", {"dataset", "version"}) == (
        change.because.certainty,
        {one.name for one in change.because.inputs},
    )


def test_where_nothing_on_record_changed_it_says_so(before: RunRecord) -> None:
    odd = replace(before.agents["a"], verdict="wait-for-scale", family="keep")
    change = only(before, replace(before, agents={"a": odd}))
    assert ("unknown", "nothing that is on record changed") == (change.because.certainty, change.because.says)


def test_an_older_document_without_the_evidence_is_not_taken_for_unchanged(before: RunRecord, tmp_path: Path) -> None:
    agent = before.agents["a"]
    lacking = {name: fields for name, fields in agent.evidence.items() if name != "task"}
    older = replace(before, agents={"a": replace(agent, evidence=lacking)})
    change = only(older, record_of(tmp_path, {"id": "a", **ready(task={"scope": "broad"})}))
    assert [("task", "kept by one of the two runs only")] == [(one.name, one.says) for one in change.because.inputs]


def test_what_gates_read_is_what_they_declare() -> None:
    assert because.READS == {gate.name: gate.reads for gate in GATES}
    assert because.FROM.keys() == {facts for gate in GATES for facts in gate.reads}


@pytest.mark.parametrize("gate", [gate.name for gate in GATES])
def test_the_sections_of_the_policy_that_a_gate_reads_are_known(gate: str) -> None:
    code = (ROOT / "auditor" / "gates" / f"{gate.replace('-', '_')}.py").read_text("utf-8")
    assert set(re.findall(r"policy\.([a-z_]+)\b(?!\.py| import)", code)) - {"measurement"} <= set(because.POLICY[gate])
