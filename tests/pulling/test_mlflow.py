"""MLflow's registry is no stand-in here: its own store in a database file, and its own server before it.

It is large, so that it is not among what tests install: `pip install mlflow` beside them runs these.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from auditor import sources
from auditor.pulling import mlflow
from tests.conftest import ROOT, Auditor
from tests.pulling.conftest import EXAMPLES
from tests.pulling.test_pulls import told

NEEDED = ("mlflow", "sqlalchemy", "alembic", "flask", "flask_cors")
pytestmark = [
    pytest.mark.skipif(not all(map(find_spec, NEEDED)), reason="mlflow is not installed (pip install mlflow)"),
    pytest.mark.filterwarnings("default"),  # of MLflow's own
]
EXAMPLE = json.loads((EXAMPLES / "mlflow" / "prompt.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A registry with Carl in production, a newer Carl, and others without an alias."""
    from mlflow import MlflowClient

    path = tmp_path_factory.mktemp("mlflow") / "registry.db"
    client = MlflowClient(f"sqlite:///{path}", f"sqlite:///{path}")
    for template in (EXAMPLE["template"], "A newer Carl."):
        client.register_prompt(
            "carl", template, commit_message="Shorter", tags={"team": "leases"}, model_config=EXAMPLE["model_config"]
        )
    client.set_prompt_alias("carl", "production", 1)
    for name in ("ann", "bea", "dora"):
        client.register_prompt(name, f"You are {name}.")
    client.register_prompt("dora", "You are Dora, and newer.")
    client.create_registered_model("a-model-and-no-prompt")
    return path


@pytest.fixture(scope="module")
def server(registry: Path) -> Iterator[str]:
    """MLflow's server before it."""
    command = [sys.executable, "-m", "tests.pulling.mlflow_server", str(registry)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT) as running:
        assert running.stdout is not None
        yield f"http://127.0.0.1:{running.stdout.readline().strip()}"
        running.terminate()


@pytest.fixture(params=["file", "server"])
def url(request: pytest.FixtureRequest, registry: Path) -> str:
    """The registry, with and without its server."""
    return request.getfixturevalue("server") if request.param == "server" else f"sqlite:///{registry}"


def test_it_is_read_as_its_saved_answer_is(
    url: str, tmp_path: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mlflow, "_MOST_A_PAGE", 2)
    output = tmp_path / "a.json"
    result = auditor("pull", "mlflow", "--url", url, "-o", output)
    assert 0 == result.exit_code, result.stderr
    members = {member.agent.name: member for member in sources.read(output).members}
    assert ["ann", "bea", "carl", "dora"] == sorted(map(str, members))
    saved = sources.read(EXAMPLES / "mlflow" / "prompt.json").members[0]
    assert told(saved) == told(members["carl"])
    assert "You are Dora, and newer." == members["dora"].prompt.read()
    assert "dora has no alias such as production; its newest version was taken" in result.stderr
    assert "carl has" not in result.stderr


def test_the_place_of_a_file_is_nobody_elses(registry: Path, tmp_path: Path, auditor: Auditor) -> None:
    auditor("pull", "mlflow", "--url", f"sqlite:///{registry}", "-o", tmp_path / "a.json")
    written = json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert {"registry": "mlflow", "from": "sqlite:///registry.db"} == written["pulled"]


def test_a_wrong_address_is_told(server: str, tmp_path: Path, auditor: Auditor) -> None:
    result = auditor("pull", "mlflow", "--url", f"{server}/elsewhere", "-o", tmp_path / "a.json")
    assert 2 == result.exit_code
    assert "knows no such thing (404)" in result.stderr


def test_no_registry_is_made(tmp_path: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = auditor("pull", "mlflow", "-o", tmp_path / "a.json").stderr
    assert "which registry? say --url" in said
    said = auditor("pull", "mlflow", "--url", f"sqlite:///{tmp_path}/none.db", "-o", tmp_path / "a.json").stderr
    assert "none.db: no such file" in said
    assert [] == list(tmp_path.iterdir())
