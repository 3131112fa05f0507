"""What the order of a prompt's blocks is worth: run-time text last, and facts that are updated behind stable text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from auditor.costs.break_even import exact, rounded
from auditor.costs.caching import cacheable, cached_rate
from auditor.costs.formulas import MTOK
from auditor.costs.inputs import Array, Ranges, Scenario
from auditor.costs.options import month
from auditor.costs.search import Figure, extremes
from auditor.costs.table import Table
from auditor.model.estimate import Order
from auditor.model.money import Range

NAMES = ("calls_per_month", "user_tokens", "output_tokens", "cache_hit_rate", "hit_rate_today", "token_estimate")
"""The inputs on which the cost of a prompt depends, in whichever order its blocks stand."""

NOTHING = Range.sure(0)
SUREST = 6
"""Places of a USD to which a saving is told: it is the difference of two costs, and less than that is their noise."""


class Move(NamedTuple):
    """Run-time text put last in whole blocks: what `verdicts.caching` advises where it saves something."""

    after: int
    """Tokens before it then, tool schemas included."""
    can_save: bool
    """Whether that alone could save anything; what cannot, nobody is told to move."""

    @classmethod
    def of(cls, after: int, order: Order | None) -> Move | None:
        """The move of an agent whose order has a known worth."""
        return None if order is None else cls(after, order.saves.high > 0)


def orders(table: Table, ranges: Ranges, after: Sequence[int], behind: Sequence[int]) -> list[Order]:
    """What moving run-time text to the end saves, and what an update of the first volatile block costs as it stands.

    `after` counts the tokens of each prompt before its run-time text once that stands at the end, tool schemas
    included; `behind` those of them behind the volatile block.
    """
    moved = ending_at(table.now(), _column(after))
    saved = [(NOTHING, NOTHING)] * len(moved)
    places = np.flatnonzero(moved.layout.before_slot[:, 0] < _column(after)[:, 0])
    if len(places):
        few, some = moved.take(places), ranges.take(places)
        found = zip(_ends(_alone, few, some), _ends(_together, few, some), strict=True)
        for place, ends in zip(places, found, strict=True):
            saved[place] = ends
    updates = _updates(moved, ranges, _column(behind))
    return [Order(*ends, update) for ends, update in zip(saved, updates, strict=True)]


def advisable(table: Table, ranges: Ranges, moves: Sequence[Move | None]) -> list[Move | None]:
    """Those that may be advised at some hit rate, for of these alone the costs matter: the cache comes to hold more."""
    layout, rates = table.now().layout, table.now().cached
    after = _column([move.after if move else 0 for move in moves])
    is_more = np.zeros(after.shape, dtype=np.bool_)
    for estimate in (ranges.low.token_estimate, ranges.point.token_estimate, ranges.high.token_estimate):
        is_more |= cacheable(after * estimate, rates) > cacheable(layout.before_slot * estimate, rates)
    can = (after > layout.before_slot) & (after >= rates.min_tokens)
    places = zip(moves, can[:, 0], is_more[:, 0], strict=True)
    return [move if move and yes and (move.can_save or more) else None for move, yes, more in places]


def with_moves(now: Table, moves: Sequence[Move | None]) -> Table:
    """The prompts with these moves made; without one, as long a prefix as they have today."""
    before: list[float] = now.layout.before_slot[:, 0].tolist()
    return ending_at(now, _column([move.after if move else tokens for move, tokens in zip(moves, before, strict=True)]))


def _column(figures: Sequence[float]) -> Array:
    return np.array(figures, dtype=np.float64)[:, None]


def ending_at(now: Table, tokens: Array) -> Table:
    """The prompts with a prefix of so many tokens: all that the cache is offered if it is well used."""
    return replace(now, layout=now.layout._replace(slots=now.layout.total - tokens))


def _alone(moved: Table, at: Scenario[Array]) -> Array:
    """USD per month that the move saves against today's order, cached in the best way or as it is today."""
    stands = ending_at(moved, moved.layout.before_slot)
    best = np.fmin(month("prompted", moved, at), month("cached", stands, at))
    return best - month("cached", moved, at)


def _together(moved: Table, at: Scenario[Array]) -> Array:
    return month("prompted", moved, at) - month("cached", moved, at)


def _ends(figure: Figure, moved: Table, ranges: Ranges) -> list[Range]:
    found = extremes(figure, moved, ranges, NAMES)
    ends = rounded(np.concatenate((found.low, found.point, found.high), axis=1), SUREST)
    return [Range(*map(exact, figures)) for figures in ends]


def _updates(moved: Table, ranges: Ranges, behind: Array) -> list[Range]:
    """USD per update and cache: the next call would have read what it now writes, if it would have hit.

    h (p_w - p_r) B: at a hit rate h, B tokens behind the block, in a prefix that is cached at all.
    """
    rates, costs = moved.cached, []
    for at in (ranges.low, ranges.point, ranges.high):
        hit_rate, estimate = at.cache_hit_rate, ranges.point.token_estimate
        stable = (moved.layout.total - moved.layout.slots) * estimate
        is_held = (cacheable(stable, rates) > 0) & (cached_rate(rates, hit_rate) < rates.input)
        dearer = np.maximum(0.0, rates.write - rates.read)
        costs.append(np.where(is_held, hit_rate * dearer * behind * estimate, 0.0) / MTOK)
    ends = rounded(np.concatenate(costs, axis=1))
    return [Range.of([exact(low), exact(point), exact(high)]) for low, point, high in ends]
