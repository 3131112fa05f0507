"""What training data hold, in sentences that the reports for people share; nothing private is in them."""

from __future__ import annotations

from decimal import Decimal

from auditor.model.dataset import ContextFacts, DatasetFacts
from auditor.model.measurement import Known, Measurement, Unknown
from auditor.model.run import Audited
from auditor.reporters.words import count, quantity, share

HALF = Decimal("0.5")
MOST_NAMED = 3


def has_data(audited: Audited) -> bool:
    """Whether any example of the agent is on file."""
    return isinstance(audited.facts.dataset.contexts, Known)


def facts(audited: Audited) -> tuple[tuple[str, str], ...]:
    """Name and value of everything that was found in the examples."""
    data, ageing = audited.facts.dataset, audited.facts.knowledge.volatile_examples
    wrong_by = audited.facts.knowledge.wrong_by
    told = [
        ("Examples", _counted(data)),
        ("Tokens of an example", _length(data)),
        ("System message", _contexts(data.contexts)),
        ("Inputs", _inputs(data)),
        ("Answers with a fact that ages", _share(ageing)),
    ]
    if data.ageing_kinds:
        told.append(
            ("Kinds of those facts", ", ".join(f"{_plain(kind)} {count(rows)}" for kind, rows in data.ageing_kinds))
        )
    if isinstance(wrong_by, Known):
        told.append(("Half of them probably wrong by", f"{wrong_by.value:%B %Y}, {wrong_by.note}"))
    for name, held in (("Personal data", data.personal), ("Credentials", data.credentials), ("Flaws", data.flaw_kinds)):
        if held:
            told.append(
                (name, "; ".join(f"{one.what} in {count(one.rows)}, first {one.file}:{one.line}" for one in held))
            )
    return tuple(told)


def _counted(data: DatasetFacts) -> str:
    parts = [(data.examples, ""), (data.distinct, " distinct"), (data.near_duplicates, " nearly alike")]
    parts += [(data.holdout, " held out"), (data.overlap, " in both")]
    return ", ".join(f"{count(fact.value)}{words}" for fact, words in parts if isinstance(fact, Known))


def _length(data: DatasetFacts) -> str:
    length = data.tokens_per_example
    return (
        f"unknown: {length.because}"
        if isinstance(length, Unknown)
        else f"{quantity(length.value.point)}, {length.note}"
    )


def _share(fact: Measurement[Decimal]) -> str:
    return f"unknown: {fact.because}" if isinstance(fact, Unknown) else f"{share(fact.value)}, {fact.note}"


def _contexts(fact: Measurement[ContextFacts]) -> str:
    """Under which system messages, and how much of the stable prompt those leave out."""
    if isinstance(fact, Unknown):
        return f"unknown: {fact.because}"
    found = fact.value
    kinds = (
        (found.same, "the deployed prompt"),
        (found.near, "nearly the deployed prompt"),
        (found.part, "a shorter version of it"),
        (found.other, "another text"),
        (found.none, "none"),
    )
    told = ", ".join(f"{words} {share(part)}" for part, words in kinds if part)
    if found.agents:
        told += f" (that of {', '.join(name for name, _ in found.agents[:MOST_NAMED])})"
    return f"{told} ({fact.note}); {share(found.without)} of the stable prompt is left out"


def _inputs(data: DatasetFacts) -> str:
    """Whether they can be told from those they are compared with."""
    fact = data.told_apart
    if isinstance(fact, Unknown):
        return f"likeness unknown: {fact.because}"
    ends = f"{share(fact.value.low)} to {share(fact.value.high)}"
    if fact.value.low <= HALF <= fact.value.high:
        said = "cannot be told from"
    else:
        said = "can hardly be told from" if fact.value.point < Decimal("0.7") else "can be told from"
    return f"{said} those of {data.compared_with}: {ends} have their nearest neighbour in their own file ({fact.note})"


def _plain(kind: str) -> str:
    return kind.replace("_", " ")
