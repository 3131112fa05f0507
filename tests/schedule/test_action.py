"""The GitHub Action and the image: what can be held against them without GitHub and without Docker."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
import yaml

from auditor import __version__
from auditor.cli import schedule
from tests.conftest import ROOT
from tests.unattended.made import project

ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))


def test_the_action_is_one_to_github() -> None:
    schema = files("check_jsonschema").joinpath("builtin_schemas", "vendor", "github-actions.json").read_text("utf-8")
    jsonschema.validate(ACTION, json.loads(schema))


def test_no_input_gets_into_a_script_other_than_through_the_environment() -> None:
    assert not [step for step in ACTION["runs"]["steps"] if "${{" in step.get("run", "")]


def performed(folder: Path, **inputs: str) -> tuple[int, str, str]:
    """The action's last step as a runner runs it: exit code, step summary, outputs."""
    (step,) = [step for step in ACTION["runs"]["steps"] if step.get("id") == "audit"]
    tools = folder / "tools"
    tools.mkdir()
    (tools / "auditor").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m auditor "$@"\n', "utf-8")
    (tools / "auditor").chmod(0o755)
    given = {name: ACTION["inputs"][name]["default"] for name in ACTION["inputs"]} | inputs
    environment = {name: given[re.findall(r"inputs\.([\w-]+)", value)[0]] for name, value in step["env"].items()}
    written = {"GITHUB_STEP_SUMMARY": str(folder / "summary"), "GITHUB_OUTPUT": str(folder / "output")}
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=folder,
        env={**os.environ, **environment, **written, "PATH": f"{tools}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, (folder / "summary").read_text("utf-8"), (folder / "output").read_text("utf-8")


def test_the_action_runs_the_audits_of_a_project(tmp_path: Path) -> None:
    code, summary, output = performed(project(tmp_path), audits="nightly")
    assert (0, "exit-code=0\n") == (code, output)
    assert summary.startswith("nightly: tests: 1 agent")


def test_the_action_takes_its_audits_line_by_line(tmp_path: Path) -> None:
    more = '[audit.weekly]\nsource = "fleet.yaml"'
    code, summary, _ = performed(project(tmp_path, more=more), audits="nightly\n  weekly\n")
    assert (0, ["nightly", "weekly"]) == (code, [line.partition(":")[0] for line in summary.splitlines()])


def test_the_action_audits_an_inventory_and_passes_its_code_on(tmp_path: Path) -> None:
    folder = project(tmp_path)
    text = (
        (folder / "fleet.yaml")
        .read_text("utf-8")
        .replace("You answer", "The key is sk-ant-api03-" + "A1b2C3d4" * 12 + "AA.")
    )
    (folder / "fleet.yaml").write_text(text, "utf-8")
    code, summary, output = performed(folder, source="fleet.yaml", **{"fail-on": "high"})
    assert (1, "exit-code=1\n") == (code, output)
    assert "tests" in summary
    assert (folder / "reports" / "audit" / "audit.sarif").exists()


def test_an_audit_that_is_none_fails_the_action(tmp_path: Path) -> None:
    assert performed(project(tmp_path), audits="no-such $(touch pwned)")[0] == 2
    assert not (tmp_path / "pwned").exists()


@pytest.mark.parametrize(
    "line", [line for line in (ROOT / "Dockerfile").read_text("utf-8").splitlines() if "COPY" in line]
)
def test_the_image_copies_what_there_is_and_what_is_not_ignored(line: str) -> None:
    if "--from" in line:
        return
    allowed = {text[1:] for text in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if text.startswith("!")}
    for name in line.split()[1:-1]:
        assert (ROOT / name).exists()
        assert name in allowed


def test_the_image_runs_as_nobody_in_particular() -> None:
    text = (ROOT / "Dockerfile").read_text("utf-8")
    last = text.rpartition("\nFROM ")[2]
    assert "\nUSER 10001\n" in last
    assert text.count("\nFROM ") == 2


def test_the_image_is_built_under_the_name_that_kubernetes_is_told() -> None:
    text = (ROOT / "Dockerfile").read_text("utf-8")
    (option,) = [one for one in schedule.command.params if one.name == "image"]
    assert option.default == f"agent-fleet-auditor:{__version__}"
    assert 2 == text.count(f" {option.default} ") == text.count("agent-fleet-auditor:")
