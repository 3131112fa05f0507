"""Agents of Microsoft's as their tools write them: Copilot Studio's files, Foundry's YAML, prompts of GitHub Models."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.reading import by_name, fleet_of, model, skipped

STUDIO = "kind: GptComponentMetadata\ninstructions: |-\n  Be kind.\n"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (STUDIO, "Leases"),
        (f"# Name: Carl\n# Answers.\n{STUDIO}", "Carl"),
        (f"mcs.metadata: {{componentName: Eve}}\n{STUDIO}", "Eve"),
        (f"displayName: Bob\n{STUDIO}", "Bob"),
    ],
)
def test_an_agent_of_copilot_studio_is_called_as_people_see_it(text: str, name: str, tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, {"bot/agent.mcs.yml": text, "bot/settings.mcs.yml": "displayName: Leases\n"})
    assert [name] == list(by_name(fleet))
    assert "Copilot Studio's own prompt" in fleet.members[0].adds


def test_an_agent_that_another_hands_tasks_to_has_its_instructions_deeper(tmp_path: Path) -> None:
    child = (
        "# Name: Refunds\nkind: AgentDialog\nbeginDialog:\n  description: Refunds only.\n"
        "settings:\n  instructions: Be quick.\n"
    )
    agent = by_name(fleet_of(tmp_path, {"agents/refunds/agent.mcs.yml": child}))["Refunds"]
    assert ("Be quick.", 6, "Refunds only.") == (
        agent.prompt.read(),
        agent.prompt.location.line,
        agent.agent.purpose,
    )


def test_a_word_of_copilot_studios_is_no_models_name(tmp_path: Path) -> None:
    text = f"{STUDIO}aISettings: {{model: {{modelNameHint: GPT5Chat}}}}\n"
    fleet = fleet_of(tmp_path, {"agent.mcs.yml": text})
    assert (None, None) == model(fleet.members[0])
    assert ["model-not-resolved"] == [note.rule for note in fleet.notes]


def test_an_agent_of_foundry_is_read_from_yaml(tmp_path: Path) -> None:
    text = "object: agent.version\nid: carl:1\nname: Carl\ndefinition:\n  kind: prompt\n  instructions: Be kind.\n"
    member = by_name(fleet_of(tmp_path, {"carl.yaml": text}))["Carl"]
    assert ("azure-foundry", 6) == (member.origin and member.origin.format, member.prompt.location.line)


def test_a_prompt_of_github_models_may_be_called_otherwise(tmp_path: Path) -> None:
    chat = "messages:\n  - {role: system, content: Be kind.}\n"
    files = {"a_prompt.yml": f"testData: [{{input: x}}]\n{chat}", "b.yml": chat, "c.prompt.yml": chat}
    fleet = fleet_of(tmp_path, files)
    assert {"a_prompt", "c"} == set(by_name(fleet))
    assert ["no known format of agents is recognised in it."] == skipped(fleet)
