"""To whom agents hand off, which of them can go round in circles, and what they know in common."""

from __future__ import annotations

from pathlib import Path

from auditor.model.run import Run
from auditor.model.shared import FleetGraph
from tests.fleets import read_fleet, run_of


def fleet(folder: Path, **calls: list[str]) -> Run:
    """A fleet whose agents hand off as told."""
    agents = [{"id": name, "prompt": {"text": f"You are {name}."}, "calls": targets} for name, targets in calls.items()]
    return run_of(read_fleet(folder, agents))


def graph(folder: Path, **calls: list[str]) -> FleetGraph:
    return fleet(folder, **calls).graph


def test_hand_offs_are_listed_from_whom_to_whom(tmp_path: Path) -> None:
    found = graph(tmp_path, carl=["dora", "cal"], dora=[], cal=["dora"])
    assert (("cal", "dora"), ("carl", "cal"), ("carl", "dora")) == found.hand_offs


def test_a_fleet_without_hand_offs_has_no_cycle(tmp_path: Path) -> None:
    assert ((), ()) == (graph(tmp_path, carl=[], dora=[]).hand_offs, graph(tmp_path, carl=[], dora=[]).cycles)


def test_a_chain_is_no_cycle(tmp_path: Path) -> None:
    assert () == graph(tmp_path, carl=["dora"], dora=["cal"], cal=[]).cycles


def test_two_agents_that_hand_off_to_each_other_are_a_cycle(tmp_path: Path) -> None:
    assert (("carl", "dora"),) == graph(tmp_path, dora=["carl"], carl=["dora"]).cycles


def test_a_longer_circle_is_a_cycle_without_those_that_only_lead_into_it(tmp_path: Path) -> None:
    found = graph(tmp_path, a=["b"], b=["c"], c=["d"], d=["b"], e=["a"])
    assert (("b", "c", "d"),) == found.cycles


def test_two_circles_are_two_cycles(tmp_path: Path) -> None:
    found = graph(tmp_path, a=["b"], b=["a", "c"], c=["d"], d=["c"])
    assert (("a", "b"), ("c", "d")) == found.cycles


def test_a_diamond_is_no_cycle(tmp_path: Path) -> None:
    assert () == graph(tmp_path, a=["b", "c"], b=["d"], c=["d"], d=[]).cycles


def test_an_agent_that_hands_off_to_itself_is_a_cycle(tmp_path: Path) -> None:
    assert (("a",),) == graph(tmp_path, a=["a"], b=[]).cycles


def test_a_cycle_is_a_finding_that_names_its_agents(tmp_path: Path) -> None:
    found = [note for note in fleet(tmp_path, carl=["dora"], dora=["carl"]).findings if note.rule == "hand-off-cycle"]
    assert ["These agents hand off to each other in a circle: carl, dora."] == [note.message for note in found]


def test_a_source_that_two_agents_declare_is_shared(tmp_path: Path) -> None:
    agents = [
        {"id": name, "prompt": {"text": "Hi"}, "knowledge": [{"name": source} for source in sources]}
        for name, sources in {"dora": ["fees", "hours"], "carl": ["fees", "fees"], "cal": ["calendar"]}.items()
    ]
    found = run_of(read_fleet(tmp_path, agents)).graph.sources
    assert [("fees", ("carl", "dora"))] == [(source.name, source.agents) for source in found]


def test_a_source_that_one_agent_declares_twice_is_not_shared(tmp_path: Path) -> None:
    agents = [{"id": "carl", "prompt": {"text": "Hi"}, "knowledge": [{"name": "fees"}, {"name": "fees"}]}]
    assert () == run_of(read_fleet(tmp_path, agents)).graph.sources
