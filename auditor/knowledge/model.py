"""A small logistic model over the rules: how far everything about a text speaks for a fact that ages."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from auditor.knowledge import manner
from auditor.knowledge.features import SHOWN, VERSION
from auditor.knowledge.hints import FIGURED, HINT, WORDED
from auditor.knowledge.labels import Span
from auditor.knowledge.lexicon import CLASSES, URGES

WEIGHTS = Path(__file__).with_name("weights.json")

# Where the model starts before it has weighed anything: the rule's own confidence, or what is left of it in an
# example, when a filter has dropped it, with hints alone, and with nothing at all.
_IN_EXAMPLE, _DROPPED, _HINTED, _BARE = 0.25, 0.2, 0.12, 0.03
_SURE = 0.99
# What shape and surroundings add to hints alone in all but one of a hundred texts.
_SWAY = 1.0
_TOLD = 2
_TELLING = 0.25

_PLACES = {"t": "words of {}", "b": "words of {} before it", "H": "a heading on {}", "T": "a title on {}"}
_SHAPES = {
    "key and value": "a name with its value", "a JSON key": "a field of data", "a slot": "a slot to fill",
    "an image": "a picture", "a statement": "a statement", "code": "code", "a quotation": "a quotation",
    "s:|": "a row of a table", "s:-": "an item of a list", "e:?": "a question", "b::": "what a colon announces",
}  # fmt: skip
_NAMES = {
    "tell": "instruction", "firm": "a firm", "you": "address", "docs": "reference", "if": "condition", "log": "records",
    "user": "the user", "output": "output", "now": "the present", "past": "the past", "hours": "opening hours",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learned: a bias, a weight for each feature, and how often a sign's kind was the right one."""

    bias: float
    features: dict[str, float]
    signs: dict[str, float]


def digest_of_features() -> str:
    """Return a digest of what features there are and how words are classed, to know whether training is out of date."""
    signs = [(hint.kind, hint.because, hint.pattern.pattern, sorted(hint.words)) for hint in (*FIGURED, *WORDED)]
    told = repr((VERSION, manner.VERSION, SHOWN, sorted(CLASSES.items()), sorted(URGES), signs))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


@cache
def weights() -> Weights:
    """Read the weights that ship with the package."""
    read = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    if read["version"] != VERSION:
        raise ValueError(f"{WEIGHTS.name} was trained on features {read['version']}, the code has {VERSION}")
    return Weights(read["bias"], read["features"], read["signs"])


def start(kept: Sequence[Span], spans: Sequence[Span], names: Sequence[str]) -> float:
    """Return the probability that the rules alone would give, before the model weighs it."""
    strong = [span.confidence for span in kept if span.confidence > HINT]
    if strong:
        return _IN_EXAMPLE if any(name in SHOWN for name in names) else max(strong)
    if any(span.confidence > HINT for span in spans):
        return _DROPPED
    return _HINTED if kept else _BARE


def hopeless(hints: Sequence[Span]) -> bool:
    """Return whether hints alone speak so weakly that no surroundings could make a fact of them."""
    learned = weights()
    first = math.log(_HINTED / (1 - _HINTED)) + learned.bias
    return first + sum([learned.features.get(f"y:{span.because}", 0.0) for span in hints]) + _SWAY < 0


def weigh(kept: Sequence[Span], spans: Sequence[Span], names: Sequence[str]) -> float:
    """Return the probability that the text holds a fact that ages."""
    learned = weights()
    get = learned.features.get
    first = start(kept, spans, names)
    score = math.log(first / (1 - first)) + learned.bias + math.fsum([get(name, 0.0) for name in names])
    return min(_SURE, 1 / (1 + math.exp(-score)))


def reasons(names: Sequence[str], *, speaks_for: bool) -> str:
    """Put the strongest contributions into words."""
    get = weights().features.get
    sign = -1 if speaks_for else 1
    weighed = [(sign * get(name, 0.0), name) for name in names]
    words: list[str] = []
    for _, name in sorted([pair for pair in weighed if pair[0] <= -_TELLING]):
        word = in_words(name)
        if word and word not in words:
            words.append(word)
            if len(words) == _TOLD:
                break
    return ", ".join(words)


def in_words(name: str) -> str:
    """Say in words what a feature is; "" for one that says nothing to a reader."""
    if name in SHOWN:
        return name
    if name in _SHAPES:
        return _SHAPES[name]
    head, mark, rest = name.partition(":")
    if mark and head in _PLACES and rest.isalpha():
        return _PLACES[head].format(_NAMES.get(rest, rest))
    if mark and head == "w":
        return f'the word "{rest}"'
    shown, mark, kind = name.partition("&")
    return f"a {kind.replace('_', ' ')} in {shown.removeprefix('in ')}" if mark else ""
