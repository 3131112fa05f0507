"""What the agent must know and how fast it changes: in the prompt, as declared, in the training data."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from auditor.model.agent import Agent, KnowledgeSource
from auditor.model.dataset import DatasetFacts
from auditor.model.facts import DeclaredSource, KnowledgeFacts, PromptFacts
from auditor.model.measurement import Known, Measurement, Unknown
from auditor.model.policy import Lives


def measure(
    agent: Agent, prompt: PromptFacts, dataset: DatasetFacts, volatile_examples: Measurement[Decimal], lives: Lives
) -> KnowledgeFacts:
    """The facts on knowledge; reads the prompt's facts and what the data set's rows hold."""
    reference = prompt.reference_tokens
    behavior = sum(stretch.tokens for stretch in prompt.stretches if stretch.label == "behavior")
    return KnowledgeFacts(
        volatile_tokens=prompt.tokens_of("volatile"),
        volatile_share=prompt.volatile_share,
        behavior_share=Decimal(behavior) / reference if reference else Decimal(0),
        kinds=tuple(sorted({span.kind for span in prompt.spans})),
        sources=Unknown("knowledge is not declared")
        if agent.knowledge is None
        else Known(tuple(map(_source, agent.knowledge)), basis="declared"),
        volatile_examples=volatile_examples,
        is_tuned=agent.is_tuned,
        wrong_by=_wrong_by(agent, dataset, lives),
    )


def _wrong_by(agent: Agent, dataset: DatasetFacts, lives: Lives) -> Measurement[date]:
    """The month by which half of the trained facts have outlived the assumed life of their kind."""
    trained_on = agent.fine_tune.trained_on if agent.fine_tune else None
    if not agent.is_tuned:
        return Unknown("nothing was trained into weights")
    if not dataset.ageing_kinds:
        return Unknown("no ageing fact was found in its training data, or the data are not at hand")
    if trained_on is None:
        return Unknown("fine_tune.trained_on is not declared")
    ages = sorted((lives.of(kind), kind, count) for kind, count in dataset.ageing_kinds)
    left = sum(count for _, _, count in ages) / 2
    months, kind = ages[-1][:2]
    for life, name, count in ages:
        left -= count
        if left <= 0:
            months, kind = life, name
            break
    month = trained_on.year * 12 + trained_on.month - 1 + months
    note = f"trained {trained_on.isoformat()}; {kind}: half have changed after {months} months"
    return Known(date(month // 12, month % 12 + 1, 1), "month", "assumed", note)


def _source(source: KnowledgeSource) -> DeclaredSource:
    def told(name: str) -> Unknown:
        return Unknown(f"{name} of {source.name!r} is not declared")

    return DeclaredSource(
        source.name,
        told("tokens") if source.tokens is None else Known(source.tokens, "tokens", "declared"),
        told("updated") if source.updated is None else Known(source.updated, basis="declared"),
        told("lives_in") if source.lives_in is None else Known(source.lives_in, basis="declared"),
    )
