"""The architectures that could serve an agent, each with named cost lines that add up."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from auditor.costs.caching import CacheTerms, PrefixCost, prefix, usd
from auditor.costs.case import Case, Scenario
from auditor.model.estimate import Line, Option, OptionName
from auditor.model.measurement import Known
from auditor.model.money import MILLION, ZERO, Range, plain


class Part(NamedTuple):
    """What is paid per call for some tokens, at a price per million."""

    name: str
    tokens: Decimal
    price: Decimal

    def line(self) -> Line:
        """The part in words."""
        basis = f"{plain(self.tokens, TENTH)} tokens × ${plain(self.price)}/Mtok"
        return Line(self.name, usd(self.tokens, self.price), "USD/call", basis)


class Fixed(NamedTuple):
    """What a tuned model costs however often it is called: USD per month, and USD once if it is not tuned yet."""

    hosting: Decimal
    upkeep: Decimal
    retraining: Decimal
    project: Decimal
    training: Decimal

    @property
    def per_month(self) -> Decimal:
        """USD per month beside the calls."""
        return self.hosting + self.upkeep + self.retraining

    @property
    def once(self) -> Decimal:
        """USD once."""
        return self.project + self.training

    def lines(self, *, is_tuned: bool) -> list[Line]:
        """The sums in words."""
        monthly = [
            Line("hosting", self.hosting, "USD/month", "hosting of the tuned model for 730 hours"),
            Line("upkeep", self.upkeep, "USD/month", "monitoring and evaluation beyond the prompt's own"),
            Line("retraining", self.retraining, "USD/month", "a retraining, spread over the months between two"),
        ]
        if is_tuned:
            return monthly
        return [
            *monthly,
            Line("project", self.project, "USD once", "data, evaluation and integration"),
            Line("training", self.training, "USD once", "runs × epochs × examples × tokens × price"),
        ]


NOTHING = Fixed(ZERO, ZERO, ZERO, ZERO, ZERO)
Parts = tuple[Part, ...]


def prompted(case: Case, at: Scenario) -> Parts:
    """The prompt as it is sent today: cached only if it is today, at today's rate, up to the first run-time slot."""
    terms = case.terms if case.is_cached_today else None
    rate = case.hit_rate_today if case.hit_rate_today is not None and case.tuned_now is None else at.cache_hit_rate
    return _prompt_parts(case, at, case.prompted.before_first_slot, terms, rate, is_optional=False)


def cached(case: Case, at: Scenario) -> Parts:
    """The same prompt with all stable text first and caching on (where the provider lets one choose, if it pays)."""
    rate, is_optional = at.cache_hit_rate, case.is_caching_optional
    return _prompt_parts(case, at, case.prompted.stable, case.terms, rate, is_optional=is_optional)


def fine_tuned(case: Case, at: Scenario) -> Parts:
    """The tuned model with what is left of the prompt: K_ft((1-rho)S) + p_i(D+U) + p_o omega O (ECONOMICS 4.3)."""
    assert isinstance(case.tuned, Known)
    bill = case.tuned.value
    stable, slots = _left(case, at, bill.terms)
    is_measured = case.tuned_now is not None and case.hit_rate_today is not None
    rate = case.hit_rate_today if is_measured else at.cache_hit_rate
    paid = prefix(stable, bill.terms, rate or ZERO, is_optional=case.is_caching_optional)
    rest = slots + at.user_tokens
    factor = at.output_factor if case.tuned_now is None else Decimal(1)
    return _token_parts(paid, rest, at.output_tokens * factor, bill.input, bill.output, bill.terms)


def fixed(case: Case, at: Scenario) -> Fixed:
    """What the tuned model costs beside its calls; for an agent that is tuned already the project is paid."""
    assert isinstance(case.tuned, Known)
    is_paid = case.tuned_now is not None
    return Fixed(
        hosting=case.tuned.value.hosting_per_month,
        upkeep=at.upkeep_per_month,
        retraining=(at.retrain_cost + at.training_cost) / at.retrain_every_months,
        project=ZERO if is_paid else at.project_cost,
        training=ZERO if is_paid else at.training_cost,
    )


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
) -> Parts:
    stable *= at.token_estimate
    paid = prefix(stable, terms, hit_rate, is_optional=is_optional)
    rest = case.prompted.total * at.token_estimate - stable + at.user_tokens
    return _token_parts(paid, rest, at.output_tokens, case.input, case.output, terms)


def _token_parts(
    paid: PrefixCost, rest: Decimal, output: Decimal, price: Decimal, output_price: Decimal, terms: CacheTerms | None
) -> Parts:
    read, write = (terms.read, terms.write) if terms else (price, price)
    return (
        Part("prefix, not cached", paid.plain, price),
        Part("prefix, read from cache", paid.read, read),
        Part("prefix, written to cache", paid.written, write),
        Part("input behind the prefix", rest, price),
        Part("output", output, output_price),
    )


def per_call(parts: Parts) -> Decimal:
    """USD per call: the sum of tokens × price."""
    return sum([part.tokens * part.price for part in parts], ZERO) / MILLION


PARTS: dict[OptionName, Callable[[Case, Scenario], Parts]] = {
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
_RATE = frozenset({"cache_hit_rate"})
"""Inputs with which a monthly cost rises, and with which it falls; the hit rate can do either."""


def cost(case: Case, name: OptionName, at: tuple[Scenario, ...]) -> Option:
    """One option at its most likely, with the range between the corners `at`."""
    point, is_tuned = case.point(), case.tuned_now is not None
    parts, beside = PARTS[name](case, point), _beside(case, name, point)
    return Option(
        name=name,
        lines=(*(part.line() for part in parts if part.tokens), *(beside.lines(is_tuned=is_tuned) if beside else ())),
        per_call=per_call(parts),
        per_month=_per_month(case, name, per_call(parts) * point.calls_per_month + (beside or NOTHING).per_month, at),
        is_available=True,
        because="",
    )


def _beside(case: Case, name: OptionName, at: Scenario) -> Fixed | None:
    return fixed(case, at) if name == "fine_tuned" else None


def corners(case: Case) -> tuple[Scenario, ...]:
    """The scenarios between which every monthly cost lies."""
    return tuple(
        case.corner(low, high)
        for rising, falling in ((_UP, _DOWN), (_DOWN, _UP))
        for low, high in ((rising | _RATE, falling), (rising, falling | _RATE))
    )


def _per_month(case: Case, name: OptionName, point: Decimal, at: tuple[Scenario, ...]) -> Range:
    ends = [point]
    for scenario in at:
        fixed_cost = (_beside(case, name, scenario) or NOTHING).per_month
        ends.append(per_call(PARTS[name](case, scenario)) * scenario.calls_per_month + fixed_cost)
    return Range(min(ends), point, max(ends))


def unavailable(name: OptionName, because: str, lines: tuple[Line, ...] = ()) -> Option:
    """An option that does not exist for the agent, or whose price nobody told us."""
    return Option(name=name, lines=lines, per_call=None, per_month=None, is_available=False, because=because)
