"""What each option costs as a share of keeping the prompt, at any volume: a constant and a part that calls share."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from auditor.model.estimate import BreakEven, Option, OptionName
from auditor.model.facts import EconomicsFacts
from auditor.model.money import ZERO

_HOURS = 730
_LN_10 = math.log(10)


@dataclass(frozen=True, slots=True)
class Curve:
    """Cost in per cent of keeping the prompt: `far` + `fixed` / calls a month."""

    names: tuple[OptionName, ...]
    far: float
    """At a volume without end, where only the price of a call counts."""
    fixed: float
    crosses: Decimal | None = None
    """Calls a month at which a tuned option costs as much as the prompt: the engine's own figure."""

    grows_from: float = math.inf
    """Calls a month that one deployment serves: beyond them hosting grows with the calls, by `hosting` per cent a call.
    """
    hosting: float = 0.0

    def at(self, calls: float) -> float:
        """Per cent at a volume."""
        more = max(0.0, calls / self.grows_from - 1) * self.hosting
        return self.far + (self.fixed + more) / calls

    def slope(self, calls: float, *, is_left: bool) -> float:
        """Per cent that it rises in a power of ten, on the left or on the right of a volume."""
        is_growing = calls > self.grows_from or (calls == self.grows_from and not is_left)
        shared = self.fixed - (self.hosting if is_growing else 0.0)
        return -shared / calls * _LN_10

    def where(self, per_cent: float) -> float | None:
        """The volume at which it costs so many per cent; None if at none."""
        calls = self.fixed / (per_cent - self.far) if per_cent != self.far else 0.0
        return calls if calls > 0 else None


def curves(economics: EconomicsFacts, focus: BreakEven) -> tuple[Curve, ...]:
    """One curve for each option that is to be had; options that cost the same share one, the prompt's comes first.

    A tuned option crosses 100 % at the break-even that the engine found for it, with discount and announced prices;
    how it falls from there follows from what its call saves today.
    """
    keep = _kept(economics, focus)
    if keep is None or keep <= 0:
        return ()
    found: dict[tuple[float, float], Curve] = {(100.0, 0.0): Curve((), 100.0, 0.0)}
    for option in economics.options:
        if option.is_available and option.per_call is not None:
            one = _curve(option, economics, keep, focus)
            key = (round(one.far, 3), round(one.fixed, 1))
            same = found.get(key)
            found[key] = replace(same, names=(*same.names, *one.names)) if same else one
    return tuple(found.values())


def _kept(economics: EconomicsFacts, focus: BreakEven) -> Decimal | None:
    """USD per call of the prompt that tuning must beat."""
    if focus.route is None or focus.split is None:
        return None
    tuned = economics.option(focus.route).per_call
    return None if tuned is None else tuned + focus.split.total


def _curve(option: Option, economics: EconomicsFacts, keep: Decimal, focus: BreakEven) -> Curve:
    assert option.per_call is not None
    found = next((one for one in _break_evens(economics) if one.route == option.name), None)
    full, hosting = _replicas(option, economics)
    growth = float(100 * hosting / keep)
    if found is not None and found.point and found.split is not None and found.split.total > 0:
        saved = float(found.split.total / keep)
        if float(found.point) > full:  # the engine's figure holds more than one replica already
            full, growth = math.inf, 0.0
        return Curve((option.name,), 100 * (1 - saved), 100 * saved * float(found.point), found.point, full, growth)
    monthly = option.sum_of("USD/month")
    once = option.sum_of("USD once")
    months = (found or focus).horizon_months
    beside = monthly + (once / months if months else ZERO)
    return Curve((option.name,), float(100 * option.per_call / keep), float(100 * beside / keep), None, full, growth)


def _replicas(option: Option, economics: EconomicsFacts) -> tuple[float, Decimal]:
    """The calls a month from which hosting by the hour grows with them, and what it is there in USD a month.

    Where today's calls keep one replica busy, or a share of one that others pay for too, the lines say it; below that
    the output tokens of a call and what a replica serves tell it, but for the tokenizer of another model.
    """
    line = next((line for line in option.lines if line.name == "hosting" and line.price_unit == "USD/h"), None)
    if option.name != "fine_tuned_dedicated" or line is None or not line.price:
        return math.inf, ZERO
    known = {one.name: one.range.point for one in economics.inputs}
    calls = known.get("calls_per_month", ZERO)
    if line.quantity > _HOURS:
        return float(calls * _HOURS / line.quantity), line.price * _HOURS
    if line.quantity < _HOURS:
        return float(calls) or math.inf, line.amount
    served = known.get("replica_tokens_per_second", ZERO) * _HOURS * 3600
    sent = known.get("output_tokens", ZERO) * known.get("output_factor", ZERO)
    return (max(float(calls), float(served / sent)) if served and sent else math.inf), line.amount


def _break_evens(economics: EconomicsFacts) -> Iterator[BreakEven]:
    yield economics.break_even
    yield from economics.alternatives
