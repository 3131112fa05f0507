"""The engine says what a plain reference in decimals says, call by call and within the horizon."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.costs import Case
from tests.costs import reference
from tests.costs.cases import case, judged, layout, options_of, premium, rates, today, tuned

MANY = settings(max_examples=60)


def hundredths(low: float, high: float) -> st.SearchStrategy[Decimal]:
    """Decimals with two places."""
    return st.integers(round(low * 100), round(high * 100)).map(lambda number: Decimal(number) / 100)


@st.composite
def models(draw: st.DrawFn) -> reference.Model:
    price, block = draw(hundredths(0.01, 10)), draw(st.sampled_from([1, 64, 128]))
    return reference.Model(
        input=price,
        output=draw(hundredths(0.01, 50)),
        read=price * draw(st.sampled_from([Decimal(factor) for factor in ("0.025", "0.1", "0.25", "0.5", "1")])),
        write=price * draw(st.sampled_from([Decimal(factor) for factor in ("1", "1.25", "2")])),
        min_tokens=Decimal(block * draw(st.sampled_from([0, 1, 8, 16, 32]))),
        block=Decimal(block),
        can_cache=draw(st.booleans()),
        is_automatic=draw(st.booleans()),
    )


@st.composite
def agents(draw: st.DrawFn) -> reference.Agent:
    stable = draw(st.integers(0, 6000))
    return reference.Agent(
        stable=Decimal(stable),
        before_slot=Decimal(draw(st.integers(0, stable))),
        dynamic=Decimal(draw(st.integers(0, 500))),
        user=Decimal(draw(st.integers(0, 3000))),
        output=Decimal(draw(st.integers(0, 3000))),
        removable=Decimal(draw(st.integers(0, stable))),
        rho=draw(hundredths(0, 1)),
        omega=draw(hundredths(0.5, 1.5)),
        phi=draw(st.just(Decimal(0)) | hundredths(0, 0.2)),
        hit_rate=draw(hundredths(0, 1)),
        calls=Decimal(draw(st.integers(1, 5_000_000))),
    )


@st.composite
def projects(draw: st.DrawFn) -> reference.Project:
    later = draw(st.lists(st.tuples(st.integers(1, 30), hundredths(0.2, 4)), max_size=2, unique_by=lambda one: one[0]))
    return reference.Project(
        once=Decimal(draw(st.integers(0, 50_000))),
        per_month=Decimal(draw(st.integers(0, 2000))),
        months=draw(st.integers(1, 24)),
        growth=draw(st.just(Decimal(0)) | hundredths(-0.3, 0.3)),
        discount=draw(st.just(Decimal(0)) | hundredths(0, 0.03)),
        factors=((0, Decimal(1)), *sorted(later)),
    )


def as_case(
    agent: reference.Agent, model: reference.Model, factor: Decimal, project: reference.Project | None = None
) -> Case:
    """The same agent as the engine takes it."""
    base = rates(**{name: float(value) for name, value in vars(model).items()})
    figures: dict[str, Any] = {}
    if project is not None:
        figures = {
            "growth_per_month": project.growth,
            "project_cost": project.once,
            "upkeep_per_month": project.per_month,
            "discount": float(project.discount),
            "factors": tuple((float(start), float(times)) for start, times in project.factors),
        }
    return case(
        base=base,
        own={"fine_tuned": premium(base, float(factor), float(factor))},
        routes={"fine_tuned": tuned(months=project.months if project else 12)},
        prompt=layout(
            float(agent.stable + agent.dynamic),
            float(agent.removable),
            before_slot=float(agent.before_slot),
            slots=float(agent.dynamic),
        ),
        now=today(is_cached=1),
        calls_per_month=agent.calls,
        user_tokens=agent.user,
        output_tokens=agent.output,
        cache_hit_rate=agent.hit_rate,
        removable_share=agent.rho,
        output_factor=agent.omega,
        fallback_share=agent.phi,
        **figures,
    )


PREMIUMS = st.sampled_from([Decimal(factor) for factor in ("0.5", "1", "1.5", "2", "3.6")])


def assert_close(expected: Decimal, found: Decimal | None, places: str) -> None:
    assert found is not None
    assert abs(expected - found) <= Decimal(places) * max(1, abs(expected))


@MANY
@given(agents(), models(), PREMIUMS)
def test_a_call_costs_what_the_formulas_say(agent: reference.Agent, model: reference.Model, factor: Decimal) -> None:
    told = options_of(as_case(agent, model, factor))
    expected = {
        "prompted": reference.prompted(agent, model),
        "cached": reference.cached(agent, model),
        "fine_tuned": reference.tuned(agent, model, model.times(factor)),
    }
    for name, cost in expected.items():
        assert_close(cost, told[name].per_call, "0.0000000001")
        assert_close(
            cost, sum((line.amount for line in told[name].lines if line.unit == "USD/call"), Decimal(0)), "1e-10"
        )


@MANY
@given(agents(), models(), PREMIUMS, projects())
def test_the_net_within_the_horizon_is_what_the_formulas_say(
    agent: reference.Agent, model: reference.Model, factor: Decimal, project: reference.Project
) -> None:
    found = judged(as_case(agent, model, factor, project))
    own = model.times(factor)
    assert found.net is not None
    expected = reference.net(agent, model, own, project)
    assert_close(expected, found.net.point, "0.00000001")
    if abs(expected) > Decimal("0.01"):
        assert ("yes" if expected > 0 else "no") == found.crossed.replace("never", "no")
    assert found.split is not None
    assert_close(reference.saved(agent, model, own), found.split.total, "0.00000001")


@MANY
@given(agents(), models(), PREMIUMS, projects())
def test_the_payback_is_the_month_that_the_formulas_say(
    agent: reference.Agent, model: reference.Model, factor: Decimal, project: reference.Project
) -> None:
    found = judged(as_case(agent, model, factor, project))
    expected = reference.payback(agent, model, model.times(factor), project)
    if project.once > 0:
        assert expected == found.payback_months
    else:
        assert None is found.payback_months  # nothing is to be paid back
