"""What a promptfoo configuration may list as its prompts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.sources.reading import fleet_of, model, skipped

KIND, BRIEF = "Answer kindly: {{question}}", "Answer briefly: {{question}}"


def prompts_of(tmp_path: Path, prompts: Any, files: dict[str, Any]) -> dict[str | None, str]:
    """The texts of the prompts by their names."""
    config = {"providers": ["openai:gpt-4.1"], "prompts": prompts}
    fleet = fleet_of(tmp_path, {"promptfooconfig.json": config, **files})
    return {member.agent.name: member.prompt.read() for member in fleet.members}


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("p.csv", f'prompt,label\n"{KIND}",kind\n"{BRIEF}",brief\n', {"kind": KIND, "brief": BRIEF}),
        ("p.csv", f"prompt\n{KIND}\n{BRIEF}\n", {"p 1": KIND, "p 2": BRIEF}),
        ("p.csv", f"{KIND}\n", {"p": KIND}),
        ("p.jsonl", '[{"role": "system", "content": "Be kind."}]\n', {"p": "Be kind."}),
        ("p.yaml", f"- {{role: user, content: '{KIND}'}}\n", {"p": KIND}),
        ("p.yaml", "Answer: as kindly as you can\n", {"p": "Answer: as kindly as you can\n"}),
    ],
)
def test_a_file_of_any_kind_is_read(name: str, content: str, found: dict[str, str], tmp_path: Path) -> None:
    assert found == prompts_of(tmp_path, [f"file://{name}"], {name: content})


@pytest.mark.parametrize("pattern", ["file://all/*.txt", "all/[ab].txt", "all/?.txt"])
def test_a_pattern_stands_for_its_files(pattern: str, tmp_path: Path) -> None:
    files = {"all/a.txt": KIND, "all/b.txt": BRIEF, "all/c.py": "print()"}
    assert {"a": KIND, "b": BRIEF} == prompts_of(tmp_path, [pattern], files)


def test_a_mapping_names_files_and_how_their_prompts_are_called(tmp_path: Path) -> None:
    assert {"kind": KIND} == prompts_of(tmp_path, {"a.txt": "kind"}, {"a.txt": KIND})


@pytest.mark.parametrize(
    ("prompt", "why"),
    [
        ("file://*/a.txt", "several folders"),
        ("file://none/*.txt", "cannot be read"),
        ("file://*.j2", "is not there"),
        ("file://../*.txt", "lies outside"),
        ("exec:./prompt.sh", "made by code"),
        ({"id": "file://p.py", "label": "made"}, "made by code"),
        ({"label": "empty"}, "no text"),
    ],
)
def test_what_cannot_be_read_is_told(prompt: Any, why: str, tmp_path: Path) -> None:
    config = {"providers": ["openai:gpt-4.1"], "prompts": [prompt, KIND]}
    fleet = fleet_of(tmp_path, {"promptfooconfig.json": config})
    assert [True] == [why in because for because in skipped(fleet)]


@pytest.mark.parametrize(
    ("provider", "found"),
    [
        ({"id": "openai:chat:llama-3.1-8b-instant", "config": {"apiBaseUrl": "https://a"}}, "llama-3.1-8b-instant"),
        ("echo", None),
    ],
)
def test_a_protocol_is_no_provider_and_a_toy_is_no_model(provider: Any, found: str | None, tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, {"promptfooconfig.json": {"providers": [provider], "prompts": [KIND]}})
    assert (None, found) == model(fleet.members[0])
