"""Agents in workflows and low-code tools: who is one, with which model, and what of a prompt only a run knows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from auditor import sources
from auditor.errors import InputError
from tests.sources.reading import by_name, fleet_of, model, retrieved, skipped

LANGCHAIN = "@n8n/n8n-nodes-langchain."
KIND = {"role": "system", "text": "Be kind to residents."}


def dify_node(id: str, type: str, **data: Any) -> dict[str, Any]:
    return {"id": id, "data": {"title": f"Node {id}", "type": type, **data}}


def dify_app(*nodes: dict[str, Any], mode: str = "workflow") -> dict[str, Any]:
    graph = {"nodes": list(nodes), "edges": []}
    return {"kind": "app", "version": "0.6.0", "app": {"name": "Leases", "mode": mode}, "workflow": {"graph": graph}}


def dify(folder: Path, *nodes: dict[str, Any]) -> Any:
    return fleet_of(folder, {"app.yml": dify_app(*nodes)})  # JSON is YAML


def test_each_node_of_dify_that_prompts_a_model_is_an_agent(tmp_path: Path) -> None:
    extractor = dify_node("3", "parameter-extractor", instruction="Extract the unit's number.", model={"name": "m"})
    chosen = {"value": {"provider": "langgenius/anthropic/anthropic", "model": "claude-sonnet-5-5"}}
    agent = dify_node("4", "agent", agent_parameters={"instruction": {"value": "Use tools."}, "model": chosen})
    llm = dify_node(
        "2", "llm", prompt_template=[KIND, {"role": "user", "text": "{{#1.q#}}"}], model={"name": "gpt-4.1"}
    )
    fleet = dify(tmp_path, dify_node("1", "start"), llm, extractor, agent, dify_node("5", "end"))
    found = by_name(fleet)
    assert ["Leases: Node 2", "Leases: Node 3", "Leases: Node 4"] == list(found)
    assert ("anthropic", "claude-sonnet-5-5") == model(found["Leases: Node 4"])
    assert "" == found["Leases: Node 2"].adds  # a message that passes the question on adds nothing
    assert "template for extracting" in found["Leases: Node 3"].adds


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ([{"role": "system", "text": "{{#sys.query#}}"}], "nothing but slots"),
        ([{"role": "system", "text": " "}, {"role": "user", "text": "{{#1.q#}}"}], "that instructs the model"),
        ([], "its prompt is empty"),
        ({"text": ""}, "its prompt is empty"),
        ("?", "its prompt is empty"),
    ],
)
def test_a_node_of_dify_without_words_is_told(template: Any, why: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no agent"):
        dify(tmp_path, dify_node("2", "llm", prompt_template=template))
    with pytest.raises(InputError, match=why):
        sources.read(tmp_path / "app.yml")


def test_a_short_prompt_without_spaces_is_one(tmp_path: Path) -> None:
    fleet = dify(tmp_path, dify_node("2", "llm", prompt_template=[{"role": "system", "text": "你是一个小助手"}]))
    assert ["你是一个小助手"] == [member.prompt.read() for member in fleet.members]


def test_what_a_node_retrieves_is_followed_through_templates_but_not_through_models(tmp_path: Path) -> None:
    knowledge = dify_node("k", "knowledge-retrieval", dataset_ids=["d"])
    join = dify_node("t", "template-transform", variables=[{"variable": "x", "value_selector": ["k", "result"]}])
    near = dify_node(
        "near", "llm", prompt_template=[KIND], context={"enabled": True, "variable_selector": ["t", "out"]}
    )
    far = dify_node(
        "far", "llm", prompt_template=[{"role": "system", "text": "Shorten {{#near.text#}} for residents."}]
    )
    found = by_name(dify(tmp_path, knowledge, join, near, far))
    assert ("retrieval", ["Node k"]) == retrieved(found["Leases: Node near"])
    assert ("prompted", []) == retrieved(found["Leases: Node far"])


def test_nodes_that_read_each_other_in_a_circle_end(tmp_path: Path) -> None:
    one = dify_node("a", "code", variables=[{"value_selector": ["b", "x"]}])
    other = dify_node("b", "code", variables=[{"value_selector": ["a", "x"]}])
    llm = dify_node("c", "llm", prompt_template=[KIND], context={"variable_selector": ["a", "x"]})
    assert 1 == len(dify(tmp_path, one, other, llm).members)


def test_a_message_of_the_user_that_instructs_is_the_prompt_and_told(tmp_path: Path) -> None:
    fleet = dify(
        tmp_path, dify_node("2", "llm", prompt_template=[{"role": "user", "text": "Translate {{#1.q#}} to Dutch"}])
    )
    assert ["Translate {{#1.q#}} to Dutch"] == [member.prompt.read() for member in fleet.members]
    assert ["prompt-is-user-message"] == [note.rule for note in fleet.notes]


def n8n_node(name: str, type: str, parameters: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": f"id of {name}", "name": name, "type": type, "parameters": parameters, **more}


def n8n(folder: Path, *nodes: dict[str, Any], **into: list[tuple[str, str]]) -> Any:
    """A fleet of one workflow; `into` names by the target what is connected to it, with the kind."""
    connections: dict[str, Any] = {}
    for target, sources_of in into.items():
        for source, kind in sources_of:
            connections.setdefault(source, {}).setdefault(kind, [[]])[0].append({"node": target, "type": kind})
    base = n8n_node("Start", "n8n-nodes-base.manualTrigger", {})
    return fleet_of(folder, {"flow.json": {"name": "Flow", "nodes": [base, *nodes], "connections": connections}})


@pytest.mark.parametrize(
    ("type", "parameters", "expected"),
    [
        ("lmChatOpenAi", {"model": {"__rl": True, "value": "gpt-4.1"}}, ("openai", "gpt-4.1")),
        ("lmChatOpenAi", {"model": "gpt-4.1"}, ("openai", "gpt-4.1")),
        ("lmChatOpenAi", {"options": {}}, ("openai", None)),
        ("lmChatOpenAi", {"model": "qwen3", "options": {"baseURL": "http://me"}}, (None, "qwen3")),
        ("lmChatOpenAi", {"model": "={{ $json.model }}"}, ("openai", None)),
        ("lmChatGoogleGemini", {"modelName": "models/gemini-2.5-flash"}, ("google", "gemini-2.5-flash")),
        ("lmChatAwsBedrock", {"model": "amazon.nova-lite-v1:0"}, ("aws", "amazon.nova-lite-v1:0")),
        ("lmChatAzureOpenAi", {"model": "our-gpt"}, ("azure", None)),
        ("lmChatMistralCloud", {"model": "mistral-small-latest"}, ("mistral", "mistral-small-latest")),
        ("lmChatOpenAi", {"model": [1]}, ("openai", None)),
    ],
)
def test_the_model_of_an_n8n_agent_is_the_one_connected_to_it(
    type: str, parameters: dict[str, Any], expected: tuple[str | None, str | None], tmp_path: Path
) -> None:
    agent = n8n_node("Carl", LANGCHAIN + "agent", {"options": {"systemMessage": "Be kind."}})
    served = n8n_node("Model", LANGCHAIN + type, parameters)
    fleet = n8n(tmp_path, agent, served, Carl=[("Model", "ai_languageModel")])
    assert expected == model(by_name(fleet)["Flow: Carl"])


def test_an_expression_of_n8n_loses_its_sign_and_keeps_its_slots(tmp_path: Path) -> None:
    said = "=Be kind. Today is {{ $now.format({ 'a': 1 }) }}."
    fleet = n8n(tmp_path, n8n_node("Carl", LANGCHAIN + "agent", {"options": {"systemMessage": said}}))
    assert [said[1:]] == [member.prompt.read() for member in fleet.members]


@pytest.mark.parametrize(
    ("type", "parameters", "why"),
    [
        ("agent", {"text": "={{ $json.chatInput }}", "options": {}}, "n8n's own default system message"),
        ("agent", {"options": {"systemMessage": "={{ $json.prompt }}"}}, "handed over at run time"),
        ("agent", {"options": None}, "n8n's own default system message"),
        ("informationExtractor", {"text": "={{ $json.a }}"}, "only n8n's default template"),
        ("openAi", {"resource": "assistant", "assistantId": "asst_1"}, "stand at OpenAI"),
        ("chainLlm", {"messages": {"messageValues": "?"}}, "prompt is empty"),
    ],
)
def test_a_node_of_n8n_without_words_of_its_own_is_told(
    type: str, parameters: dict[str, Any], why: str, tmp_path: Path
) -> None:
    carl = n8n_node("Carl", LANGCHAIN + "agent", {"options": {"systemMessage": "Be kind."}})
    fleet = n8n(tmp_path, carl, n8n_node("Other", LANGCHAIN + type, parameters))
    assert [True] == [why in because for because in skipped(fleet)]


def test_a_node_that_is_switched_off_and_one_without_a_model_are_no_agents(tmp_path: Path) -> None:
    said = {"options": {"systemMessage": "Be kind."}}
    carl, off = n8n_node("Carl", LANGCHAIN + "agent", said), n8n_node("Off", LANGCHAIN + "agent", said, disabled=True)
    picture = n8n_node("Picture", LANGCHAIN + "openAi", {"resource": "image", "prompt": "A cat"})
    fleet = n8n(tmp_path, carl, off, picture)
    assert (["Flow: Carl"], ["the node is switched off."]) == (list(by_name(fleet)), skipped(fleet))


def test_an_agent_of_n8n_whose_prompt_is_its_message_says_so(tmp_path: Path) -> None:
    fleet = n8n(tmp_path, n8n_node("Carl", LANGCHAIN + "agent", {"text": "=Summarise for residents: {{ $json.mail }}"}))
    assert "n8n's own default system message" == fleet.members[0].adds
    assert ["prompt-is-user-message"] == [note.rule for note in fleet.notes]


def test_many_workflows_in_one_file_keep_their_nodes_apart(tmp_path: Path) -> None:
    agent = n8n_node("Carl", LANGCHAIN + "agent", {"options": {"systemMessage": "Be kind."}})
    start = n8n_node("Start", "n8n-nodes-base.manualTrigger", {})
    flows = [{"id": name, "name": name, "nodes": [start, agent], "connections": {}} for name in ("One", "Two")]
    fleet = fleet_of(tmp_path, {"all.json": {"data": flows, "nextCursor": None}})
    assert ["One: Carl", "Two: Carl"] == list(by_name(fleet))
    assert 2 == len({member.origin.key for member in fleet.members if member.origin})


def test_a_declarative_agent_brings_the_text_of_its_file_and_what_it_searches(tmp_path: Path) -> None:
    agent = {"version": "v1.4", "name": "HR", "instructions": "$[file('in/structions.md')]", "actions": []}
    manifest = {
        "manifestVersion": "1.19",
        "developer": {},
        "copilotAgents": {"declarativeAgents": [{"file": "hr.json"}]},
    }
    searched = {**agent, "name": "Policies", "instructions": "Be brief. $[file('in/structions.md')]"}
    files = {
        "hr.json": agent,
        "policies.json": {**searched, "capabilities": [{"name": "WebSearch"}, {"name": "GraphicArt"}, 5]},
        "in/structions.md": "Answer from the policies.",
        "manifest.json": manifest,
    }
    fleet = fleet_of(tmp_path, files)
    found = by_name(fleet)
    assert "Answer from the policies." == found["HR"].prompt.read()
    assert found["HR"].prompt.location.file.endswith("in/structions.md")
    assert "Be brief. Answer from the policies." == found["Policies"].prompt.read()
    assert ("retrieval", ["WebSearch"]) == retrieved(found["Policies"])
    assert all("base prompt of Microsoft 365" in member.adds for member in fleet.members)
    assert ["it is an app's manifest; its declarative agents are files of their own."] == skipped(fleet)


@pytest.mark.parametrize("name", ["gone.txt", "../outside.txt", "/etc/passwd", "a\0b", "x" * 290])
def test_instructions_that_are_not_there_or_outside_are_told_and_not_read(name: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "outside.txt").write_text("secret")
    agent = {"version": "v1.4", "name": "HR", "instructions": f"$[file('{name}')]", "actions": []}
    (tmp_path / "in" / "a.json").write_text(json.dumps(agent))
    with pytest.raises(InputError, match=r"of its instructions '.*' (is not there|lies outside|cannot be read)"):
        sources.read(tmp_path / "in" / "a.json")


def test_a_manifest_tells_of_an_agent_that_is_missing(tmp_path: Path) -> None:
    manifest = {
        "manifestVersion": "1.19",
        "developer": {},
        "copilotAgents": {"declarativeAgents": [{"file": "x.json"}]},
    }
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(InputError, match=r"of its declarative agent 'x.json' is not there"):
        sources.read(tmp_path / "manifest.json")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            "kind: Prompt\nname: a\ninstructions: Be kind.\nmodel: {id: gpt-4.1, provider: OpenAI}",
            ("openai", "gpt-4.1"),
        ),
        ("kind: prompt\ninstructions: Be kind.\nmodel: gpt-4.1", (None, "gpt-4.1")),
        ("kind: Prompt\ninstructions: Be kind.\nmodel: {id: =Env.MODEL, provider: AzureOpenAI}", ("azure", None)),
        ("template:\n  kind: Prompt\n  instructions: Be kind.\n", (None, None)),
    ],
)
def test_an_agent_of_the_framework_names_its_model(
    said: str, expected: tuple[str | None, str | None], tmp_path: Path
) -> None:
    fleet = fleet_of(tmp_path, {"a.yaml": said})
    assert [("Be kind.", expected)] == [(member.prompt.read(), model(member)) for member in fleet.members]


def test_a_formula_as_instructions_and_a_workflow_are_told(tmp_path: Path) -> None:
    flow = "kind: Workflow\ntrigger:\n  kind: OnConversationStart\n  actions: []\n"
    good = "kind: Prompt\ninstructions: Be kind.\nadditionalInstructions: Be brief.\n"
    fleet = fleet_of(tmp_path, {"a.yaml": "kind: Prompt\ninstructions: =Concat(a)", "b.yaml": flow, "c.yaml": good})
    assert ["Be kind.\nBe brief."] == [member.prompt.read() for member in fleet.members]
    assert ["a formula" in skipped(fleet)[0], "a workflow" in skipped(fleet)[1]] == [True, True]


def component(kind: str, id: str, **fields: Any) -> dict[str, Any]:
    return {"component_type": kind, "id": id, "name": id, **fields}


def test_every_agent_of_a_spec_is_found_once_with_its_model(tmp_path: Path) -> None:
    llm = component("OciGenAiConfig", "llm", model_id="cohere.command-a")
    carl = component("Agent", "carl", system_prompt="Be kind.", llm_config={"$component_ref": "llm"}, tools=[{}])
    chief = component("Agent", "chief", system_prompt="Manage {{who}}.", llm_config={"$component_ref": "gone"})
    special = component(
        "SpecializedAgent",
        "special",
        agent={"$component_ref": "carl"},
        agent_specialization_parameters=component("P", "p", additional_instructions="Be brief."),
    )
    remote, swarm = component("A2AAgent", "remote"), component("Swarm", "swarm", first_agent={"$component_ref": "carl"})
    referred = {one["id"]: one for one in (llm, carl, special, remote, swarm)} | {"loop": {"$component_ref": "loop"}}
    team = component("ManagerWorkers", "team", group_manager=chief, workers=[{"$component_ref": "carl"}, carl])
    fleet = fleet_of(tmp_path, {"team.json": {**team, "$referenced_components": referred}})
    found = by_name(fleet)
    assert {"chief": "Manage {{who}}.", "carl": "Be kind.", "special": "Be kind.\n\nBe brief."} == {
        name: member.prompt.read() for name, member in found.items()
    }
    assert "cohere.command-a" == found["carl"].agent.model.name
    assert "the schemas of its tools" == found["carl"].adds
    assert ["it is a remote agent, whose prompt stands where it runs."] == skipped(fleet)


def test_a_card_is_told_to_have_no_prompt(tmp_path: Path) -> None:
    card = {"name": "Carl", "protocolVersion": "1.0", "skills": [{"id": "a"}], "url": "https://x"}
    fleet = fleet_of(tmp_path, {"card.json": card, "a.json": {"name": "a", "system_prompt": "Be kind."}})
    assert ["it is an A2A card, and a card has no prompt."] == skipped(fleet)


def test_a_team_of_autogen_is_taken_apart(tmp_path: Path) -> None:
    def agent(name: str, said: object) -> dict[str, Any]:
        client = {
            "provider": "autogen_ext.models.openai.AzureOpenAIChatCompletionClient",
            "config": {"model": "gpt-4o"},
        }
        config = {"name": name, "system_message": said, "model_client": client}
        return {"provider": "autogen_agentchat.agents.AssistantAgent", "component_type": "agent", "config": config}

    inner = {"provider": "t", "component_type": "team", "config": {"participants": [agent("a", "Be kind."), 5]}}
    outer = {"provider": "t", "component_type": "team", "config": {"participants": [inner, agent("b", None), None]}}
    fleet = fleet_of(tmp_path, {"team.json": outer})
    assert [("a", ("azure", None))] == [(member.agent.name, model(member)) for member in fleet.members]
    assert ["it has no system message of its own, only AutoGen's default."] == skipped(fleet)


def test_a_saved_answer_of_difys_export_is_read_like_the_export(tmp_path: Path) -> None:
    llm = dify_node("2", "llm", prompt_template=[KIND])
    fleet = fleet_of(tmp_path, {"workflow.yml": json.dumps({"data": json.dumps(dify_app(llm))})})
    assert ["Be kind to residents."] == [member.prompt.read() for member in fleet.members]


def test_a_node_of_n8n_of_another_type_with_a_system_message_is_read_and_told(tmp_path: Path) -> None:
    node = n8n_node("Carl", "n8n-nodes-base.noOp", {"options": {"systemMessage": "Be kind."}})
    fleet = n8n(tmp_path, node)
    assert ["The node of Flow: Carl is of the type noOp, and is read as an agent's."] == [
        n.message for n in fleet.notes
    ]


def test_workflows_without_a_model_are_told_together(tmp_path: Path) -> None:
    start = n8n_node("Start", "n8n-nodes-base.manualTrigger", {})
    agent = n8n_node("Carl", LANGCHAIN + "agent", {"options": {"systemMessage": "Be kind."}})
    files = {f"{name}.json": {"name": name, "nodes": [start], "connections": {}} for name in "abcde"}
    fleet = fleet_of(tmp_path, files | {"carl.json": {"name": "Flow", "nodes": [start, agent], "connections": {}}})
    why = "each because it is an n8n workflow in which no node prompts a model: a.json, b.json, c.json, d.json, e.json."
    assert [f"5 .json files are skipped, {why}"] == [note.message for note in fleet.notes]
