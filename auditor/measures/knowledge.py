"""What the agent must know and how fast it changes: in the prompt, as declared, in the training data."""

from __future__ import annotations

from decimal import Decimal

from auditor.model.agent import Agent, KnowledgeSource
from auditor.model.facts import DeclaredSource, KnowledgeFacts, PromptFacts
from auditor.model.measurement import Known, Measurement, Unknown


def measure(agent: Agent, prompt: PromptFacts, volatile_examples: Measurement[Decimal]) -> KnowledgeFacts:
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
    )


def _source(source: KnowledgeSource) -> DeclaredSource:
    def told(name: str) -> Unknown:
        return Unknown(f"{name} of {source.name!r} is not declared")

    return DeclaredSource(
        source.name,
        told("tokens") if source.tokens is None else Known(source.tokens, "tokens", "declared"),
        told("updated") if source.updated is None else Known(source.updated, basis="declared"),
        told("lives_in") if source.lives_in is None else Known(source.lives_in, basis="declared"),
    )
