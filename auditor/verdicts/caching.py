"""What to do about the cache: switch it on or off, repair it, and put what changes behind what does not."""

from __future__ import annotations

from decimal import Decimal

from auditor.model.facts import Facts
from auditor.model.measurement import Known
from auditor.model.money import Range, plain, usd
from auditor.model.prefix import PrefixFacts
from auditor.model.verdict import Recommendation, VerdictName

REPAIR_SHARE = Decimal("0.05")
"""A cache is worth repairing from a twentieth of the agent's cost on."""

KEEPING: tuple[VerdictName, ...] = ("keep-in-context", "move-to-retrieval", "fine-tune-with-retrieval")
"""Verdicts that are about facts that age: only they are told in what order such facts should stand."""

LEFT_LYING = "caching-left-lying"
"""The rule of a finding that tells of a saving by caching alone."""


def caching(facts: Facts) -> list[Recommendation]:
    """Caching (better), where it would save something today; for a tuned agent that is part of its own verdict."""
    if facts.knowledge.is_tuned:
        return []
    if facts.prefix.is_better_moved:
        moved = _moved(facts.prefix)
        if moved is not None:
            return [moved]
    saving, cached = facts.economics.savings.get("cached"), facts.economics.option("cached")
    if saving is None or max(saving.point, _repaired(facts)) < 1:
        return []
    if saving.point < 1:
        rate = facts.traffic.cache_hit_rate
        now = (
            f"only {rate.value.point * 100:.0f} % of the calls read it today"
            if isinstance(rate, Known)
            else "few calls read it"
        )
        why = f"{now}, far fewer than such traffic allows; repaired, it saves up to {usd(saving.high)} a month"
        return [Recommendation("Find out why so few calls read the prefix from the cache", why)]
    names = {line.name for line in cached.lines}
    if "prefix, not cached" in names and not names & {"prefix, read from cache", "prefix, written to cache"}:
        why = "so few calls read the prefix from the cache that writing it costs more than it saves"
        return [Recommendation("Switch prompt caching off", why, saving, LEFT_LYING)]
    has_slots = bool(facts.prompt.breakers.slots)
    how = "Put run-time text behind all stable text and cache the prefix" if has_slots else "Switch prompt caching on"
    return [Recommendation(how, "the same prompt with its stable text cached costs less", saving, LEFT_LYING)]


def _moved(prefix: PrefixFacts) -> Recommendation | None:
    """Run-time text last, where that saves a dollar a month or nobody knows what it saves."""
    saving, alone = prefix.saves_with_caching, prefix.saves
    action = f"Move run-time text to the end of the prompt and cache the {prefix.after:,} tokens before it: "
    action += prefix.blocks
    if not isinstance(saving, Known) or not isinstance(alone, Known):
        because = alone.because if not isinstance(alone, Known) else ""
        return Recommendation(action, f"{prefix.gain}; what that saves is unknown: {because}")
    if saving.value.point < 1 or alone.value.high <= 0:
        return None
    worth = f"{_money(alone.value)} a month of it is the move's, the rest that of caching"
    return Recommendation(
        action, f"{prefix.gain}; {worth}; slots that the agent is to write itself may stay", saving.value
    )


def ordering(name: VerdictName, facts: Facts) -> list[Recommendation]:
    """Facts that age behind stable text, where the verdict is about them: for the sake of updates, hardly of money."""
    block, behind = facts.prefix.volatile, facts.prefix.behind
    least = facts.prefix.least
    is_cached = not isinstance(least, Known) or facts.prefix.after >= least.value
    if name not in KEEPING or block is None or not behind or not is_cached:
        return []
    because = f"an update there makes the cache write {behind:,} stable tokens behind it anew{_price(facts.prefix)}"
    return [Recommendation(f"With the next edit, put {block.name} behind the stable text, or into retrieval", because)]


def _price(prefix: PrefixFacts) -> str:
    """What updates cost in cache writes a month, or why that is unknown."""
    cost = prefix.update_cost
    if not isinstance(cost, Known):
        return f"; what that costs is unknown: {cost.because}"
    often = prefix.updates_per_month
    assert isinstance(often, Known)
    times = f"{plain(often.value.point, Decimal('0.01'))} updates a month ({often.basis})"
    return f": {_money(cost.value)} a month at {times}, so do it to have one place to update, not for the money"


def _money(amount: Range) -> str:
    low, high = usd(amount.low), usd(amount.high)
    return low if low == high else f"{low} to {high}"


def _repaired(facts: Facts) -> Decimal:
    """USD per month that the cache could save at the rate the traffic allows, if that is worth a look."""
    saving, today = facts.economics.savings.get("cached"), facts.economics.option("prompted").per_month
    if saving is None or today is None or saving.high < today.point * REPAIR_SHARE:
        return Decimal(0)
    return saving.high
