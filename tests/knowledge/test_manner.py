"""Facts without a figure are found by how a text speaks; the weights fit the features; scores unpack as they were."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.knowledge import annotate, classify, manner
from auditor.knowledge.manner import Place, alone, chances, names, scores, words_of
from tests.benchmarks.knowledge import pen

MOST_BYTES = 80_000
PROMPT = """# Salon
You book appointments.

## Our team
- Lucy Marsh, colour
- Piet Olsen, beards only

## Style
- Keep it short.
"""


def test_a_list_under_a_heading_that_names_what_is_owned_ages() -> None:
    found = [PROMPT[s.start : s.end].strip() for s in annotate(PROMPT) if s.label == "volatile"]
    assert found == ["- Lucy Marsh, colour", "- Piet Olsen, beards only"]


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
