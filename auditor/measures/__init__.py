"""Facts about one agent, each a file; never a threshold.

The first pass looks at each agent by itself (`own_facts`), the second adds prices and costs (`all_facts`).
"""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from decimal import Decimal

from auditor.costs import Prices
from auditor.measures import dataset, economics, knowledge, path, prompt, prompting, scope, traffic
from auditor.measures.parallel import measure_new
from auditor.measures.uncertain import Question
from auditor.model.facts import DatasetFacts, Facts, PromptFacts
from auditor.model.fleet import Deployed
from auditor.model.measurement import Measurement
from auditor.model.policy import Policy

__all__ = ["OwnFacts", "all_facts", "measure_new", "own_facts"]


@dataclass(frozen=True, slots=True)
class OwnFacts:
    """What one agent's texts and files say, before the fleet and its prices are looked at."""

    prompt: PromptFacts
    dataset: DatasetFacts
    volatile_examples: Measurement[Decimal]


def own_facts(member: Deployed, memory: MutableMapping[str, str]) -> OwnFacts:
    """Pass 1: a pure function of the agent's own inputs; `memory` keeps what earlier runs worked out."""
    examples, volatile_examples = dataset.measure(member, memory)
    return OwnFacts(prompt.measure(member, memory), examples, volatile_examples)


def all_facts(member: Deployed, own: OwnFacts, prices: Prices, policy: Policy) -> Facts:
    """Pass 2 for one agent: its own facts, its traffic, and what the price book makes of them."""
    agent = member.agent
    volume = traffic.measure(agent)
    tuning = path.find(agent, prices)
    question = Question(
        agent=agent,
        prompt=own.prompt,
        traffic=volume,
        dataset=own.dataset,
        prices=prices.of(agent.model),
        path=tuning,
        policy=policy,
    )
    return Facts(
        prompt=own.prompt,
        prompting=prompting.measure(agent, own.prompt),
        knowledge=knowledge.measure(agent, own.prompt, own.volatile_examples),
        dataset=own.dataset,
        scope=scope.measure(agent),
        traffic=volume,
        economics=economics.measure(question, prices),
        path=path.measure(tuning, prices.as_of),
    )
