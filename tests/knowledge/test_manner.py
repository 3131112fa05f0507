"""Facts without a figure are found by how a text speaks; the weights fit the features; scores unpack as they were."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.knowledge import annotate, classify, manner
from auditor.knowledge.classify import STATED
from auditor.knowledge.glance import may_age
from auditor.knowledge.manner import Place, alone, chances, names, scores, words_of
from tests.benchmarks.knowledge import pen

MOST_BYTES = 80_000
PROMPT = """# Optician
You book appointments.

## What we have
- frames: Ostra, Kellan and our own line; no designer brands any more

## Style
- Keep it short.
"""


def test_a_fact_without_a_figure_is_found_by_how_it_is_said() -> None:
    (found,) = [s for s in annotate(PROMPT) if s.label == "volatile"]
    assert PROMPT[found.start : found.end].strip().startswith("- frames: Ostra")
    assert found.because.startswith(STATED)


@pytest.mark.parametrize("said", ["Our colourist has a dog.", "Our team is kind to everybody.", "- Colour and cut"])
def test_what_a_first_look_passes_by_is_never_called_an_ageing_fact(said: str) -> None:
    assert not may_age(said, said.lower())
    assert classify(said, "## Our services").label != "volatile"


def test_a_row_of_a_table_asserts_something() -> None:
    rows = "| Code | Account | Covers |\n|---|---|---|\n| MOVE | notices, keys | -> LEDGER |\n"
    assert "asserts nothing" not in {s.because for s in annotate(rows)}


def test_what_is_said_of_a_line_does_not_depend_on_having_met_it_before() -> None:
    assert annotate(PROMPT) == annotate(PROMPT)
    both = annotate(f"{PROMPT}\n# Elsewhere\n{PROMPT}")
    assert [s.label for s in both[: len(annotate(PROMPT))]] == [s.label for s in annotate(PROMPT)]


def test_an_order_is_behavior_whatever_it_names() -> None:
    assert classify("Ask for the name of their dentist.").label == "behavior"


def test_weights_trained_on_other_features_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "manner.json"
    other.write_text(json.dumps({"version": manner.VERSION + 1, "labels": {}, "kinds": {}}), "utf-8")
    monkeypatch.setattr(manner, "WEIGHTS", other)
    manner.weights.cache_clear()
    with pytest.raises(ValueError, match="was trained on features"):
        manner.weights()
    monkeypatch.undo()
    manner.weights.cache_clear()


def test_the_weights_are_small() -> None:
    assert manner.WEIGHTS.stat().st_size < MOST_BYTES


@given(st.text(max_size=200), st.text(max_size=40))
def test_packed_scores_are_the_sums_of_the_weights(text: str, before: str) -> None:
    bare = text.strip()
    words, place = words_of(bare.lower()), Place(before.strip())
    rows = [manner.weights().labels.get(name, (0.0,) * 4) for name in names(bare, words, place)]
    sums = [round(sum(row[label] - row[0] for row in rows) * manner.UNIT) for label in (1, 2, 3)]
    assert list(scores(alone(bare, words), place)) == sums


def test_chances_add_up_to_one() -> None:
    assert sum(chances(30, -20, 10_000)) == pytest.approx(1)


def test_every_segment_of_our_own_prompts_stands_where_it_is_said_to() -> None:
    for prompt in pen.prompts():
        for part in prompt.segments:
            assert prompt.text[part.start : part.end] == part.text
            assert bool(part.kinds) == (part.label == "volatile")
