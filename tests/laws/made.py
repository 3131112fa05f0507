"""Cases of the cost model made by chance from a number that hypothesis draws: quick to make, and told again by it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import strategies as st

from auditor.costs import INPUTS, Case, Rates
from auditor.model.estimate import OptionName
from tests.costs.cases import case, layout, premium, rates, today, tuned, uncertain

SPREADS: dict[str, tuple[float, float]] = {
    "calls_per_month": (0, 5_000_000),
    "growth_per_month": (-0.2, 0.2),
    "user_tokens": (0, 3000),
    "output_tokens": (0, 3000),
    "cache_hit_rate": (0, 1),
    "hit_rate_today": (0, 1),
    "token_estimate": (0.8, 1.2),
    "removable_share": (0, 1),
    "output_factor": (0.5, 1.5),
    "fallback_share": (0, 0.2),
    "smaller_model_share": (0, 1),
    "price_level": (0.5, 1.5),
    "project_cost": (0, 20_000),
    "training_cost": (0, 1000),
    "upkeep_per_month": (0, 1000),
    "retrain_cost": (0, 4000),
    "retrain_every_months": (6, 30),
    "replica_tokens_per_second": (100, 3000),
    "retrieved_tokens": (0, 4000),
    "retrieval_per_call": (0, 0.001),
    "retrieval_per_month": (0, 300),
}
"""How far each input may range; ends are likelier than chance would have it."""

ASSUMED: dict[str, Any] = {
    "removable_share": [0.5, 0.8, 0.95],
    "output_factor": [0.7, 1, 1],
    "fallback_share": [0, 0, 0.05],
    "smaller_model_share": 0,
    "price_level": [0.7, 1, 1.1],
    "project_cost": [2000, 6000, 15000],
    "upkeep_per_month": [50, 150, 400],
    "retrain_cost": [500, 1500, 4000],
    "retrain_every_months": [12, 18, 30],
    "replica_tokens_per_second": [300, 1000, 2500],
}
"""What the policy assumes of an agent whose owner has tried a smaller model."""


def cases(*, is_sure: bool = False) -> st.SearchStrategy[Case]:
    """Cases with all options but the dedicated one; their inputs ranges, or sure."""
    return st.integers(0, 10**9).map(lambda seed: made(Random(seed), is_sure=is_sure))


def models() -> st.SearchStrategy[Rates[float]]:
    """Models of every price and rule of caching."""
    return st.integers(0, 10**9).map(lambda seed: made_model(Random(seed)))


def made_model(luck: Random) -> Rates[float]:
    """A model: the price of its input, the multiples of the others, and how it caches."""
    price, block = luck.choice([0.05, 0.1, 0.4, 1, 2, 4]), luck.choice([1, 64, 128])
    return rates(
        input=price,
        output=price * luck.choice([2, 4, 5]),
        read=price * luck.choice([0.05, 0.1, 0.25, 0.5]),
        write=price * luck.choice([1, 1.25, 2]),
        block=block,
        min_tokens=block * luck.choice([0, 8, 16]),
        can_cache=luck.choice([0, 1, 1, 1]),
        is_automatic=luck.choice([0, 1]),
        storage=luck.choice([0, 0, 0, price * 3 * 730]),
    )


def made(luck: Random, *, is_sure: bool) -> Case:
    """A case; its prices may change twice."""
    base, stable, slots = made_model(luck), luck.choice([0, 900, 1100, luck.randint(0, 6000)]), luck.choice([0, 0, 300])
    times = luck.choice([1, 1.5, 2])
    own: dict[OptionName, Rates[float]] = {
        "fine_tuned": premium(base, times, times)._replace(storage=0),
        "fine_tuned_smaller": rates(input=0.1, output=0.4, can_cache=0),
    }
    return case(
        base=base,
        own=own,
        routes={
            "fine_tuned": tuned(luck.choice([0, 51, 1241]), storage=luck.choice([0, 2]), months=luck.randint(1, 18)),
            "fine_tuned_smaller": tuned(kappa=luck.choice([0.9, 1, 1.2])),
        },
        smaller=premium(made_model(luck), 0.5, 0.5),
        prompt=layout(
            stable + slots,
            luck.randint(0, stable),
            before_slot=luck.choice([stable, luck.randint(0, stable)]),
            slots=slots,
            volatile=luck.randint(0, stable),
            elsewhere=luck.randint(0, 50_000),
            is_retrieved=luck.choice([0, 1]),
        ),
        now=today(is_cached=base.can_cache * (base.is_automatic or luck.choice([0, 1]))),
        factors=luck.choice([((0, 1),), ((0, 1), (4, 2)), ((0, 1), (3.5, 0.2), (9, 3))]),
        discount=luck.choice([0, 0.01]),
        lacking=(),
        **{name: spread(luck, *SPREADS[name], is_sure=is_sure) for name in INPUTS},
    )


def spread(luck: Random, low: float, high: float, *, is_sure: bool) -> Any:
    """A sure figure, or a range of three; an end of the range now and then."""
    ends = sorted(luck.choice([low, high, *[luck.uniform(low, high)] * 4]) for _ in range(3))
    ends = [round(end, 6) for end in ends]
    return ends[1] if is_sure or luck.random() < 0.5 else ends


def with_inputs(one: Case, **inputs: Any) -> Case:
    """The case with other inputs."""
    return replace(one, inputs=one.inputs | {name: uncertain(said) for name, said in inputs.items()})


def as_assumed(one: Case) -> Case:
    """The case with the policy's ranges, and with what an owner tells sure or to a quarter."""
    told = {}
    for name in ("calls_per_month", "user_tokens", "output_tokens", "cache_hit_rate"):
        held = one.inputs[name].range
        most = Decimal(1) if name == "cache_hit_rate" else Decimal("1e9")
        told[name] = held.point if held.is_sure else [held.point * 3 / 4, held.point, min(most, held.point * 5 / 4)]
    return with_inputs(one, **ASSUMED, **told)


def flat(one: Case) -> Case:
    """The case without growth, discount or later prices."""
    first = one.periods[0]
    only = replace(first, span=first.span._replace(ends=float("inf")))
    return replace(with_inputs(one, growth_per_month=0), discount_per_month=0, periods=(only,))
