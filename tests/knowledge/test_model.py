"""The weights that ship fit the features, stay small, and their answers say why."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from auditor.knowledge import classify, features, hints, lexicon, model
from auditor.knowledge.context import Surroundings
from auditor.knowledge.detectors import DETECTORS

MOST_BYTES = 300_000


def test_the_weights_carry_the_version_of_the_features() -> None:
    assert features.VERSION == json.loads(model.WEIGHTS.read_text("utf-8"))["version"]


def test_weights_trained_on_other_features_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "weights.json"
    other.write_text(json.dumps({"version": features.VERSION + 1, "bias": 0, "features": {}, "signs": {}}), "utf-8")
    monkeypatch.setattr(model, "WEIGHTS", other)
    model.weights.cache_clear()
    with pytest.raises(ValueError, match="was trained on features"):
        model.weights()
    monkeypatch.undo()
    model.weights.cache_clear()


def test_the_weights_were_trained_on_the_features_as_they_are() -> None:
    """Whoever changes what a feature is trains anew: `make train-knowledge` writes this digest beside the weights."""
    assert features_digest() == json.loads(model.WEIGHTS.read_text("utf-8"))["digest"]


def features_digest() -> str:
    return model.digest_of_features()


def test_the_weights_are_small_and_round() -> None:
    assert model.WEIGHTS.stat().st_size < MOST_BYTES
    assert all(weight == round(weight, 3) for weight in model.weights().features.values())


def test_every_sign_has_a_name_of_its_own() -> None:
    names = [hint.because for hint in (*hints.FIGURED, *hints.WORDED)]
    assert len(names) == len(set(names))
    assert DETECTORS


def test_an_answer_says_what_speaks_for_it_and_against_it() -> None:
    assert classify("The Basic plan costs $19/month.").because.startswith("an amount of money")
    against = classify("Help me plan a trip for $2,000 with my friends.", before="# Example request").because
    assert against


def test_features_do_not_depend_on_what_was_read_before() -> None:
    text, around = "A day pass is $18.", Surroundings(before="## Prices", headings=("## Prices",))
    first = features.features(text, text.lower(), (), (), around)
    classify("Something else entirely, for 30 days.")
    assert first == features.features(text, text.lower(), (), (), around)


@pytest.mark.parametrize("word", ["fee", "refund", "version", "example"])
def test_words_have_one_class(word: str) -> None:
    assert isinstance(lexicon.CLASSES[word], str)


def test_the_digest_is_one() -> None:
    assert len(model.digest_of_features()) == len(hashlib.sha256().hexdigest()[:16])
