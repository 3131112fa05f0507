"""The same agent, written in the format of every tool that sends its words untouched, measures the same."""

from __future__ import annotations

import json
from typing import Any

import pytest

from auditor import sources
from tests.conftest import Auditor
from tests.sources.test_any_format import EXAMPLES, HAS_TYPESCRIPT

ALIKE = (
    "agent-framework",
    "agent-spec",
    "autogen",
    "claude-code",
    "codex",
    "copilot",
    "dotprompt",
    "elevenlabs",
    "gemini-cli",
    "generic",
    "github-models",
    "google-adk",
    "langchain",
    "langfuse",
    "langsmith",
    "litellm",
    "mlflow",
    "openai-agents",
    "opencode",
    "promptfoo",
    "prompty",
    "python",
    "semantic-kernel",
    *(("typescript",) if HAS_TYPESCRIPT else ()),
    "vapi",
)
OTHER_MODEL_OR_HOME = (
    "anthropic-agents",
    "azure-foundry",
    "bedrock-agents",
    "copilot-declarative",
    "dify",
    "n8n",
)
"""Their examples run elsewhere or retrieve, so that economics and verdicts differ; the prompt does not."""


def measured(auditor: Auditor, name: str) -> list[dict[str, Any]]:
    """What the audit of an example says of its agents, without what tells them apart."""
    result = auditor("audit", EXAMPLES / name, "--at", "2026-11-22", "--format", "json", "--output", "-")
    agents: list[dict[str, Any]] = json.loads(result.stdout)["agents"]
    return [
        {
            "prompt": {key: agent["prompt"][key] for key in ("sha256", "tokens", "encoding", "method", "error")},
            "knowledge": [
                (span["start"], span["end"], span["kind"], span["text"]) for span in agent["knowledge"]["spans"]
            ],
            "volatile": (agent["knowledge"]["volatile_tokens"], agent["knowledge"]["volatile_share"]),
            "gates": {gate["id"]: gate["outcome"] for gate in agent["gates"]},
            "verdict": agent["verdict"],
            "first": agent["recommendations"][0]["action"],
        }
        for agent in agents
    ]


@pytest.mark.parametrize("name", ALIKE)
def test_the_same_agent_in_another_format_measures_the_same(name: str, auditor: Auditor) -> None:
    expected = measured(auditor, "claude-code")[0]
    assert expected["prompt"]["tokens"] > 150
    assert len(expected["knowledge"]) > 2
    for agent in measured(auditor, name):
        assert expected == agent


@pytest.mark.parametrize("name", OTHER_MODEL_OR_HOME)
def test_the_same_prompt_holds_the_same_in_another_place(name: str, auditor: Auditor) -> None:
    expected = measured(auditor, "claude-code")[0]
    for agent in measured(auditor, name):
        assert expected["prompt"]["sha256"] == agent["prompt"]["sha256"]
        assert expected["knowledge"] == agent["knowledge"]


@pytest.mark.parametrize("name", ALIKE + OTHER_MODEL_OR_HOME)
def test_a_finding_leads_to_the_line_of_the_file(name: str) -> None:
    for member in sources.read(EXAMPLES / name).members:
        place = member.prompt.location
        with open(place.file, encoding="utf-8") as file:  # noqa: PTH123  the place is a text
            lines = file.read().split("\n")
        assert "You are Carl" in lines[place.line - 1]
