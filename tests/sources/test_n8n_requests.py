"""n8n's nodes that ask a model without being an agent's: by HTTP, by a vendor's node, as a tool."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.sources.n8n_requests import filled
from tests.sources.reading import by_name, fleet_of, model, skipped
from tests.sources.test_workflow_tools import LANGCHAIN, n8n, n8n_node

OPENAI = "https://api.openai.com/v1/chat/completions"
ASKED = '={"model": "gpt-4.1", "messages": [{"role": "system", "content": "Be kind to {{ $json["name"] }}."}, %s]}'


@pytest.mark.parametrize(
    ("parameters", "prompt", "served"),
    [
        (
            {"url": OPENAI, "jsonBody": ASKED % '{"role": "user", "content": {{ JSON.stringify($json.q) }}}'},
            'Be kind to {{ $json["name"] }}.',
            ("openai", "gpt-4.1"),
        ),
        (
            {"url": "={{ $env.URL }}", "body": '{"model": "m", "messages": [{"role": "system", "content": "a\nb"}]}'},
            "a\nb",
            (None, "m"),
        ),
        (
            {
                "url": "https://api.anthropic.com/v1/messages",
                "jsonBody": '{"model": "claude-sonnet-5", "system": [{"text": "Be brief."}], "messages": []}',
            },
            "Be brief.",
            ("anthropic", "claude-sonnet-5"),
        ),
        (
            {
                "url": "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:generateContent",
                "jsonBody": '{"system_instruction": {"parts": [{"text": "Be exact."}]}, "contents": []}',
            },
            "Be exact.",
            ("google", "gemini-2.5-flash"),
        ),
        (
            {
                "url": OPENAI,
                "bodyParameters": {
                    "parameters": [
                        {"name": "model", "value": "gpt-4.1"},
                        {"name": "messages", "value": '=[{"role": "system", "content": "Be quick."}]'},
                    ]
                },
            },
            "Be quick.",
            ("openai", "gpt-4.1"),
        ),
    ],
)
def test_a_request_to_a_model_is_an_agent(
    parameters: dict[str, Any], prompt: str, served: tuple[str | None, str | None], tmp_path: Path
) -> None:
    member = by_name(n8n(tmp_path, n8n_node("Ask", "n8n-nodes-base.httpRequest", parameters)))["Flow: Ask"]
    assert (prompt, served) == (member.prompt.read(), model(member))


def test_a_body_that_cannot_be_read_is_told_and_another_request_is_nothing(tmp_path: Path) -> None:
    carl = n8n_node("Carl", LANGCHAIN + "agent", {"options": {"systemMessage": "Be kind."}})
    broken = n8n_node("Broken", "n8n-nodes-base.httpRequest", {"jsonBody": '{"model": "m", "messages": [}'})
    line = n8n_node("Line", "n8n-nodes-base.httpRequest", {"jsonBody": '{"messages": [{"text": "Hi"}]}'})
    off = n8n_node("Off", "n8n-nodes-base.httpRequest", {"url": "http://a"}, disabled=True)
    assert ["no JSON that can be read" in why for why in skipped(n8n(tmp_path, carl, broken, line, off))] == [True]


def test_a_workflow_whose_requests_are_of_other_things_is_told(tmp_path: Path) -> None:
    other = {"name": "a", "system_prompt": "Be kind."}
    flow = {"nodes": [n8n_node("Get", "n8n-nodes-base.httpRequest", {"url": "http://a"})], "connections": {}}
    fleet = fleet_of(tmp_path, {"a.json": other, "b.json": flow})
    assert ["it is an n8n workflow in which no node prompts a model."] == skipped(fleet)


@given(st.lists(st.sampled_from(["{{ a }}", '{{ "x" }}', "{{", "}}", "b", " ", "\n"])))
def test_a_filled_template_is_json_where_its_slots_stand_in_texts(parts: list[str]) -> None:
    template = '{"a": "' + "".join(parts).replace("{{", "{{ ") + ' }}"}'
    data = json.loads(filled(template))
    assert "".join(data["a"].split()) == "".join(json.loads(f'["{_escaped(template[7:-2])}"]')[0].split())


def _escaped(text: str) -> str:
    return json.dumps(text)[1:-1]


@given(st.text(alphabet='{}"\\ a\n:,[]'))
def test_nothing_makes_it_fail(template: str) -> None:
    assert isinstance(filled(template), str)


@pytest.mark.parametrize(
    ("type", "parameters", "prompt"),
    [
        (
            "n8n-nodes-base.perplexity",
            {"messages": {"message": [{"role": "system", "content": "Be kind."}]}},
            "Be kind.",
        ),
        (LANGCHAIN + "openAi", {"resource": "chat", "messages": [{"role": "system", "content": "Be."}]}, "Be."),
        (LANGCHAIN + "openAiTool", {"messages": {"values": [{"role": "system", "content": "Be."}]}}, "Be."),
        ("n8n-nodes-base.openAi", {"operation": "edit", "instruction": "translate to German"}, "translate to German"),
    ],
)
def test_a_vendors_node_has_its_messages_where_its_version_has_them(
    type: str, parameters: dict[str, Any], prompt: str, tmp_path: Path
) -> None:
    assert [prompt] == [one.prompt.read() for one in n8n(tmp_path, n8n_node("A", type, parameters)).members]


def test_a_vendors_node_without_a_prompt_is_told_and_one_that_hears_is_nothing(tmp_path: Path) -> None:
    carl = n8n_node("Carl", LANGCHAIN + "agent", {"options": {"systemMessage": "Be kind."}})
    empty = n8n_node("Empty", LANGCHAIN + "openAi", {"model": "gpt-4.1"})
    hears = n8n_node("Hears", LANGCHAIN + "openAi", {"resource": "audio", "operation": "transcribe"})
    reads = n8n_node("Reads", "n8n-nodes-base.mistralAi", {"options": {}})
    assert ["its prompt is empty."] == skipped(n8n(tmp_path, carl, empty, hears, reads))


@pytest.mark.parametrize(
    ("type", "parameters", "served"),
    [
        ("lmChatOpenAi", {"model": "=gpt-4.1"}, ("openai", "gpt-4.1")),
        ("lmChatOpenAi", {"model": "={{ $json.m }}"}, ("openai", None)),
        ("modelSelector", {"rules": {}}, (None, None)),
        ("code", {"code": {}}, (None, None)),
    ],
)
def test_a_model_that_is_written_as_an_expression_or_chosen_by_a_node(
    type: str, parameters: dict[str, Any], served: tuple[str | None, str | None], tmp_path: Path
) -> None:
    agent = n8n_node("Carl", LANGCHAIN + "agent", {"options": {"systemMessage": "Be kind."}})
    fleet = n8n(tmp_path, agent, n8n_node("M", LANGCHAIN + type, parameters), Carl=[("M", "ai_languageModel")])
    assert served == model(by_name(fleet)["Flow: Carl"])


def test_an_agent_that_another_has_as_a_tool_is_called_by_it(tmp_path: Path) -> None:
    kind = {"options": {"systemMessage": "Be kind."}}
    boss, helper = n8n_node("Boss", LANGCHAIN + "agent", kind), n8n_node("Helper", LANGCHAIN + "agentTool", kind)
    fleet = n8n(tmp_path, boss, helper, Boss=[("Helper", "ai_tool")])
    assert ("Flow: Helper",) == by_name(fleet)["Flow: Boss"].agent.calls
