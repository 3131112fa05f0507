"""What a block of text costs in the prompts that carry it: as they are sent today, and in a well-cached prefix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from auditor.costs.break_even import exact, rounded
from auditor.costs.formulas import MTOK
from auditor.costs.inputs import Array, Ranges, Scenario
from auditor.costs.options import month
from auditor.costs.ordering import NAMES
from auditor.costs.search import Figure, extremes
from auditor.costs.table import Table
from auditor.model.money import Range

OF_A_FETCH = (*NAMES, "retrieval_per_call")


class Carried(NamedTuple):
    """A block in one prompt, in USD per month."""

    today: Range
    """What the same prompt costs less without it."""
    cached_saves: Range
    """The part of that which a well-cached prefix spares."""
    fetched: Range
    """What fetching it for every call would cost instead."""


def carried(table: Table, ranges: Ranges, tokens: Sequence[int], is_in_prefix: Sequence[bool]) -> list[Carried]:
    """A block for each row of the table: so many tokens, which stand before the first run-time text or not.

    The difference of whole prompts with and without it, so that a block that carries its prompt over the shortest
    cached prefix is not counted as a cost; cached to the token, so that it is not by chance the last of a cache block.
    """
    now, size = _to_the_token(table.now()), np.array(tokens, dtype=np.float64)[:, None]
    before = size * np.array(is_in_prefix, dtype=np.float64)[:, None]
    layout = now.layout
    less = layout._replace(
        total=np.maximum(layout.total - size, 0.0), before_slot=np.maximum(layout.before_slot - before, 0.0)
    )
    without = replace(now, layout=less)

    def today(prompts: Table, at: Scenario[Array]) -> Array:
        return month("prompted", prompts, at) - month("prompted", without, at)

    def spared(prompts: Table, at: Scenario[Array]) -> Array:
        least = np.maximum(0.0, month("cached", prompts, at) - month("cached", without, at))
        return np.maximum(0.0, today(prompts, at) - least)

    def fetched(prompts: Table, at: Scenario[Array]) -> Array:
        of_call = size * at.token_estimate * prompts.base.input * at.price_level / MTOK
        return (of_call + at.retrieval_per_call) * at.calls_per_month

    figures: tuple[Figure, ...] = (today, spared, fetched)
    return [Carried(*ends) for ends in zip(*(_ends(figure, now, ranges) for figure in figures), strict=True)]


def _to_the_token(now: Table) -> Table:
    one = np.ones_like(now.base.block)
    return replace(now, base=now.base._replace(block=one), cached=now.cached._replace(block=one))


def _ends(figure: Figure, now: Table, ranges: Ranges) -> list[Range]:
    found = extremes(figure, now, ranges, OF_A_FETCH)
    ends = rounded(np.concatenate((found.low, found.point, found.high), axis=1))
    return [Range(*map(exact, figures)) for figures in ends]
