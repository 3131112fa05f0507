"""Adapters of several agents on one dedicated deployment: who should share it, and what each then saves."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from auditor.model.estimate import Candidate, Pool, PoolMember
from auditor.model.money import ZERO, usd

ONE = Decimal(1)


def alone(candidate: Candidate) -> Decimal:
    """USD per month that an agent saves with a deployment of its own."""
    return candidate.gain - hosting(candidate.replica_per_month, candidate.load)


def hosting(replica_per_month: Decimal, load: Decimal) -> Decimal:
    """USD per month of a deployment: one replica at least, others in parts, as they come and go with the load."""
    return replica_per_month * max(ONE, load)


def pools(candidates: Sequence[Candidate]) -> tuple[Pool, ...]:
    """The best pool on each deployment, deployments in order of name; one without members says what it lacks."""
    found = []
    for deployment in sorted({candidate.deployment for candidate in candidates}):
        found.append(best_pool([candidate for candidate in candidates if candidate.deployment == deployment]))
    return tuple(found)


def best_pool(candidates: Sequence[Candidate]) -> Pool:
    """The members that save most together: maximise the sum of gains less c max(1, sum of loads).

    Sorted by gain per load, the best pool is a beginning of the list, up to one agent: whoever gains more than its
    load costs at full price (c per replica) belongs to any pool that has filled its first replica, and until that is
    filled a further member costs nothing. So every beginning of the list is tried (n log n in all). What is missed at
    the brim of the first replica, a knapsack, is bounded by duality: max(1, L) is the greatest of (1 - m) + m L for m
    in [0, 1], so for every m no choice saves more than the sum of max(0, gain - c m load) less c (1 - m). The least of
    these bounds is told beside the pool; the two mostly agree.
    """
    price = candidates[0].replica_per_month
    ranked = sorted(candidates, key=lambda one: (-_density(one), one.agent))
    best, members, gain, load = ZERO, 0, ZERO, ZERO
    for count, one in enumerate(ranked, 1):
        gain, load = gain + one.gain, load + one.load
        saved = gain - hosting(price, load)
        if saved > best:
            best, members = saved, count
    chosen = ranked[:members]
    busy = sum((one.load for one in chosen), ZERO)
    paid = hosting(price, busy) if chosen else ZERO
    return Pool(
        deployment=candidates[0].deployment,
        base=candidates[0].base,
        candidates=len(candidates),
        members=_members(chosen, paid),
        replicas=max(ONE, busy) if chosen else ZERO,
        hosting=paid,
        saves=best,
        bound=max(best, bound(ranked, price)),
        because=_because(ranked, chosen, best, price),
    )


def bound(candidates: Sequence[Candidate], price: Decimal) -> Decimal:
    """USD per month that no choice of members exceeds: the least dual bound, at the kinks of a convex function of m."""
    kinks = {ZERO, ONE} | {
        one.gain / (price * one.load) for one in candidates if price * one.load > 0 and 0 < one.gain < price * one.load
    }
    return min(
        sum((max(ZERO, one.gain - price * at * one.load) for one in candidates), ZERO) - price * (1 - at)
        for at in kinks
    )


def _density(one: Candidate) -> Decimal:
    return one.gain / one.load if one.load > 0 else one.gain * 10**12


def _members(chosen: Sequence[Candidate], paid: Decimal) -> tuple[PoolMember, ...]:
    """The members with their parts of the hosting: by load (ECONOMICS 4.4), but nobody pays more than it gains.

    What a member cannot pay the others pay, by load again; together they gain more than they pay, or there is no pool.
    """
    parts: dict[str, Decimal] = {}
    open_ones, rest = list(chosen), paid
    while open_ones:
        busy = sum((one.load for one in open_ones), ZERO)
        unable = [one for one in open_ones if one.gain < rest * one.load / busy]
        if not unable:
            parts |= {one.agent: rest * one.load / busy for one in open_ones}
            break
        parts |= {one.agent: one.gain for one in unable}
        rest -= sum((one.gain for one in unable), ZERO)
        open_ones = [one for one in open_ones if one not in unable]
    busy = sum((one.load for one in chosen), ZERO)
    return tuple(
        PoolMember(
            agent=one.agent,
            share=parts[one.agent] / paid if paid else ZERO,
            hosting=parts[one.agent],
            least_replicas=min(parts[one.agent] / one.replica_per_month, one.load / busy if busy > 1 else ONE),
            alone=alone(one),
            pooled=one.gain - parts[one.agent],
        )
        for one in chosen
    )


def _because(ranked: Sequence[Candidate], chosen: Sequence[Candidate], best: Decimal, price: Decimal) -> str:
    if not chosen:
        gains = sum((one.gain for one in ranked if one.gain > 0), ZERO)
        return f"{_who(len(ranked))} {usd(gains)} a month before hosting, and one replica costs {usd(price)}"
    paying = sum(alone(one) > 0 for one in chosen)
    return (
        f"{len(chosen)} of {len(ranked)} candidates share it and save {usd(best)} a month together; alone, {paying} of "
        "them would pay"
    )


def _who(candidates: int) -> str:
    return "its one candidate gains" if candidates == 1 else f"all {candidates} candidates together gain"
