"""The lines of a difference that are worth telling people who did not ask; everything else can be looked up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from auditor.history.compare import is_large
from auditor.model.money import usd
from auditor.model.since import Crossing, Diff, Movement, NewsItem, Part

if TYPE_CHECKING:
    from auditor.model.policy import News

_MOST_NAMED = 3


def news(diff: Diff, limits: News) -> tuple[NewsItem, ...]:
    """What is worth telling, the most important first; empty where nothing is."""
    return (
        *(NewsItem("verdict", one.agent, f"{one.before} → {one.after}, {one.because.says}") for one in diff.verdicts),
        *(_crossing(one) for one in diff.crossings if one.is_new),
        *_money(diff, limits),
        *_fleet(diff),
        *_prompts(diff, limits),
    )


def _crossing(one: Crossing) -> NewsItem:
    if one.state == "due":
        assert one.on is not None
        return NewsItem("crossing", one.agent, f"reaches its break-even around {date.fromisoformat(one.on):%B %Y}")
    said = "has crossed its break-even" if one.state == "crossed" else "is no longer past its break-even"
    return NewsItem("crossing", one.agent, f"{said}, {one.because.says}")


def _money(diff: Diff, limits: News) -> Iterator[NewsItem]:
    if is_large(diff.cost, limits):
        yield NewsItem("cost", None, f"the fleet's cost {_moved(diff.cost)}")
    if is_large(diff.avoidable, limits):
        yield NewsItem("avoidable", None, f"avoidable cost {_moved(diff.avoidable)}")
    changed = {one.agent for one in diff.verdicts}
    for one in diff.movers:
        if one.agent not in changed and is_large(one.cost, limits):
            yield NewsItem("cost", one.agent, f"cost {_moved(one.cost)}, {one.because.says}")


def _moved(movement: Movement) -> str:
    if movement.before is None or movement.after is None:
        known = movement.after or movement.before
        assert known is not None
        return f"{'is now known' if movement.before is None else 'is no longer known'}: {usd(known.point)} a month"
    ends = f"{usd(movement.before.point)} → {usd(movement.after.point)} a month"
    largest: list[Part] = sorted(movement.parts, key=lambda part: -abs(part.amount))[:_MOST_NAMED]
    parts = ", ".join(f"{part.cause} {signed(part.amount)}" for part in largest)
    return f"{ends} ({parts})" if parts else ends


def signed(amount: Decimal) -> str:
    """An amount with its sign, such as +$120 or -$4.50."""
    return f"{'-' if amount < 0 else '+'}{usd(abs(amount))}"


def _fleet(diff: Diff) -> Iterator[NewsItem]:
    renamed = {one.before for one in diff.renamed} | {one.after for one in diff.renamed}
    for pair in diff.renamed:
        yield NewsItem("fleet", pair.after, f"was probably called {pair.before}: the prompt is the same")
    for name in diff.new:
        if name not in renamed:
            yield NewsItem("fleet", name, "is new")
    for name in diff.gone:
        if name not in renamed:
            yield NewsItem("fleet", name, "is gone")


def _prompts(diff: Diff, limits: News) -> Iterator[NewsItem]:
    for one in diff.edited:
        grown = one.after - one.before
        if grown >= limits.min_prompt_tokens.value and one.share >= limits.min_prompt_share.value:
            yield NewsItem("prompt", one.agent, f"its prompt grew from {one.before:,} to {one.after:,} tokens")
