"""`auditor knowledge`: a prompt by itself, for its author and for a hook."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from auditor.knowledge import annotate
from tests.conftest import Auditor

ROOT = Path(__file__).parents[2]
PROMPT = """# Desk

You answer guests in two sentences.

- The late fee is $75 after the 6th.
- Call (555) 010-0199 for keys.
- Never promise what nobody approved.
"""


@pytest.fixture
def prompt(tmp_path: Path) -> Path:
    path = tmp_path / "desk.md"
    path.write_text(PROMPT, "utf-8")
    return path


def test_it_shows_where_a_fact_stands_that_will_age_and_why(prompt: Path, auditor: Auditor) -> None:
    shown = auditor("knowledge", str(prompt)).stdout
    assert "line 5" in shown
    assert "“$75”: an amount of money" in shown
    assert "Never promise" not in shown
    assert "Never promise" in auditor("knowledge", str(prompt), "--all").stdout


def test_the_json_holds_the_segments_that_the_library_finds(prompt: Path, auditor: Auditor) -> None:
    told = json.loads(auditor("knowledge", str(prompt), "--format", "json", "--all").stdout)["files"][0]
    found = annotate(PROMPT, prompt.as_posix())
    assert [(one.start, one.end, one.label) for one in found] == [
        (one["start"], one["end"], one["label"]) for one in told["segments"]
    ]
    assert sum(one["tokens"] for one in told["segments"]) == told["tokens"]
    for segment in told["segments"]:
        for span in segment["spans"]:
            assert PROMPT[span["start"] : span["end"]] == span["text"]


@pytest.mark.parametrize(("share", "code"), [("0.05", 1), ("1", 0)])
def test_a_hook_fails_above_the_share_that_it_allows(share: str, code: int, prompt: Path, auditor: Auditor) -> None:
    found = auditor("knowledge", str(prompt), "--max-volatile-share", share)
    assert code == found.exit_code
    assert ("will age, at most 5 % is allowed" in found.stderr) == (code == 1)


def test_a_prompt_without_such_facts_says_so_and_is_not_called_clean(tmp_path: Path, auditor: Auditor) -> None:
    path = tmp_path / "steady.md"
    path.write_text("You are kind.\nAnswer in one sentence.\n", "utf-8")
    found = auditor("knowledge", str(path), "--max-volatile-share", "0")
    assert (0, True) == (found.exit_code, "no fact was found that will age" in found.stdout)
    assert "clean" not in found.stdout


def test_a_credential_is_told_and_never_shown(tmp_path: Path, auditor: Auditor) -> None:
    secret = "sk-proj-" + "abcdefghijklmnopqrstuvwxyz0123456789" * 2
    path = tmp_path / "secret.md"
    path.write_text(f"The Pro plan costs $49 a month; use {secret} for it.\n", "utf-8")
    for more in ((), ("--format", "json", "--all")):
        shown = auditor("knowledge", str(path), *more).stdout
        assert secret[:20] not in shown
        assert "API key" in shown


def test_terminal_escapes_in_a_prompt_do_not_reach_the_terminal(tmp_path: Path, auditor: Auditor) -> None:
    path = tmp_path / "hostile.md"
    path.write_text("The fee is \x1b[31m$75\x1b]0;owned\x07 a month.\n", "utf-8")
    assert "\x1b" not in auditor("knowledge", str(path), "--all").stdout


def test_it_reads_standard_input() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "auditor", "knowledge", "-"], input=PROMPT, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("standard input: ")


def test_a_file_that_is_not_there_is_an_error_with_its_name(auditor: Auditor, tmp_path: Path) -> None:
    found = auditor("knowledge", str(tmp_path / "nowhere.md"))
    assert (2, True) == (found.exit_code, "nowhere.md: cannot be read" in found.stderr)


def test_the_hook_for_pre_commit_names_a_command_that_exists(prompt: Path, auditor: Auditor) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    name, command = hook["entry"].split()
    assert "auditor" == name
    assert 1 == auditor(command, *hook["args"], str(prompt)).exit_code
