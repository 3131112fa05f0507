"""What two runs differ in: agents, costs by cause, break-evens, prompts; and what of it is news."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor import history
from auditor.errors import InputError
from auditor.history import split
from auditor.model.kept import AgentRecord, KeptGate, KeptLine, RunRecord
from auditor.model.money import CENT, Range
from auditor.model.since import Diff
from tests.fleets import POLICY, ready
from tests.history.made import record_of
from tests.history.made_up import agent, made


def diff(before: RunRecord, after: RunRecord) -> Diff:
    return history.diff(before, after, POLICY)


def told(before: RunRecord, after: RunRecord) -> list[str]:
    return [f"{one.agent or 'fleet'}: {one.text}" for one in history.news(diff(before, after), POLICY.news)]


def test_nothing_is_different_from_itself() -> None:
    run = made([agent(number) for number in range(5)])
    found = diff(run, replace(run, at=run.at))
    assert found.is_empty
    assert () == history.news(found, POLICY.news)


def test_agents_come_go_and_are_renamed() -> None:
    renamed = replace(agent(3), id="agent-three")
    found = diff(made([agent(1), agent(2), agent(3)]), made([agent(1), renamed, agent(4)], day=1))
    assert (("agent-0004", "agent-three"), ("agent-0002", "agent-0003")) == (found.new, found.gone)
    assert [("agent-0003", "agent-three")] == [(one.before, one.after) for one in found.renamed]
    news = told(made([agent(1), agent(2), agent(3)]), made([agent(1), renamed, agent(4)], day=1))
    assert "agent-three: was probably called agent-0003: the prompt is the same" in news
    assert "agent-0004: is new" in news
    assert not [line for line in news if line.startswith("agent-0003")]


def test_of_several_with_the_same_prompt_nobody_is_said_to_be_renamed() -> None:
    twins = [replace(agent(number), id=f"old-{number}", prompt_sha256="f" * 64) for number in (1, 2)]
    new = replace(agent(1), id="new", prompt_sha256="f" * 64)
    assert () == diff(made(twins), made([new], day=1)).renamed


@pytest.mark.parametrize(
    ("crossed", "on", "wanted"),
    [
        ("fail", "2027-01-15", [("due", "2027-01-15", True)]),
        ("fail", "2027-06-15", []),
        ("pass", None, [("crossed", None, True)]),
    ],
)
def test_break_evens_crossed_or_near(crossed: str, on: str | None, wanted: list[tuple[str, str | None, bool]]) -> None:
    old = walked(agent(1), "fail")
    new = walked(replace(agent(1, calls=2000), break_even=replace(agent(1).break_even, crosses_on=on)), crossed)
    found = diff(made([old]), made([new], day=1))
    assert wanted == [(one.state, one.on, one.is_new) for one in found.crossings]
    news = told(made([old]), made([new], day=1))
    assert bool(wanted) == any("break-even" in line for line in news)
    lost = diff(made([new]), made([old], day=1))
    assert [one.state for one in lost.crossings] == (["lost"] if crossed == "pass" else [])


def walked(one: AgentRecord, scale: str) -> AgentRecord:
    gates = tuple(KeptGate(gate.name, scale, "") if gate.name == "scale-pays" else gate for gate in one.gates)
    return replace(one, gates=gates)


def test_what_is_near_is_news_once_only() -> None:
    even = replace(agent(1).break_even, crosses_on="2026-12-20")
    near = walked(replace(agent(1), break_even=even), "fail")
    found = diff(made([near]), made([near], day=1))
    assert [("due", False)] == [(one.state, one.is_new) for one in found.crossings]
    assert () == history.news(found, POLICY.news)


@pytest.mark.parametrize(
    ("before", "after", "is_news"),
    [
        (10_000, 10_400, False),  # 4 %
        (10_000, 13_000, True),  # 30 %, and 60 USD
        (100, 1000, False),  # nine times as much, and less than 50 USD
    ],
)
def test_noise_is_counted_and_not_told(before: int, after: int, *, is_news: bool) -> None:
    one, other = (priced(calls) for calls in (before, after))
    found = diff(made([one]), made([other], day=1))
    assert (int(is_news), int(not is_news)) == (len(found.movers), found.noise)
    assert is_news == any("cost" in line for line in told(made([one]), made([other], day=1)))


def priced(calls: int) -> AgentRecord:
    """An agent of two cents a call, as long as it makes many."""
    cost = Decimal(calls) * Decimal("0.02")
    line = KeptLine("output", Decimal(200), Decimal("0.0001"), is_per_call=True)
    return replace(agent(1, calls=calls), cost=Range.sure(cost), saving=None, lines=(line,))


def test_prompt_growth_is_news_where_it_is_a_section() -> None:
    old, new = agent(1), replace(agent(1), prompt_sha256="a" * 64, tokens=1301)
    assert ["agent-0001: its prompt grew from 1,001 to 1,301 tokens"] == told(made([old]), made([new], day=1))
    (edited,) = diff(made([old]), made([new], day=1)).edited
    assert (1001, 1301) == (edited.before, edited.after)


def test_a_run_dated_before_the_other_is_marked() -> None:
    assert diff(made([agent(1)], day=5), made([agent(1)], day=2)).is_backwards


def test_the_movement_of_real_costs_is_split_by_cause(tmp_path: Path) -> None:
    before = record_of(tmp_path / "before", {"id": "a", **ready()}, {"id": "b", **ready()}, {"id": "c", **ready()})
    after = record_of(
        tmp_path / "after",
        {"id": "a", **ready(traffic={"calls_per_month": 10_000_000})},
        {"id": "b", **ready(prompt={"text": "You are the house voice.\n" * 2000}, traffic={"output_tokens": 200})},
        {"id": "d", **ready()},
    )
    found = diff(before, after)
    movers = {one.agent: [part.cause for part in one.cost.parts] for one in found.movers}
    assert {"a": ["volume"], "b": ["prompt", "tokens per call"]} == movers
    assert found.cost.change is not None
    assert abs(sum(part.amount for part in found.cost.parts) - found.cost.change) < CENT
    assert {"volume", "prompt", "tokens per call", "new agents", "agents gone"} == {
        part.cause for part in found.cost.parts
    }


TOKENS = st.integers(0, 10**6).map(Decimal)
PRICES = st.decimals("0.01", 100, places=4).map(lambda price: price / 10**6)


@st.composite
def costed(draw: st.DrawFn) -> AgentRecord:
    names = draw(st.sets(st.sampled_from(["prefix, read", "prefix, not cached", "input", "output"]), min_size=1))
    lines = [KeptLine(name, draw(TOKENS), draw(PRICES), is_per_call=True) for name in sorted(names)]
    lines.append(KeptLine("hosting", Decimal(1), draw(TOKENS), is_per_call=False))
    calls = draw(TOKENS)
    cost = calls * sum(line.quantity * line.price for line in lines[:-1]) + lines[-1].price
    return replace(agent(1), calls=Range.sure(calls), lines=tuple(lines), cost=Range.sure(cost.quantize(CENT**3)))


@settings(max_examples=150)
@given(costed(), costed())
def test_the_parts_of_a_movement_add_up_to_it(before: AgentRecord, after: AgentRecord) -> None:
    found = split.of_agent(before, after)
    assert sum(part.amount for part in found.parts) == found.change
    assert {part.cause for part in found.parts} <= set(split.CAUSES)


@settings(max_examples=50)
@given(costed(), st.integers(2, 5))
def test_what_only_volume_moved_is_volume(before: AgentRecord, times: int) -> None:
    assert before.calls is not None
    assert before.cost is not None
    month = before.lines[-1].price
    after = replace(
        before,
        calls=before.calls.times(times),
        cost=Range.sure(((before.cost.point - month) * times + month).quantize(CENT**3)),
    )
    assert {part.cause for part in split.of_agent(before, after).parts} <= {"volume"}


def test_since_gathers_what_a_report_shows(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    agents = [priced(1000 * number) for number in range(1, 9)]
    named = [replace(one, id=f"a{number}") for number, one in enumerate(agents)]
    assert history.since(path, made(named), POLICY, audit_name="a") is None
    for day in range(3):
        history.keep(made(named, day=day), path, audit_name="a")
    now = [replace(priced(100_000 - 10_000 * number), id=f"a{number}") for number in range(8)]
    now[0] = replace(now[0], family="fine-tune", verdict="fine-tune")
    found = history.since(path, made(now, day=3), POLICY, audit_name="a")
    assert found is not None
    assert [("fine-tune", 0), ("cache", 7)] == [
        (family, sum(cell.agents for cell in found.matrix if cell.before == cell.after == family))
        for family in ("fine-tune", "cache")
    ]
    assert 1 == next(cell.agents for cell in found.matrix if (cell.before, cell.after) == ("cache", "fine-tune"))
    assert ["a0", "a1", "a2", "a3", "a4"] == [one.agent for one in found.movers]
    assert (8, 4, 3) == (len(found.sparklines), len(found.sparklines[0].costs), len(found.runs))
    assert 4 == found.diff.after.agents // 2


def test_a_baseline_needs_no_history() -> None:
    before, after = made([agent(1)]), made([agent(1, calls=90_000)], day=1)
    found = history.of_runs([before], after, POLICY)
    assert (2, ()) == (len(found.sparklines[0].costs), found.runs)
    assert found.news


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({}, "expected a run document of format 1"),
        ({"format": 2}, "got 2"),
        ({"format": 1, "agents": []}, "is not a whole run document"),
        ({"format": 1, "graph": {"pools": []}, "agents": [{"id": 1}]}, "is not a whole run document"),
    ],
)
def test_what_is_no_run_document_is_refused_with_its_name(document: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=rf"^old\.json: .*{said}"):
        history.record(document, "old.json")
