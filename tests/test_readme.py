"""The README is the front door: every command in it runs, and what it shows is what comes out."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from auditor.gates import GATES
from auditor.reporters import REPORTERS
from auditor.tokens import has_ctok
from tests.conftest import ROOT, Auditor
from tests.usage.logs import write_spans

README = (ROOT / "README.md").read_text("utf-8")
SHOWN = [
    line.removeprefix("$ ").partition("  #")
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
    if line.startswith("$ ")
]
COMMANDS = [command.strip() for command, _, _ in SHOWN]
OWN = [(command.strip(), remark) for command, _, remark in SHOWN if command.startswith("auditor ")]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which the README's commands find what they name."""
    shutil.copytree(ROOT / "inventories", tmp_path / "inventories")
    agents = tmp_path / ".claude" / "agents"
    agents.mkdir(parents=True)
    (agents / "a.md").write_text("---\nname: a\nmodel: gpt-4o\n---\nYou are brief.\n", "utf-8")
    (tmp_path / "reports").mkdir()
    shutil.copy(ROOT / "tests" / "history" / "version-1.sqlite3", tmp_path / "reports" / "history.sqlite3")
    (tmp_path / "traffic.csv").write_text("agent,calls_per_month\na,10..20\n", "utf-8")
    call = {"gen_ai.request.model": "gpt-4o", "gen_ai.usage.input_tokens": 90, "gen_ai.usage.output_tokens": 9}
    write_spans(tmp_path / "spans.jsonl", [("a-prod", datetime(2026, 11, day, 9, tzinfo=UTC), call) for day in (1, 2)])
    (tmp_path / "callers.yaml").write_text("a-prod: a\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795305600")  # prices --check must not begin to fail with the years
    return tmp_path


@pytest.mark.parametrize(("command", "remark"), OWN)
def test_every_auditor_command_runs(command: str, remark: str, checkout: Path, auditor: Auditor) -> None:
    if shlex.split(command)[1] in ("run", "schedule"):
        auditor("init")
    result = auditor(*shlex.split(command)[1:])
    expected = re.search(r"exits with (\d)", remark)
    assert result.exit_code == (int(expected[1]) if expected else 0), result.output
    assert result.stdout


def test_the_other_commands_are_those_that_other_tests_and_ci_run() -> None:
    others = [command for command in COMMANDS if not command.startswith("auditor ")]
    assert others == [
        "make demo",
        "make test",
        "pipx install .",
        "uvx --from . auditor audit inventories/proptech/fleet.yaml",
    ]


@pytest.mark.parametrize("target", ["demo", "test", "bench", "accept", "example"])
def test_the_make_targets_exist(target: str) -> None:
    done = subprocess.run(["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (0, "") == (done.returncode, done.stderr)


def test_the_table_shown_is_the_one_that_comes_out(
    checkout: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    if has_ctok():
        pytest.skip("the README shows the table of a Python without ctok, where Claude's counts are estimated")
    monkeypatch.setenv("COLUMNS", "80")
    shown = re.search(r"```text\n(PropTechUSA.*?)\n…", README, re.DOTALL)
    assert shown is not None
    printed = auditor("audit", "inventories/proptech/fleet.yaml").stdout
    assert shown[1].strip() in printed


def test_gates_and_formats_are_all_named() -> None:
    assert [gate.name for gate in GATES if f"{gate.id} `{gate.name}`" not in README] == []
    assert [name for name in REPORTERS if f"| `{name}` |" not in README] == []


def test_every_link_into_the_repository_leads_somewhere() -> None:
    for name in ("README.md", "CONTRIBUTING.md", "inventories/README.md"):
        text = (ROOT / name).read_text("utf-8")
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
            assert (ROOT / name).parent.joinpath(target).exists(), target


def test_every_path_in_contributing_exists() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    paths = [path for path in re.findall(r"`((?:auditor|tests|inventories)/[\w./-]*)`", text) if "your" not in path]
    assert [path for path in paths if not (ROOT / path).exists()] == []
    assert len(paths) > 8
