"""How a fleet is read from the command line: which formats are looked for, and the model of agents that name none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auditor.model.agent import Model
from auditor.sources import Options, read_all
from tests.conftest import Auditor


@pytest.fixture
def mixed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    files = {
        ".claude/agents/carl.md": "---\nname: carl\nmodel: sonnet\n---\nBe kind.\n",
        ".github/agents/carl.agent.md": "---\nname: carl\n---\nBe brief.\n",
        ".codex/agents/ada.toml": 'name = "ada"\nmodel = "gpt-4.1"\ndeveloper_instructions = "Be exact."\n',
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def agents(auditor: Auditor, *arguments: object) -> dict[str, str | None]:
    result = auditor("audit", *arguments, "--at", "2026-11-22", "--format", "json")
    return {agent["id"]: agent["model"]["name"] for agent in json.loads(result.stdout)["agents"]}


def test_every_format_is_looked_for(mixed: Path, auditor: Auditor) -> None:
    expected = {".claude/agents/carl": "claude-sonnet-5-5", ".github/agents/carl.agent": None, "ada": "gpt-4.1"}
    assert expected == agents(auditor, ".")


def test_one_format_or_some_may_be_asked_for(mixed: Path, auditor: Auditor) -> None:
    assert {"ada": "gpt-4.1"} == agents(auditor, ".", "--from", "codex")
    assert {"ada", "carl"} == agents(auditor, ".", "--from", "codex", "--from", "copilot").keys()


def test_agents_that_name_no_model_get_the_default_and_the_report_says_how_many(mixed: Path, auditor: Auditor) -> None:
    arguments = ("audit", ".", "--default-model", "openai/gpt-4o-mini", "--at", "2026-11-22", "--format", "json")
    document = json.loads(auditor(*arguments).stdout)
    models = {agent["id"]: agent["model"] for agent in document["agents"]}
    assert {"provider": "openai", "name": "gpt-4o-mini"} == models[".github/agents/carl.agent"]
    assert "claude-sonnet-5-5" == models[".claude/agents/carl"]["name"]
    told = [finding["message"] for finding in document["findings"] if finding["rule"] == "default-model"]
    assert ["1 of 3 agents names no model; the default is taken, openai gpt-4o-mini."] == told


def test_an_agent_at_another_provider_does_not_get_the_default(tmp_path: Path) -> None:
    azure = {"name": "a", "system_prompt": "Be kind.", "provider": "azure", "model": "ours"}
    others = [{"name": "b", "system_prompt": "Be kind."}, {**azure, "name": "c", "provider": "openai", "model": ""}]
    (tmp_path / "bots.json").write_text(json.dumps([azure, *others]), "utf-8")
    options = Options(default_model=Model(provider="openai", name="gpt-4.1"))
    fleet = read_all((tmp_path,), options)
    models = {one.agent.name: (one.agent.model.provider, one.agent.model.name) for one in fleet.members}
    assert {"a": ("azure", None), "b": ("openai", "gpt-4.1"), "c": ("openai", "gpt-4.1")} == models
    assert [
        "2 of 3 agents name no model; the default is taken, openai gpt-4.1.",
        "1 of 3 agents names another provider than the default, openai gpt-4.1, and no model, which stays unknown.",
    ] == [note.message for note in fleet.notes if note.rule == "default-model"]


def test_agents_of_one_name_in_two_sources_are_told_apart(mixed: Path, auditor: Auditor) -> None:
    assert {".claude:carl", ".github:carl"} == agents(auditor, ".claude", ".github").keys()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--from", "nothing"), "is not one of"),
        (("--default-model", "inherit"), "expected PROVIDER/NAME"),
        (("--default-model", "azure/gpt-4o"), "does not say which model it serves"),
        (("--from", "n8n"), "holds no agent"),
    ],
)
def test_a_slip_is_told(arguments: tuple[str, ...], said: str, mixed: Path, auditor: Auditor) -> None:
    result = auditor("audit", ".", *arguments)
    assert (2, True) == (result.exit_code, said in result.stderr)


def test_validate_reads_alike_and_help_names_the_formats(mixed: Path, auditor: Auditor) -> None:
    assert "1 agent, no errors" in auditor("validate", ".", "--from", "codex").stdout
    for command in ("audit", "validate", "explain", "whatif"):
        said = auditor(command, "--help").stdout
        assert "claude-code" in said
        assert "--default-model" in said


def test_the_formats_are_listed_with_what_no_file_tells(auditor: Auditor) -> None:
    said = auditor("formats").stdout
    assert "crewai: CrewAI agents" in said
    assert "besides is sent, and no file tells" in said


def test_an_unattended_audit_reads_alike(mixed: Path, auditor: Auditor) -> None:
    (mixed / "auditor.toml").write_text(
        'schema = 1\n[audit.a]\nsource = "."\nfrom = ["copilot"]\ndefault_model = "openai/gpt-4.1"\nformats = "json"\n',
        "utf-8",
    )
    assert 0 == auditor("run").exit_code
    (found,) = mixed.glob("reports/**/audit.json")
    assert ["gpt-4.1"] == [agent["model"]["name"] for agent in json.loads(found.read_text("utf-8"))["agents"]]


@pytest.mark.parametrize("command", [("audit",), ("validate",), ("import", "-o", "out.yaml")])
@pytest.mark.parametrize(
    ("name", "text", "form"),
    [
        ("calls.json", json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": [{"traceId": "a"}]}]}]}), "otlp"),
        ("calls.csv", "model,prompt_tokens,completion_tokens\ngpt-4.1,1,2\n", "table"),
    ],
)
def test_a_log_of_calls_named_as_a_source_is_told_to_be_one(
    command: tuple[str, ...], name: str, text: str, form: str, tmp_path: Path, auditor: Auditor
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "broken.json").write_text("{}", "utf-8")
    said = auditor(*command, tmp_path / name).stderr
    assert f"looks like a log of calls ({form}), which holds no agents: give it with --usage" in said
    assert "schema" not in said
    assert "looks like a log" not in auditor(*command, tmp_path / "broken.json").stderr
