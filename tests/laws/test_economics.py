"""Laws of the cost model, through the whole of it: what may never happen, whatever the figures."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.costs import arrivals, caching_rule
from auditor.costs.caching import prefix
from auditor.model.facts import EconomicsFacts, Facts
from auditor.model.measurement import Known
from auditor.model.run import Audited, cost_today, saving_of
from tests.costs.cases import column, rates
from tests.fleets import FAKE_BOOK, FakePrices, facts_of, read_fleet, run_of

FEW = settings(max_examples=30)
SLACK = Decimal("0.000000000001")
"""Decimal keeps 28 digits: sums may differ in the last of them."""

MODELS = sorted((row.provider, name) for name, row in FAKE_BOOK.items())
RATES = st.integers(0, 20).map(lambda twentieths: twentieths / 20)
TOKENS = st.integers(0, 4000)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("economics")


def facts(folder: Path, model: tuple[str, str], tools: int, **traffic: Any) -> Facts:
    """The facts of an agent whose prompt is one word and so many tokens of tool schemas."""
    agent = {
        "id": "agent",
        "model": {"provider": model[0], "name": model[1]},
        "prompt": {"text": "Hi", "tools_tokens": tools},
        "traffic": traffic,
    }
    return facts_of(read_fleet(folder, [agent]), FakePrices())


def economics(folder: Path, model: tuple[str, str], tools: int, **traffic: Any) -> EconomicsFacts:
    """The economics of such an agent."""
    return facts(folder, model, tools, **traffic).economics


@st.composite
def traffics(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "calls_per_month": draw(st.integers(0, 5_000_000)),
        "user_tokens": draw(TOKENS),
        "output_tokens": draw(TOKENS),
        "cache_hit_rate": draw(RATES),
    }


@FEW
@given(st.sampled_from(MODELS), TOKENS, traffics(), st.integers(1, 1_000_000))
def test_more_calls_at_the_same_hit_rate_never_make_an_option_cheaper(
    folder: Path, model: tuple[str, str], tools: int, traffic: dict[str, Any], more: int
) -> None:
    before = economics(folder, model, tools, **traffic)
    after = economics(folder, model, tools, **traffic | {"calls_per_month": traffic["calls_per_month"] + more})
    for one, other in zip(before.options, after.options, strict=True):
        if one.per_month is not None:
            assert other.per_month is not None
            assert one.per_month.point <= other.per_month.point


def test_calls_that_keep_the_cache_warm_may_cost_less_in_all(folder: Path) -> None:
    """Where nobody measured the hit rate it rises with the calls: from one in twenty minutes to one in two."""
    model, traffic = ("anthropic", "claude-sonnet-5-5"), {"user_tokens": 0, "output_tokens": 0}
    few, many = (
        economics(folder, model, 3000, **traffic, calls_per_month=calls).option("cached").per_month
        for calls in (2190, 4380)
    )
    assert few is not None
    assert many is not None
    assert many.point < few.point


@FEW
@given(st.sampled_from(MODELS), TOKENS, traffics(), st.sampled_from(["user_tokens", "output_tokens"]), TOKENS)
def test_longer_messages_and_answers_never_cost_less(
    folder: Path, model: tuple[str, str], tools: int, traffic: dict[str, Any], name: str, more: int
) -> None:
    before = economics(folder, model, tools, **traffic)
    after = economics(folder, model, tools, **traffic | {name: traffic[name] + more})
    for one, other in zip(before.options, after.options, strict=True):
        if one.per_call is not None:
            assert other.per_call is not None
            assert one.per_call <= other.per_call + SLACK


@FEW
@given(st.sampled_from(MODELS), TOKENS, traffics(), st.integers(1, 20))
def test_a_longer_stable_prompt_never_costs_less_unless_the_cache_takes_it_in(
    folder: Path, model: tuple[str, str], tools: int, traffic: dict[str, Any], blocks: int
) -> None:
    """A prefix that reaches the cache's minimum, or fills its last block, may cost less than a shorter one."""
    rule = caching_rule(*model)
    block, least = (rule.value.block, rule.value.min_tokens) if isinstance(rule, Known) else (1, 0)
    before, after = (facts(folder, model, tokens, **traffic) for tokens in (tools, tools + blocks * block))
    shorter, longer = (found.prompt.tokens + found.prompt.tools_tokens for found in (before, after))
    if shorter < least <= longer:
        return
    for name in ("prompted", "cached"):
        one, other = (found.economics.option(name).per_call for found in (before, after))
        if one is not None:
            assert other is not None
            assert one <= other + SLACK


@FEW
@given(
    st.integers(0, 100_000),
    st.integers(0, 5_000),
    st.sampled_from([1, 64, 128]),
    st.integers(0, 5_000),
    RATES,
    st.booleans(),
)
def test_every_token_of_a_prefix_is_paid_for_once(
    tokens: int,
    least: int,
    block: int,
    more: int,
    rate: float,
    is_optional: bool,  # noqa: FBT001  drawn
) -> None:
    at = column(rates(input=2, read=0.1, write=2.5, min_tokens=least, block=block, is_automatic=0))
    found = prefix(np.array([[float(tokens)]]), at, np.array([[rate]]), is_optional=is_optional)
    plain, read, written = (part.item() for part in found)
    assert tokens == pytest.approx(plain + read + written, abs=1e-6)
    assert min(plain, read, written) >= 0
    cost = plain * 2 + read * 0.1 + written * 2.5
    assert tokens * 0.1 - 1e-6 <= cost <= tokens * 2.5 + 1e-6
    if is_optional:
        assert cost <= tokens * 2 + 1e-6


@FEW
@given(st.lists(st.integers(0, 10_000_000), min_size=2, max_size=6).map(sorted), st.integers(1, 60), st.integers(0, 9))
def test_more_calls_never_find_the_cache_colder(calls: list[int], minutes: int, session: int) -> None:
    found = [float(arrivals.sessions(volume, minutes, session, session * 2)) for volume in calls]
    assert all(0 <= rate <= 1 for rate in found)
    assert all(fewer <= more for fewer, more in pairwise(found))


def around(low: int, high: int) -> st.SearchStrategy[Any]:
    """A number, or a range of numbers."""
    numbers = st.integers(low, high)
    return numbers | st.tuples(numbers, numbers).map(sorted)


@st.composite
def agents(draw: st.DrawFn) -> dict[str, Any]:
    provider, name = draw(st.sampled_from(MODELS))
    rate = st.none() | RATES | st.tuples(RATES, RATES).map(sorted)
    architecture = draw(st.sampled_from(["prompted", "retrieval", "fine_tuned", "hybrid"]))
    tuned = {"fine_tune": {"replaced_prompt_tokens": draw(st.none() | TOKENS)}}
    return {
        "id": "agent",
        "architecture": architecture,
        "model": {"provider": provider, "name": name},
        "prompt": {"text": draw(st.sampled_from(TEXTS)), "tools_tokens": draw(TOKENS)},
        "traffic": {
            "calls_per_month": draw(st.none() | around(0, 9_000_000)),
            "growth_per_month": draw(st.none() | st.sampled_from([-0.1, 0, 0.05, [0.01, 0.2]])),
            "user_tokens": draw(around(0, 3000)),
            "output_tokens": draw(around(0, 3000)),
            "cache_hit_rate": draw(rate),
            "session": draw(st.none() | st.just({"calls": 6, "minutes": 9})),
        },
        "task": {"scope": draw(st.sampled_from([None, "narrow", "broad"])), "changes_per_quarter": draw(around(0, 3))},
        "prompting": {"iterations": draw(st.none() | st.integers(0, 9)), "techniques": ["few_shot", "persona"]},
        "dataset": {"examples": draw(st.none() | st.integers(0, 2000)), "holdout": 30, "baseline_measured": True},
        **(tuned if architecture in {"fine_tuned", "hybrid"} else {}),
    }


TEXTS = (
    "Hi",
    "You are Carl.\nAnswer in JSON only.\n" + "Greet every caller by name and be kind.\n" * 150,
    "{{customer}}\n" + "Greet every caller by name and be kind.\n" * 150,
    "The late fee is $75 per month.\n" * 100 + "Be kind to everybody.\n" * 100,
)


def one(folder: Path, agent: dict[str, Any]) -> Audited:
    return run_of(read_fleet(folder, [agent]), FakePrices()).agents[0]


@FEW
@given(agents())
def test_every_range_holds_its_point(folder: Path, agent: dict[str, Any]) -> None:
    found = one(folder, agent)
    ranges = [option.per_month for option in found.facts.economics.options]
    ranges += [part.saves_per_month for part in found.verdict.recommendations]
    for held in ranges:
        if held is not None:
            assert held.low <= held.point <= held.high
    at = found.facts.economics.break_even
    reached = [end for end in (at.low, at.point, at.high) if end is not None]
    assert sorted(reached) == reached
    if at.point is not None:
        assert at.low is not None
    if at.high is not None:
        assert at.point is not None


@FEW
@given(agents())
def test_lines_add_up_and_nothing_unknown_is_free(folder: Path, agent: dict[str, Any]) -> None:
    found = one(folder, agent)
    for option in found.facts.economics.options:
        assert option.is_available or option.because
        assert option.is_available == (option.per_call is not None)
        assert (option.per_month is not None) <= (option.per_call is not None)
        if option.per_call is not None:
            assert option.per_call == sum(part.amount for part in option.lines if part.unit == "USD/call")
            assert all(part.amount >= 0 for part in option.lines)


@FEW
@given(agents())
def test_savings_never_exceed_what_the_agent_costs_today(folder: Path, agent: dict[str, Any]) -> None:
    found = one(folder, agent)
    cost, saving = cost_today(found), saving_of(found)
    if cost is not None and saving is not None:
        assert saving.point <= cost.point
        assert saving.high <= cost.high + SLACK


@FEW
@given(st.lists(agents(), min_size=2, max_size=4))
def test_a_fleet_never_saves_more_than_it_spends(folder: Path, fleet: list[dict[str, Any]]) -> None:
    run = run_of(read_fleet(folder, [{**agent, "id": f"agent {n}"} for n, agent in enumerate(fleet)]), FakePrices())
    if run.avoidable is not None:
        assert run.monthly_cost is not None
        assert run.avoidable.point <= run.monthly_cost.point + SLACK


@FEW
@given(agents())
def test_the_answer_agrees_with_the_ends_of_the_break_even(folder: Path, agent: dict[str, Any]) -> None:
    found = one(folder, agent)
    at, calls = found.facts.economics.break_even, found.facts.traffic.calls_per_month
    if not isinstance(calls, Known) or not calls.value.is_sure or at.crossed == "unknown":
        return
    volume, nowhere = calls.value.point, Decimal("Infinity")
    if at.crossed == "yes":
        assert (at.high or nowhere) <= volume
    elif at.crossed == "depends":
        assert (at.low or nowhere) <= volume <= (at.high or nowhere)
    elif at.crossed == "no":
        assert volume <= (at.low or nowhere) + 1
    else:
        assert (None, None, None) == (at.low, at.point, at.high)
