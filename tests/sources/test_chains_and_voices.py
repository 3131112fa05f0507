"""LangChain's old files, and agents of ElevenLabs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.sources.reading import by_name, fleet_of, model, retrieved, skipped

KIND = "Answer {question} as kindly as you can."
PROMPT = {"input_variables": ["question"], "template": KIND}


@pytest.mark.parametrize(
    ("file", "content", "name", "served"),
    [
        ("leases/prompt.json", PROMPT, "leases", (None, None)),
        ("leases/terms.yaml", f"input_variables: [question]\ntemplate: '{KIND}'\n", "terms", (None, None)),
        (
            "leases/agent.json",
            {"llm_chain": {"prompt": PROMPT, "llm": {"_type": "openai", "model_name": "gpt-4.1"}}},
            "leases",
            ("openai", "gpt-4.1"),
        ),
        ("a.json", {"input_variables": ["question"], "template_path": "a.txt"}, "a", (None, None)),
    ],
)
def test_a_template_of_langchains_is_found_however_deep(
    file: str, content: Any, name: str, served: tuple[str | None, str | None], tmp_path: Path
) -> None:
    member = by_name(fleet_of(tmp_path, {file: content, "a.txt": KIND}))[name]
    assert (KIND, served) == (member.prompt.read(), model(member))


def test_a_template_of_examples_tells_them(tmp_path: Path) -> None:
    few = {"input_variables": ["q"], "prefix": "Be kind to all.", "suffix": "Q: {q}", "examples": [{}, {}]}
    member = by_name(fleet_of(tmp_path, {"few.json": few}))["few"]
    assert ("Be kind to all.\n\nQ: {q}", "its examples (2)") == (member.prompt.read(), member.adds)


def test_what_is_not_there_or_says_nothing_is_told(tmp_path: Path) -> None:
    files = {
        "a.json": {**PROMPT, "template": "", "template_path": "gone.txt"},
        "b.json": {**PROMPT, "template": "{question}"},
        "c.json": PROMPT,
    }
    assert ["its text, 'gone.txt' is not there.", "it only passes on what comes at run time."] == skipped(
        fleet_of(tmp_path, files)
    )


def voice(prompt: Any, **more: Any) -> dict[str, Any]:
    return {"name": "Carl", "conversation_config": {"agent": {"prompt": prompt}}, **more}


def test_an_agent_of_elevenlabs_has_a_prompt_a_model_and_a_knowledge_base(tmp_path: Path) -> None:
    base = [{"name": "Lease", "type": "file"}, 5]
    prompt = {"prompt": "Be kind.", "llm": "gemini-2.5-flash", "tool_ids": ["t"], "knowledge_base": base}
    member = by_name(fleet_of(tmp_path, {"a.json": voice(prompt)}))["Carl"]
    assert ("Be kind.", (None, "gemini-2.5-flash")) == (member.prompt.read(), model(member))
    assert ("retrieval", ["Lease"]) == retrieved(member)
    assert "the schemas of its tools" == member.adds


def test_one_without_words_is_told(tmp_path: Path) -> None:
    answer = {"agents": [voice({"prompt": "", "llm": "x"}), voice({"prompt": "{{said}}"}), voice({"prompt": "Be."})]}
    assert [
        "its prompt is empty.",
        "its prompt is handed over at run time: nothing but slots stands in the file.",
    ] == skipped(fleet_of(tmp_path, {"a.json": answer}))
