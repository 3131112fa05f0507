"""Saved answers of registries: one agent, a list, an envelope or a line each; versions, teams, what is archived."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.sources.reading import by_name, fleet_of, model, skipped

OPENAI = {
    "object": "agent",
    "id": "a1",
    "name": "Carl",
    "instructions": "Be kind.",
    "model": "gpt-4.1",
    "created_at": 1,
}
CLAUDE = {"type": "agent", "id": "a1", "name": "Carl", "system": "Be kind.", "model": {"id": "claude-sonnet-5-5"}}
LANGFUSE = {"type": "text", "name": "carl", "version": 1, "labels": [], "config": {}, "prompt": "Be kind."}


def only(folder: Path, data: Any) -> Any:
    (member,) = fleet_of(folder, {"a.json": data}).members
    return member


@pytest.mark.parametrize(
    "content",
    [
        OPENAI,
        [OPENAI],
        {"object": "list", "data": [OPENAI], "has_more": False},
        {"agents": [OPENAI]},
    ],
)
def test_an_answer_holds_one_or_a_list(content: Any, tmp_path: Path) -> None:
    member = only(tmp_path, content)
    assert ("Carl", ("openai", "gpt-4.1"), "Be kind.") == (member.agent.name, model(member), member.prompt.read())


def test_lines_of_json_are_agents_with_their_lines(tmp_path: Path) -> None:
    lines = [OPENAI, {**OPENAI, "id": "a2", "name": "Claudia"}]
    text = "\n".join([json.dumps(lines[0]), "", json.dumps(lines[1]), '{"cut'])
    fleet = fleet_of(tmp_path, {"agents.jsonl": text})
    assert [("Carl", 1), ("Claudia", 3)] == [(m.agent.name, m.declared_at.line) for m in fleet.members]


def test_openai_says_what_it_puts_in_front(tmp_path: Path) -> None:
    member = only(tmp_path, {**OPENAI, "tools": [{}], "metadata": {"team": "claims"}})
    assert "claims" == member.agent.owner
    assert member.adds.startswith("OpenAI's own base instructions")
    assert member.adds.endswith("the schemas of its tools")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ({**CLAUDE, "archived_at": "2026-10-01T00:00:00Z"}, "it was archived on 2026-10-01."),
        ({**CLAUDE, "system": None}, "it has no system prompt."),
        ({**OPENAI, "object": "assistant"}, "Assistants API, which was switched off on 2026-08-26."),
        ({**OPENAI, "instructions": ""}, "only OpenAI's base."),
        ({"name": "x", "state": "disabled", "versions": {"latest": {"definition": {"kind": "prompt"}}}}, "disabled."),
        ({"name": "x", "versions": {"latest": {"definition": {"kind": "hosted"}}}}, "its kind is hosted"),
        ({"agentSummaries": [{"agentName": "x", "agentId": "1"}]}, "GetAgent tells it."),
        ({"harness": {"harnessName": "x", "systemPrompt": []}}, "it has no system prompt."),
        ({"data": [{"name": "x", "versions": [1], "labels": [], "lastConfig": {}}]}, "listed without its text"),
        ({"agent_name": "x", "agent_card_params": {}, "litellm_params": {}}, "a card has no prompt."),
        ({"prompt_id": "x", "litellm_params": '{"prompt_integration": "langfuse"}'}, "fetches it from langfuse."),
    ],
)
def test_what_is_no_agent_is_told(content: Any, why: str, tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, {"a.json": content, "b.json": {**OPENAI, "name": "b"}})
    assert ["b"] == list(by_name(fleet))
    assert [True] == [why in because for because in skipped(fleet)]


@pytest.mark.parametrize("system", ["Be kind.", [{"type": "text", "text": "Be kind."}]])
def test_anthropics_agents_say_what_goes_along(system: Any, tmp_path: Path) -> None:
    member = only(tmp_path, {**CLAUDE, "system": system, "tools": [{}], "skills": [{}]})
    assert "Be kind." == member.prompt.read()
    assert ("anthropic", "claude-sonnet-5-5") == model(member)
    assert "the schemas of its tools, its skills" == member.adds


def test_a_deployment_of_azure_is_no_model_and_that_is_told(tmp_path: Path) -> None:
    definition = {"kind": "prompt", "model": "gpt-4o", "instructions": "Be kind."}
    content = {"object": "agent", "name": "carl", "versions": {"latest": {"definition": definition}}}
    fleet = fleet_of(tmp_path, {"a.json": content})
    assert ("azure", None) == model(fleet.members[0])
    assert ["model-not-resolved"] == [note.rule for note in fleet.notes]


def bedrock(**override: Any) -> dict[str, Any]:
    config = {"promptType": "ORCHESTRATION", "promptCreationMode": "OVERRIDDEN", **override}
    more = {"promptOverrideConfiguration": {"promptConfigurations": [config, "?"]}} if override else {}
    agent = {"agentName": "carl", "instruction": "Be kind.", "foundationModel": "amazon.nova-pro-v1:0"}
    return {"agent": {**agent, **more}}


def test_a_template_of_ones_own_surrounds_the_instruction(tmp_path: Path) -> None:
    body = json.dumps({"anthropic_version": "x", "system": "You work. $instruction$ Go.", "messages": []})
    member = only(tmp_path, bedrock(basePromptTemplate=body))
    assert member.authored is not None
    assert ("You work. Be kind. Go.", "Be kind.") == (member.prompt.read(), member.authored.read())
    assert "Bedrock's own template" not in member.adds


@pytest.mark.parametrize(
    "override",
    [
        {},
        {"promptCreationMode": "DEFAULT", "basePromptTemplate": "You work. $instruction$"},
        {"promptState": "DISABLED", "basePromptTemplate": "You work. $instruction$"},
        {"promptType": "PRE_PROCESSING", "basePromptTemplate": "You work. $instruction$"},
        {"basePromptTemplate": "..."},
        {"basePromptTemplate": ["?"]},
    ],
)
def test_without_one_bedrocks_is_named_as_unknown(override: dict[str, Any], tmp_path: Path) -> None:
    member = only(tmp_path, bedrock(**override))
    assert ("Be kind.", ("aws", "amazon.nova-pro-v1:0")) == (member.prompt.read(), model(member))
    assert "Bedrock's own template" in member.adds


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"openAiModelConfig": {"modelId": "gpt-4.1"}}, ("openai", "gpt-4.1")),
        ({"liteLlmModelConfig": {"modelId": "anthropic/claude-sonnet-5-5"}}, ("anthropic", "claude-sonnet-5-5")),
        ({"geminiModelConfig": {}}, (None, None)),
        ([], (None, None)),
    ],
)
def test_a_harness_names_its_model_in_one_of_four_ways(
    said: Any, expected: tuple[str | None, str | None], tmp_path: Path
) -> None:
    harness = {"harnessName": "carl", "systemPrompt": [{"text": "Be kind."}, {"text": "Be brief."}], "model": said}
    member = only(tmp_path, {"harness": harness})
    assert ("Be kind.\nBe brief.", expected) == (member.prompt.read(), model(member))


def test_of_several_versions_the_one_in_production_counts_else_the_newest(tmp_path: Path) -> None:
    versions = [
        {**LANGFUSE, "version": 9, "labels": ["latest"], "prompt": "Nine."},
        {**LANGFUSE, "version": 7, "labels": ["production"], "prompt": "Seven."},
        {**LANGFUSE, "version": 10, "name": "other", "prompt": "Ten."},
        {**LANGFUSE, "version": 2, "name": "other", "prompt": "Two."},
    ]
    fleet = fleet_of(tmp_path, {"a.json": {"data": versions}})
    assert {"carl": "Seven.", "other": "Ten."} == {m.agent.name: m.prompt.read() for m in fleet.members}
    assert [
        "The prompt of carl is version 7 (production) of 2 in the file.",
        "The prompt of other is version 10 (the newest) of 2 in the file.",
    ] == [note.message for note in fleet.notes]


def test_messages_that_are_no_system_message_are_told_as_sent_besides(tmp_path: Path) -> None:
    chat = [
        {"role": "system", "content": "Be kind."},
        {"role": "assistant", "content": "I am."},
        {"type": "placeholder"},
    ]
    member = only(tmp_path, {**LANGFUSE, "type": "chat", "prompt": chat, "config": {"model": "gpt-4.1"}})
    assert ("Be kind.", "the other messages of its template (1)") == (member.prompt.read(), member.adds)
    assert "gpt-4.1" == member.agent.model.name


def lc(*id: str, **kwargs: Any) -> dict[str, Any]:
    return {"lc": 1, "type": "constructor", "id": list(id), "kwargs": kwargs}


def template(kind: str, said: str) -> dict[str, Any]:
    return lc("langchain", "prompts", "chat", kind, prompt=lc("langchain", "PromptTemplate", template=said))


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        (lc("x", "ChatPromptTemplate", messages=[template("SystemMessagePromptTemplate", "Be {how}.")]), "Be {how}."),
        (lc("x", "ChatPromptTemplate", messages=[lc("x", "SystemMessage", content="Be kind.")]), "Be kind."),
        (
            lc("x", "ChatPromptTemplate", messages=[template("HumanMessagePromptTemplate", "Translate {it}.")]),
            "Translate {it}.",
        ),
        (lc("x", "PromptTemplate", template="Be kind to {who}."), "Be kind to {who}."),
    ],
)
def test_a_prompt_of_langsmith_is_walked_and_never_loaded(manifest: Any, said: str, tmp_path: Path) -> None:
    member = only(tmp_path, {"owner": "me", "repo": "carl", "manifest": manifest})
    assert ("carl", said) == (member.agent.name, member.prompt.read())


def test_of_the_commits_of_langsmith_the_newest_counts(tmp_path: Path) -> None:
    def commit(hash: str, day: str, **more: Any) -> dict[str, Any]:
        return {"manifest": lc("x", "PromptTemplate", template=f"Be {hash}.")} | (
            {"commit_hash": hash, "created_at": f"2026-11-{day}T00:00:00Z"} | more
        )

    commits = [
        commit("a1", "02", owner="me", repo="carl"),
        commit("b2", "04", owner="me", repo="carl"),
        commit("c3", "03", owner="me", repo="carl"),
        commit("d4", "01", owner="you", repo="carl"),
        commit("e5", "01"),
        commit("f6", "01"),
    ]
    fleet = fleet_of(tmp_path, {"a.json": commits})
    assert ["Be b2.", "Be d4.", "Be e5.", "Be f6."] == [member.prompt.read() for member in fleet.members]
    told = [note.message for note in fleet.notes if note.rule == "prompt-version"]
    assert 1 == len(told)
    assert "is version b2 (the newest) of 3 in the file" in told[0]


def test_mlflow_keeps_its_prompts_in_tags_of_models(tmp_path: Path) -> None:
    chat = json.dumps([{"role": "system", "content": "Be kind."}, {"role": "user", "content": "{{ q }}"}])
    tags = [{"key": "mlflow.prompt.text", "value": chat}, {"key": "mlflow.prompt.is_prompt", "value": "true"}, 5]
    versions = [
        {"name": "carl", "version": "1", "creation_timestamp": 1, "tags": tags, "aliases": ["production"]},
        {"name": "carl", "version": "2", "creation_timestamp": 2, "tags": {"mlflow.prompt.text": "New."}},
    ]
    fleet = fleet_of(tmp_path, {"a.json": {"model_versions": versions}})
    assert ["Be kind."] == [member.prompt.read() for member in fleet.members]


def test_a_version_of_a_bedrock_agent_is_one(tmp_path: Path) -> None:
    version = {"agentId": "1", "agentName": "carl", "version": "3", "instruction": "Be kind.", "foundationModel": "x"}
    assert "Be kind." == only(tmp_path, {"agentVersion": version}).prompt.read()


def test_what_mlflow_says_of_a_version_is_a_commits_message(tmp_path: Path) -> None:
    version = {"name": "carl", "version": 1, "template": "Be kind.", "aliases": [], "description": "Shorter"}
    assert only(tmp_path, version).agent.purpose is None


@pytest.mark.parametrize(
    ("source", "said", "name"),
    [
        ("---\nmodel: gpt-4.1\n---\nSystem: Be kind.\nUser: {{q}}", "Be kind.", "gpt-4.1"),
        ("Be kind.", "Be kind.", None),
        ("---\nmodel: [\n---\nsystem: Be\nkind.", "Be\nkind.", "["),
    ],
)
def test_a_prompt_of_litellm_is_a_dotprompt_in_a_column(
    source: str, said: str, name: str | None, tmp_path: Path
) -> None:
    params = json.dumps({"prompt_integration": "dotprompt", "dotprompt_content": source})
    member = only(tmp_path, [{"prompt_id": "carl", "litellm_params": params, "prompt_info": {}}])
    assert (said, name) == (member.prompt.read(), member.agent.model.name)


def test_an_assistant_of_vapi_has_a_voice_and_a_prompt(tmp_path: Path) -> None:
    prompted = {
        "provider": "anthropic",
        "model": "claude-sonnet-5-5",
        "messages": [{"role": "system", "content": "Hi."}],
    }
    silent = {"provider": "openai", "model": "gpt-4.1", "messages": []}
    content = [
        {"id": "1", "name": "a", "model": prompted, "voice": {}},
        {"id": "2", "name": "b", "model": silent, "voice": {}},
    ]
    fleet = fleet_of(tmp_path, {"a.json": content})
    assert [("a", ("anthropic", "claude-sonnet-5-5"))] == [(m.agent.name, model(m)) for m in fleet.members]
    assert 1 == len(skipped(fleet))


def test_a_large_file_of_many_agents_is_read_without_looking_for_lines(tmp_path: Path) -> None:
    agents = [{**OPENAI, "id": f"a{n}", "name": f"n{n}", "instructions": "Be kind. " * 120} for n in range(2_500)]
    fleet = fleet_of(tmp_path, {"a.json": {"data": agents}})
    assert 2_500 == len(fleet.members)
    assert {1} == {member.declared_at.line for member in fleet.members}
