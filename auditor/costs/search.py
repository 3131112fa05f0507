"""How far a figure can go when every uncertain input may be anywhere in its range."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from auditor.costs.inputs import Array, Ranges, Scenario
from auditor.costs.table import Table

Figure = Callable[[Table, Scenario[Array]], Array]
"""A figure of each agent in each scenario: USD, in columns of shape (agents, scenarios)."""

ROUNDS = 2


@dataclass(frozen=True, slots=True)
class Extremes:
    """A figure of many agents over the ranges of its inputs; of shape (agents, 1) where nothing else is said."""

    names: tuple[str, ...]
    point: Array
    low: Array
    high: Array
    at_low: Array
    """With one input at a time at the low end of its range: shape (agents, inputs)."""
    at_high: Array
    best: Scenario[Array]
    worst: Scenario[Array]


def extremes(figure: Figure, table: Table, ranges: Ranges, names: tuple[str, ...]) -> Extremes:
    """The figure at the most likely values, with one input at a time at either end, and at its best and worst corner.

    The figure is monotone in each input (up to whole cache blocks), so its extremes lie in corners of the box of
    ranges (ECONOMICS 4.6). Which end of an input is the better one can depend on the others: the premium of a tuned
    model turns the sign of the output tokens. So each corner is looked for: start with the ends that are better one
    at a time, then turn each input round and keep what improves; and once more from the ends that are better where the
    calls are as long as they can be, for of a call without output nobody learns what shorter output is worth. No random
    numbers. A prompt that its token estimate may carry over the shortest cached prefix is looked at on both sides of
    that cliff too.
    """
    at_low, at_high = _one_at_a_time(figure, table, ranges, names)
    point = figure(table, ranges.point)
    seen = [point, at_low, at_high]
    starts = [at_high >= at_low, *_where_calls_are_long(figure, table, ranges, names)]
    corners = []
    for sign in (1.0, -1.0):
        ends = [starts[0] if sign > 0 else ~starts[0], *(_for_sign(start, names, sign) for start in starts[1:])]
        corner, found = _climbed(_signed(figure, sign), table, ranges, names, ends)
        corners.append(corner)
        seen += [sign * value for value in found]
    low = np.min(np.concatenate(seen, axis=1), axis=1, keepdims=True)
    high = np.max(np.concatenate(seen, axis=1), axis=1, keepdims=True)
    return Extremes(names, point, low, high, at_low, at_high, corners[0], corners[1])


LENGTHS = ("user_tokens", "output_tokens")
"""Inputs of which the worth of others is a multiple."""


def _where_calls_are_long(
    figure: Figure, table: Table, ranges: Ranges, names: tuple[str, ...]
) -> list[NDArray[np.bool_]]:
    """The better end of each input where calls are as long as they can be; nothing if all lengths are sure."""
    if all((getattr(ranges.low, name) == getattr(ranges.high, name)).all() for name in LENGTHS):
        return []
    longest = ranges.point._replace(**{name: getattr(ranges.high, name) for name in LENGTHS})
    at_low, at_high = _one_at_a_time(figure, table, Ranges(ranges.low, longest, ranges.high), names)
    is_high = at_high >= at_low
    for name in LENGTHS:
        is_high[:, names.index(name)] = True
    return [is_high]


def _for_sign(is_high: NDArray[np.bool_], names: tuple[str, ...], sign: float) -> NDArray[np.bool_]:
    """The other end of each input for the worst corner; calls stay as long as they can be."""
    if sign > 0:
        return is_high
    other = ~is_high
    for name in LENGTHS:
        other[:, names.index(name)] = True
    return other


def _signed(figure: Figure, sign: float) -> Figure:
    return lambda table, at: sign * figure(table, at)


def _one_at_a_time(figure: Figure, table: Table, ranges: Ranges, names: tuple[str, ...]) -> tuple[Array, Array]:
    count = len(names)
    fields = {name: np.repeat(column, 2 * count, axis=1) for name, column in ranges.point._asdict().items()}
    for place, name in enumerate(names):
        fields[name][:, 2 * place] = getattr(ranges.low, name)[:, 0]
        fields[name][:, 2 * place + 1] = getattr(ranges.high, name)[:, 0]
    found = figure(table, Scenario(**fields))
    return found[:, 0::2], found[:, 1::2]


def _climbed(
    figure: Figure, table: Table, ranges: Ranges, names: tuple[str, ...], starts: list[NDArray[np.bool_]]
) -> tuple[Scenario[Array], list[Array]]:
    """The corner in which the figure is highest, climbed to from every start, and every value seen on the way."""
    best = np.full((len(table), 1), -np.inf)
    kept, seen = starts[0], []
    for start in starts:
        is_high = start
        for _ in range(ROUNDS):
            value = figure(table, _corner(ranges, names, is_high))
            turned = _turned(figure, table, ranges, names, is_high)
            seen += [value, turned]
            kept = np.where(value > best, is_high, kept)
            best = np.maximum(best, value)
            is_better = turned > value
            if not is_better.any():
                break
            is_high = is_high ^ is_better
    corner = _corner(ranges, names, kept)
    seen.append(figure(table, around_the_cliff(table, ranges, corner)))
    return corner, seen


def _corner(ranges: Ranges, names: tuple[str, ...], is_high: NDArray[np.bool_]) -> Scenario[Array]:
    ends = {
        name: np.where(is_high[:, [place]], getattr(ranges.high, name), getattr(ranges.low, name))
        for place, name in enumerate(names)
    }
    return ranges.point._replace(**ends)


def _turned(figure: Figure, table: Table, ranges: Ranges, names: tuple[str, ...], is_high: NDArray[np.bool_]) -> Array:
    """The figure with one input at a time at its other end: shape (agents, inputs)."""
    fields: dict[str, Any] = {}
    for name, column in _corner(ranges, names, is_high)._asdict().items():
        fields[name] = np.repeat(column, len(names), axis=1)
    for place, name in enumerate(names):
        low, high = getattr(ranges.low, name)[:, 0], getattr(ranges.high, name)[:, 0]
        fields[name][:, place] = np.where(is_high[:, place], low, high)
    return figure(table, Scenario(**fields))


def around_the_cliff(table: Table, ranges: Ranges, corners: Scenario[Array]) -> Scenario[Array]:
    """Each corner with the prompt just long enough to be cached and just too short, where its length is that unsure."""
    now, width = table.now(), corners.token_estimate.shape[1]
    stable = now.layout.total - now.layout.slots
    with np.errstate(divide="ignore", invalid="ignore"):
        edges = [now.base.min_tokens / tokens for tokens in (stable, now.layout.before_slot)]
    low, high = ranges.low.token_estimate, ranges.high.token_estimate
    sides = [side for edge in edges for side in (edge * (1 - 1e-9), edge * (1 + 1e-9))]
    inside = [np.where((side >= low) & (side <= high), side, corners.token_estimate) for side in sides]
    fields = {name: np.tile(column, (1, len(sides))) for name, column in corners._asdict().items()}
    assert all(column.shape[1] == width * len(sides) for column in fields.values())
    return Scenario(**(fields | {"token_estimate": np.concatenate(inside, axis=1)}))


def flips(figure: Figure, table: Table, ranges: Ranges, found: Extremes, least: float) -> list[tuple[int, str, float]]:
    """Agent, input and the value at which the figure passes zero, all other inputs at their most likely.

    False position (the Illinois variant), for all pairs at once: exact at the first step where an input enters
    linearly. Figures within `least` of zero count as zero.
    """
    agents, places = np.nonzero((found.at_low > least) != (found.at_high > least))
    if not len(agents):
        return []
    few, some = table.take(agents), ranges.take(agents)
    low, high = (_picked(end, found.names, places) for end in (some.low, some.high))
    at_low, at_high = found.at_low[agents, places][:, None], found.at_high[agents, places][:, None]
    guess = low
    for _ in range(60):
        guess = low + (high - low) * (-at_low) / (at_high - at_low)
        value = figure(few, _with(some.point, found.names, places, guess))
        if (np.abs(value) < least).all():
            break
        is_left = (value > 0) == (at_low > 0)
        low, high = np.where(is_left, guess, low), np.where(is_left, high, guess)
        at_low, at_high = np.where(is_left, value, at_low / 2), np.where(is_left, at_high / 2, value)
    return [(int(a), found.names[p], float(g)) for a, p, g in zip(agents, places, guess[:, 0], strict=True)]


def _picked(ends: Scenario[Array], names: tuple[str, ...], places: NDArray[np.intp]) -> Array:
    every = np.concatenate([getattr(ends, name) for name in names], axis=1)
    return every[np.arange(len(places)), places][:, None]


def _with(point: Scenario[Array], names: tuple[str, ...], places: NDArray[np.intp], value: Array) -> Scenario[Array]:
    changed = {
        name: np.where((places == place)[:, None], value, getattr(point, name)) for place, name in enumerate(names)
    }
    return point._replace(**changed)
