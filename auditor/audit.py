"""The whole audit: fleet, policy, prices and clock in, Run out."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import replace
from datetime import datetime

from auditor import __version__, costs, findings, gates, graph, measures, scorecard, verdicts
from auditor.costs import Prices
from auditor.model.estimate import Pool
from auditor.model.facts import Facts
from auditor.model.fleet import Deployed, Fleet
from auditor.model.policy import Policy
from auditor.model.run import Audited, Inputs, Run

Progress = Callable[[str, int, int], None]
"""Told the name of the pass, agents done and agents in all."""


def _silent(name: str, done: int, total: int) -> None:
    """Tell nobody."""


def audit(
    fleet: Fleet,
    policy: Policy,
    policy_sha256: str,
    prices: Prices,
    at: datetime,
    memory: MutableMapping[str, str],
    progress: Progress = _silent,
) -> Run:
    """Audit a fleet in three passes: each agent by itself, the fleet as a whole, each agent again on facts alone.

    `memory` keeps what an unchanged prompt need not be measured for again. Raises InputError for unreadable files.
    """
    members, count = fleet.members, len(fleet.members)
    measures.measure_new(members, memory, lambda done: progress("measuring prompts", done, count))
    histories = measures.histories(members, memory, prices.as_of)
    own = []
    for done, member in enumerate(members):
        progress("reading prompts", done, count)
        own.append(measures.own_facts(member, memory, histories[done]))

    progress("pricing the fleet", count, count)
    agents = [member.agent for member in members]
    blocks = {member.agent.id: found.prompt.blocks for member, found in zip(members, own, strict=True)}
    limits = policy.graph
    shared = graph.build(agents, blocks, limits.min_block_tokens.value, limits.near_similarity.value, memory)
    facts = measures.all_facts(members, own, prices, policy)
    shared, facts = measures.in_the_fleet(shared, members, own, facts, prices, policy)

    progress("deciding", count, count)
    pools, audited = _decided(members, own, facts, prices, policy)
    chosen = [place for place, one in enumerate(audited) if one.verdict.family.id == "fine-tune"]
    tuned = [members[place] for place in chosen], [own[place] for place in chosen]
    return Run(
        auditor=__version__,
        at=at,
        inputs=Inputs(
            path=fleet.path,
            sha256=fleet.sha256,
            policy_sha256=policy_sha256,
            prices_as_of=prices.as_of,
            prices_edition=prices.edition,
            prices_sha256=prices.sha256,
            policy_parts=policy.parts(),
        ),
        name=fleet.name,
        currency=fleet.currency,
        agents=audited,
        graph=replace(shared, pools=pools),
        together=measures.tuned_together(*tuned, pools, prices, policy),
        findings=findings.collect(fleet, audited, shared, policy.usage),
        rules=findings.RULES,
        rise=policy.review.rise,
        seen=fleet.seen,
    )


def _decided(
    members: Sequence[Deployed],
    own: Sequence[measures.OwnFacts],
    facts: Sequence[Facts],
    prices: Prices,
    policy: Policy,
) -> tuple[tuple[Pool, ...], tuple[Audited, ...]]:
    """The pools of the fleet and the verdicts that rest on them.

    Who shares a deployment with others pays a part of it, so all must come: an agent that is advised to stay with its
    prompt leaves the pool, and the others are judged anew without it, until nobody leaves.
    """
    asked = [one.economics.candidate for one in facts if gates.could_be_tuned(one, policy)]
    candidates = {candidate.agent: candidate for candidate in asked if candidate is not None}
    while True:
        pools = costs.pools(list(candidates.values()))
        shared = measures.with_pools(members, own, facts, pools, prices, policy)
        audited = tuple(_judged(member, known, policy) for member, known in zip(members, shared, strict=True))
        pooled = {member.agent for pool in pools for member in pool.members}
        leaving = [one.agent.id for one in audited if one.agent.id in pooled and _stays_away(one)]
        if not leaving:
            return pools, audited
        candidates = {agent: one for agent, one in candidates.items() if agent not in leaving}


def _stays_away(audited: Audited) -> bool:
    """Whether an agent whose own model is tuned on a dedicated deployment is advised against that."""
    is_own = audited.facts.economics.own_route == "fine_tuned_dedicated"
    return is_own and audited.verdict.family.id != "fine-tune" and audited.verdict.name != "keep-fine-tuned"


def _judged(member: Deployed, facts: Facts, policy: Policy) -> Audited:
    walk = gates.walk(gates.GATES, facts, policy)
    return Audited(
        agent=member.agent,
        location=member.declared_at,
        text=member.prompt,
        facts=facts,
        gates=walk,
        scorecard=scorecard.play(facts, policy),
        verdict=verdicts.decide(facts, walk, policy),
        origin=member.origin,
    )
