"""The architectures that could serve an agent, each with named cost lines that add up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

import numpy as np

from auditor.costs.book import HOURS_PER_MONTH
from auditor.costs.break_even import exact, rounded
from auditor.costs.case import Case
from auditor.costs.cliffs import notes
from auditor.costs.fixed import fixed
from auditor.costs.formulas import CALLS, Call, per_call
from auditor.costs.inputs import Array, Ranges, Scenario
from auditor.costs.search import around_the_cliff
from auditor.costs.table import ROUTES, Table
from auditor.model.estimate import Line, Option, OptionName
from auditor.model.money import CENT, ZERO, Range, plain

NAMES: tuple[OptionName, ...] = tuple(CALLS)
ONE = Decimal(1)

_RISING = frozenset(
    {
        "calls_per_month",
        "user_tokens",
        "output_tokens",
        "token_estimate",
        "output_factor",
        "fallback_share",
        "training_cost",
        "upkeep_per_month",
        "retrain_cost",
        "retrieved_tokens",
        "retrieval_per_call",
        "retrieval_per_month",
    }
)
_FALLING = frozenset({"removable_share", "retrain_every_months", "replica_tokens_per_second"})
"""Inputs with which a monthly cost rises, and with which it falls; the hit rate can do either.

The level of prices to come is not among them: a month today is paid at today's prices.
"""


def options(cases: list[Case], table: Table, ranges: Callable[[OptionName], Ranges]) -> list[tuple[Option, ...]]:
    """Every option of every agent, those that are not available with the reason; each has ranges of its own."""
    now = table.now()
    columns = [_column(name, cases, now, ranges(name)) for name in NAMES]
    return list(zip(*columns, strict=True))


def month(name: OptionName, now: Table, at: Scenario[Array]) -> Array:
    """USD per month of an option today, what is spent once not counted; `now` has a row for each agent."""
    calls = per_call(name, now, at) * at.calls_per_month
    if name in ROUTES:
        return calls + fixed(name, now, at).per_month
    return calls + at.retrieval_per_month if name == "retrieval" else calls


def _column(name: OptionName, cases: list[Case], now: Table, ranges: Ranges) -> list[Option]:
    call = CALLS[name](now, ranges.point)
    is_tuned = name in ROUTES
    corners = month(name, now, _corners(now, ranges, name))
    ends = _lists(corners.min(axis=1), corners.max(axis=1))
    calls = _call_lists(call, ranges.point.price_level)
    beside = (
        _lists(*[column[:, 0] for column in np.broadcast_arrays(*fixed(name, now, ranges.point))]) if is_tuned else []
    )
    told, cliffs = [], notes(name, call, ranges)
    for agent, case in enumerate(cases):
        if name in case.lacking:
            told.append(unavailable(name, case.lacking[name], case.models.get(name, "")))
            continue
        lines = [*_call_lines(calls[agent], case), *_month_lines(name, beside[agent] if is_tuned else None, case)]
        told.append(replace(_option(name, case, tuple(lines), ends[agent]), note=cliffs[agent]))
    return told


def _lists(*columns: Array) -> list[list[float]]:
    """Columns as a list of plain floats for each agent."""
    return rounded(np.stack(columns, axis=1))


def _call_lists(call: Call, level: Array) -> list[list[float]]:
    """For each agent the quantity and the price of each line in `CALL_LINES`."""
    rates = call.rates
    parts = (
        (call.plain, rates.input * level),
        (call.read, rates.read * level),
        (call.written, rates.write * level),
        (call.rest, rates.input * level),
        (call.output, rates.output * level),
        (call.storage, np.ones((1, 1))),
        (call.retrieval, np.ones((1, 1))),
        (call.fallback, np.ones((1, 1))),
    )
    columns = np.broadcast_arrays(*[column for part in parts for column in part])
    return _lists(*[column[:, 0] for column in columns])


def _corners(now: Table, ranges: Ranges, name: OptionName) -> Scenario[Array]:
    """Scenarios between which a monthly cost lies: each input at its cheap and its dear end, the hit rate at both."""
    falling = _FALLING | {"retrieved_tokens"} if name == "in_context" else _FALLING
    fields = {}
    for field, point in ranges.point._asdict().items():
        low, high = getattr(ranges.low, field), getattr(ranges.high, field)
        ends = [point] * 4
        if field in ("cache_hit_rate", "hit_rate_today"):
            ends = [low, high, low, high]
        elif field in falling:
            ends = [high, high, low, low]
        elif field in _RISING:
            ends = [low, low, high, high]
        fields[field] = np.concatenate(ends, axis=1)
    corners = Scenario(**fields)
    cliffs = around_the_cliff(now, ranges, corners)
    return Scenario(*[np.concatenate(pair, axis=1) for pair in zip(corners, cliffs, strict=True)])


def _option(name: OptionName, case: Case, lines: tuple[Line, ...], ends: list[float]) -> Option:
    of_call = sum([line.amount for line in lines if line.unit == "USD/call"], ZERO)
    per_month = None
    if case.has_volume:
        beside = sum([line.amount for line in lines if line.unit == "USD/month"], ZERO)
        point = of_call * case.inputs["calls_per_month"].range.point + beside
        low, high = map(exact, ends)
        per_month = Range(min(low, point), point, max(high, point))
    return Option(
        name=name,
        lines=lines,
        per_call=of_call,
        per_month=per_month,
        is_available=True,
        because=case.lacking_volume,
        model=case.models.get(name, ""),
    )


CALL_LINES = (
    "prefix, not cached",
    "prefix, read from cache",
    "prefix, written to cache",
    "input behind the prefix",
    "output",
    "cache storage",
    "retrieval",
    "calls that fall back",
)
BY_TOKEN = 5
"""So many of them are tokens at a price per million; the others are USD per call."""


def _call_lines(figures: list[float], case: Case) -> Iterator[Line]:
    for place, name in enumerate(CALL_LINES):
        quantity, price = figures[2 * place], figures[2 * place + 1]
        if not quantity or not price:
            continue
        if place < BY_TOKEN:
            yield Line(name, exact(quantity), "tokens", exact(price), "USD/Mtok", "USD/call")
        elif name == "calls that fall back":
            share = case.inputs["fallback_share"].range.point
            yield Line(name, share, "calls", exact(quantity) / share, "USD/call", "USD/call")
        else:
            yield Line(name, ONE, "call", exact(quantity), "USD/call", "USD/call")


def _month_lines(name: OptionName, beside: list[float] | None, case: Case) -> Iterator[Line]:
    if beside is None:
        if name == "retrieval":
            index = case.inputs["retrieval_per_month"].range.point
            yield Line("index", ONE, "index", index, "USD/month", "USD/month", "embedding and storing the facts")
        return
    hosting, storage, upkeep, retraining, project, training = map(exact, beside)
    words = case.tuned[name]
    per_hour = exact(round(words.route.hosting_per_month / float(HOURS_PER_MONTH), 9))
    hours = hosting / per_hour if per_hour else HOURS_PER_MONTH
    yield Line("hosting", hours, "hours", per_hour, "USD/h", "USD/month", words.hosting)
    if storage:
        yield Line("storage", ONE, "", storage, "USD", "USD/month", "keeping the tuned model")
    yield Line("upkeep", ONE, "", upkeep, "USD", "USD/month", "monitoring and evaluation beyond the prompt's own")
    yield Line("retraining", ONE, "", retraining, "USD", "USD/month", _spread(name, case))
    if not case.is_tuned:
        yield Line("project", ONE, "", project, "USD", "USD once", "data, evaluation and integration")
        yield Line("training", ONE, "", training, "USD", "USD once", case.training(name).note)


def _spread(name: OptionName, case: Case) -> str:
    again, months = (case.inputs[of].range.point for of in ("retrain_cost", "retrain_every_months"))
    training = case.training(name).range.point
    return f"(${plain(again, CENT)} + ${plain(training, CENT)} of training) every {plain(months)} months"


def unavailable(name: OptionName, because: str, model: str = "") -> Option:
    """An option that does not exist for the agent, or whose price nobody told us."""
    return Option(name=name, lines=(), per_call=None, per_month=None, is_available=False, because=because, model=model)
