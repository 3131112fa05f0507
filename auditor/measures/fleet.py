"""The second pass: what prices, costs and the rest of the fleet make of each agent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from auditor.costs import Prices
from auditor.measures import (
    carrying,
    contexts,
    economics,
    knowledge,
    path,
    prefix,
    prompting,
    scope,
    seen,
    traffic,
)
from auditor.measures.economics import Question
from auditor.measures.own import OwnFacts
from auditor.model.estimate import Pool, PoolMember, Simulated
from auditor.model.facts import Facts
from auditor.model.fleet import Deployed
from auditor.model.history import HistoryFacts
from auditor.model.measurement import Known
from auditor.model.policy import Policy
from auditor.model.shared import FleetGraph


def all_facts(members: Sequence[Deployed], own: Sequence[OwnFacts], prices: Prices, policy: Policy) -> list[Facts]:
    """Pass 2: the facts of each agent, its traffic, and what the price book makes of the whole fleet at once."""
    own = _named(members, own)
    questions = [question(member, facts, prices, policy) for member, facts in zip(members, own, strict=True)]
    costed = economics.measure(questions)
    nobody_asked = HistoryFacts.none("the prompt's history was not looked at", prices.as_of)
    edited = [facts.history or nobody_asked for facts in own]
    return [
        Facts(
            prompt=facts.prompt,
            history=past,
            prompting=prompting.measure(question.agent, facts.prompt, past),
            knowledge=knowledge.measure(
                question.agent,
                facts.prompt,
                facts.dataset,
                facts.volatile_examples,
                policy.knowledge_stable.life_months,
            ),
            dataset=facts.dataset,
            scope=scope.measure(question.agent),
            traffic=question.traffic,
            economics=money,
            prefix=prefix.measure(question, money.order, past),
            path=path.measure(question.path, prices.as_of),
            seen=seen.facts(member, facts.prompt, money, prices),
        )
        for member, question, facts, past, money in zip(members, questions, own, edited, costed, strict=True)
    ]


def _named(members: Sequence[Deployed], own: Sequence[OwnFacts]) -> Sequence[OwnFacts]:
    """With the agents named under whose prompts others' data were made, if any were."""
    strange = [isinstance(facts.dataset.contexts, Known) and facts.dataset.contexts.value.strangers for facts in own]
    if not any(strange):
        return own
    holders: dict[str, frozenset[str]] = {}
    for member, facts in zip(members, own, strict=True):
        for block in facts.prompt.blocks:
            holders[block.digest] = holders.get(block.digest, frozenset()) | {member.agent.id}
    return [
        replace(facts, dataset=contexts.named(facts.dataset, member.agent.id, holders))
        for member, facts in zip(members, own, strict=True)
    ]


def with_pools(
    members: Sequence[Deployed],
    own: Sequence[OwnFacts],
    facts: Sequence[Facts],
    pools: Sequence[Pool],
    prices: Prices,
    policy: Policy,
) -> list[Facts]:
    """The facts with a dedicated deployment at the price of a share of it, for the agents that a pool takes in."""
    sharing = _sharing(pools)
    chosen = [place for place, member in enumerate(members) if member.agent.id in sharing]
    questions = [question(members[place], own[place], prices, policy) for place in chosen]
    shared = dict(zip(chosen, economics.measure(questions, sharing), strict=True))
    return [replace(one, economics=shared[place]) if place in shared else one for place, one in enumerate(facts)]


def in_the_fleet(
    graph: FleetGraph,
    members: Sequence[Deployed],
    own: Sequence[OwnFacts],
    facts: Sequence[Facts],
    prices: Prices,
    policy: Policy,
) -> tuple[FleetGraph, list[Facts]]:
    """The graph with what its volatile blocks cost, and the facts with what each agent shares and says otherwise."""
    sharing = {agent for block in graph.blocks if block.is_volatile for agent in block.agents}
    questions = [
        question(member, one, prices, policy)
        for member, one in zip(members, own, strict=True)
        if member.agent.id in sharing
    ]
    worth = carrying.with_worth(graph, questions)
    return worth, carrying.with_conflicts(facts, [member.agent.id for member in members], worth)


def tuned_together(
    members: Sequence[Deployed], own: Sequence[OwnFacts], pools: Sequence[Pool], prices: Prices, policy: Policy
) -> Simulated | None:
    """What tuning all these agents gains, in draws in which prices and growth move together; None if unknown."""
    questions = [question(member, facts, prices, policy) for member, facts in zip(members, own, strict=True)]
    return economics.together(questions, _sharing(pools))


def _sharing(pools: Sequence[Pool]) -> dict[str, PoolMember]:
    return {member.agent: member for pool in pools for member in pool.members}


def question(member: Deployed, own: OwnFacts, prices: Prices, policy: Policy) -> Question:
    """What the economics of one agent are worked out from."""
    model, tuned_model = Question.models(member.agent, prices)
    return Question(
        agent=member.agent,
        model=model,
        tuned_model=tuned_model,
        prompt=own.prompt,
        traffic=traffic.measure(member.agent, own.arrivals, member.observed),
        dataset=own.dataset,
        prices=prices.of(model),
        path=path.find(member.agent, prices),
        book=prices,
        policy=policy,
    )
