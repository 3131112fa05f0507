"""At which volume tuning pays against the best cached prompt, and what would turn the answer."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from auditor.costs.case import INPUTS, PER_CALL, Case, Scenario
from auditor.costs.options import cached, fine_tuned, fixed, per_call, prompted
from auditor.model.estimate import BreakEven, Crossed, Flip
from auditor.model.money import ZERO, Range

DAYS_PER_MONTH = 365 / 12
FORESEEABLE_MONTHS = 60
"""Growth is not carried on beyond five years: no model, price or volume lasts that long."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The saving per call, the fixed cost per month and the cost once, of tuning against the best prompt."""

    per_call: Decimal
    per_month: Decimal
    once: Decimal

    def volume(self, horizon: Decimal) -> Decimal | None:
        """V*_H = (Mx + F/H) / Delta in calls per month; None if no volume repays it (ECONOMICS 4.5)."""
        return (self.per_month + self.once / horizon) / self.per_call if self.per_call > 0 else None

    def net(self, calls: Decimal, horizon: Decimal) -> Decimal:
        """USD gained within the horizon at a volume."""
        return (self.per_call * calls - self.per_month) * horizon - self.once


class _Terms:
    """The terms of tuning by scenario; the calls' part is worked out once for inputs that leave it alone."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._per_call: dict[tuple[Decimal, ...], Decimal] = {}

    def __call__(self, at: Scenario) -> Terms:
        """What tuning changes in a scenario; the incumbent is the cheaper of today's prompt and the cached prompt."""
        beside = fixed(self._case, at)
        of_a_call = at[: PER_CALL + 1]
        saving = self._per_call.get(of_a_call)
        if saving is None:
            incumbent = min(per_call(option(self._case, at)) for option in (prompted, cached))
            saving = self._per_call[of_a_call] = incumbent - per_call(fine_tuned(self._case, at))
        return Terms(saving, beside.per_month, beside.once)

    def net(self, at: Scenario) -> Decimal:
        """USD gained within the horizon."""
        return self(at).net(at.calls_per_month, self._case.horizon_months)


def break_even(case: Case, as_of: date) -> BreakEven:
    """The break-even over all corners of the uncertain inputs, and what would flip the answer.

    The net benefit is monotone in each input, so two corners bound it: each input at the end that favours tuning,
    and at the end that does not, found by moving it alone. (Whole cache blocks make small steps in it; the extremes
    are taken over everything that was evaluated.)
    """
    point, terms = case.point(), _Terms(case)
    base = terms.net(point)
    helps: dict[bool, set[str]] = {False: set(), True: set()}
    # at no volume nothing per call matters: which end of an input favours tuning is then asked for a single call
    probe = point if point.calls_per_month > 0 else point._replace(calls_per_month=Decimal(1))
    nets = [base]
    flips: list[Flip] = []
    for name in INPUTS:
        ends = case.inputs[name].range
        if ends.is_sure:
            continue
        low, high = (terms.net(probe._replace(**{name: end})) for end in (ends.low, ends.high))
        helps[high >= low].add(name)
        nets += [low, high]
        if (low > 0) != (high > 0):
            flips.append(Flip(name, _flip(terms, ends, point, name, low, high)))
    best, worst = case.corner(helps[False], helps[True]), case.corner(helps[True], helps[False])
    at_best, at_point, at_worst = (terms(scenario) for scenario in (best, point, worst))
    low_volume, volume, high_volume = (found.volume(case.horizon_months) for found in (at_best, at_point, at_worst))
    nets += [terms.net(best), terms.net(worst)]
    crossed = _crossed(max(nets), min(nets), at_best)
    return BreakEven(
        low=low_volume,
        point=volume,
        high=high_volume,
        crossed=crossed,
        payback_months=_payback(at_point, point.calls_per_month),
        crosses_on=_crosses_on(case, volume, point.calls_per_month, as_of) if base <= 0 else None,
        flips=tuple(flips),
        because=_because(case, crossed, at_point, volume),
    )


def _crossed(best: Decimal, worst: Decimal, at_best: Terms) -> Crossed:
    if at_best.per_call <= 0:
        return "never"
    if worst > 0:
        return "yes"
    return "depends" if best > 0 else "no"


def _flip(terms: _Terms, ends: Range, point: Scenario, name: str, at_low: Decimal, at_high: Decimal) -> Decimal:
    """Where the net benefit is zero: false position, exact at once where the input enters linearly."""
    low, high = ends.low, ends.high
    for _ in range(40):
        guess = low + (high - low) * (-at_low) / (at_high - at_low)
        net = terms.net(point._replace(**{name: guess}))
        if abs(net) < Decimal("0.005"):
            return guess
        if (net > 0) == (at_low > 0):
            low, at_low, at_high = guess, net, at_high / 2
        else:
            high, at_high, at_low = guess, net, at_low / 2
    return guess


def _payback(at: Terms, calls: Decimal) -> Decimal | None:
    monthly = at.per_call * calls - at.per_month
    return at.once / monthly if monthly > 0 and at.once > 0 else None


def _crosses_on(case: Case, volume: Decimal | None, calls: Decimal, as_of: date) -> date | None:
    """The day on which growth carries today's volume to the break-even: ln(V*/V0) / ln(1+g) months from now."""
    if volume is None or case.growth_per_month <= 0 or calls <= 0 or volume <= calls:
        return None
    months = math.log(float(volume / calls)) / math.log1p(float(case.growth_per_month))
    return as_of + timedelta(days=round(months * DAYS_PER_MONTH)) if months < FORESEEABLE_MONTHS else None


def _because(case: Case, crossed: Crossed, at: Terms, volume: Decimal | None) -> str:
    calls = case.point().calls_per_month
    if crossed == "never" or volume is None:
        return (
            f"a tuned call costs ${abs(at.per_call):.6f} more than the best cached prompt"
            if at.per_call < ZERO
            else "a tuned call saves nothing against the best cached prompt"
        )
    return (
        f"{calls:,.0f} calls a month against a break-even of {volume:,.0f}: tuning saves ${at.per_call:.6f} a call, "
        f"costs ${at.per_month:,.0f} a month and ${at.once:,.0f} once, over {case.horizon_months:.0f} months"
    )
