"""The two draws that decide for all: whether tuning surely pays, and whether it surely does not, at any volume."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from auditor.costs.inputs import Array, Ranges, Scenario
from auditor.costs.net import worth
from auditor.costs.simulate import Simulation, simulate
from auditor.costs.table import Table
from auditor.model.estimate import OptionName

FEW = 400
"""Draws in which they are looked for: where the answer turns at other volumes need not be known to a hair."""


def deciding(
    route: OptionName, table: Table, ranges: Ranges, names: list[str], pays: Sequence[float | None], how: Simulation
) -> list[Scenario[Array]]:
    """The scenarios of each agent at which tuning pays in just enough draws, and in just too many to be ruled out.

    Draws are put in order of the multiple of today's calls at which each breaks even. With more calls and with higher
    prices they pay one after the other, so the first of the two pays wherever enough of them do. `pays` is the share of
    draws that pay as audited, where it was looked into: a few draws are then read as if as many of them did. Then come
    the same two of draws that differ in all but the hit rate.
    """
    few = replace(how, draws=min(how.draws, FEW))
    told = iter(pays)

    def picked(some: Table, at: Scenario[Array]) -> Array:
        known = [next(told) for _ in range(len(some))]
        rates = (np.median(rate, axis=1, keepdims=True) for rate in (at.cache_hit_rate, at.hit_rate_today))
        alike = at._replace(**dict(zip(("cache_hit_rate", "hit_rate_today"), rates, strict=True)))
        order = np.concatenate((_order(some, at, known), _order(some, alike, [None] * len(some))), axis=1)
        inputs = (np.broadcast_to(one, (len(some), few.draws)) for one in at)
        return np.stack([np.take_along_axis(one, order, axis=1) for one in inputs], axis=2)

    def _order(some: Table, at: Scenario[Array], known: Sequence[float | None]) -> NDArray[np.intp]:
        parts = worth(route, some, at)
        earned, spent = np.broadcast_arrays(parts.gain * at.calls_per_month, parts.running + parts.once)
        with np.errstate(divide="ignore", invalid="ignore"):
            times = np.where(earned > 0, spent / earned, np.inf) + np.zeros(few.draws)  # nothing may be unsure
        paying = (times < 1).sum(axis=1)
        places = [_places(int(one), share, few) for one, share in zip(paying, known, strict=True)]
        return np.take_along_axis(np.argsort(times, axis=1, kind="stable"), np.array(places), axis=1)

    found = np.concatenate(list(simulate(picked, table, ranges, names, few.seed, few.draws)))
    return [Scenario(*_columns(found[:, end, :])) for end in range(found.shape[1])]


def _places(paying: int, pays: float | None, how: Simulation) -> tuple[int, int]:
    """The places, in order of the break-even, of the draw that must pay, and of the one that may not."""
    enough = math.ceil(how.enough * how.draws - 1e-9) - 1
    too_many = math.floor((1 - how.enough) * how.draws + 1e-9)
    if pays is not None:
        enough -= math.floor(pays * how.draws + 1e-9) - paying
        too_many -= math.ceil(pays * how.draws - 1e-9) - paying
    last = how.draws - 1
    return min(max(enough, 0), last), min(max(too_many, 0), last)


def _columns(inputs: Array) -> Iterator[Array]:
    return (inputs[:, place : place + 1] for place in range(inputs.shape[1]))
