"""Agents in Markdown: which tool's they are, by place and by fields, and what each tool's fields mean."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auditor import sources
from auditor.model.fleet import Deployed, Fleet


def fleet_of(folder: Path, files: dict[str, str]) -> Fleet:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return sources.read(folder)


def only(fleet: Fleet) -> Deployed:
    assert 1 == len(fleet.members)
    return fleet.members[0]


def format_of(member: Deployed) -> str:
    assert member.origin is not None
    return member.origin.format


@pytest.mark.parametrize(
    ("path", "header", "format", "name"),
    [
        (".claude/agents/a.md", "name: a\ndescription: d\nuser-invocable: true", "claude-code", "a"),
        ("agents/a.md", "name: a\ntools: Read, Grep", "claude-code", "a"),
        (".github/agents/planner.md", "description: plans", "copilot", "planner"),
        ("agents/planner.agent.md", "description: plans", "copilot", "planner"),
        (".github/chatmodes/planner.chatmode.md", "description: plans", "copilot", "planner"),
        ("agents/a.md", "name: a\nmcp-servers: {x: {type: local}}", "copilot", "a"),
        ("agents/a.md", "name: a\ntarget: vscode", "copilot", "a"),
        ("agents/a.md", "name: a\ntools: ['codebase', 'search']", "copilot", "a"),
        (".opencode/agents/review.md", "description: reviews", "opencode", "review"),
        (".opencode/agent/team/review.md", "description: reviews", "opencode", "team/review"),
        ("agents/review.md", "description: reviews\nmode: subagent", "opencode", "review"),
        (".gemini/agents/writer.md", "name: writer\ndescription: d", "gemini-cli", "writer"),
        ("agents/writer.md", "name: writer\nkind: local\nmax_turns: 5", "gemini-cli", "writer"),
    ],
)
def test_the_tool_is_told_by_place_and_fields(path: str, header: str, format: str, name: str, tmp_path: Path) -> None:
    member = only(fleet_of(tmp_path, {path: f"---\n{header}\n---\nBe kind.\n"}))
    assert (format, name, "Be kind.") == (format_of(member), member.agent.name, member.prompt.read())
    assert member.adds


@pytest.mark.parametrize(
    ("path", "said", "provider", "model"),
    [
        ("a.agent.md", "GPT-4.1", "github-copilot", "gpt-4.1"),
        ("a.agent.md", "Claude Sonnet 5.5 (copilot)", "github-copilot", "claude-sonnet-5.5"),
        ("a.agent.md", "Claude Sonnet 4.5 (Preview) (anthropic)", "anthropic", "claude-sonnet-4.5"),
        ("a.agent.md", "['GPT-5 (copilot)', 'Claude Sonnet 4']", "github-copilot", "gpt-5"),
        ("a.agent.md", "Auto", None, None),
        (".opencode/agent/a.md", "anthropic/claude-sonnet-4-5", "anthropic", "claude-sonnet-4-5"),
        (".opencode/agent/a.md", "github-copilot/gpt-4.1", "github-copilot", "gpt-4.1"),
        (".gemini/agents/a.md", "gemini-2.5-flash", "google", "gemini-2.5-flash"),
        (".gemini/agents/a.md", "inherit", None, None),
    ],
)
def test_a_model_is_named_as_its_tool_names_it(
    path: str, said: str, provider: str | None, model: str | None, tmp_path: Path
) -> None:
    member = only(fleet_of(tmp_path, {path: f"---\nname: a\ndescription: d\nmodel: {said}\n---\nBe kind.\n"}))
    assert (provider, model) == (member.agent.model.provider, member.agent.model.name)


def test_the_first_of_several_models_is_taken_and_told(tmp_path: Path) -> None:
    text = "---\ndescription: d\nmodel:\n  - GPT-5\n  - GPT-4.1\n---\nBe kind.\n"
    fleet = fleet_of(tmp_path, {"a.agent.md": text})
    assert ["model-first-of-several"] == [note.rule for note in fleet.notes]
    assert "The model of a is taken to be GPT-5, the first of 2 in the order of preference." == fleet.notes[0].message


def test_an_agent_file_of_vs_code_may_lack_front_matter(tmp_path: Path) -> None:
    member = only(fleet_of(tmp_path, {"plan.agent.md": "Plan, and change nothing.\n"}))
    assert ("plan", "Plan, and change nothing.") == (member.agent.name, member.prompt.read())


def test_a_prompt_that_is_longer_than_copilot_takes_is_told(tmp_path: Path) -> None:
    (told,) = fleet_of(tmp_path, {"a.agent.md": "---\nname: a\n---\n" + "Be kind. " * 4_000}).notes
    assert told.message.endswith("characters, and Copilot takes 30,000 at most.")


def test_hand_offs_are_resolved_to_agents_and_others_are_told(tmp_path: Path) -> None:
    files = {
        "plan.agent.md": "---\nname: Plan\nhandoffs:\n  - {label: go, agent: Build}\n  - {label: x, agent: who}\n"
        "  - {label: y, agent: agent}\n---\nPlan.\n",
        "build.agent.md": "---\nname: Build\n---\nBuild.\n",
    }
    fleet = fleet_of(tmp_path, files)
    assert {"Build": (), "Plan": ("Build",)} == {member.agent.id: member.agent.calls for member in fleet.members}
    assert ["Plan hands off to who, which is not among the agents that were read."] == [n.message for n in fleet.notes]


@pytest.mark.parametrize(
    ("path", "header", "why"),
    [
        ("skills/x/SKILL.md", "name: x\ndescription: d", "a skill"),
        ("commands/x.md", "name: x\ndescription: d", "a command"),
        (".github/prompts/x.prompt.md", "description: d", "a prompt that people call up"),
        ("agents/README.md", "name: x\ndescription: d", "tells people about a folder"),
        (".github/ISSUE_TEMPLATE/bug.md", "name: x", "a template of issues"),
        (".github/workflows/x.md", "name: x", "a workflow of GitHub's"),
        ("docs/x.md", "description: d", "has no name, and it lies in no folder of agents"),
        ("docs/agents/x.md", "title: x\ndescription: d", "a title and no name"),
        (".claude/commands/git/x.md", "name: x\ndescription: d", "a command"),
        (".opencode/command/x.md", "description: d\nmode: all", "a command"),
        ("plugin/x.md", "name: x\ndescription: d\nargument-hint: '[file]'", "a command"),
        (".claude/commands/workflows/x.md", "name: x", "a command"),
        ("workflows/x.md", "name: x\non: push\npermissions: read-all", "a workflow of GitHub's"),
        (".claude/rules/x.md", "name: x\ndescription: d", "rules for agents"),
        (".claude/agent-memory/x.md", "name: x\ndescription: d", "what an agent remembers"),
        (".claude/x.local.md", "name: x\nenabled: true", "settings of a plugin"),
        ("DESIGN.md", "name: x\ndescription: d", "describes a design"),
        ("templates/x.md", "name: '{{name}}'\ndescription: d", "its name, {{name}}, is a slot"),
        ("tests/fixtures/plugin/agents/x.md", "name: x\ndescription: d", "made up for a test"),
        ("backups/2026/agents/x.md", "name: x\ndescription: d", "it is a backup"),
        ("src/fixtures/x.md", "name: x\ndescription: d", "made up for a test"),
        ("x.instructions.md", "description: d", "instructions for other agents"),
        (".gemini/agents/x.md", "name: x\nkind: remote", "a remote agent"),
        (".opencode/agent/x.md", "description: d\ndisable: true", "disabled"),
    ],
)
def test_what_is_no_agent_is_told_as_what_it_is(path: str, header: str, why: str, tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, {path: f"---\n{header}\n---\nBe kind.\n", "a.md": "---\nname: a\n---\nHi.\n"})
    assert [("file-skipped", True)] == [(note.rule, why in note.message) for note in fleet.notes]


@pytest.mark.parametrize(
    ("path", "header"),
    [
        ("agents/tests/x.md", "name: x\ndescription: d"),
        ("x.agent.md", "description: d\nargument-hint: what to do"),
        ("skill/agents/x.md", "name: x\ndescription: d"),
        ("testing/x.md", "name: x\ndescription: d"),
    ],
)
def test_the_innermost_folder_says_what_a_file_is(path: str, header: str, tmp_path: Path) -> None:
    files = {path: f"---\n{header}\n---\nBe kind.\n", "skill/SKILL.md": "---\nname: s\n---\nDo it.\n"}
    assert "x" == only(fleet_of(tmp_path, files)).agent.name


def test_what_lies_beside_a_skill_belongs_to_it(tmp_path: Path) -> None:
    files = {
        "kit/SKILL.md": "---\nname: s\n---\nDo it.\n",
        "kit/references/x.md": "---\nname: x\ndescription: d\n---\nBe kind.\n",
        "kit/references/y.md": "---\nname: y\ndescription: d\n---\nGo $ARGUMENTS.\n",
        "z.md": "---\nname: z\ndescription: d\n---\nGo $ARGUMENTS.\n",
        "a.md": "---\nname: a\n---\nHi.\n",
    }
    fleet = fleet_of(tmp_path, files)
    assert "a" == only(fleet).agent.name
    said = {note.location.file.rpartition("/")[2]: note.message for note in fleet.notes}
    assert "it belongs to a skill" in said["x.md"]
    assert "it belongs to a skill" in said["y.md"]
    assert "a command that people call up" in said["z.md"]


def test_a_fleet_of_which_many_are_not_yaml_is_told_so_once(tmp_path: Path) -> None:
    text = "---\nname: a{}\ndescription: Use it: when\n---\nBe kind.\n"
    fleet = fleet_of(tmp_path, {f"a{number}.md": text.format(number) for number in range(9)})
    (told,) = fleet.notes
    assert told.message.startswith("The front matter of 9 agents is not valid YAML; it was read line by line: a0, a1")


def test_many_files_that_are_none_for_one_reason_are_told_together(tmp_path: Path) -> None:
    files = {f"docs/{number:02}.md": "# Words\n" for number in range(14)} | {"a.md": "---\nname: a\n---\nHi.\n"}
    (told,) = fleet_of(tmp_path, files).notes
    assert "files-skipped" == told.rule
    assert told.message.startswith(
        "14 .md files are skipped, each because it has no front matter: docs/00.md, docs/01.md"
    )
    assert told.message.endswith("docs/09.md and 4 more. Where they are prompts as they stand, --from text reads them.")


CONFIGURATION = """{
  "$schema": "https://opencode.ai/config.json", // what editors want
  "model": "openai/gpt-4.1",
  "agent": {
    "review": {"description": "reviews", "mode": "subagent", "prompt": "{file:./prompts/review.txt}"},
    "write": {"mode": "primary", "prompt": "Write well. {file:./prompts/style.txt}",},
    "ask": {"model": "anthropic/claude-sonnet-5-5", "prompt": "Answer."},
    "build": {"temperature": 0.1},
    "lost": {"prompt": "{file:./nowhere.txt}"},
  },
}
"""


def test_the_agents_of_an_opencode_configuration_are_read_with_the_files_they_name(tmp_path: Path) -> None:
    files = {
        "opencode.json": CONFIGURATION,
        "prompts/review.txt": "Review it.",
        "prompts/style.txt": "Be brief.",
    }
    fleet = fleet_of(tmp_path, files)
    texts = {member.agent.id: member.prompt.read() for member in fleet.members}
    assert {"review": "Review it.", "write": "Write well. Be brief.", "ask": "Answer."} == texts
    models = {member.agent.id: member.agent.model.name for member in fleet.members}
    assert {"review": None, "write": "gpt-4.1", "ask": "claude-sonnet-5-5"} == models
    said = [note.message for note in fleet.notes]
    assert 2 == len(said)
    assert "opencode's is used" in said[0]
    assert "'./nowhere.txt' is not there" in said[1]


def test_a_prompt_file_outside_the_folder_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret", "utf-8")
    (tmp_path / "in").mkdir()
    agents = {"x": {"prompt": "{file:../secret.txt}"}, "y": {"prompt": "Hi."}}
    fleet = fleet_of(tmp_path / "in", {"opencode.json": json.dumps({"agent": agents})})
    assert ["y"] == [member.agent.id for member in fleet.members]
    assert "lies outside the folder" in fleet.notes[0].message


def test_the_files_of_the_sample_folder_are_read(shared: Path) -> None:
    for name in ("copilot-custom-agent.agent.md", "copilot-custom-agent-2.agent.md", "claude-code-subagent.md"):
        fleet = sources.read(shared / "samples" / name)
        assert only(fleet).prompt.read().strip()
        assert () == tuple(note for note in fleet.notes if note.rule == "file-skipped")
