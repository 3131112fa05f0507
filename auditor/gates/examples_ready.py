"""Gate 3: are there enough clean examples, a hold-out set and a baseline?"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from auditor.gates.gate import Gate
from auditor.gates.words import number, percent
from auditor.model.dataset import DatasetFacts
from auditor.model.decision import Decision
from auditor.model.facts import Facts
from auditor.model.measurement import Known, Measurement, Unknown
from auditor.model.policy import ExamplesReady, Policy


def decide(facts: Facts, policy: Policy) -> Decision:
    """Fail on what is known to be too little; unknown where something was not declared."""
    limits, dataset = policy.examples_ready, facts.dataset
    lacking = _lacking(dataset, limits)
    evidence = _evidence(dataset)
    if lacking:
        return Decision(
            outcome="fail",
            because="; ".join(lacking),
            remedy=_remedy(dataset, limits),
            evidence=evidence,
        )
    needed: tuple[Measurement[int] | Measurement[bool], ...] = (
        dataset.examples,
        dataset.holdout,
        dataset.baseline_measured,
    )
    missing = [fact.because for fact in needed if isinstance(fact, Unknown)]
    if missing:
        return Decision(
            outcome="unknown",
            because="; ".join(missing),
            remedy="Declare dataset (file and holdout_file, or counts) and baseline_measured.",
            evidence=evidence,
        )
    assert isinstance(dataset.examples, Known) and isinstance(dataset.holdout, Known)  # noqa: PT018
    good = limits.good_examples.value
    count = dataset.distinct.value if isinstance(dataset.distinct, Known) else dataset.examples.value
    short = "" if count >= good else f" ({number(good)} would be good)"
    told = f"{number(count)} examples{short}, {number(dataset.holdout.value)} held out, and a measured baseline"
    blemishes = _blemishes(dataset)
    return Decision(
        outcome="pass",
        because=f"{told}; {', '.join(blemishes)}" if blemishes else told,
        remedy=_cleaning(dataset),
        evidence=evidence,
    )


def _blemishes(dataset: DatasetFacts) -> list[str]:
    """What is not clean in examples that are good enough all the same."""
    counts = (
        (dataset.flawed, "rows with a flaw left out"),
        (dataset.near_duplicates, "nearly repeat another"),
        (dataset.near_overlap, "nearly stand in the hold-out set"),
    )
    told = [f"{number(fact.value)} {words}" for fact, words in counts if isinstance(fact, Known) and fact.value]
    private = max((found.rows for found in dataset.personal), default=0)
    return [*told, f"{number(private)} with personal data"] if private else told


def _cleaning(dataset: DatasetFacts) -> str:
    """What to take out of the file; empty if nothing was found."""
    found = [*dataset.credentials, *dataset.personal]
    parts = [f"every {one.what} (first in {one.file}:{one.line})" for one in found]
    if dataset.flaw_kinds:
        first = dataset.flaw_kinds[0]
        parts.append(f"the rows with a flaw ({first.what}: {number(first.rows)}, first in {first.file}:{first.line})")
    if isinstance(dataset.near_duplicates, Known) and dataset.near_duplicates.value:
        parts.append("near duplicates")
    return f"Take out of the data: {'; '.join(parts)}." if parts else ""


def _remedy(dataset: DatasetFacts, limits: ExamplesReady) -> str:
    collect = f"Collect at least {number(limits.min_examples.value)} distinct examples from production, "
    collect += "keep some of them apart, and measure the prompted agent on those."
    return f"{collect} {_cleaning(dataset)}".rstrip()


def _lacking(dataset: DatasetFacts, limits: ExamplesReady) -> list[str]:
    lacking = []
    usable = dataset.distinct if isinstance(dataset.distinct, Known) else dataset.examples
    if isinstance(usable, Known) and usable.value < limits.min_examples.value:
        kind = "distinct examples" if usable is dataset.distinct else "examples"
        lacking.append(f"{number(usable.value)} {kind}, where {number(limits.min_examples.value)} are asked for")
    if isinstance(dataset.holdout, Known) and dataset.holdout.value < limits.min_holdout.value:
        had = f"only {number(dataset.holdout.value)}" if dataset.holdout.value else "no"
        lacking.append(f"{had} examples held out, where {number(limits.min_holdout.value)} are asked for")
    if isinstance(dataset.overlap, Known) and dataset.overlap.value:
        lacking.append(f"{number(dataset.overlap.value)} examples are in the hold-out set too")
    if isinstance(dataset.baseline_measured, Known) and not dataset.baseline_measured.value:
        lacking.append("no baseline of the prompted agent was measured")
    return lacking + _unclean(dataset, limits)


def _unclean(dataset: DatasetFacts, limits: ExamplesReady) -> list[str]:
    lacking: list[str] = []
    if not isinstance(dataset.examples, Known):
        return lacking
    examples = dataset.examples.value
    if isinstance(dataset.flawed, Known) and dataset.flawed.value > limits.max_flawed.value * (
        examples + dataset.flawed.value
    ):
        share = dataset.flawed.value / Decimal(examples + dataset.flawed.value)
        most = percent(limits.max_flawed.value)
        lacking.append(f"{percent(share)} of the rows have a flaw, where {most} is the limit")
    near = dataset.near_duplicates
    if isinstance(near, Known) and examples and near.value > limits.max_near_duplicates.value * examples:
        most = percent(limits.max_near_duplicates.value)
        lacking.append(f"{number(near.value)} examples nearly repeat another, more than {most}")
    apart = dataset.told_apart
    if (
        dataset.compared_with == "production"
        and isinstance(apart, Known)
        and apart.value.low > limits.max_told_apart.value
    ):
        nearest = f"{percent(apart.value.point)} of them have their nearest neighbour in their own file"
        lacking.append(f"the inputs do not look like those of production: {nearest}")
    secrets = sum(found.rows for found in dataset.credentials)
    if secrets > limits.max_credentials.value:
        lacking.append(f"{number(secrets)} {'example holds' if secrets == 1 else 'examples hold'} a credential")
    return lacking


def _evidence(dataset: DatasetFacts) -> tuple[tuple[str, str], ...]:
    facts: list[tuple[str, Measurement[Any]]] = [
        ("examples", dataset.examples),
        ("hold-out", dataset.holdout),
        ("baseline", dataset.baseline_measured),
    ]
    if dataset.compared_with:
        facts.append((f"likeness to {dataset.compared_with}", dataset.told_apart))
    return tuple((name, fact.basis if isinstance(fact, Known) else "unknown") for name, fact in facts)


GATE = Gate(
    id="G3",
    name="examples-ready",
    question="Are there 100 to 1,000 good examples, a hold-out set and a baseline?",
    why="Without examples there is nothing to learn from; without a hold-out nobody can tell better from worse.",
    remedy="Log production inputs with good answers, drop duplicates, hold some out, measure the prompt on them.",
    reads=("dataset",),
    decide=decide,
)
