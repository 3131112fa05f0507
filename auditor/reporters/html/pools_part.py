"""Dedicated deployments that several agents could share: who is in, what it costs each, and what they save together."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.model.estimate import Pool
from auditor.model.money import ZERO
from auditor.model.run import Run
from auditor.reporters.html.figures import NOTHING, Said, count, percent, plural
from auditor.reporters.html.signs import Link, Links
from auditor.reporters.words import usd_point

MOST_POOLS, MOST_MEMBERS = 8, 30
"""Tables of a great fleet stay short: what they leave out is said beneath them, and audit.json has it."""


@dataclass(frozen=True, slots=True)
class Member:
    """An agent in a pool."""

    agent: Link
    share: str
    hosting: str
    alone: str
    pooled: str


@dataclass(frozen=True, slots=True)
class PoolTold:
    """A deployment with its members; one without members says what it lacks."""

    name: str
    because: str
    said: tuple[Said, ...]
    members: tuple[Member, ...]
    total: Member
    more: str


@dataclass(frozen=True, slots=True)
class PoolsPart:
    """All deployments that agents could share."""

    pools: tuple[PoolTold, ...]
    more: str


def pools_part(run: Run, links: Links) -> PoolsPart:
    """The pools by what they save together."""
    pools = sorted(run.graph.pools, key=lambda pool: (-pool.saves, pool.deployment))
    left_out = len(pools) - MOST_POOLS
    return PoolsPart(
        tuple(_pool(pool, links) for pool in pools[:MOST_POOLS]),
        f"{plural(left_out, 'more deployment')} not shown here; audit.json has all." if left_out > 0 else "",
    )


def _pool(pool: Pool, links: Links) -> PoolTold:
    members = sorted(pool.members, key=lambda member: (-member.pooled, member.agent))
    left_out = len(members) - MOST_MEMBERS
    return PoolTold(
        pool.deployment,
        pool.because if members else f"No pool pays: {pool.because}",
        tuple(_said(pool)),
        tuple(
            Member(
                links.to(member.agent),
                percent(member.share),
                usd_point(member.hosting),
                usd_point(member.alone),
                usd_point(member.pooled),
            )
            for member in members[:MOST_MEMBERS]
        ),
        Member(
            Link(f"All {count(len(members))}", ""),
            percent(sum((member.share for member in members), ZERO)),
            usd_point(pool.hosting),
            NOTHING,
            usd_point(pool.saves),
        ),
        f"{plural(left_out, 'more agent')} in it not shown here; audit.json has all." if left_out > 0 else "",
    )


def _said(pool: Pool) -> list[Said]:
    if not pool.members:
        return []
    alone = [member.alone for member in pool.members if member.alone > 0]
    said = [
        Said("Saved together a month", usd_point(pool.saves)),
        Said("Saved alone a month", f"{usd_point(sum(alone, ZERO))} by the {count(len(alone))} that pay alone"),
        Said("Hosting a month", f"{usd_point(pool.hosting)} for {_replicas(pool)}"),
        Said("In it", f"{count(len(pool.members))} of {plural(pool.candidates, 'candidate')}"),
    ]
    if pool.base != pool.deployment:
        said.append(Said("Base", pool.base))
    if pool.bound - pool.saves >= 1:
        said.append(Said("No choice saves more than", usd_point(pool.bound)))
    return said


def _replicas(pool: Pool) -> str:
    return plural(1, "replica") if pool.replicas == 1 else f"{pool.replicas:.1f} replicas on average"
