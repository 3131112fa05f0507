"""Of several versions the one in use is taken, and where nothing says which that is, it is told."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.pulling.registry import DEPLOYED, in_use
from auditor.sources.formats import mlflow as saved_mlflow
from tests.conftest import Auditor
from tests.pulling.conftest import others
from tests.pulling.loopback import loopback
from tests.pulling.standins import STAND_INS, Records, StandIn

DRAFT = "Say that this is the draft, which nobody calls yet."
VERSIONS = {number: f"Say that this is version {number}, and say it in one sentence." for number in "12"}
"""AWS's model has instructions of at least 40 characters."""
VERSIONED = {one.registry: one for one in STAND_INS}


def pulled(stand_in: StandIn, records: Records, folder: Path, auditor: Auditor) -> tuple[list[dict[str, Any]], str]:
    """What is in the file, and what was told."""
    output = folder / "a.json"
    with loopback(stand_in.serve(records)) as server:
        result = auditor("pull", stand_in.registry, "--url", server.url + stand_in.path, "-o", output)
    assert 0 == result.exit_code, result.stderr
    return json.loads(output.read_text("utf-8"))["data"], result.stderr


@pytest.mark.parametrize("stand_in", [VERSIONED["langfuse"]], indirect=True)
def test_of_langfuses_versions_it_is_that_in_production(
    stand_in: StandIn, carl: Records, tmp_path: Path, auditor: Auditor
) -> None:
    data, said = pulled(stand_in, carl, tmp_path, auditor)
    assert [(7, ["production"])] == [(one["version"], one["labels"]) for one in data]
    assert "" == said
    for one in carl:
        one["labels"] = []
    (tmp_path / "a.json").unlink()
    data, said = pulled(stand_in, carl, tmp_path, auditor)
    assert [8] == [one["version"] for one in data]
    assert "carl has no version labelled production; its newest was taken" in said


@pytest.mark.parametrize("stand_in", [VERSIONED["langfuse"]], indirect=True)
def test_langfuses_prompts_may_lie_in_folders(
    stand_in: StandIn, carl: Records, tmp_path: Path, auditor: Auditor
) -> None:
    name = "leases/carl & co?%2F#1"
    data, _ = pulled(stand_in, others(stand_in, carl, (name,)), tmp_path, auditor)
    assert [name] == [one["name"] for one in data]


@pytest.mark.parametrize(
    ("aliases", "instruction", "note"),
    [
        ({}, DRAFT, "carl has no alias that routes to a version; its working draft was taken"),
        ({"live": "1"}, VERSIONS["1"], ""),
        ({"a": "1", "b": "2"}, VERSIONS["2"], "several versions in use (a to 1, b to 2); that of b was taken"),
        ({"Prod": "1", "next": "2"}, VERSIONS["1"], "that of Prod was taken"),
    ],
)
@pytest.mark.parametrize("stand_in", [VERSIONED["bedrock-agents"]], indirect=True)
def test_of_bedrocks_versions_it_is_that_which_an_alias_routes_to(
    stand_in: StandIn,
    carl: Records,
    aliases: dict[str, str],
    instruction: str,
    note: str,
    tmp_path: Path,
    auditor: Auditor,
) -> None:
    record = carl[0]
    record["agent"]["instruction"] = DRAFT
    versions = {number: {"instruction": said} for number, said in VERSIONS.items()}
    data, said = pulled(stand_in, [record | {"aliases": aliases, "versions": versions}], tmp_path, auditor)
    assert [instruction] == [(one.get("agentVersion") or one["agent"])["instruction"] for one in data]
    assert note in " ".join(said.split())


@pytest.mark.parametrize("stand_in", [VERSIONED["bedrock-harnesses"]], indirect=True)
def test_of_a_harness_it_is_what_an_endpoint_serves(
    stand_in: StandIn, carl: Records, tmp_path: Path, auditor: Auditor
) -> None:
    served = {"systemPrompt": [{"text": "Version 4."}]}
    record = carl[0] | {"endpoints": {"DEFAULT": "4"}, "versions": {"4": served}}
    data, said = pulled(stand_in, [record], tmp_path, auditor)
    assert [served["systemPrompt"]] == [one["harness"]["systemPrompt"] for one in data]
    assert "" == said


@pytest.mark.parametrize("stand_in", [VERSIONED["anthropic-agents"]], indirect=True)
def test_what_anthropic_archived_is_left_out(
    stand_in: StandIn, carl: Records, tmp_path: Path, auditor: Auditor
) -> None:
    gone = copy.deepcopy(carl[0]) | {"id": "agent_2", "name": "gone", "archived_at": "2026-11-03T09:00:00Z"}
    data, _ = pulled(stand_in, [gone, *carl], tmp_path, auditor)
    assert ["carl"] == [one["name"] for one in data]


@given(st.dictionaries(st.text(max_size=5) | st.sampled_from(DEPLOYED), st.text(max_size=3) | st.sampled_from("123")))
def test_the_version_in_use_is_one_that_is_routed_to(routes: dict[str, str]) -> None:
    version, note = in_use(routes)
    numbered = {one for one in routes.values() if one.isascii() and one.isdigit()}
    assert version in (numbered or {""})
    assert bool(note) == (len(numbered) > 1)


def test_what_says_production_says_so_in_files_too() -> None:
    assert set(saved_mlflow._DEPLOYED) <= set(DEPLOYED)
