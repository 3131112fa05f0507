"""What tuning gains within the horizon (ECONOMICS 4.5), for many agents at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from auditor.costs.fixed import fixed, load
from auditor.costs.formulas import incumbent, per_call
from auditor.costs.inputs import Array, Scenario
from auditor.costs.table import Table
from auditor.model.estimate import OptionName


class Worth(NamedTuple):
    """What tuning is worth within the horizon, discounted; columns of shape (agents, scenarios), in USD."""

    gain: Array
    """Saved within the horizon by each call that is made in a month today."""
    running: Array
    """Running cost within the horizon."""
    once: Array

    def net(self, calls: Array) -> Array:
        """USD gained at a volume of calls per month."""
        return self.gain * calls - self.running - self.once

    def volume(self) -> Array:
        """V*_H = (Mx + F/H) / Delta in calls per month; NaN if no volume repays it."""
        with np.errstate(divide="ignore", invalid="ignore"):
            found: Array = np.where(self.gain > 0, (self.running + self.once) / self.gain, np.nan)
        return found


def weights(months: Array, growth: Array, discount: Array) -> Array:
    """Discounted calls of so many months for each call in the first: sum of (1+g)^(t-1) / (1+d)^t.

    The geometric sum, which holds for parts of a month as well.
    """
    ratio = (1 + growth) / (1 + discount)
    is_flat = np.abs(ratio - 1) < 1e-12
    steps = np.where(is_flat, 1.0, ratio - 1)
    found: Array = np.where(is_flat, months, (ratio**months - 1) / steps) / (1 + discount)
    return found


def saved_per_call(route: OptionName, table: Table, at: Scenario[Array]) -> Array:
    """Delta = c_inc - c_alt in USD per call, for each row of the table."""
    return incumbent(table, at) - per_call(route, table, at)


def worth(route: OptionName, table: Table, at: Scenario[Array], *, grows: bool = False) -> Worth:
    """What the route is worth in each scenario, with the prices that are announced for each span of the horizon.

    The volume is today's: a declared decline counts, a rise must first happen (unless `grows`).
    """
    saved = saved_per_call(route, table, table.by_row(at))
    growth = at.growth_per_month if grows else np.minimum(at.growth_per_month, 0.0)
    if not growth.any():
        growth = growth[:, :1]
    by_row = growth if len(table.agent) == len(table) else growth[table.agent]
    discount, horizon = table.discount[table.agent], table.horizon[route][table.agent]
    starts, ends = (np.minimum(edge, horizon) for edge in table.span)
    over = weights(ends, by_row, discount) - weights(starts, by_row, discount)
    months = weights(table.horizon[route], np.zeros((1, 1)), table.discount)
    mean = weights(table.horizon[route], growth, table.discount) / months
    beside = fixed(route, table, at._replace(calls_per_month=at.calls_per_month * mean))
    return Worth(table.by_agent(saved * over), beside.per_month * months, beside.once)


def net(route: OptionName, table: Table, at: Scenario[Array]) -> Array:
    """USD gained within the horizon."""
    return worth(route, table, at).net(at.calls_per_month)


def net_and_month(route: OptionName, table: Table, at: Scenario[Array]) -> Array:
    """USD gained within the horizon, and behind it (as many columns again) USD saved in a month of it on average."""
    parts = worth(route, table, at)
    months = weights(table.horizon[route], np.zeros((1, 1)), table.discount)
    saved = (parts.gain * at.calls_per_month - parts.running) / months
    return np.concatenate(np.broadcast_arrays(parts.net(at.calls_per_month), saved), axis=1)


def volume(route: OptionName, table: Table, at: Scenario[Array]) -> Array:
    """V*_H in calls per month, with the replicas that the volume itself asks for; NaN if no volume repays it."""
    one = worth(route, table, at._replace(calls_per_month=np.full_like(at.calls_per_month, 1e-9)))
    found, served = one.volume(), table.routes[route]
    by_replica = (served.is_by_replica * served.hosting_per_month)[table.first]
    if np.nansum(by_replica):
        busy = load(route, table, at._replace(calls_per_month=np.ones_like(at.calls_per_month)))
        hosting = by_replica * weights(table.horizon[route], np.zeros((1, 1)), table.discount)
        least = served.least_replicas[table.first]
        beyond = one._replace(gain=one.gain - hosting * busy, running=one.running - hosting * least).volume()
        found = np.where(found * busy > least, beyond, found)
    if any(np.any(rates.storage) for rates in (table.cached, table.smaller, table.tuned[route])):
        return _beside_cache_objects(route, table, at, found)
    return found


def _beside_cache_objects(route: OptionName, table: Table, at: Scenario[Array], found: Array) -> Array:
    """The volume where a prefix may be kept as an object: its rent is shared by all calls, so each volume has its gain.

    The gain at a volume gives the next volume, until they agree; without gain at a volume none repays.
    """
    for _ in range(60):
        calls = np.where(np.isnan(found), 1e-9, found)
        better = worth(route, table, at._replace(calls_per_month=calls)).volume()
        settled = np.where(np.isnan(found), np.nan, better)
        if np.array_equal(settled, found, equal_nan=True):
            break
        found = settled
    return found
