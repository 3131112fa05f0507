"""The example fleet's report, made once, and a hostile fleet's."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from auditor.reporters import html, read_again
from tests.conftest import ROOT
from tests.reporters.html.audits import agent, run_at, run_of

EXAMPLE = ROOT / "inventories" / "proptech" / "fleet.yaml"
HOSTILE = "</script><img src=x onerror=\"document.title='broken'\"><svg onload=alert(1)>{{7*7}}\u202e"


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory, shared_cache: Path) -> str:
    """The address of the example fleet's report."""
    folder = tmp_path_factory.mktemp("example")
    os.environ["AUDITOR_CACHE_DIR"] = str(shared_cache)
    path = folder / "index.html"
    path.write_text(html.render(run_at(EXAMPLE), read_again), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def hostile(tmp_path: Path) -> str:
    """The address of a report whose names, ids and prompts are attacks."""
    agents: list[dict[str, Any]] = [
        agent("carl", name="Carl"),
        agent(
            HOSTILE, HOSTILE + " The fee is $55 until 31 December 2026.", name=HOSTILE, owner=HOSTILE, calls=["carl"]
        ),
        agent("a'b&c=d e#f", "x" * 30, name="'quoted' & odd"),
    ]
    path = tmp_path / "index.html"
    path.write_text(html.render(run_of(tmp_path, agents, name=HOSTILE), read_again), encoding="utf-8")
    return path.as_uri()
