"""Train the weights that ship with the package: the same data gives the same bytes."""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from auditor.knowledge.features import VERSION
from auditor.knowledge.model import WEIGHTS, digest_of_features, start
from tests.benchmarks.knowledge import gold, train_manner
from tests.benchmarks.knowledge.examples import Example, load, samples

Floats = NDArray[np.float64]

# Chosen by cross-validation over sources: few data want a strong pull to zero, single words the strongest.
SIGN, WORD, BIAS = 10.0, 40.0, 0.01
LEAST_EXAMPLES, LEAST_EXAMPLES_OF_WORD = 4, 8
OWN_FACT = 0.5
FICKLE = 0.5
# Whole prompts of ours teach manner alone: what the rules find in them is worth less than what they find in others'.
PEN = "pen"
_STEPS = 30
_DIGITS = 3
# As if every sign had been met twice before, once with the right kind.
_MET, _RIGHT = 2, 1


def vocabulary(examples: Sequence[Example]) -> list[str]:
    """The features met often enough to be learned."""
    met = Counter(name for one in examples for name in {name for view in one.views for name in view.names})
    least = {True: LEAST_EXAMPLES_OF_WORD, False: LEAST_EXAMPLES}
    return sorted(name for name, count in met.items() if count >= least[name[:2] == "w:"])


def fit(examples: Sequence[Example]) -> tuple[float, dict[str, float]]:
    """Bias and weights of a logistic regression on top of the rules' own confidence, by Newton's method."""
    examples = [one for one in examples if one.set != PEN]
    names = vocabulary(examples)
    column = {name: place + 1 for place, name in enumerate(names)}
    views = [(view, one, _share(one)) for one in examples for view in one.views]
    matrix = np.zeros((len(views), len(names) + 1))
    matrix[:, 0] = 1
    for row, (view, _, _) in enumerate(views):
        matrix[row, [column[name] for name in view.names if name in column]] = 1
    first = np.array([_log_odds(start(view.kept, view.spans, view.names)) for view, _, _ in views])
    answers = np.array([float(one.volatile) for _, one, _ in views])
    weight = np.array([share for _, _, share in views])
    pull = np.array([BIAS, *(WORD if name[:2] == "w:" else SIGN for name in names)])
    learned = _newton(matrix, first, answers, weight, pull)
    return float(learned[0]), {name: float(learned[place]) for name, place in column.items()}


def _share(one: Example) -> float:
    """Our own texts tell what ages far more often than prompts do, so that their facts weigh less."""
    share = FICKLE if one.source == gold.FICKLE else 1.0
    return share * (OWN_FACT if one.set == "own" and one.volatile else 1.0) / len(one.views)


def _newton(matrix: Floats, first: Floats, answers: Floats, weight: Floats, pull: Floats) -> Floats:
    learned = np.zeros(matrix.shape[1])
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-(first + matrix @ learned)))
        slope = matrix.T @ (weight * (chance - answers)) + pull * learned
        curve = (matrix * (weight * chance * (1 - chance))[:, None]).T @ matrix + np.diag(pull)
        step = np.linalg.solve(curve, slope)
        learned = learned - step
        if np.abs(step).max() < 1e-6:
            break
    return learned


def _log_odds(chance: float) -> float:
    return math.log(chance / (1 - chance))


def signs(examples: Sequence[Example]) -> dict[str, float]:
    """How often each sign, where something does age, names the right kind."""
    met: dict[str, list[int]] = defaultdict(lambda: [_RIGHT, _MET])
    for one in examples:
        if one.volatile and one.views and one.set != PEN:
            for because, kind in {(span.because, span.kind) for span in one.views[0].kept}:
                met[because][0] += kind in one.kinds
                met[because][1] += 1
    return {because: right / count for because, (right, count) in sorted(met.items())}


def main() -> None:
    if not gold.is_there():
        print(f"no gold set in {gold.DATA}: the weights stay as they are")
        return
    examples = load()
    bias, weights = fit(examples)
    rounded = {name: round(weight, _DIGITS) for name, weight in weights.items() if round(weight, _DIGITS)}
    told = {because: round(share, _DIGITS) for because, share in signs(examples).items()}
    learned = {
        "version": VERSION,
        "digest": digest_of_features(),
        "bias": round(bias, _DIGITS),
        "features": rounded,
        "signs": told,
    }
    WEIGHTS.write_text(json.dumps(learned, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    train_manner.write(train_manner.fit(samples(examples)))
    print(f"{len(examples)} examples, {len(rounded)} weights, {WEIGHTS.stat().st_size:,} bytes in {WEIGHTS.name}")


if __name__ == "__main__":
    main()
