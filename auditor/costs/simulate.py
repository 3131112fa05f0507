"""Seeded draws of the uncertain inputs, for agents whose answer depends on them (ECONOMICS 4.6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from auditor.costs.inputs import OF_TUNING, SHARED, Array, Ranges, Scenario
from auditor.costs.search import Figure
from auditor.costs.table import Table

AT_ONCE = 16
"""Agents drawn together: enough to keep the formulas busy, few enough to stay in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Simulation:
    """How the inputs of agents whose answer depends on them are drawn; not at all if `draws` is 0."""

    seed: int
    draws: int
    enough: float = 0.95
    """The share of draws that settles an answer, either way."""


def simulate(figure: Figure, table: Table, ranges: Ranges, names: list[str], seed: int, draws: int) -> Iterator[Array]:
    """The figure in `draws` draws, for a few agents after the other: arrays of shape (some agents, draws).

    Each input follows the triangular distribution of its range. Growth and the level of prices are drawn once for all
    agents: they move together, and a fleet whose draws did not would look too certain of itself. The others are drawn
    by agent from a stream that its name seeds, so that no agent's figures depend on who else is in the fleet.
    """
    together = dict(zip(SHARED, np.random.default_rng(seed).random((len(SHARED), draws)), strict=True))
    for start in range(0, len(names), AT_ONCE):
        agents = np.arange(start, min(start + AT_ONCE, len(names)))
        own = [np.random.default_rng([seed, crc32(names[agent].encode())]) for agent in agents]
        some = ranges.take(agents)
        yield figure(table.take(agents), _drawn(some, own, together, draws))


def _drawn(ranges: Ranges, own: list[np.random.Generator], together: dict[str, Array], draws: int) -> Scenario[Array]:
    luck = np.stack([stream.random((len(OF_TUNING), draws)) for stream in own])
    drawn = {}
    for place, name in enumerate(OF_TUNING):
        low, point, high = (getattr(end, name) for end in (ranges.low, ranges.point, ranges.high))
        if (low == high).all():
            continue
        drawn[name] = triangular(together.get(name, luck[:, place, :]), low, point, high)
    return ranges.point._replace(**drawn)


def triangular(luck: Array, low: Array, point: Array, high: Array) -> Array:
    """The value below which the share `luck` of a triangular distribution lies; a sure value where low is high."""
    width = high - low
    is_rising = luck * width < point - low
    root = np.sqrt(width * np.where(is_rising, luck * (point - low), (1 - luck) * (high - point)))
    found: Array = np.where(is_rising, low + root, high - root)
    return found
