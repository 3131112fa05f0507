"""What a tuned model costs however often it is called (ECONOMICS 4.4)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from auditor.costs.book import HOURS_PER_MONTH
from auditor.costs.inputs import Array, Scenario, taken
from auditor.costs.table import Table
from auditor.model.estimate import OptionName

SECONDS_PER_MONTH = float(HOURS_PER_MONTH) * 3600


class Fixed(NamedTuple):
    """USD per month beside the calls, and USD once; columns of shape (agents, scenarios)."""

    hosting: Array
    storage: Array
    upkeep: Array
    retraining: Array
    project: Array
    training: Array

    @property
    def per_month(self) -> Array:
        """USD per month."""
        return self.hosting + self.storage + self.upkeep + self.retraining

    @property
    def once(self) -> Array:
        """USD once."""
        return self.project + self.training


def fixed(name: OptionName, table: Table, at: Scenario[Array]) -> Fixed:
    """What tuning costs beside its calls; for an agent that is tuned already the project is paid.

    A deployment that is billed by the hour has one replica at least; those beyond the first come and go with the
    output tokens to be served, so they are counted in parts: max(1, load / capacity), or max(part, load / capacity)
    for a member of a pool.
    """
    route = taken(table.routes[name], table.first)
    is_open = 1 - table.today.is_tuned[table.first]
    busy = load(name, table, at)
    replicas = np.where(route.is_by_replica == 1, np.maximum(route.least_replicas, busy), 1.0)
    hosting = route.hosting_per_month * replicas
    retraining = (at.retrain_cost + at.training_cost) / at.retrain_every_months
    project, training = at.project_cost * is_open, at.training_cost * is_open
    return Fixed(hosting, route.storage_per_month, at.upkeep_per_month, retraining, project, training)


def load(name: OptionName, table: Table, at: Scenario[Array]) -> Array:
    """Replicas that an agent's output keeps busy: output tokens a month over those that one replica serves a month."""
    is_tuned = table.today.is_tuned[table.first] == 1
    tokens = at.output_tokens * np.where(is_tuned, 1.0, at.output_factor) * table.routes[name].kappa[table.first]
    return at.calls_per_month * tokens / (at.replica_tokens_per_second * SECONDS_PER_MONTH)
