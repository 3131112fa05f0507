"""Gate 3: are there enough clean examples, a hold-out set and a baseline?"""

from __future__ import annotations

from auditor.gates.gate import Gate
from auditor.gates.words import number
from auditor.model.decision import Decision
from auditor.model.facts import DatasetFacts, Facts
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
            remedy=f"Collect at least {number(limits.min_examples.value)} distinct examples from production, "
            "keep some of them apart, and measure the prompted agent on those.",
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
    return Decision(
        outcome="pass",
        because=f"{number(count)} examples{short}, {number(dataset.holdout.value)} held out, and a measured baseline",
        evidence=evidence,
    )


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
    return lacking


def _evidence(dataset: DatasetFacts) -> tuple[tuple[str, str], ...]:
    facts = (("examples", dataset.examples), ("hold-out", dataset.holdout), ("baseline", dataset.baseline_measured))
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
