"""Answers for gold segments, alone and in their prompts, counted by kind, source, label and confidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from unittest.mock import patch

from auditor.knowledge import Segment, annotate, classify, manner
from auditor.knowledge.classify import _own_manner
from auditor.knowledge.lines import recall
from auditor.knowledge.model import Weights
from tests.benchmarks.knowledge import gold, train, train_manner
from tests.benchmarks.knowledge.examples import Example, samples
from tests.benchmarks.knowledge.gold import Gold

FOLDS = 8


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said of a gold segment; `confidences` are those of its spans."""

    row: Gold
    label: str
    kind: str | None
    confidence: float
    confidences: tuple[float, ...] = ()

    @property
    def is_right(self) -> bool:
        return (self.label == "volatile") == (self.row.label == "volatile")


def alone(row: Gold) -> Answer:
    """The answer for a segment with the text before and after it."""
    said = classify(row.text, row.before, row.after, row.title)
    return Answer(row, said.label, said.kind, said.confidence, tuple(span.confidence for span in said.spans))


def placed(row: Gold) -> Answer:
    """The answer for a segment in its whole prompt; alone where the prompt is not at hand."""
    if row.place is None:
        return alone(row)
    start, end = row.place
    met = [segment for segment in _annotated(row.prompt_sha, row.title) if segment.start < end and segment.end > start]
    spans = [span for segment in met for span in segment.spans if span.start < end and span.end > start]
    if spans:
        best = max(spans, key=lambda span: span.confidence)
        return Answer(row, "volatile", best.kind, best.confidence, tuple(span.confidence for span in spans))
    most = max(met, key=lambda segment: min(segment.end, end) - max(segment.start, start))
    return Answer(row, "behavior" if most.label == "volatile" else most.label, None, most.confidence)


@cache
def _annotated(sha: str, title: str) -> tuple[Segment, ...]:
    return annotate(gold.prompts()[sha], title)


@contextmanager
def learned(other: Weights, mannered: manner.Weights) -> Iterator[None]:
    """Answer with other weights than those that ship."""
    with (
        patch("auditor.knowledge.manner.weights", lambda: mannered),
        patch("auditor.knowledge.model.weights", lambda: other),
        patch("auditor.knowledge.spans.weights", lambda: other),
    ):
        _forget()
        yield
    _forget()


def _forget() -> None:
    """What is remembered of lines and texts holds their scores by the weights of before."""
    for remembered in (_annotated, recall, _own_manner):
        remembered.cache_clear()


def folds(sources: Iterable[tuple[str, int]]) -> dict[str, int]:
    """A fold for each source, the largest first into the emptiest."""
    filled = [0] * FOLDS
    chosen = {}
    for source, count in sorted(sources, key=lambda pair: (-pair[1], pair[0])):
        chosen[source] = min(range(FOLDS), key=filled.__getitem__)
        filled[chosen[source]] += count
    return chosen


def cross_validated(rows: Sequence[Gold], examples: Sequence[Example], ask: Callable[[Gold], Answer]) -> list[Answer]:
    """Answers of models that have seen nothing of the source they are asked about."""
    fold = folds(Counter(row.source for row in rows).items())
    answers = []
    for number in range(FOLDS):
        seen = [one for one in examples if fold.get(one.source) != number]
        with learned(Weights(*train.fit(seen), train.signs(seen)), train_manner.fit(samples(seen))):
            answers += [ask(row) for row in rows if fold[row.source] == number]
    return answers


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of a yes-or-no question."""

    hits: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.hits / max(1, self.hits + self.wrong)

    @property
    def recall(self) -> float:
        return self.hits / max(1, self.hits + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.hits / max(1, 2 * self.hits + self.wrong + self.missed)

    def __str__(self) -> str:
        return f"P {self.precision:.3f}  R {self.recall:.3f}  F1 {self.f1:.3f}"


def score(answers: Iterable[Answer]) -> Score:
    counts = Counter((answer.label == "volatile", answer.row.label == "volatile") for answer in answers)
    return Score(counts[True, True], counts[True, False], counts[False, True])


def kinds_right(answers: Iterable[Answer]) -> float:
    """The share of true finds that are called by the right kind."""
    true = [one for one in answers if one.label == "volatile" == one.row.label]
    return sum(one.kind in one.row.kinds for one in true) / max(1, len(true))


def calibration(answers: Iterable[Answer]) -> list[tuple[float, int, float]]:
    """Lower edge of each bin of span confidences, how many spans stand in it, and the share of right ones."""
    bins: dict[int, list[bool]] = {}
    for one in answers:
        for confidence in one.confidences:
            bins.setdefault(min(9, int(confidence * 10)), []).append(one.row.label == "volatile")
    return [(edge / 10, len(right), sum(right) / len(right)) for edge, right in sorted(bins.items())]
