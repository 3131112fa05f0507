"""Under which system messages examples are trained: the agent's own prompt, a shorter one, another agent's, none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from auditor.measures.training_file import Context
from auditor.model.dataset import ContextFacts, DatasetFacts
from auditor.model.facts import PromptFacts
from auditor.model.measurement import Known, Measurement, Unknown

if TYPE_CHECKING:
    from auditor.knowledge import training

ALIKE = 0.8
"""Share of word shingles from which two texts are versions of each other."""
_STEP = Decimal("0.0001")


def measure(contexts: Sequence[Context], prompt: PromptFacts, text: str) -> Measurement[ContextFacts]:
    """The system messages of the examples against the deployed prompt, whose text is looked at once more."""
    from auditor import graph
    from auditor.knowledge import training

    rows = sum(context.rows for context in contexts)
    if not rows:
        return Unknown("no example is on file, so nobody knows under which system message they are trained")
    whole = training.sketch(text)
    behavior = training.sketch(
        "\n".join(text[one.start : one.end] for one in prompt.stretches if one.label == "behavior")
    )
    own = graph.digest(text)
    shares = dict.fromkeys(("none", "same", "near", "part", "other"), 0)
    strangers, without = [], 0.0
    for context in contexts:
        found = training.Sketch(context.size, context.sketch)
        kind = _kind(context, found, own, whole)
        shares[kind] += context.rows
        without += context.rows * (1 - training.held_in(behavior, found))
        if kind == "other":
            strangers.append((_share(context.rows, rows), context.paragraphs))
    return Known(
        ContextFacts(
            rows=rows,
            none=_share(shares["none"], rows),
            same=_share(shares["same"], rows),
            near=_share(shares["near"], rows),
            part=_share(shares["part"], rows),
            other=_share(shares["other"], rows),
            without=Decimal(without / rows).quantize(_STEP),
            strangers=tuple(strangers),
        ),
        note=f"of {rows:,} examples",
    )


def _kind(context: Context, found: training.Sketch, own: str, whole: training.Sketch) -> str:
    from auditor.knowledge import training

    if not context.digest:
        return "none"
    if context.digest == own:
        return "same"
    if training.similarity(found, whole) >= ALIKE:
        return "near"
    return "part" if training.held_in(found, whole) >= ALIKE else "other"


def named(dataset: DatasetFacts, agent: str, holders: Mapping[str, frozenset[str]]) -> DatasetFacts:
    """The data set with the agents named whose prompts it was trained under; `holders` by digest of a paragraph."""
    contexts = dataset.contexts
    if isinstance(contexts, Unknown) or not contexts.value.strangers:
        return dataset
    found: dict[str, Decimal] = {}
    for share, paragraphs in contexts.value.strangers:
        held = [holders.get(one, frozenset()) - {agent} for one in paragraphs]
        for other in sorted(frozenset().union(*held)):
            if sum(other in one for one in held) >= ALIKE * len(held):
                found[other] = found.get(other, Decimal(0)) + share
    agents = tuple(sorted(found.items(), key=lambda one: (-one[1], one[0])))
    return replace(dataset, contexts=replace(contexts, value=replace(contexts.value, agents=agents)))


def _share(rows: int, of: int) -> Decimal:
    return (Decimal(rows) / of).quantize(_STEP)
