"""Laws of the audit as a whole: the order of agents does not matter, and the same inputs give the same run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor import sources
from tests.fleets import DAY, FakePrices, as_json, facts_of, read_fleet, ready, real_prices, run_of

FEW = settings(max_examples=12)
INVENTORIES = sorted((Path(__file__).parents[2] / "inventories").glob("*/fleet.yaml"))

SHARED = (
    "Refunds are handled by the billing team and by nobody else. Never promise one, never hint that one is likely, and "
    "tell the resident that somebody from billing will write to them once they have looked at the whole ledger."
)
FILES: dict[str, Any] = {
    "long.md": [{"line": "Greet every caller by name and be kind.", "times": 300}],
    "fees.md": f"You are Carl.\n\n{SHARED}\n\nThe late fee is $75 per month.\n",
    "drifted.md": f"You are Dora.\n\n{SHARED.replace('ledger', 'account')}\n",
    "same.md": f"You are Eve.\n\n{SHARED}\n",
    "train.jsonl": [{"rows": 30}],
}
FLEET: list[dict[str, Any]] = [
    {
        "id": "carl",
        "prompt": {"file": "fees.md"},
        "calls": ["dora"],
        "knowledge": [{"name": "fees", "updated": "weekly"}],
    },
    {"id": "dora", "prompt": {"file": "drifted.md"}, "calls": ["carl"], "knowledge": [{"name": "fees"}]},
    {"id": "eve", "prompt": {"file": "same.md"}, "dataset": {"file": "train.jsonl"}, "calls": ["carl", "dora"]},
    {**ready(), "id": "frank", "prompt": {"file": "long.md"}},
    {**ready(traffic={"calls_per_month": [1000, 90000]}), "id": "grace", "prompt": {"file": "long.md"}},
    {**ready(model={"provider": "openai", "name": "gpt-4.1-mini"}), "id": "hal", "prompt": {"file": "fees.md"}},
]


def told(folder: Path, agents: list[dict[str, Any]]) -> dict[str, Any]:
    """The report for programs, without the digest of the inventory, which rightly changes with the order."""
    document = json.loads(as_json(run_of(read_fleet(folder, agents, files=FILES), FakePrices())))
    del document["inputs"]["inventory"]["sha256"]
    return dict(document)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("order")


@pytest.fixture(scope="module")
def in_order(folder: Path) -> dict[str, Any]:
    return told(folder, FLEET)


@FEW
@given(st.permutations(FLEET))
def test_the_order_of_agents_changes_nothing(
    folder: Path, in_order: dict[str, Any], agents: list[dict[str, Any]]
) -> None:
    assert in_order == told(folder, agents)


@FEW
@given(st.sets(st.sampled_from([agent["id"] for agent in FLEET]), min_size=1))
def test_what_is_said_about_an_agent_does_not_depend_on_its_neighbours(
    folder: Path, in_order: dict[str, Any], ids: set[str]
) -> None:
    chosen = [{**agent, "calls": []} for agent in FLEET if agent["id"] in ids]
    alone = {agent["id"]: agent for agent in told(folder, chosen)["agents"]}
    assert {agent["id"]: agent for agent in in_order["agents"] if agent["id"] in ids} == alone


def test_the_fleet_of_these_laws_shares_blocks_and_goes_in_circles(in_order: dict[str, Any]) -> None:
    assert {"exact", "near"} == {block["kind"] for block in in_order["graph"]["blocks"]}
    assert [["carl", "dora"]] == in_order["graph"]["cycles"]
    assert [{"name": "fees", "agents": ["carl", "dora"]}] == in_order["graph"]["sources"]


@pytest.mark.parametrize("path", INVENTORIES, ids=lambda path: path.parent.name)
def test_the_same_inputs_at_the_same_time_give_the_same_bytes(path: Path) -> None:
    fleet = sources.read(path)
    first, again = (as_json(run_of(fleet, real_prices(DAY), memory={})) for _ in range(2))
    assert first == again


@pytest.mark.parametrize("path", INVENTORIES, ids=lambda path: path.parent.name)
def test_what_an_earlier_run_remembered_changes_nothing(path: Path) -> None:
    fleet, memory = sources.read(path), dict[str, str]()
    fresh = as_json(run_of(fleet, real_prices(DAY), memory=memory))
    assert memory
    assert fresh == as_json(run_of(fleet, real_prices(DAY), memory=memory))


@pytest.mark.parametrize("path", INVENTORIES, ids=lambda path: path.parent.name)
def test_the_segments_of_a_prompt_tile_it_and_their_tokens_add_up(path: Path) -> None:
    for audited in run_of(sources.read(path), real_prices(DAY)).agents:
        prompt = audited.facts.prompt
        assert prompt.reference_tokens == sum(stretch.tokens for stretch in prompt.stretches)
        assert [0, *(stretch.end for stretch in prompt.stretches)][:-1] == [part.start for part in prompt.stretches]
        assert prompt.characters == (prompt.stretches[-1].end if prompt.stretches else 0)
        if prompt.method == "exact":
            assert prompt.tokens == prompt.reference_tokens


@FEW
@given(
    st.lists(
        st.sampled_from(["You are Carl.\n", "The late fee is $75.\n", "{{name}}\n", "\r\n", "# Head\n\n", "é 😀 中\t"])
        | st.text(max_size=20),
        max_size=12,
    ).map("".join),
    st.sampled_from(["gpt-4.1-mini", "gpt-4", "claude-sonnet-5-5", None]),
)
def test_segments_of_any_prompt_add_up_to_its_tokens(folder: Path, text: str, model: str | None) -> None:
    (folder / "any.md").write_bytes(text.encode("utf-8", "replace"))
    facts = facts_of(read_fleet(folder, [{"id": "any", "prompt": {"file": "any.md"}, "model": {"name": model}}])).prompt
    assert facts.reference_tokens == sum(stretch.tokens for stretch in facts.stretches)
    labels = {stretch.label for stretch in facts.stretches}
    assert abs(facts.tokens - sum(facts.tokens_of(label) for label in labels)) <= len(labels)
