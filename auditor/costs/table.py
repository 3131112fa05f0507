"""Cases of many agents as columns, so that one formula works out all of them at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from auditor.costs.case import NAN, UNPRICED, UNSERVED, Case, Layout, Rates, Route, Span, Today
from auditor.costs.inputs import Array, Scenario, stacked, taken
from auditor.model.estimate import OptionName

ROUTES: tuple[OptionName, ...] = ("fine_tuned", "fine_tuned_dedicated", "fine_tuned_smaller")
Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Table:
    """A row for each agent and each span of its horizon with one set of prices; columns of shape (rows, 1)."""

    agent: Rows
    """The agent of each row; rows of one agent stand together, in order of time."""
    first: Rows
    """The row of each agent that holds today."""
    layout: Layout[Array]
    today: Today[Array]
    span: Span[Array]
    base: Rates[Array]
    cached: Rates[Array]
    smaller: Rates[Array]
    smaller_kappa: Array
    tuned: dict[OptionName, Rates[Array]]
    routes: dict[OptionName, Route[Array]]
    horizon: dict[OptionName, Array]
    """Months within which a route must pay; per agent, like the scenarios and the discount: shape (agents, 1)."""
    discount: Array
    """Discount per month, as a share."""

    @classmethod
    def of(cls, cases: list[Case]) -> Table:
        """The cases as columns."""
        counts = [len(case.periods) for case in cases]
        rows = [(case, period) for case in cases for period in case.periods]

        def rates(name: OptionName) -> Any:
            return stacked([period.tuned.get(name, UNPRICED) for _, period in rows])

        def route(name: OptionName) -> Any:
            return stacked([case.tuned[name].route if name in case.tuned else UNSERVED for case, _ in rows])

        def horizon(name: OptionName) -> Array:
            return np.array([[case.tuned[name].horizon_months if name in case.tuned else NAN] for case in cases])

        return cls(
            agent=np.repeat(np.arange(len(cases)), counts),
            first=np.cumsum([0, *counts[:-1]]),
            layout=stacked([case.layout for case, _ in rows]),
            today=stacked([case.today for case, _ in rows]),
            span=stacked([period.span for _, period in rows]),
            base=stacked([period.base for _, period in rows]),
            cached=stacked([period.cached for _, period in rows]),
            smaller=stacked([period.smaller for _, period in rows]),
            smaller_kappa=np.array([[case.smaller_kappa] for case, _ in rows]),
            tuned={name: rates(name) for name in ROUTES},
            routes={name: route(name) for name in ROUTES},
            horizon={name: horizon(name) for name in ROUTES},
            discount=np.array([[case.discount_per_month] for case in cases]),
        )

    def __len__(self) -> int:
        return len(self.first)

    def take(self, agents: Rows) -> Table:
        """Some of the agents, with all their rows; an agent may be taken more than once."""
        ends = np.append(self.first[1:], len(self.agent))
        counts = (ends - self.first)[agents]
        firsts = np.cumsum(counts) - counts
        rows = np.repeat(self.first[agents] - firsts, counts) + np.arange(counts.sum())
        return self._rows(rows, np.repeat(np.arange(len(agents)), counts), firsts, agents)

    def now(self) -> Table:
        """The rows that hold today."""
        agents = np.arange(len(self))
        return self if len(self.agent) == len(self) else self._rows(self.first, agents, agents, agents)

    def _rows(self, rows: Rows, agent: Rows, first: Rows, agents: Rows) -> Table:
        return Table(
            agent=agent,
            first=first,
            layout=taken(self.layout, rows),
            today=taken(self.today, rows),
            span=taken(self.span, rows),
            base=taken(self.base, rows),
            cached=taken(self.cached, rows),
            smaller=taken(self.smaller, rows),
            smaller_kappa=self.smaller_kappa[rows],
            tuned={name: taken(columns, rows) for name, columns in self.tuned.items()},
            routes={name: taken(columns, rows) for name, columns in self.routes.items()},
            horizon={name: months[agents] for name, months in self.horizon.items()},
            discount=self.discount[agents],
        )

    def with_twin(self) -> Table:
        """The table with `fine_tuned` a twin of the base model: its price, hosted free, cached from the first token.

        Its caching may be left off, as that of a prompt too short to be cached: few hits can cost more than none.
        """
        base = self.cached
        none, one = np.zeros_like(base.input), np.ones_like(base.input)
        twin = base._replace(min_tokens=none, block=one, is_automatic=none)
        free = Route(*[np.full_like(base.input, figure) for figure in (1.0, 0.0, 0.0, 0.0, 1.0)])
        return replace(self, tuned={**self.tuned, "fine_tuned": twin}, routes={**self.routes, "fine_tuned": free})

    def by_row(self, at: Scenario[Array]) -> Scenario[Array]:
        """A scenario of each agent, for each of its rows."""
        return at if len(self.agent) == len(self) else taken(at, self.agent)

    def by_agent(self, rows: Array) -> Array:
        """The sum of each agent's rows."""
        if len(self.agent) == len(self):
            return rows
        summed: Array = np.add.reduceat(rows, self.first, axis=0)
        return summed
