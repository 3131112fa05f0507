"""The architectures that could serve an agent, each with named cost lines that add up."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from auditor.costs.caching import CacheTerms, PrefixCost, prefix, usd
from auditor.costs.case import Case, Scenario
from auditor.model.estimate import Line, LineUnit, Option, OptionName
from auditor.model.measurement import Known
from auditor.model.money import ZERO, Range, plain


class Part(NamedTuple):
    """One amount of a cost before it is put into words: so many tokens at a price, or a plain sum."""

    name: str
    tokens: Decimal
    price: Decimal
    unit: LineUnit = "USD/call"
    basis: str = ""

    @property
    def amount(self) -> Decimal:
        """USD: tokens × price per million for what is paid per call, the price itself for the rest."""
        return usd(self.tokens, self.price) if self.unit == "USD/call" else self.price

    def line(self) -> Line:
        """The part in words."""
        basis = self.basis or f"{plain(self.tokens, TENTH)} tokens × ${plain(self.price)}/Mtok"
        return Line(self.name, self.amount, self.unit, basis)


def prompted(case: Case, at: Scenario) -> list[Part]:
    """The prompt as it is sent today: cached only if it is today, up to the first run-time slot."""
    terms = case.terms if case.is_cached_today else None
    rate = at.cache_hit_rate if case.hit_rate_today is None else case.hit_rate_today
    return _prompt_parts(case, at, case.prompted.before_first_slot, terms, rate, is_optional=False)


def cached(case: Case, at: Scenario) -> list[Part]:
    """The same prompt with all stable text first and caching on (where the provider lets one choose, if it pays)."""
    rate, is_optional = at.cache_hit_rate, case.is_caching_optional
    return _prompt_parts(case, at, case.prompted.stable, case.terms, rate, is_optional=is_optional)


def fine_tuned(case: Case, at: Scenario) -> list[Part]:
    """The tuned model with what is left of the prompt: K_ft((1-rho)S) + p_i(D+U) + p_o omega O (ECONOMICS 4.3)."""
    assert isinstance(case.tuned, Known)
    bill = case.tuned.value
    stable, slots = _left(case, at, bill.terms)
    paid = prefix(stable, bill.terms, at.cache_hit_rate, is_optional=case.is_caching_optional)
    rest = slots + at.user_tokens
    factor = at.output_factor if case.tuned_now is None else Decimal(1)
    calls = _token_parts(paid, rest, at.output_tokens * factor, bill.input, bill.output, bill.terms)
    return calls + fixed_parts(case, at)


def fixed_parts(case: Case, at: Scenario) -> list[Part]:
    """What a tuned model costs however often it is called: per month, and once if it is not tuned yet."""
    assert isinstance(case.tuned, Known)
    retraining = (at.retrain_cost + at.training_cost) / at.retrain_every_months
    parts = [
        _sum("hosting", case.tuned.value.hosting_per_month, "USD/month", "hosting of the tuned model for 730 hours"),
        _sum("upkeep", at.upkeep_per_month, "USD/month", "monitoring and evaluation beyond the prompt's own"),
        _sum("retraining", retraining, "USD/month", "a retraining, spread over the months between two"),
    ]
    if case.tuned_now is None:
        parts.append(_sum("project", at.project_cost, "USD once", "data, evaluation and integration"))
        parts.append(_sum("training", at.training_cost, "USD once", "runs × epochs × examples × tokens × price"))
    return parts


def _sum(name: str, amount: Decimal, unit: LineUnit, basis: str) -> Part:
    return Part(name, ZERO, amount, unit, basis)


def _left(case: Case, at: Scenario, terms: CacheTerms | None) -> tuple[Decimal, Decimal]:
    """Prefix and remaining prompt tokens of the tuned agent: today's if it is tuned, else what trimming leaves.

    Trimming below the shortest prefix that is cached can cost more than it saves (the cliff of ECONOMICS 4.5), so
    the prompt is then trimmed to that length only, if that is cheaper.
    """
    now = case.tuned_now
    if now is not None:
        return now.before_first_slot * at.token_estimate, (now.total - now.before_first_slot) * at.token_estimate
    before = case.prompted.stable * at.token_estimate
    slots = case.prompted.slots * at.token_estimate
    least = before - case.prompted.removable * at.removable_share * at.token_estimate
    if terms is None or not least < terms.min_tokens <= before:
        return least, slots
    rate = at.cache_hit_rate * terms.read + (1 - at.cache_hit_rate) * terms.write
    floor = Decimal(terms.min_tokens)
    return (floor if floor * rate < least * terms.input else least), slots


def _prompt_parts(
    case: Case, at: Scenario, stable: Decimal, terms: CacheTerms | None, hit_rate: Decimal, *, is_optional: bool
) -> list[Part]:
    stable *= at.token_estimate
    paid = prefix(stable, terms, hit_rate, is_optional=is_optional)
    rest = case.prompted.total * at.token_estimate - stable + at.user_tokens
    return _token_parts(paid, rest, at.output_tokens, case.input, case.output, terms)


def _token_parts(
    paid: PrefixCost, rest: Decimal, output: Decimal, price: Decimal, output_price: Decimal, terms: CacheTerms | None
) -> list[Part]:
    read, write = (terms.read, terms.write) if terms else (price, price)
    parts = (
        Part("prefix, not cached", paid.plain, price),
        Part("prefix, read from cache", paid.read, read),
        Part("prefix, written to cache", paid.written, write),
        Part("input behind the prefix", rest, price),
        Part("output", output, output_price),
    )
    return [part for part in parts if part.tokens]


def amounts(parts: list[Part]) -> tuple[Decimal, Decimal, Decimal]:
    """Sums of the parts: USD per call, USD per month beside the calls, USD once."""
    sums: dict[LineUnit, Decimal] = {"USD/call": ZERO, "USD/month": ZERO, "USD once": ZERO}
    for part in parts:
        sums[part.unit] += part.amount
    return sums["USD/call"], sums["USD/month"], sums["USD once"]


PARTS: dict[OptionName, Callable[[Case, Scenario], list[Part]]] = {
    "prompted": prompted,
    "cached": cached,
    "fine_tuned": fine_tuned,
}
"""Every option that is costed, by its name."""

TENTH = Decimal("0.1")

_UP = frozenset(
    {
        "calls_per_month",
        "user_tokens",
        "output_tokens",
        "token_estimate",
        "output_factor",
        "training_cost",
        "upkeep_per_month",
        "retrain_cost",
    }
)
_DOWN = frozenset({"removable_share", "retrain_every_months"})
"""Inputs with which a monthly cost rises, and with which it falls; the hit rate can do either."""


def cost(case: Case, name: OptionName) -> Option:
    """One option at its most likely, with the range that the uncertain inputs leave."""
    per_call, fixed, _ = amounts(parts := PARTS[name](case, case.point()))
    return Option(
        name=name,
        lines=tuple(part.line() for part in parts),
        per_call=per_call,
        per_month=_per_month(case, name, per_call * case.inputs["calls_per_month"].range.point + fixed),
        is_available=True,
        because="",
    )


def _per_month(case: Case, name: OptionName, point: Decimal) -> Range:
    ends = [point]
    for rising, falling in ((_UP, _DOWN), (_DOWN, _UP)):
        for low, high in ((rising | {"cache_hit_rate"}, falling), (rising, falling | {"cache_hit_rate"})):
            scenario = case.corner(low, high)
            per_call, fixed, _ = amounts(PARTS[name](case, scenario))
            ends.append(per_call * scenario.calls_per_month + fixed)
    return Range(min(ends), point, max(ends))


def unavailable(name: OptionName, because: str, lines: tuple[Line, ...] = ()) -> Option:
    """An option that does not exist for the agent, or whose price nobody told us."""
    return Option(name=name, lines=lines, per_call=None, per_month=None, is_available=False, because=because)


def known_saving(today: Option, other: Option) -> Range | None:
    """What `other` saves a month against `today`, most likely and at both ends, or None if either is unknown."""
    if today.per_month is None or other.per_month is None:
        return None
    ends = [today.per_month.low - other.per_month.low, today.per_month.high - other.per_month.high]
    point = today.per_month.point - other.per_month.point
    return Range(min([point, *ends]), point, max([point, *ends]))
