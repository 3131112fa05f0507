"""At which volume tuning pays against the best prompt, and what would turn the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import numpy as np

from auditor.costs.case import Case
from auditor.costs.fixed import fixed
from auditor.costs.formulas import per_call
from auditor.costs.horizon import FORESEEABLE_MONTHS, crosses_on, payback
from auditor.costs.inputs import OF_TUNING, Array, Ranges, Scenario
from auditor.costs.net import net, saved_per_call, volume, worth
from auditor.costs.search import Extremes, extremes, flips
from auditor.costs.split import split
from auditor.costs.table import Table
from auditor.costs.words import because, killed_by
from auditor.model.estimate import BreakEven, Crossed, Flip, Input, OptionName, Split
from auditor.model.money import Range

LEAST = 0.005
"""USD within the horizon that count as nothing."""


class Row(NamedTuple):
    """What was worked out for one agent; NaN where there is no such figure."""

    net_low: float
    net: float
    net_high: float
    gain_at_best: float
    volume_at_best: float
    volume: float
    volume_at_worst: float
    saved: float
    hosting: float
    storage: float
    upkeep: float
    retraining: float
    project: float
    training: float
    by_prompt: float
    by_output: float
    by_model: float
    by_fallback: float
    is_cached: float
    net_with_growth: float
    payback: float

    @property
    def running(self) -> float:
        """USD per month beside the calls."""
        return self.hosting + self.storage + self.upkeep + self.retraining

    @property
    def once(self) -> float:
        """USD once."""
        return self.project + self.training


@dataclass(frozen=True, slots=True)
class Found:
    """What was worked out for many agents with one route."""

    rows: list[Row]
    at_low: list[list[float]]
    at_high: list[list[float]]
    flips: dict[int, dict[str, float]]
    later: dict[int, list[tuple[int, float]]]
    """For each agent whose prices change: from which month a call saves how many USD."""


def break_evens(
    route: OptionName, cases: list[Case], table: Table, ranges: Ranges, as_of: date, *, has_inputs: bool
) -> list[tuple[BreakEven, tuple[Input, ...]]]:
    """The break-even of each agent whose route and prompt can be priced, and if asked what each input does to it."""
    # at no volume nothing per call matters; which end of an input favours tuning is then asked for a single call
    calls = {which: np.maximum(getattr(ranges, which).calls_per_month, 1.0) for which in ("low", "point", "high")}
    probed = Ranges(*[getattr(ranges, which)._replace(calls_per_month=calls[which]) for which in calls])
    found = _found(route, table, probed)
    return [
        (
            _told(route, case, row, found.flips.get(agent, {}), found.later.get(agent, []), as_of),
            _inputs(route, case, found, agent) if has_inputs else (),
        )
        for agent, (case, row) in enumerate(zip(cases, found.rows, strict=True))
    ]


def _found(route: OptionName, table: Table, ranges: Ranges) -> Found:
    def gained(some: Table, at: Scenario[Array]) -> Array:
        return net(route, some, at)

    searched = extremes(gained, table, ranges, OF_TUNING)
    turning: dict[int, dict[str, float]] = {}
    for agent, name, at in flips(gained, table, ranges, searched, LEAST):
        turning.setdefault(agent, {})[name] = at
    return Found(
        rows=_rows(route, table, ranges.point, searched),
        at_low=rounded(searched.at_low),
        at_high=rounded(searched.at_high),
        flips=turning,
        later=_later(route, table, ranges.point),
    )


def _rows(route: OptionName, table: Table, point: Scenario[Array], found: Extremes) -> list[Row]:
    now, beside = table.now(), fixed(route, table, point)
    saved = saved_per_call(route, table, table.by_row(point))
    back = payback(
        _by_month(table, saved), point.calls_per_month, point.growth_per_month, beside.per_month, beside.once
    )
    columns = (
        found.low,
        found.point,
        found.high,
        worth(route, table, found.best).gain,
        *(volume(route, table, at) for at in (found.best, point, found.worst)),
        saved[table.first],
        *beside,
        *split(route, table, point),
        per_call("cached", now, point) < per_call("prompted", now, point),
        worth(route, table, point, grows=True).net(point.calls_per_month),
        back,
    )
    stacked = np.concatenate(np.broadcast_arrays(*columns), axis=1)
    return [Row(*figures) for figures in rounded(stacked)]


def rounded(columns: Array, places: int = 12) -> list[list[float]]:
    """Figures as plain floats, to so many places: what is left of binary fractions behind them is noise."""
    told: list[list[float]] = (np.round(columns, places) + 0.0).tolist()
    return told


def _by_month(table: Table, saved: Array) -> Array:
    """A figure of each row, for each month to come: the last prices that are known hold on."""
    months = np.arange(FORESEEABLE_MONTHS)
    found = np.repeat(saved[table.first], FORESEEABLE_MONTHS, axis=1)
    if len(table.agent) == len(table):
        return found
    for row in range(len(table.agent)):
        later = months >= table.span.starts[row, 0]
        found[table.agent[row], later] = saved[row, 0]
    return found


def _later(route: OptionName, table: Table, point: Scenario[Array]) -> dict[int, list[tuple[int, float]]]:
    """The saving of a call behind each announced change of prices, by agent, as the payback counts it."""
    found: dict[int, list[tuple[int, float]]] = {}
    if len(table.agent) == len(table):
        return found
    months = _by_month(table, saved_per_call(route, table, table.by_row(point)))
    for agent in np.flatnonzero((months != months[:, :1]).any(axis=1)):
        changes = np.flatnonzero(np.diff(months[agent])) + 1
        found[int(agent)] = [
            (int(month) + 1, saved)
            for month, (saved,) in zip(changes, rounded(months[agent, changes, None]), strict=True)
        ]
    return found


def _told(
    route: OptionName,
    case: Case,
    row: Row,
    turning: dict[str, float],
    later: list[tuple[int, float]],
    as_of: date,
) -> BreakEven:
    best, most_likely, worst = (_amount(end) for end in (row.volume_at_best, row.volume, row.volume_at_worst))
    ends = [end for end in (best, most_likely, worst) if end is not None]
    crossed = _crossed(row)
    calls, growth = (case.inputs[name].range.point for name in ("calls_per_month", "growth_per_month"))
    parts = Split(*map(exact, (row.by_prompt, row.by_output, row.by_model, row.by_fallback)))
    words = case.tuned[route]
    return BreakEven(
        route=route,
        against="cached" if row.is_cached else "prompted",
        low=min(ends) if best is not None else None,
        point=most_likely,
        high=max(ends) if worst is not None else None,
        running=_amount(row.running / row.saved) if row.saved > 0 else None,
        calls_to_repay=_amount(row.once / row.saved) if row.saved > 0 else None,
        crossed=crossed,
        net=Range(*map(exact, (min(row.net_low, row.net), row.net, max(row.net_high, row.net)))),
        net_with_growth=exact(row.net_with_growth),
        horizon_months=exact(round(words.horizon_months, 4)),
        horizon_because=words.horizon_because,
        payback_months=Decimal(int(row.payback)) if row.payback == row.payback and row.once > 0 else None,
        crosses_on=crosses_on(row.volume, float(calls), float(growth), as_of) if most_likely else None,
        saved_later=tuple((month, exact(saved)) for month, saved in later),
        split=parts,
        killed_by=killed_by(parts, row._asdict(), words.horizon_months) if crossed in ("no", "never") else "",
        flips=tuple(Flip(name, exact(round(at, 6))) for name, at in turning.items()),
        because=because(crossed, calls, most_likely, (row.saved, row.running, row.once), words.horizon_months),
    )


def _crossed(row: Row) -> Crossed:
    if row.gain_at_best <= 0:
        return "never"
    if row.net_low > LEAST:
        return "yes"
    return "depends" if row.net_high > LEAST else "no"


def _inputs(route: OptionName, case: Case, found: Found, agent: int) -> tuple[Input, ...]:
    """Every input with its range, those that move the answer most first (the tornado)."""
    told, turning = [], found.flips.get(agent, {})
    swings = []
    for name, low, high in zip(OF_TUNING, found.at_low[agent], found.at_high[agent], strict=True):
        source = case.training(route) if name == "training_cost" else case.inputs[name]
        net = found.rows[agent].net
        swing = max(low, high, net) - min(low, high, net)
        swings.append(swing)
        if source.range.is_sure:
            told.append(Input(name, source.range, source.basis, source.note))
            continue
        at = exact(round(turning[name], 6)) if name in turning else None
        told.append(Input(name, source.range, source.basis, source.note, exact(low), exact(high), at, exact(swing)))
    order = sorted(range(len(told)), key=lambda place: -swings[place])
    return tuple([told[place] for place in order])


def plain_inputs(case: Case) -> tuple[Input, ...]:
    """Every input with its range, where there is no break-even that it could move."""
    sources = ((name, case.inputs[name]) for name in OF_TUNING)
    return tuple([Input(name, source.range, source.basis, source.note) for name, source in sources])


def exact(value: float) -> Decimal:
    """A plain float as the decimal that it prints as."""
    return Decimal(repr(value))


def _amount(value: float) -> Decimal | None:
    """Calls, to the thousandth; None for what is never reached."""
    return None if value != value else Decimal(f"{value:.3f}")  # noqa: PLR0124  NaN alone is not itself
