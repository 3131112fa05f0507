"""The cases of the whole fleet, worked out at once: options, break-evens, and what bounds them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from auditor import costs
from auditor.measures.economics.case import Asked, asked
from auditor.measures.economics.question import Question
from auditor.measures.economics.ranges import assumptions
from auditor.measures.economics.routes import own_route
from auditor.model.estimate import BreakEven, OptionName, Order, PoolMember, Simulated
from auditor.model.facts import EconomicsFacts
from auditor.model.measurement import Known, Measurement, Unknown, known


def measure(questions: list[Question], members: Mapping[str, PoolMember] | None = None) -> list[EconomicsFacts]:
    """The options, the break-even and what bounds them, for each agent; whatever is missing is named, never taken as 0.

    For `members` of a pool a dedicated deployment costs their share of it, a deployment of their own for all others.
    """
    assumed = assumptions(questions[0].policy.scale_pays) if questions else {}
    all_asked = [asked(question, assumed, (members or {}).get(question.agent.id)) for question in questions]
    costed = [one for one in all_asked if one.case is not None]
    found = iter(_economics(costed)) if costed else iter(())
    return [next(found) if one.case is not None else _unpriced(one.because) for one in all_asked]


def together(questions: list[Question], members: Mapping[str, PoolMember]) -> Simulated | None:
    """What tuning these agents gains within their horizons if all are tuned; None if none of them can be drawn."""
    assumed = assumptions(questions[0].policy.scale_pays) if questions else {}
    all_asked = [asked(question, assumed, members.get(question.agent.id)) for question in questions]
    known = [(one.case, own_route(one.question)) for one in all_asked if one.case is not None]
    usable = [(case, route) for case, route in known if route in case.tuned and case.has_volume]
    if not usable:
        return None
    fleet = costs.Fleet.made([case for case, _ in usable])
    return fleet.together([route for _, route in usable], _simulation(questions[0]))


def carried(uses: list[tuple[Question, int, bool]]) -> list[Measurement[costs.Carried]]:
    """What a block of so many tokens costs in each prompt, which stands before run-time text or not."""
    assumed = assumptions(uses[0][0].policy.scale_pays) if uses else {}
    known: dict[str, Asked] = {}
    for question, _, _ in uses:
        if question.agent.id not in known:
            known[question.agent.id] = asked(question, assumed)
    told: list[Measurement[costs.Carried]] = [Unknown(_not_carried(known[one.agent.id])) for one, _, _ in uses]
    can = [place for place, one in enumerate(told) if isinstance(one, Unknown) and not one.because]
    cases = [case for place in can if (case := known[uses[place][0].agent.id].case) is not None]
    if cases:
        tokens, early = [uses[place][1] for place in can], [uses[place][2] for place in can]
        for place, found in zip(can, costs.Fleet.made(cases).carried(tokens, early), strict=True):
            told[place] = Known(found, "USD/month", "computed")
    return told


def _not_carried(one: Asked) -> str:
    """Why nobody knows what a part of the prompt costs; empty if that is known."""
    if one.case is None:
        return one.because
    return "some of them run on tuned models" if one.question.is_tuned else one.case.lacking_volume


def _simulation(question: Question) -> costs.Simulation:
    scale = question.policy.scale_pays
    return costs.Simulation(scale.simulation_seed.value, scale.simulation_draws.value, float(scale.enough_chance.value))


def _unpriced(because: str) -> EconomicsFacts:
    return EconomicsFacts(
        options=tuple(costs.unavailable(name, because) for name in costs.NAMES),
        break_even=BreakEven(crossed="unknown", because=because),
        alternatives=(),
        inputs=(),
        best_case_saving=Unknown(because),
        context_cost=Unknown(because),
        savings={},
        order=Unknown(because),
    )


def _economics(asked: list[Asked]) -> list[EconomicsFacts]:
    cases = [one.case for one in asked if one.case is not None]
    fleet = costs.Fleet.made(cases)
    as_of, how = asked[0].question.as_of, _simulation(asked[0].question)
    routes = [own_route(one.question) for one in asked]
    judged = {name: _judged(fleet, name, routes, as_of, how) for name in costs.ROUTES}
    savings = fleet.savings()
    options = fleet.options()
    after = [one.question.prompt.before_moved_slot + one.question.prompt.tools_tokens for one in asked]
    orders = _orders(fleet, asked, after)
    pays = [_pays(judged[route].get(place)) for place, route in enumerate(routes)]
    moves = [costs.Move.of(tokens, known(order)) for tokens, order in zip(after, orders, strict=True)]
    at_others = fleet.coefficients(routes, pays, how, moves)
    twin, context = fleet.twin_saves(), fleet.context_cost()
    shareable = fleet.shareable([_deployment(one) for one in asked])
    told = []
    for place, one in enumerate(asked):
        route = routes[place]
        own = judged[route].get(place) or costs.Judged(
            BreakEven(crossed="unknown", because=_why_not(one, route)), costs.plain_inputs(cases[place])
        )
        others = [judged[name][place] for name in costs.ROUTES if name != route and place in judged[name]]
        volume = cases[place].lacking_volume
        told.append(
            EconomicsFacts(
                options=options[place],
                break_even=own.break_even,
                alternatives=tuple(other.break_even for other in others),
                inputs=own.inputs,
                best_case_saving=_bound(one, twin[place]),
                context_cost=Unknown(volume) if volume else Known(context[place], "USD/month", "computed"),
                savings=savings[place],
                order=orders[place],
                is_tuned=one.question.is_tuned,
                candidate=shareable[place],
                coefficients=at_others[place],
            )
        )
    return told


def _orders(fleet: costs.Fleet, asked: list[Asked], after: list[int]) -> list[Measurement[Order]]:
    prompts = [one.question.prompt for one in asked]
    found = fleet.orders(after, [prompt.scaled(prompt.breakers.behind) for prompt in prompts])
    return [
        Unknown(_no_order(one)) if order is None else Known(order, "USD", "computed")
        for one, order in zip(asked, found, strict=True)
    ]


def _no_order(one: Asked) -> str:
    if one.question.is_tuned:
        return "it runs on a tuned model: what caching its prompt costs is among the lines of its own option"
    assert one.case is not None
    return one.case.lacking_volume or one.case.lacking.get("prompted") or one.case.lacking["cached"]


def _judged(
    fleet: costs.Fleet, name: OptionName, routes: list[OptionName], as_of: date, how: costs.Simulation
) -> dict[int, costs.Judged]:
    """A route's break-evens; with all inputs for those agents for whom it is the way to tune their own model."""
    own = [place for place, route in enumerate(routes) if route == name]
    others = [place for place, route in enumerate(routes) if route != name]
    return fleet.break_evens(name, as_of, how, own, has_inputs=True) | fleet.break_evens(
        name, as_of, how, others, has_inputs=False
    )


def _pays(judged: costs.Judged | None) -> float | None:
    """The share of draws in which tuning pays; None where they were not looked into."""
    drawn = judged.break_even.simulated if judged else None
    return float(drawn.pays) if drawn else None


def _deployment(one: Asked) -> tuple[str, str, int] | None:
    """The dedicated deployment that the agent could share: its name, its base and the adapters of a replica."""
    way = one.ways["fine_tuned_dedicated"]
    if isinstance(way, Unknown) or not way.value.deployment:
        return None
    return way.value.deployment, way.value.model, way.value.adapters


def _why_not(one: Asked, route: OptionName) -> str:
    way = one.ways[route]
    if isinstance(way, Unknown):
        return way.because
    return "fine_tune.replaced_prompt_tokens is not declared, so there is nothing to compare the tuned model with"


def _bound(one: Asked, saved: Decimal) -> Measurement[Decimal]:
    if one.question.is_tuned:
        return Unknown("it is tuned already: its own figures say what it saves")
    assert one.case is not None
    if one.case.lacking_volume:
        return Unknown(one.case.lacking_volume)
    return Known(max(Decimal(0), saved), "USD/month", "computed")
