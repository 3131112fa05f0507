"""The whole audit: fleet, policy, prices and clock in, Run out."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from dataclasses import replace
from datetime import datetime

from auditor import __version__, costs, findings, gates, graph, measures, scorecard, verdicts
from auditor.costs import Prices
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
    own = []
    for done, member in enumerate(members):
        progress("reading prompts", done, count)
        own.append(measures.own_facts(member, memory))

    progress("pricing the fleet", count, count)
    agents = [member.agent for member in members]
    blocks = {member.agent.id: found.prompt.blocks for member, found in zip(members, own, strict=True)}
    limits = policy.graph
    shared = graph.build(agents, blocks, limits.min_block_tokens.value, limits.near_similarity.value, memory)
    facts = measures.all_facts(members, own, prices, policy)
    candidates = [one.economics.candidate for one in facts if gates.could_be_tuned(one, policy)]
    pools = costs.pools([candidate for candidate in candidates if candidate is not None])
    facts = measures.with_pools(members, own, facts, pools, prices, policy)

    progress("deciding", count, count)
    audited = tuple(_judged(member, known, policy) for member, known in zip(members, facts, strict=True))
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
        ),
        name=fleet.name,
        currency=fleet.currency,
        agents=audited,
        graph=replace(shared, pools=pools),
        together=measures.tuned_together(*tuned, pools, prices, policy),
        findings=findings.collect(fleet, audited, shared),
        rules=findings.RULES,
    )


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
    )
