"""What is kept is what is read again, an agent that did not change costs nothing, and the order is that of keeping."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor import history
from auditor.history import HistoryError, packing
from auditor.model.kept import AgentRecord
from auditor.model.money import Range
from tests.fleets import ready
from tests.history.made import record_of
from tests.history.made_up import DAY_ONE, agent, made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "er" / "history.sqlite3"


def test_a_real_audit_is_read_again_as_it_was_kept(path: Path, tmp_path: Path) -> None:
    run = record_of(
        tmp_path / "fleet",
        {"id": "ready", **ready()},
        {"id": "bare", "prompt": {"text": "Hi"}, "name": "Ünï\u202e <b>"},
        {"id": "tuned", **ready(architecture="fine_tuned", fine_tune={"base": "amazon.nova-pro-v1:0"})},
    )
    number = history.keep(run, path, audit_name="it's a name; drop table runs")
    kept = history.run_at(path, number)
    assert (run.agents, run.inputs, run.totals, run.at) == (kept.agents, kept.inputs, kept.totals, kept.at)
    assert ("it's a name; drop table runs",) == history.audits(path)


def test_names_that_no_encoding_holds_are_kept_and_found(path: Path) -> None:
    odd = replace(agent(1), id="a\udcff", name="\ud800")
    run = replace(made([odd]), fleet="\udcff")
    assert run.agents == history.run_at(path, history.keep(run, path, audit_name="n\udcff")).agents
    assert 1 == len(history.trend(path, "a\udcff", "n\udcff"))


NUMBERS = st.decimals(min_value=0, max_value=10**12, places=6)
RANGES = st.none() | st.lists(NUMBERS, min_size=3, max_size=3).map(lambda ends: Range(*sorted(ends)))


@given(
    text=st.text(st.characters(exclude_categories=()), max_size=40),
    ranges=st.tuples(RANGES, RANGES, RANGES),
    evidence=st.dictionaries(st.text(max_size=8), st.dictionaries(st.text(max_size=8), st.text(max_size=8))),
)
def test_every_record_survives_its_bytes(
    text: str, ranges: tuple[Range | None, ...], evidence: dict[str, dict[str, str]]
) -> None:
    calls, cost, saving = ranges
    record = replace(
        agent(1), name=text, because=text, calls=calls, cost=cost, saving=saving, evidence=evidence, owner=None
    )
    written = packing.to_json(record)
    assert record == packing.from_json(written)
    for dictionary in (b"", written, packing.dictionary_of([written] * 3)):
        assert written == packing.restored(packing.compressed(written, dictionary), dictionary)


@given(st.lists(st.integers(min_value=1, max_value=2**62)))
def test_member_lists_survive_their_bytes(numbers: list[int]) -> None:
    assert numbers == packing.from_members(packing.members(numbers))


def grown(path: Path, agents: list[AgentRecord], runs: int) -> float:
    """Bytes that a run adds to the file, on average."""
    history.keep(made(agents), path, audit_name="a")
    before = path.stat().st_size
    for day in range(1, runs + 1):
        history.keep(made(agents, day=day), path, audit_name="a")
    return (path.stat().st_size - before) / runs


def test_agents_that_did_not_change_cost_next_to_nothing(path: Path) -> None:
    assert grown(path, [agent(number) for number in range(500)], 40) / 500 < 4


def test_the_clock_going_back_is_said_and_the_order_stays(path: Path) -> None:
    for day in (5, 6, 2, 3):
        history.keep(made([agent(1)], day=day), path, audit_name="a")
    history.keep(made([agent(1)], day=1), path, audit_name="another")
    runs = history.runs(path, "a")
    assert [1, 2, 3, 4] == [run.id for run in runs]
    assert ["", "", "dated before run 2", ""] == [run.note.split(",")[0] for run in runs]
    assert "" == history.runs(path, "another")[0].note
    assert (4, 3) == (history.find(path, "latest", "a").id, history.find(path, "previous", "a").id)


def test_what_a_run_changed_is_counted_when_it_is_kept(path: Path) -> None:
    first = [agent(number) for number in range(5)]
    other = replace(agent(1), verdict="wait-for-scale", family="keep")
    history.keep(made(first), path, audit_name="a")
    history.keep(made([agent(0), other, agent(2, calls=7), agent(3), agent(9)], day=1), path, audit_name="a")
    moved = history.runs(path)[-1].moved
    assert moved is not None
    assert (1, 1, 1, 1, 2) == (moved.previous, moved.verdicts, moved.new, moved.gone, moved.agents)


def test_runs_are_found_by_number_date_and_place(path: Path) -> None:
    for day in range(4):
        history.keep(made([agent(1, calls=day)], day=day), path, audit_name="a")
    found = {said: history.find(path, said).id for said in ("2", "latest", "previous", "2026-11-02", "2026-12-24")}
    assert {"2": 2, "latest": 4, "previous": 3, "2026-11-02": 2, "2026-12-24": 4} == found
    assert 1 == history.find(path, (DAY_ONE + timedelta(hours=5)).isoformat()).id
    for said in ("9", "2026-10-31", "yesterday", "-1", ""):
        with pytest.raises(HistoryError, match="there are runs 1 to 4, dated 2026-11-01 to 2026-11-04"):
            history.find(path, said)


def test_a_trend_tells_where_an_agent_was_missing_and_what_changed(path: Path) -> None:
    history.keep(made([agent(1), agent(2)]), path, audit_name="a")
    history.keep(made([agent(2)], day=1), path, audit_name="a")
    history.keep(made([agent(1, calls=2000), agent(2)], day=2), path, audit_name="a")
    points = history.trend(path, "agent-0001")
    assert [True, False, True] == [point.agent is not None for point in points]
    assert [[], [], ["volume"]] == [[one.name for one in point.changed] for point in points]
    with pytest.raises(HistoryError, match="has an agent 'nobody'"):
        history.trend(path, "nobody")


def test_costs_of_all_agents_over_the_last_runs(path: Path) -> None:
    for day in range(15):
        history.keep(made([agent(1, calls=100 * day), agent(2)], day=day), path, audit_name="a")
    runs = history.last_runs(path, "a", history.LAST_RUNS)
    first, second = history.sparklines(runs)
    assert [Decimal("0.2") * day for day in range(3, 15)] == list(first.costs)
    assert 12 == len(second.costs)
    assert 1 == len({id(run.agents["agent-0002"]) for run in runs}), "read once"
