"""How much of a prompt can be cached, what ends that, which blocks to move down, and what it is worth."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from auditor import costs
from auditor.measures.economics import Question
from auditor.model.agent import CADENCE_DAYS, MINUTES_PER_MONTH
from auditor.model.estimate import Order
from auditor.model.facts import PromptFacts
from auditor.model.history import HistoryFacts
from auditor.model.measurement import Known, Measurement, Unknown
from auditor.model.money import Range
from auditor.model.policy import Lives
from auditor.model.prefix import Movable, PrefixFacts

DAYS_PER_MONTH = MINUTES_PER_MONTH / (24 * 60)
LN_2 = Decimal("0.693147")
"""Of facts of which half have changed after a life, so many change per life and fact."""
_STEP = Decimal("0.000001")


def measure(question: Question, order: Measurement[Order], history: HistoryFacts) -> PrefixFacts:
    """The facts on the prefix; reads the prompt's facts, what its order is worth, and how often its facts change."""
    prompt = question.prompt
    found = prompt.breakers
    volatile = None if found.volatile is None else _as_read(found.volatile, prompt)
    moves = _moves(prompt)
    still = Known(Range.sure(0), "USD/month", "computed", "no run-time text stands before stable text")
    no_move = Unknown("no run-time text stands before stable text; what caching saves is told by the options")
    updates = _updates(question, history, volatile)
    return PrefixFacts(
        total=prompt.tokens + prompt.tools_tokens,
        tokens=prompt.before_slot + prompt.tools_tokens,
        after=prompt.before_moved_slot + prompt.tools_tokens,
        least=_least(question),
        moves=moves,
        saves=_of(order, "saves") if moves else still,
        saves_with_caching=_of(order, "saves_with_caching") if moves else no_move,
        volatile=volatile,
        behind=prompt.scaled(found.behind),
        updates_per_month=updates,
        update_cost=_update_cost(order, updates, question.agent.traffic.shards or 1),
    )


def _moves(prompt: PromptFacts) -> tuple[Movable, ...]:
    """The blocks with run-time text that do not stand at the end yet."""
    slots = prompt.breakers.slots
    total = prompt.reference_tokens
    while slots and slots[-1].before + slots[-1].tokens >= total:  # the last ones stand where they should
        total = slots[-1].before
        slots = slots[:-1]
    return tuple(_as_read(one, prompt) for one in slots)


def _as_read(one: Movable, prompt: PromptFacts) -> Movable:
    """A block counted as the model reads it, behind the tool schemas."""
    before = prompt.scaled(one.before)
    end, at = prompt.scaled(one.before + one.tokens), prompt.scaled(one.at)
    return replace(one, before=before + prompt.tools_tokens, tokens=end - before, lead=at - before)


def _least(question: Question) -> Measurement[int]:
    if isinstance(question.prices, Unknown):
        return question.prices
    own = question.model.prices.min_cacheable
    if own is not None:
        return Known(own, "tokens", "declared")
    rule = costs.caching_rule(question.listed.provider, question.listed.model, question.as_of)
    return rule if isinstance(rule, Unknown) else Known(rule.value.min_tokens, "tokens", "declared")


def _of(order: Measurement[Order], name: str) -> Measurement[Range]:
    return order if isinstance(order, Unknown) else Known(getattr(order.value, name), "USD/month", "computed")


def _update_cost(order: Measurement[Order], updates: Measurement[Range], caches: int) -> Measurement[Range]:
    """Updates per month x what one costs x caches: each region or shard writes the prefix for itself."""
    if isinstance(order, Unknown):
        return order
    if isinstance(updates, Unknown):
        return updates
    each, often = order.value.per_update, updates.value
    ends = Range(each.low * often.low, each.point * often.point, each.high * often.high).times(caches)
    return Known(ends, "USD/month", "computed")


def _updates(question: Question, history: HistoryFacts, volatile: Movable | None) -> Measurement[Range]:
    """How often the first volatile block is updated a month: as seen, as declared, or as its kinds live."""
    if volatile is None:
        return Unknown("no fact that ages was found in the prompt")
    days = history.days
    if isinstance(days, Known) and days.value >= DAYS_PER_MONTH:
        rate = Decimal(history.volatile_changes) * DAYS_PER_MONTH / days.value
        return Known(_sure(rate), "updates a month", "measured", f"edits of facts that age in {history.source}")
    declared = [
        (CADENCE_DAYS[one.updated], one.name)
        for one in question.agent.knowledge or ()
        if one.lives_in == "prompt" and one.updated is not None
    ]
    if declared:
        every, name = min(declared)
        if not every:
            return Unknown(
                f"{name} changes in real time: it breaks the cache as run-time text does, nobody knows how often"
            )
        return Known(_sure(DAYS_PER_MONTH / every), "updates a month", "declared", f"{name}, every {every} days")
    kinds = [span.kind for span in question.prompt.spans if volatile.start <= span.start < volatile.end]
    return _lived(kinds, question.policy.knowledge_stable.life_months)


def _lived(kinds: Iterable[str], lives: Lives) -> Measurement[Range]:
    """From all facts of a block at once, at the pace of the fastest kind, to each on a day of its own."""
    rates = [LN_2 / max(1, lives.of(kind)) for kind in kinds]
    if not rates:
        return Unknown("the block holds no fact of a kind whose life is assumed")
    low, high = max(rates).quantize(_STEP), sum(rates, Decimal(0)).quantize(_STEP)
    note = "half of the facts of a kind change within the life that the policy assumes; all at once, or one by one"
    return Known(Range(low, low, max(low, high)), "updates a month", "assumed", note)


def _sure(rate: Decimal) -> Range:
    return Range.sure(rate.quantize(_STEP))
