"""What an audit makes of training files: measured once, used for costs, findings and advice."""

from __future__ import annotations

import json
import random
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from auditor import measures, tokens
from auditor.errors import InputError
from auditor.measures import dataset, prompt
from auditor.model.measurement import Known, Unknown
from tests.fleets import as_json, audited, facts_of, read_fleet, ready, run_of
from tests.knowledge.training.made import chat, words

DICE = random.Random(5)
FEE = "The late fee is $75 per month."
TUNED: dict[str, Any] = {"architecture": "fine_tuned", "fine_tune": {"data": "train.jsonl", "trained_on": "2026-03-31"}}


def lines(*rows: Any) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def fleet_of(folder: Path, agent: dict[str, Any], **files: str) -> Any:
    return read_fleet(folder, [{"id": "agent", **ready(**agent)}], files={f"{n}.jsonl": t for n, t in files.items()})


def measured(member: Any, memory: dict[str, str]) -> Any:
    return dataset.measure(member, memory, prompt.measure(member, memory))


def test_tokens_of_a_small_file_are_counted(tmp_path: Path) -> None:
    rows = [chat(words(DICE, 50), words(DICE, 50)) for _ in range(20)]
    agent = {"model": {"provider": "openai", "name": "gpt-4.1-mini"}, "dataset": {"file": "train.jsonl"}}
    found = facts_of(fleet_of(tmp_path, agent, train=lines(*rows))).dataset.tokens_per_example
    assert isinstance(found, Known)
    counter = tokens.counter("o200k_base")
    texts = ["\n".join(part["content"] for part in row["messages"]) for row in rows]
    assert float(found.value.point) == pytest.approx(sum(map(counter.count, texts)) / 20, abs=0.06)
    assert ("measured", True) == (found.basis, found.value.is_sure)


def test_tokens_of_a_large_file_are_worked_out_from_a_sample_with_an_error_that_holds(tmp_path: Path) -> None:
    rows = [chat(words(DICE, DICE.randrange(5, 90)), words(DICE, 20)) for _ in range(3000)]
    agent = {"model": {"provider": "openai", "name": "gpt-4.1-mini"}, "dataset": {"file": "train.jsonl"}}
    found = facts_of(fleet_of(tmp_path, agent, train=lines(*rows))).dataset.tokens_per_example
    assert isinstance(found, Known)
    counter = tokens.counter("o200k_base")
    true = sum(counter.count("\n".join(part["content"] for part in row["messages"])) for row in rows) / 3000
    assert "computed" == found.basis
    assert float(found.value.low) <= true <= float(found.value.high)
    assert float(found.value.high - found.value.low) < true / 10


def test_the_cost_of_training_says_that_tokens_were_counted(tmp_path: Path) -> None:
    rows = [chat(f"Question {number}", "Of course.") for number in range(1200)]
    counted = audited(tmp_path, ready(dataset={"file": "train.jsonl"}), files={"train.jsonl": lines(*rows)})
    told = [line.note for option in counted.facts.economics.options for line in option.lines]
    notes = [*told, *(one.note for one in counted.facts.economics.inputs)]
    assert any("tokens counted" in note for note in notes), notes


def test_what_was_seen_once_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    agent = {"dataset": {"file": "train.jsonl", "holdout_file": "holdout.jsonl"}}
    files = {"train": lines(chat("What?", FEE), chat("Who?", "Me.")), "holdout": lines(chat("What?", FEE))}
    member = fleet_of(tmp_path, agent, **files).members[0]
    memory: dict[str, str] = {}
    first = measured(member, memory)
    monkeypatch.setattr("auditor.knowledge.training.scan", None)
    assert first == measured(member, memory)
    assert Known(1, "examples") == first[0].overlap


def test_another_hold_out_is_compared_anew(tmp_path: Path) -> None:
    agent = {"dataset": {"file": "train.jsonl", "holdout_file": "holdout.jsonl"}}
    memory: dict[str, str] = {}
    counts = []
    for answer in (FEE, "Nothing."):
        files = {"train": lines(chat("What?", FEE)), "holdout": lines(chat("What?", answer))}
        overlap = measured(fleet_of(tmp_path, agent, **files).members[0], memory)[0].overlap
        assert isinstance(overlap, Known)
        counts.append(overlap.value)
    assert [1, 0] == counts


def test_a_file_that_went_away_is_an_error_with_its_name(tmp_path: Path) -> None:
    member = fleet_of(tmp_path, {"dataset": {"file": "train.jsonl"}}, train=lines(chat("What?", FEE))).members[0]
    (tmp_path / "train.jsonl").unlink()
    with pytest.raises(InputError, match=r"train\.jsonl"):
        measures.own_facts(member, {})


def test_half_of_the_trained_facts_decide_the_month(tmp_path: Path) -> None:
    rows = [chat(f"What {number}?", FEE) for number in range(4)]
    rows += [chat(f"Who {number}?", "Our leasing manager is Dana Whitfield.") for number in range(1)]
    found = facts_of(fleet_of(tmp_path, TUNED, train=lines(*rows))).knowledge.wrong_by
    assert isinstance(found, Known)
    assert (date(2026, 9, 1), "assumed") == (found.value, found.basis)


def test_nothing_that_was_trained_is_never_wrong(tmp_path: Path) -> None:
    clean = lines(chat("What?", "Stay kind."))
    assert isinstance(facts_of(fleet_of(tmp_path, TUNED, train=clean)).knowledge.wrong_by, Unknown)
    planned = {"dataset": {"file": "train.jsonl"}}
    assert isinstance(facts_of(fleet_of(tmp_path, planned, train=lines(chat("?", FEE)))).knowledge.wrong_by, Unknown)


def test_what_is_private_becomes_findings_and_advice_and_is_never_printed(tmp_path: Path) -> None:
    rows = [chat("Who?", "Ask jane.roe@mail.com."), chat("Key?", "The service key is AKIAIOSFODNN7EXAMPLQ.")]
    run = run_of(fleet_of(tmp_path, TUNED, train=lines(*rows)))
    places = {finding.rule: finding.location.line for finding in run.findings}
    assert 1 == places["personal-data-in-training"]
    assert 2 == places["credential-in-training-data"]
    actions = [advice.action for advice in run.agents[0].verdict.recommendations]
    assert "Take every AWS key out of the training data" in actions
    assert not [word for word in ("jane.roe", "AKIAIOSF") if word in as_json(run)]


def test_the_share_of_a_sample_says_its_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.knowledge.training.ageing.MOST_SEARCHED", 300)
    rows = [chat(f"What {number}?", FEE if number % 4 == 0 else "Stay kind.") for number in range(2000)]
    facts = facts_of(fleet_of(tmp_path, TUNED, train=lines(*rows)))
    share = facts.knowledge.volatile_examples
    assert isinstance(share, Known)
    assert abs(share.value - Decimal("0.25")) < Decimal("0.08")
    assert "sample" in facts.dataset.sampled
    assert "points" in share.note
