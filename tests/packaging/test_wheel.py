"""The built wheel, installed in a clean environment away from the checkout, audits there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.slow

FLEET = """
schema: 1
fleet: {name: away, as_of: 2026-11-22}
agents:
  - id: one
    model: {provider: openai, name: gpt-4o}
    prompt: {text: "You are brief. The fee is $5 a month."}
    traffic: {calls_per_month: 1000, user_tokens: 10, output_tokens: 10}
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def away(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean environment with the wheel and, lent from ours so that no network is needed, what it depends on."""
    folder = tmp_path_factory.mktemp("away")
    venv.create(folder / "env", with_pip=True)
    python = folder / "env" / "bin" / "python"
    install = [python, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", wheel]
    subprocess.run(install, check=True, capture_output=True, cwd=folder)
    site = next((folder / "env").glob("lib/python*/site-packages"))
    # a .pth file makes importable what lies in our site-packages, but not the editable checkout itself
    (site / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return folder


def test_templates_vocabularies_and_data_are_in_the_wheel(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for part in (
        "auditor/_templates/report.html.j2",
        "auditor/_templates/serving/plain.html.j2",
        "auditor/_templates/style/base.css",
        "auditor/_templates/script/start.js",
        "auditor/tokens/vocabularies/fb374d419588a4632f3f557e76b4b70aebbca790",
        "auditor/tokens/vocabularies/9b5ad71b2ce5302211f9c61530b329a4922fc6a4",
        "auditor/costs/book/caching.yaml",
        "auditor/policy/default.yaml",
        "auditor/reporters/run.schema.json",
        "auditor/py.typed",
    ):
        assert part in names


def test_the_installed_command_audits_without_the_checkout(away: Path) -> None:
    (away / "fleet.yaml").write_text(FLEET, "utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    command = [away / "env" / "bin" / "auditor", "audit", "fleet.yaml"]
    done = subprocess.run(command, cwd=away, env=environment, capture_output=True, text=True, check=False)
    assert (0, "") == (done.returncode, done.stderr)
    document = json.loads((away / "reports" / "away" / "audit.json").read_text("utf-8"))
    assert "exact" == document["agents"][0]["prompt"]["method"]
    assert document["fleet"]["monthly_cost"] is not None
    assert "<html" in (away / "reports" / "away" / "index.html").read_text("utf-8")


def test_it_is_the_wheel_that_runs(away: Path) -> None:
    code = "import auditor; print(auditor.__file__)"
    python = away / "env" / "bin" / "python"
    said = subprocess.run([python, "-c", code], cwd=away, capture_output=True, text=True, check=True).stdout
    assert str(away) in said
