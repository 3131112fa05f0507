"""What the tests of pulls share: stand-ins that run, and settings of the vendors' that lead to nobody else."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.pulling.loopback import Loopback, loopback
from tests.pulling.standins import STAND_INS, Records, StandIn

EXAMPLES = Path(__file__).parents[1] / "sources" / "examples"
VENDORS = (
    "OPENAI_",
    "ANTHROPIC_",
    "LANGFUSE_",
    "AWS_",
    "MLFLOW_",
    "DATABRICKS_",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
)


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting, profile or proxy of whoever runs the tests is used."""
    for name in [name for name in os.environ if name.upper().startswith(VENDORS)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "ANTHROPIC_CONFIG_DIR"):
        monkeypatch.setenv(name, str(tmp_path / "home" / name))


@pytest.fixture(params=STAND_INS, ids=lambda one: one.registry)
def stand_in(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """Each stand-in whose SDK is installed, with the credentials that it expects."""
    one: StandIn = request.param
    if find_spec(one.module) is None:
        pytest.skip(f"the SDK {one.module!r} is not installed")
    for name, value in one.variables.items():
        monkeypatch.setenv(name, value)
    return one


@pytest.fixture
def carl(stand_in: StandIn) -> Records:
    """The example's records, as a registry would have them."""
    data = json.loads((EXAMPLES / stand_in.example).read_text("utf-8"))
    return [stand_in.filled(one) for one in data.get("data", [data])]


@pytest.fixture
def live(stand_in: StandIn, carl: Records) -> Iterator[Loopback]:
    """The example's registry, running."""
    with loopback(stand_in.serve(carl)) as server:
        yield server


def others(stand_in: StandIn, carl: Records, names: tuple[str, ...]) -> Records:
    """As many records, alike but for their names."""
    name, id, _ = stand_in.names
    made = []
    for number, called in enumerate(names):
        one = copy.deepcopy(carl[-1])
        inner: dict[str, Any] = one.get("agent") or one.get("harness") or one
        inner[id] = f"{inner[id]}-{number}"
        inner[name] = called
        made.append(one)
    return made
