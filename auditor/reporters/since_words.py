"""What changed since an earlier run, in the few sentences that every report for people has room for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from auditor.model.since import AgentMovement, Crossing, Diff, Movement, Since
from auditor.reporters.words import clipped, several, usd, usd_point

MOST_NEWS = 3
MOST_TEXT = 160
"""Characters of a news among others in a line."""
_MOST_CAUSES = 3
_STATES = {"crossed": "has crossed its break-even", "lost": "is no longer past its break-even"}


def lines(found: Since) -> tuple[str, ...]:
    """At most three lines of plain text: what changed by kind, what the money did, and the first news."""
    diff = found.diff
    items = [clipped(f"{one.agent}: {one.text}", MOST_TEXT) for one in found.news if one.agent is not None]
    more = f"; and {len(items) - MOST_NEWS} more" if len(items) > MOST_NEWS else ""
    told = f"{'; '.join(items[:MOST_NEWS])}{more}." if items else ""
    return tuple(line for line in (f"{counted(diff)}.", money(diff), told) if line)


def counted(diff: Diff) -> str:
    """How much of each kind changed, as a sentence without its end."""
    crossed = [one for one in diff.crossings if one.is_new]
    kinds = (
        (len(diff.verdicts), "verdict", " changed"),
        (sum(one.state != "due" for one in crossed), "break-even", " crossed or lost"),
        (sum(one.state == "due" for one in crossed), "break-even", " about to be crossed"),
        (len(diff.new), "agent", " came"),
        (len(diff.gone), "agent", " went"),
        (len(diff.edited), "prompt", " edited"),
        (len(diff.movers), "agent", " moved in cost or saving"),
    )
    parts = [f"{several(number, noun)}{verb}" for number, noun, verb in kinds if number]
    return ", ".join(parts) or "Nothing changed that is more than noise"


def money(diff: Diff) -> str:
    """The fleet's cost and what of it is avoidable, before and now; empty where neither moved."""
    parts = []
    for name, movement in (("Cost", diff.cost), ("avoidable", diff.avoidable)):
        if movement.before != movement.after:
            parts.append(f"{name} {usd(movement.before)} → {usd(movement.after)} a month{change(movement)}")
    said = "; ".join(parts)
    return f"{said[0].upper()}{said[1:]}." if said else ""


def change(movement: Movement) -> str:
    """By how much, in brackets, with the largest causes; empty where it is unknown or nothing."""
    if not movement.change:
        return ""
    causes = sorted(movement.parts, key=lambda part: -abs(part.amount))[:_MOST_CAUSES]
    named = f": {', '.join(f'{part.cause} {signed(part.amount)}' for part in causes)}" if len(causes) > 1 else ""
    return f" ({signed(movement.change)}{named})"


def signed(amount: Decimal) -> str:
    """An amount to two digits with its sign."""
    return f"{'+' if amount > 0 else ''}{usd_point(amount)}"


def crossing(one: Crossing) -> str:
    """What a break-even did, as the end of a sentence that begins with the agent."""
    if one.state == "due":
        assert one.on is not None
        return f"reaches its break-even around {date.fromisoformat(one.on):%B %Y}{'' if one.is_new else ', as before'}"
    return f"{_STATES[one.state]}, {one.because.says}"


def moved(one: AgentMovement) -> Iterator[tuple[str, Movement]]:
    """Which of cost and saving moved, with its name."""
    for name, movement in (("costs", one.cost), ("saves", one.saving)):
        if movement.before != movement.after:
            yield name, movement


def touched(diff: Diff) -> frozenset[str]:
    """The agents of the later run about which something is told: what `changed` filters by."""
    return frozenset(
        [
            *(one.agent for one in diff.verdicts),
            *(one.agent for one in diff.crossings if one.is_new),
            *(one.agent for one in diff.edited),
            *(one.agent for one in diff.movers),
            *diff.new,
        ]
    )
