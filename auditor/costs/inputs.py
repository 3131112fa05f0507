"""What the cost model depends on and nobody knows for sure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from auditor.model.measurement import Basis
from auditor.model.money import Range

Array: TypeAlias = NDArray[np.float64]
"""Figures of many agents: a row for each agent, a column for each scenario."""

N = TypeVar("N")


class Scenario(NamedTuple, Generic[N]):
    """One value for each uncertain input; the names are those that a reader sees where an input turns the answer."""

    calls_per_month: N
    growth_per_month: N
    user_tokens: N
    output_tokens: N
    cache_hit_rate: N
    """Share of calls that would find a well-ordered prompt in the cache."""
    hit_rate_today: N
    """Share of calls that find today's prompt there, where it was measured."""
    token_estimate: N
    removable_share: N
    output_factor: N
    fallback_share: N
    smaller_model_share: N
    price_level: N
    project_cost: N
    training_cost: N
    upkeep_per_month: N
    retrain_cost: N
    retrain_every_months: N
    replica_tokens_per_second: N
    retrieved_tokens: N
    retrieval_per_call: N
    retrieval_per_month: N


INPUTS: tuple[str, ...] = Scenario._fields
OF_RETRIEVAL = ("retrieved_tokens", "retrieval_per_call", "retrieval_per_month")
"""Inputs that tuning does not depend on."""
OF_TUNING: tuple[str, ...] = tuple(name for name in INPUTS if name not in OF_RETRIEVAL)
SHARED = ("growth_per_month", "price_level")
"""Inputs that move together for all agents: what a simulation draws once for the fleet."""


@dataclass(frozen=True, slots=True)
class Uncertain:
    """A range with where it comes from: measured, declared, computed or the policy's assumption."""

    range: Range
    basis: Basis
    note: str = ""


ENDS = ("low", "point", "high")


def _ends(ranges: list[Range], end: str) -> Array:
    """One end of each range, as a column; most ranges are the policy's and the same object for every agent."""
    first = ranges[0]
    if all(other is first for other in ranges):
        return np.full((len(ranges), 1), float(getattr(first, end)))
    return np.array([float(getattr(one, end)) for one in ranges])[:, None]


def stacked(rows: list[Any]) -> Any:
    """Named tuples of figures, one per agent, as one named tuple of columns of shape (agents, 1)."""
    columns = np.array(rows, dtype=np.float64).T[:, :, None]
    return type(rows[0])(*columns)


def taken(columns: Any, rows: Any) -> Any:
    """Some rows of a named tuple of columns."""
    return type(columns)(*[column[rows] for column in columns])


@dataclass(frozen=True, slots=True)
class Ranges:
    """The uncertain inputs of many agents: low, most likely and high, each a scenario of columns."""

    low: Scenario[Array]
    point: Scenario[Array]
    high: Scenario[Array]

    @classmethod
    def of(cls, agents: list[dict[str, Uncertain]]) -> Ranges:
        """The ranges of agents that have a range for each name in `INPUTS`."""
        columns = {name: [agent[name].range for agent in agents] for name in INPUTS}
        return cls(*[Scenario(**{name: _ends(columns[name], end) for name in INPUTS}) for end in ENDS])

    def take(self, rows: Any) -> Ranges:
        """The ranges of some of the agents."""
        return Ranges(*[taken(end, rows) for end in (self.low, self.point, self.high)])
