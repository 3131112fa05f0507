"""Train the model of manner: what a text is in which no rule has found an ageing fact."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from auditor.knowledge.manner import KINDS, LABELS, VERSION, WEIGHTS, Weights

Floats = NDArray[np.float64]

# Chosen by cross-validation over sources.
PULL, WORD, FREE = 3.0, 6.0, 0.01
LEAST, LEAST_OF_WORD = 6, 8
LEAST_OF_KIND = 4
_STEPS = 60
_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Sample:
    """One text as the model sees it, in one of its views; `weight` is its share in training."""

    source: str
    label: str
    kinds: tuple[str, ...]
    names: tuple[str, ...]
    weight: float


def fit(samples: Sequence[Sample]) -> Weights:
    """Learn what speaks for each label, and of what ages, for each kind."""
    labels = [[float(one.label == label) for label in LABELS] for one in samples]
    ageing = [one for one in samples if one.label == "volatile"]
    kinds = [[float(one.kinds[0] == kind) for kind in KINDS] for one in ageing]
    return Weights(_learned(samples, np.array(labels), LEAST), _learned(ageing, np.array(kinds), LEAST_OF_KIND))


def _learned(samples: Sequence[Sample], answers: Floats, least: int) -> dict[str, tuple[float, ...]]:
    met = Counter(name for one in samples for name in set(one.names))
    names = sorted(name for name, count in met.items() if count >= (LEAST_OF_WORD if name[:2] == "w:" else least))
    column = {name: place for place, name in enumerate(names)}
    matrix = np.zeros((len(samples), len(names)))
    for row, one in enumerate(samples):
        for name in one.names:
            if name in column:
                matrix[row, column[name]] += 1
    weight = np.array([one.weight for one in samples])
    pull = np.array([FREE if not name else WORD if name[:2] == "w:" else PULL for name in names])
    learned = _softmax(matrix, answers, weight, pull)
    return {name: tuple(map(float, learned[place])) for name, place in column.items()}


def _softmax(matrix: Floats, answers: Floats, weight: Floats, pull: Floats) -> Floats:
    """Climb by steps that a bound on the curvature makes safe (Böhning 1992), with momentum."""
    curve = np.linalg.inv((matrix * weight[:, None]).T @ matrix / 2 + np.diag(pull))
    learned = ahead = np.zeros((matrix.shape[1], answers.shape[1]))
    for step in range(_STEPS):
        scores = matrix @ ahead
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances = powers / powers.sum(axis=1, keepdims=True)
        slope = matrix.T @ ((chances - answers) * weight[:, None]) + pull[:, None] * ahead
        reached = ahead - curve @ slope
        ahead = reached + (reached - learned) * step / (step + 3)
        learned = reached
    return learned


def write(learned: Weights) -> None:
    """Write the weights that ship, rounded; a name that says next to nothing is left out."""
    parts = {
        part: {name: row for name, values in table.items() if any(row := [round(value, _DIGITS) for value in values])}
        for part, table in (("labels", learned.labels), ("kinds", learned.kinds))
    }
    rows = json.dumps({"version": VERSION, **parts}, ensure_ascii=False, separators=(",", ":"))
    WEIGHTS.write_text(rows.replace("],", "],\n") + "\n", encoding="utf-8")
