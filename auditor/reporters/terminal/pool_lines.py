"""The deployment that an agent could share with others: who is in it, and what it saves alone and together."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.model.estimate import Pool, PoolMember
from auditor.model.run import Audited
from auditor.reporters.terminal.layout import indented
from auditor.reporters.terminal.paint import Paint
from auditor.reporters.words import clean, clipped, quantity, share, usd_exact, usd_whole

MOST_MEMBERS = 20


def lines(pools: Sequence[Pool], audited: Audited, width: int, paint: Paint) -> list[str]:
    """The pool that the agent is in, or why it is in none although it could share a deployment."""
    own = next((pool for pool in pools for member in pool.members if member.agent == audited.agent.id), None)
    if own is not None:
        return [paint("Shared deployment", bold=True), *_pool(own, audited.agent.id, width), ""]
    candidate = audited.facts.economics.candidate
    other = next((pool for pool in pools if candidate and pool.deployment == candidate.deployment), None)
    if candidate is None or other is None:
        return []
    why = "its adapter is not in the best pool on it" if other.members else clean(other.because)
    busy = f"keeps {quantity(candidate.load)} replicas busy"
    gains = f"it gains {usd_exact(candidate.gain)} a month before hosting and {busy}"
    text = f"{clean(other.deployment)} could be shared, but {why}: {gains}"
    return [paint("Shared deployment", bold=True), *indented(text, width, "  ", "    "), ""]


def _pool(pool: Pool, agent: str, width: int) -> list[str]:
    replicas = f"{quantity(pool.replicas)} replicas cost {usd_exact(pool.hosting)} a month"
    told = indented(f"{clean(pool.deployment)}: {replicas}; {clean(pool.because)}", width, "  ", "    ")
    bound = "; no other choice of members saves more" if pool.saves == pool.bound else ""
    if not bound:
        bound = f"; no choice of members saves more than {usd_exact(pool.bound)}"
    told += indented(f"a member pays its part by load{bound}", width, "  ", "    ")
    shown = sorted(pool.members, key=lambda member: (member.agent != agent, -member.pooled))[:MOST_MEMBERS]
    room = max(12, min(width - 4 - 43, max(len(member.agent) for member in shown)))
    told.append(f"    {'a month':<{room}} {'part':>6} {'hosting':>9} {'saved alone':>12} {'in the pool':>12}")
    told += [_member(member, room) for member in shown]
    left = len(pool.members) - len(shown)
    return [*told, f"    … and {left:,} more"] if left else told


def _member(member: PoolMember, room: int) -> str:
    money = f"{usd_whole(member.hosting):>9} {usd_whole(member.alone):>12} {usd_whole(member.pooled):>12}"
    return f"    {clipped(clean(member.agent), room):<{room}} {share(member.share):>6} {money}"
