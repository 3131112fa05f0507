"""What one option saves a month against another: the difference within each scenario, never a difference of ranges."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from auditor.costs.case import INPUTS, PER_CALL, Case, Scenario
from auditor.costs.options import PARTS, fixed, per_call
from auditor.model.estimate import OptionName
from auditor.model.money import ZERO, Range

OF_PROMPTS = ("user_tokens", "output_tokens", "cache_hit_rate", "token_estimate", "calls_per_month")
"""The inputs on which a prompted agent's cost depends; the others are about tuning."""


def saving(case: Case, today: tuple[OptionName, ...], other: OptionName) -> Range:
    """USD per month that `other` saves against the cheapest of `today`, over the uncertain inputs.

    The difference is monotone in each input, so the ends are two corners, found by moving one input at a time.
    """
    calls: dict[tuple[str, tuple[Decimal, ...]], Decimal] = {}

    def month(name: OptionName, at: Scenario) -> Decimal:
        key = (name, at[: PER_CALL + 1])
        if key not in calls:
            calls[key] = per_call(PARTS[name](case, at))
        beside = fixed(case, at).per_month if name == "fine_tuned" else ZERO
        return calls[key] * at.calls_per_month + beside

    names = INPUTS if other == "fine_tuned" else OF_PROMPTS
    return _between(case, names, lambda at: min(month(name, at) for name in today) - month(other, at))


def _between(case: Case, names: tuple[str, ...], worth: Callable[[Scenario], Decimal]) -> Range:
    point = case.point()
    found = [worth(point)]
    helps: dict[bool, set[str]] = {False: set(), True: set()}
    for name in names:
        ends = case.inputs[name].range
        if not ends.is_sure:
            low, high = (worth(point._replace(**{name: end})) for end in (ends.low, ends.high))
            helps[high >= low].add(name)
            found += [low, high]
    found += [worth(case.corner(helps[False], helps[True])), worth(case.corner(helps[True], helps[False]))]
    return Range(min(found), found[0], max(found))
