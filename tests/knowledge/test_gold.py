"""Where the labelled sets are at hand: the hash chose what was set aside, and training gives the weights that ship."""

from __future__ import annotations

import json

import pytest

from auditor.knowledge import model
from tests.benchmarks.knowledge import examples, gold, quality, train

pytestmark = pytest.mark.skipif(not gold.is_there(), reason=f"the labelled sets are not in {gold.DATA}")


def test_the_hash_chose_what_is_set_aside() -> None:
    assert {row.source for row in gold.load() if gold.is_chosen(row.source)} == gold.HELD_OUT


def test_nothing_set_aside_is_trained_on() -> None:
    assert not {one.source for one in examples.load()} & gold.HELD_OUT


def test_training_gives_the_weights_that_ship() -> None:
    shipped = json.loads(model.WEIGHTS.read_text("utf-8"))
    bias, weights = train.fit(examples.load())
    assert bias == pytest.approx(shipped["bias"], abs=0.002)
    assert {name: weights[name] for name in shipped["features"]} == pytest.approx(shipped["features"], abs=0.002)


@pytest.mark.parametrize("ask", [quality.alone, quality.placed])
def test_the_sources_set_aside_reach_the_aims(ask: object) -> None:
    answers = [
        quality.alone(row) if ask is quality.alone else quality.placed(row) for row in gold.load() if row.held_out
    ]
    found = quality.score(answers)
    assert min(found.f1, found.precision, quality.kinds_right(answers)) >= 0.85
