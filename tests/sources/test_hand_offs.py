"""Whom the agents of a file hand off to, where their format says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from auditor.model.fleet import Fleet
from tests.sources.reading import fleet_of


def component(kind: str, id: str, **fields: Any) -> dict[str, Any]:
    return {"component_type": kind, "id": id, "name": id.title(), **fields}


def agent(id: str) -> dict[str, Any]:
    return component("Agent", id, system_prompt=f"Be {id}.")


def ref(id: str) -> dict[str, str]:
    return {"$component_ref": id}


def calls(fleet: Fleet) -> dict[str, tuple[str, ...]]:
    return {member.agent.id: member.agent.calls for member in fleet.members}


def test_a_swarm_says_who_may_call_whom(tmp_path: Path) -> None:
    pairs = [[ref("a"), ref("b")], [ref("a"), ref("c")], [ref("b"), ref("a")], [ref("a"), ref("a")], ref("a"), [], 5]
    swarm = component("Swarm", "swarm", first_agent=ref("a"), relationships=pairs)
    fleet = fleet_of(tmp_path, {"s.json": {**swarm, "$referenced_components": {id: agent(id) for id in "abc"}}})
    assert {"A": ("B", "C"), "B": ("A",), "C": ()} == calls(fleet)


def test_a_manager_hands_its_workers_tasks_and_groups_are_met_at_their_heads(tmp_path: Path) -> None:
    inner = component("ManagerWorkers", "inner", group_manager=ref("b"), workers=[ref("c")])
    swarm = component("Swarm", "swarm", first_agent=ref("d"), relationships=[])
    team = component("ManagerWorkers", "team", group_manager=agent("a"), workers=[inner, swarm, ref("e"), 5])
    held = {id: agent(id) for id in "bcd"} | {"e": component("A2AAgent", "e")}
    fleet = fleet_of(tmp_path, {"t.json": {**team, "$referenced_components": held}})
    assert {"A": ("B", "D"), "B": ("C",), "C": (), "D": ()} == calls(fleet)
    assert ["A hands off to e, which is not among the agents that were read."] == [
        note.message for note in fleet.notes if note.rule == "hand-off-unknown"
    ]


def test_groups_that_speak_for_each_other_end(tmp_path: Path) -> None:
    one = component("Swarm", "one", first_agent=ref("two"), relationships=[[ref("two"), ref("a")]])
    two = component("Swarm", "two", first_agent=ref("one"), relationships="?")
    held = {"one": one, "two": two, "a": agent("a")}
    assert {"A": ()} == calls(fleet_of(tmp_path, {"s.json": {**one, "$referenced_components": held}}))


def test_agents_of_autogen_hand_off_by_name(tmp_path: Path) -> None:
    def made(name: str, handoffs: object) -> dict[str, Any]:
        config = {"name": name, "system_message": "Be kind.", "handoffs": handoffs}
        return {"provider": "autogen_agentchat.agents.AssistantAgent", "component_type": "agent", "config": config}

    config = {"participants": [made("a", ["b", {"config": {"target": "c"}}, 5]), made("b", "?"), made("c", [])]}
    fleet = fleet_of(tmp_path, {"t.json": {"provider": "t", "component_type": "team", "config": config}})
    assert {"a": ("b", "c"), "b": (), "c": ()} == calls(fleet)
