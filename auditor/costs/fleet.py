"""The economics of all agents at once: one table, one set of ranges, and the answers by agent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import numpy as np

from auditor.costs.break_even import break_evens, exact, rounded
from auditor.costs.caching import prefix
from auditor.costs.carrying import Carried, carried
from auditor.costs.case import Case
from auditor.costs.coefficients import coefficients
from auditor.costs.fixed import fixed, load
from auditor.costs.formulas import MTOK, per_call
from auditor.costs.inputs import OF_RETRIEVAL, OF_TUNING, Array, Ranges, Scenario
from auditor.costs.net import net_and_month, weights, worth
from auditor.costs.options import NAMES, month, options
from auditor.costs.ordering import Move, orders
from auditor.costs.search import Figure, extremes
from auditor.costs.simulate import Simulation, simulate
from auditor.costs.table import ROUTES, Table
from auditor.model.estimate import BreakEven, Candidate, Input, Option, OptionName, Order, Simulated
from auditor.model.money import Range
from auditor.model.whatif import Coefficients

OF_PROMPTS = (
    "calls_per_month",
    "user_tokens",
    "output_tokens",
    "cache_hit_rate",
    "hit_rate_today",
    "token_estimate",
)
"""The inputs on which a prompted agent's cost depends; the others are about tuning or retrieval."""

OF_A_MONTH = tuple(name for name in OF_TUNING if name != "price_level")
"""The inputs on which depends what tuning saves a month today: at today's prices."""

AT_ONCE = 1024
"""Agents whose ranges are searched together: columns that stay in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A route's break-even, and what each input does to it."""

    break_even: BreakEven
    inputs: tuple[Input, ...]


@dataclass(frozen=True, slots=True)
class Fleet:
    """The cases of many agents, as columns."""

    cases: list[Case]
    table: Table
    ranges: Ranges

    @classmethod
    def made(cls, cases: list[Case]) -> Fleet:
        """A fleet of at least one agent."""
        return cls(cases, Table.of(cases), Ranges.of([case.inputs for case in cases]))

    def of(self, option: OptionName) -> Ranges:
        """The ranges as they are for an option: each way to a tuned model has its own price of training."""
        priced = [case.tuned[option].training if option in case.tuned else None for case in self.cases]
        if not any(priced):
            return self.ranges
        changed = {}
        for which in ("low", "point", "high"):
            scenario = getattr(self.ranges, which)
            column = scenario.training_cost.copy()
            for place, training in enumerate(priced):
                if training is not None:
                    column[place, 0] = float(getattr(training.range, which))
            changed[which] = scenario._replace(training_cost=column)
        return Ranges(**changed)

    def options(self) -> list[tuple[Option, ...]]:
        """Every option of every agent."""
        return options(self.cases, self.table, self.of)

    def coefficients(
        self,
        routes: Sequence[OptionName],
        pays: Sequence[float | None],
        how: Simulation,
        moves: Sequence[Move | None] = (),
    ) -> list[Coefficients | None]:
        """What each agent costs at other volumes, prices and hit rates, tuned by its route; None if nobody knows.

        `pays` is the share of draws in which that pays, where it was looked into; without `moves` all blocks stay.
        """
        told: list[Coefficients | None] = [None] * len(self.cases)
        moving = moves or [None] * len(self.cases)
        for route in dict.fromkeys(routes):
            places = [place for place, case in enumerate(self.cases) if routes[place] == route and case.has_volume]
            rows, cases = np.array(places, dtype=np.intp), [self.cases[place] for place in places]
            known, some = [pays[place] for place in places], [moving[place] for place in places]
            table, ranges = self.table.take(rows), self.of(route).take(rows)
            for place, one in zip(places, coefficients(route, cases, table, ranges, known, how, some), strict=True):
                told[place] = one
        return told

    def break_evens(
        self, route: OptionName, as_of: date, how: Simulation, among: Iterable[int] | None = None, *, has_inputs: bool
    ) -> dict[int, Judged]:
        """The break-even of each agent that has the route and a prompt to compare it with, by its place.

        `among` limits it to some of the places; `has_inputs` tells of every input what it does to the answer.
        """
        places = range(len(self.cases)) if among is None else among
        can = [
            place
            for place in places
            if route in self.cases[place].tuned and not {route, "prompted"} & self.cases[place].lacking.keys()
        ]
        found: dict[int, Judged] = {}
        for some in _batches(can):
            cases, rows = [self.cases[place] for place in some], np.array(some)
            told = break_evens(
                route, cases, self.table.take(rows), self.of(route).take(rows), as_of, has_inputs=has_inputs
            )
            found |= {place: Judged(*judged) for place, judged in zip(some, told, strict=True)}
        found |= {place: _without_volume(found[place], case) for place, case in self._lacking(can)}
        return found | self._simulated(route, found, how)

    def _lacking(self, places: Iterable[int]) -> list[tuple[int, Case]]:
        return [(place, self.cases[place]) for place in places if self.cases[place].lacking_volume]

    def _simulated(self, route: OptionName, found: dict[int, Judged], how: Simulation) -> dict[int, Judged]:
        """Draws for those whose answer depends on them, and only for those."""
        places = [place for place, judged in found.items() if judged.break_even.crossed == "depends"]
        if not places or not how.draws:
            return {}
        told = {}
        for place, drawn in zip(places, self._draws(route, places, how), strict=True):
            one = found[place]
            told[place] = replace(one, break_even=replace(one.break_even, simulated=_summed(drawn, how)))
        return told

    def together(self, routes: list[OptionName], how: Simulation) -> Simulated:
        """What tuning all agents gains within their horizons, each by its route.

        Growth and the level of prices are the same for all agents in each draw, so they do not cancel out.
        """
        total = np.zeros(2 * how.draws)
        for route in sorted(set(routes)):
            places = [place for place, other in enumerate(routes) if other == route]
            for drawn in self._draws(route, places, how):
                total = total + drawn
        return _summed(total, how)

    def _draws(self, route: OptionName, places: list[int], how: Simulation) -> Iterator[Array]:
        """USD gained within the horizon in each draw, then USD saved a month, for one agent after the other."""
        rows = np.array(places)
        names = [self.cases[place].agent for place in places]
        table, ranges = self.table.take(rows), self.of(route).take(rows)
        for some in simulate(lambda few, at: net_and_month(route, few, at), table, ranges, names, how.seed, how.draws):
            yield from some

    def savings(self) -> list[dict[OptionName, Range]]:
        """USD per month that each option saves against the best prompt of today's model; `cached` against today's.

        The difference within each scenario, never a difference of ranges. So levers that follow each other compound:
        what caching saves and what tuning saves on top of it add up to what both save together.
        """
        saved: list[dict[OptionName, Range]] = [{} for _ in self.cases]
        now = self.table.now()
        for name in NAMES[1:]:
            can = [place for place, case in enumerate(self.cases) if self._is_comparable(case, name)]
            names = OF_A_MONTH if name in ROUTES else OF_PROMPTS + OF_RETRIEVAL
            for some in _batches(can):
                rows = np.array(some)
                found = extremes(_saving(name), now.take(rows), self.of(name).take(rows), names)
                ends = rounded(np.concatenate((found.low, found.point, found.high), axis=1))
                for place, figures in zip(some, ends, strict=True):
                    saved[place][name] = Range(*map(exact, figures))
        return saved

    @staticmethod
    def _is_comparable(case: Case, name: OptionName) -> bool:
        return case.has_volume and name not in case.lacking and "prompted" not in case.lacking

    def shareable(self, deployments: list[tuple[str, str, int] | None]) -> list[Candidate | None]:
        """What each agent would bring to a dedicated deployment, given its name, base and the adapters of a replica."""
        route: OptionName = "fine_tuned_dedicated"
        at, table = self.of(route).point, self.table
        beside, parts = fixed(route, table, at), worth(route, table, at)
        busy = load(route, table, at)
        months = weights(table.horizon[route], np.zeros((1, 1)), table.discount)
        gains = parts.net(at.calls_per_month) / months + beside.hosting
        figures = rounded(np.concatenate((gains, busy), axis=1))
        told: list[Candidate | None] = []
        for place, (case, shared) in enumerate(zip(self.cases, deployments, strict=True)):
            if shared is None or not self._is_comparable(case, route):
                told.append(None)
                continue
            deployment, base, adapters = shared
            gain, replicas = map(exact, figures[place])
            told.append(
                Candidate(
                    agent=case.agent,
                    deployment=deployment,
                    base=base,
                    replica_per_month=exact(case.tuned[route].route.hosting_per_month),
                    gain=gain,
                    load=max(replicas, 1 / Decimal(adapters)),
                )
            )
        return told

    def twin_saves(self) -> list[Decimal]:
        """USD per month that a twin tuned at the base price, hosted free, saves with every input in its favour.

        The twin's prefix is cached to the token and from the first one on, so that rounding cannot spoil the bound.
        """
        saved = np.zeros(len(self.cases))
        can = [place for place, case in enumerate(self.cases) if "prompted" not in case.lacking]
        for some in _batches(can):
            rows = np.array(some)
            twins = self.table.take(rows).now().with_twin()
            saved[rows] = extremes(_twin_saving, twins, self.ranges.take(rows), OF_TUNING).high[:, 0]
        return [exact(amount) for (amount,) in rounded(saved[:, None])]

    def orders(self, after: Sequence[int], behind: Sequence[int]) -> list[Order | None]:
        """What the order of the blocks is worth, for agents that can be cached at a known volume; see `orders`."""
        told: list[Order | None] = [None] * len(self.cases)
        can = [
            place for place, case in enumerate(self.cases) if self._is_comparable(case, "cached") and not case.is_tuned
        ]
        for some in _batches(can):
            rows = np.array(some)
            few = [after[place] for place in some], [behind[place] for place in some]
            for place, found in zip(some, orders(self.table.take(rows), self.ranges.take(rows), *few), strict=True):
                told[place] = found
        return told

    def carried(self, tokens: Sequence[int], is_in_prefix: Sequence[bool]) -> list[Carried]:
        """What a block costs in each prompt; all cases must have a volume and a prompt that is priced."""
        told: list[Carried] = []
        for some in _batches(list(range(len(self.cases)))):
            few, rows = slice(some[0], some[-1] + 1), np.array(some)
            told += carried(self.table.take(rows), self.ranges.take(rows), tokens[few], is_in_prefix[few])
        return told

    def context_cost(self) -> list[Decimal]:
        """USD per month of carrying the facts that age in a cached prefix."""
        now, at = self.table.now(), self.ranges.point
        rates = now.cached._replace(min_tokens=np.zeros_like(now.cached.input), block=np.ones_like(now.cached.input))
        paid = prefix(now.layout.volatile, rates, at.cache_hit_rate, is_optional=True)
        cost = paid.plain * rates.input + paid.read * rates.read + paid.written * rates.write
        return [exact(amount) for (amount,) in rounded(cost * at.calls_per_month / MTOK)]


def _batches(places: list[int]) -> Iterable[list[int]]:
    return (places[start : start + AT_ONCE] for start in range(0, len(places), AT_ONCE))


def _saving(name: OptionName) -> Figure:
    def saving(now: Table, at: Scenario[Array]) -> Array:
        best = month("prompted", now, at)
        if name != "cached":
            best = np.fmin(best, month("cached", now, at))
        return best - month(name, now, at)

    return saving


def _twin_saving(twins: Table, at: Scenario[Array]) -> Array:
    best = np.fmin(per_call("prompted", twins, at), per_call("cached", twins, at))
    return (best - per_call("fine_tuned", twins, at)) * at.calls_per_month


def _summed(drawn: Array, how: Simulation) -> Simulated:
    nets, months = np.split(drawn, 2)
    bands = rounded(np.stack([np.percentile(figures, (10, 50, 90)) for figures in (nets, months)]))
    net, saves = (Range(*map(exact, band)) for band in bands)
    return Simulated(how.draws, how.seed, exact(float(np.mean(nets > 0))), net, saves)


def _without_volume(judged: Judged, case: Case) -> Judged:
    told = replace(
        judged.break_even,
        crossed="unknown",
        net=None,
        net_with_growth=None,
        payback_months=None,
        crosses_on=None,
        killed_by="",
        flips=(),
        because=case.lacking_volume,
    )
    return Judged(told, ())
