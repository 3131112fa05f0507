"""A2A cards: their skills are the tasks of the agent of that name, whichever source it stands in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from auditor import sources
from auditor.errors import InputError
from tests.sources.reading import by_name, fleet_of, skipped

CODE = 'Agent(name="currency_agent", instructions="Convert currencies.")'


def card(name: str, *skills: Any) -> dict[str, Any]:
    return {"name": name, "protocolVersion": "0.3", "skills": list(skills)}


CONVERT = {"id": "convert", "name": "Convert", "description": "Converts an amount."}


def test_the_skills_of_a_card_are_the_tasks_of_the_agent_of_its_name(tmp_path: Path) -> None:
    cards = {"card.json": card("Currency Agent", CONVERT, {"id": "rates"}), "other.json": card("Nobody", CONVERT)}
    fleet = fleet_of(tmp_path, {"bots.py": CODE, **cards})
    assert ("Convert: Converts an amount.", "rates") == fleet.members[0].agent.task.tasks
    assert ["it is an A2A card, and a card has no prompt."] == skipped(fleet)
    (told,) = [note for note in fleet.notes if note.rule == "tasks-from-card"]
    assert told.message.startswith("The tasks of currency_agent are the 2 skills of its A2A card")


def test_a_card_and_its_agent_may_stand_in_two_sources(tmp_path: Path) -> None:
    fleet_of(tmp_path / "bots", {"bots.py": CODE})
    with pytest.raises(InputError, match="a card has no prompt"):
        fleet_of(tmp_path / "cards", {"card.json": card("Currency Agent", CONVERT)})
    fleet = sources.read_all((tmp_path / "bots", tmp_path / "cards" / "card.json"))
    assert ("Convert: Converts an amount.",) == fleet.members[0].agent.task.tasks
    assert not skipped(fleet)


def test_what_an_inventory_declares_counts_more(tmp_path: Path) -> None:
    inventory = (
        "schema: 1\nagents:\n- id: currency-agent\n  prompt: {text: Convert.}\n  model: {name: gpt-4.1}\n"
        "  task: {scope: narrow, tasks: [convert]}\n"
    )
    (tmp_path / "fleet.yaml").write_text(inventory)
    fleet_of(tmp_path / "cards", {"card.json": card("Currency Agent", CONVERT), "bots.py": CODE.replace("cu", "Pu")})
    fleet = sources.read_all((tmp_path / "fleet.yaml", tmp_path / "cards"))
    assert ("narrow", ("convert",)) == (fleet.members[0].agent.task.scope, fleet.members[0].agent.task.tasks)


@pytest.mark.parametrize("cards", [2, 1])
def test_a_name_that_several_bear_is_nobodys(cards: int, tmp_path: Path) -> None:
    files: dict[str, Any] = {f"card{number}.json": card("Currency Agent", CONVERT) for number in range(cards)}
    files |= {"a/bots.py": CODE} | ({"b/bots.py": CODE} if cards == 1 else {})
    fleet = fleet_of(tmp_path, files)
    assert {None} == {member.agent.task.tasks for member in fleet.members}
    assert cards == len(skipped(fleet))


@pytest.mark.parametrize("skill", [None, 3, "x", [], {}, {"name": ["x"]}, {"description": {"a": 1}}])
def test_a_skill_of_no_known_shape_is_passed_over(skill: Any, tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, {"bots.py": CODE, "card.json": card("currency_agent", skill)})
    assert fleet.members[0].agent.task.tasks is None
    assert "currency_agent" in by_name(fleet)
