"""Prompts in nobody's format: objects with a system prompt beside a name, and plain texts where they are asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from auditor import sources
from auditor.errors import InputError
from tests.sources.reading import by_name, fleet_of, model, skipped


@pytest.mark.parametrize(
    "content",
    [
        {"name": "a", "system_prompt": "Be kind."},
        {"bots": {"a": {"systemPrompt": "Be kind.", "model": {"provider": "openai", "id": "gpt-4.1"}}}},
        {"bots": [{"title": "a", "systemMessage": [{"type": "text", "text": "Be kind."}]}]},
        {"agents": {"a": {"instructions": "Be kind.", "model": "gpt-4.1"}}},
        {"a": {"system_instruction": "Be kind.", "model_provider": "openai"}},
    ],
)
def test_an_object_with_a_prompt_and_a_name_is_an_agent(content: Any, tmp_path: Path) -> None:
    found = by_name(fleet_of(tmp_path, {"a.json": content}))
    assert {"a": "Be kind."} == {name: member.prompt.read() for name, member in found.items()}


def test_its_model_may_stand_beside_or_within(tmp_path: Path) -> None:
    inner = {"name": "a", "system_prompt": "Be kind.", "llm": {"provider": "openai", "model": "gpt-4.1"}}
    beside = {"name": "b", "system_prompt": "Be kind.", "provider": "anthropic", "model_name": "claude-sonnet-5-5"}
    found = by_name(fleet_of(tmp_path, {"a.json": [inner, beside]}))
    assert [("openai", "gpt-4.1"), ("anthropic", "claude-sonnet-5-5")] == [model(found[name]) for name in ("a", "b")]


@pytest.mark.parametrize(
    "content",
    [
        {"name": "pancakes", "instructions": "Stir."},
        {"name": "a", "system_prompt": ""},
        {"system_prompt": "Be kind."},
        {"name": "a", "system_prompt": {"x": 1}},
        "system_prompt",
    ],
)
def test_what_has_no_prompt_or_no_name_is_none(content: Any, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no agent"):
        fleet_of(tmp_path, {"a.json": content})


def test_calls_recorded_for_tests_are_none(tmp_path: Path) -> None:
    agent = {"name": "a", "system_prompt": "Be kind."}
    fleet = fleet_of(tmp_path, {"tests/cassettes/a.json": agent, "bots/b.json": agent})
    assert 1 == len(fleet.members)


def test_two_of_one_name_in_a_file_have_keys_of_their_own(tmp_path: Path) -> None:
    agent = {"name": "a", "system_prompt": "Be kind."}
    fleet = fleet_of(tmp_path, {"a.json": {"x": agent, "y": agent}})
    assert 2 == len({member.origin.key for member in fleet.members if member.origin})


def test_a_slot_alone_is_no_prompt(tmp_path: Path) -> None:
    agents = [{"name": "a", "system_prompt": "{{prompt}}"}, {"name": "b", "system_prompt": "Be {{how}}."}]
    assert ["its prompt is handed over at run time: nothing but slots stands in the file."] == skipped(
        fleet_of(tmp_path, {"a.json": agents})
    )


FILES = {
    "a.txt": "Be kind.\n",
    "in/b.md": "---\nmodel: gpt-4.1\n---\n\nBe brief.\n",
    "README.md": "# Read",
}


def test_plain_texts_are_prompts_where_they_are_asked_for(tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, {**FILES, "empty.txt": "\n"}, formats=("text",))
    found = by_name(fleet)
    assert {"a": "Be kind.", "b": "Be brief."} == {name: member.prompt.read() for name, member in found.items()}
    assert "gpt-4.1" == found["b"].agent.model.name
    assert {"its name says that it is written for people.", "it is empty."} == set(skipped(fleet))


def test_and_nowhere_else(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no agent"):
        fleet_of(tmp_path, FILES)
    with pytest.raises(InputError, match="is of none of the formats"):
        sources.read(tmp_path / "a.txt")


def test_what_lies_beyond_the_bound_is_told(tmp_path: Path) -> None:
    agent = {"name": "a", "system_prompt": "Be kind."}
    fleet = fleet_of(tmp_path, {"a.json": [agent, *([1] * 100_000), agent], "b.json": [*([1] * 100_000), agent]})
    assert 1 == len(fleet.members)
    assert ["it holds more than 100,000 values, and only the first of them were looked at."] * 2 == skipped(fleet)


def test_what_is_only_a_part_goes_by_the_name_of_the_whole(tmp_path: Path) -> None:
    role = {"config": {"systemRole": "Be kind."}, "identifier": "carl-1", "meta": {"description": "Answers."}}
    titled = {"metadata": {"name": "eve"}, "spec": {"model": "gpt-4.1", "declarative": {"systemMessage": "Be brief."}}}
    keyed = {"name": "team", "agents": {"bob": {"system_prompt": "Be quick."}}}
    found = by_name(fleet_of(tmp_path, {"a.json": role, "b.json": titled, "c.json": keyed}))
    assert {"carl-1", "eve", "bob"} == set(found)
    assert "Answers." == found["carl-1"].agent.purpose


def test_a_tag_of_another_tool_hides_only_its_own_value(tmp_path: Path) -> None:
    text = "agents:\n- {name: a, system_prompt: Be kind., model: !env MODEL, x: !join [a, b]}\n- {name: !ref b}\n"
    member = by_name(fleet_of(tmp_path, {"a.yaml": text}))["a"]
    assert (None, None) == (member.agent.model.provider, member.agent.model.name)


def test_a_schema_of_another_tools_is_no_inventory_of_ours(tmp_path: Path) -> None:
    agent = {"name": "a", "system_prompt": "Be kind."}
    fleet = fleet_of(tmp_path, {"a.json": agent, "b/config.json": '{\n "schema": 1,\n "type": "completion"\n}'})
    assert ["no known format of agents is recognised in it."] == skipped(fleet)
