"""Cases of the cost model made up of round figures, without an inventory: what laws and worked examples start from."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from auditor.costs import (
    INPUTS,
    NAN,
    Case,
    CasePeriod,
    Fleet,
    Judged,
    Layout,
    Rates,
    Route,
    Simulation,
    Span,
    Today,
    Tuned,
    Uncertain,
)
from auditor.costs.inputs import Array, Ranges, stacked
from auditor.costs.table import ROUTES, Table
from auditor.model.estimate import BreakEven, Option, OptionName
from auditor.model.money import Range, as_decimal
from tests.fleets import DAY

POINT: dict[str, Any] = {
    "calls_per_month": 1_000_000,
    "growth_per_month": 0,
    "user_tokens": 500,
    "output_tokens": 300,
    "cache_hit_rate": 0,
    "hit_rate_today": 0,
    "token_estimate": 1,
    "removable_share": 1,
    "output_factor": 1,
    "fallback_share": 0,
    "smaller_model_share": 0,
    "price_level": 1,
    "project_cost": 3000,
    "training_cost": 0,
    "upkeep_per_month": 0,
    "retrain_cost": 0,
    "retrain_every_months": 60,
    "replica_tokens_per_second": 1000,
    "retrieved_tokens": 0,
    "retrieval_per_call": 0,
    "retrieval_per_month": 0,
}
"""ECONOMICS 4.5: a project of $3,000 for an agent of 500 user and 300 output tokens, everything sure."""


def rates(**figures: float) -> Rates[float]:
    """gpt-4.1-mini as ECONOMICS 4.5 takes it, cached to the token and from the first on, with other figures."""
    mini = {
        "input": 0.4,
        "output": 1.6,
        "read": 0.1,
        "write": 0.4,
        "min_tokens": 0,
        "block": 1,
        "can_cache": 1,
        "is_automatic": 1,
        "storage": 0,
    }
    return Rates(**{name: float(value) for name, value in (mini | figures).items()})


def premium(base: Rates[float], input: float, output: float) -> Rates[float]:
    """The rates of a tuned model at multiples of its base model's."""
    return base._replace(
        input=base.input * input, read=base.read * input, write=base.write * input, output=base.output * output
    )


def layout(total: float = 3000, removable: float = 2800, **figures: float) -> Layout[float]:
    """A prompt without run-time text, of which so much is stable behaviour."""
    plain = {"before_slot": total, "slots": 0, "volatile": 0, "elsewhere": 0, "is_retrieved": 0}
    return Layout(total=total, removable=removable, **{**plain, **figures})


def today(**figures: float) -> Today[float]:
    """An agent that is prompted and cached, at a rate that nobody measured."""
    plain = {"is_cached": 1, "is_measured": 0, "is_tuned": 0, "tuned_total": NAN, "tuned_before_slot": NAN}
    return Today(**{**plain, **figures})


def tuned(
    hosting: float = 0, *, is_by_replica: float = 0, kappa: float = 1, storage: float = 0, months: float = 12
) -> Tuned:
    """A way to serve a tuned model, at USD per month of hosting, with a horizon."""
    route = Route(
        kappa=kappa, hosting_per_month=hosting, is_by_replica=is_by_replica, storage_per_month=storage, least_replicas=1
    )
    return Tuned(route=route, hosting="hosting", horizon_months=months, horizon_because="it was set so")


def uncertain(said: Any) -> Uncertain:
    """A sure figure, or a range of three."""
    if isinstance(said, (list, tuple)):
        return Uncertain(Range(*map(as_decimal, said)), "assumed")
    return Uncertain(Range.sure(said), "declared")


def periods(
    base: Rates[float], own: dict[OptionName, Rates[float]], smaller: Rates[float] | None, *factors: tuple[float, float]
) -> tuple[CasePeriod, ...]:
    """Spans of the horizon: each starts in a month, from which on all prices are multiplied by a factor."""
    starts = [start for start, _ in factors] + [float("inf")]
    found = []
    for place, (start, factor) in enumerate(factors):
        at = {name: premium(one, factor, factor) for name, one in own.items()}
        now = premium(base, factor, factor)
        span = Span(start, starts[place + 1])
        found.append(CasePeriod(span, now, now, premium(smaller or base, factor, factor), at))
    return tuple(found)


def case(
    *,
    agent: str = "agent",
    base: Rates[float] | None = None,
    own: dict[OptionName, Rates[float]] | None = None,
    routes: dict[OptionName, Tuned] | None = None,
    smaller: Rates[float] | None = None,
    prompt: Layout[float] | None = None,
    now: Today[float] | None = None,
    factors: tuple[tuple[float, float], ...] = ((0.0, 1.0),),
    discount: float = 0,
    lacking: tuple[OptionName, ...] = ("retrieval", "in_context"),
    **inputs: Any,
) -> Case:
    """A case; without a word on routes, today's model can be tuned at twice its price."""
    base = base or rates()
    own = own or {"fine_tuned": premium(base, 2, 2)}
    routes = routes or {name: tuned() for name in own}
    others = (*lacking, *(name for name in ROUTES if name not in own), *(() if smaller else ("smaller_model",)))
    strange = set(inputs) - set(INPUTS)
    if strange:
        raise ValueError(f"no inputs of the cost model: {strange}")
    return Case(
        agent=agent,
        inputs={name: uncertain(inputs.get(name, POINT[name])) for name in INPUTS},
        layout=prompt or layout(),
        today=now or today(),
        periods=periods(base, own, smaller, *factors),
        lacking=dict.fromkeys(others, "left out"),
        models={},
        smaller_kappa=1.0 if smaller else NAN,
        tuned=routes,
        discount_per_month=discount,
        lacking_volume="",
        is_tuned=bool(now and now.is_tuned),
    )


def columns(cases: list[Case]) -> tuple[Table, Ranges]:
    """Cases as the formulas take them."""
    return Table.of(cases), Ranges.of([one.inputs for one in cases])


def column(figures: Rates[float]) -> Rates[Array]:
    """The rates of one model as columns of one row."""
    found: Rates[Array] = stacked([figures])
    return found


def dollars(amount: Decimal | float) -> Decimal:
    """An amount to a billionth of a dollar."""
    return round(Decimal(amount), 9)


def options_of(one: Case) -> dict[str, Option]:
    """Every option of a case by its name."""
    return {option.name: option for option in Fleet.made([one]).options()[0]}


def judged_all(cases: list[Case], route: OptionName = "fine_tuned", draws: int = 500) -> list[Judged]:
    """The break-even of each case with what its inputs do to it; all must have the route."""
    found = Fleet.made(cases).break_evens(route, DAY, Simulation(seed=1, draws=draws), has_inputs=True)
    return [found[place] for place in range(len(cases))]


def judged(one: Case, route: OptionName = "fine_tuned", draws: int = 500) -> BreakEven:
    """The break-even of a case."""
    return judged_all([one], route, draws)[0].break_even


def call(input: float, output: float, input_price: float, output_price: float, removable: float = 0) -> dict[str, Any]:
    """A call that is all prompt and answer, without a cache: what `case` takes."""
    return {
        "prompt": layout(input, removable),
        "base": rates(input=input_price, output=output_price, read=input_price, write=input_price, can_cache=0),
        "now": today(is_cached=0),
        "user_tokens": 0,
        "output_tokens": output,
    }
