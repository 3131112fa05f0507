"""The inventory: defaults, ranges, files, and reading again what was written."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor import sources
from auditor.model.money import Range
from auditor.sources import inventory
from auditor.sources.reading import Options
from tests.conftest import ROOT


def read(tmp_path: Path, text: str, name: str = "fleet.yaml") -> inventory.Fleet:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return sources.read(path)


def test_defaults_are_merged_deeply_under_every_agent(tmp_path: Path) -> None:
    fleet = read(
        tmp_path,
        "schema: 1\n"
        "defaults: {model: {provider: aws, name: m1}, traffic: {user_tokens: 5}, prompt: {tools_tokens: 9}}\n"
        "agents:\n"
        "  - {id: a, prompt: {text: x}, traffic: {output_tokens: 3}}\n"
        "  - {id: b, prompt: {text: y}, model: {name: m2}}\n",
    )
    one, two = (member.agent for member in fleet.members)
    assert ("aws", "m1", 9) == (one.model.provider, one.model.name, one.prompt.tools_tokens)
    assert (Range.sure(5), Range.sure(3)) == (one.traffic.user_tokens, one.traffic.output_tokens)
    assert ("aws", "m2") == (two.model.provider, two.model.name)


def test_a_default_gives_way_to_the_key_it_excludes(tmp_path: Path) -> None:
    fleet = read(
        tmp_path,
        "schema: 1\ndefaults: {prompt: {text: x}, traffic: {calls_per_day: 9}}\n"
        "agents:\n  - {id: a, prompt: {file: p.md}, traffic: {calls_per_month: 5}}\n".replace("p.md", "fleet.yaml"),
    )
    agent = fleet.members[0].agent
    assert (None, None) == (agent.prompt.text, agent.traffic.calls_per_day)


def test_a_range_has_its_middle_as_point(tmp_path: Path) -> None:
    fleet = read(tmp_path, "schema: 1\nagents: [{id: a, prompt: {text: x}, traffic: {calls_per_month: [10, 30]}}]\n")
    assert Range(Decimal(10), Decimal(20), Decimal(30)) == fleet.members[0].agent.traffic.calls_per_month


def test_what_is_missing_stays_missing(tmp_path: Path) -> None:
    agent = read(tmp_path, "schema: 1\nagents: [{id: a, prompt: {text: x}}]\n").members[0].agent
    assert (None, None, None, None) == (agent.model.name, agent.traffic.calls_per_month, agent.knowledge, agent.dataset)


def test_a_block_text_is_located_where_its_first_line_stands(tmp_path: Path) -> None:
    fleet = read(tmp_path, "schema: 1\nagents:\n  - id: a\n    prompt:\n      text: |\n        You are kind.\n")
    assert 6 == fleet.members[0].prompt.location.line


def test_an_agent_in_json_is_located_by_its_id(tmp_path: Path) -> None:
    text = '{"schema": 1, "agents": [\n {"id": "a", "prompt": {"text": "x"}},\n {"id": "b", "prompt": {"text": "y"}}]}'
    fleet = read(tmp_path, text, "fleet.json")
    assert [2, 3] == [member.declared_at.line for member in fleet.members]


def test_files_outside_are_read_only_if_allowed(tmp_path: Path) -> None:
    (tmp_path / "p.md").write_text("You are kind.", "utf-8")
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / "fleet.yaml"
    path.write_text("schema: 1\nagents: [{id: a, prompt: {file: ../p.md}}]\n", "utf-8")
    assert "You are kind." == sources.read(path, sources.Options(allow_outside=True)).members[0].prompt.read()


def test_a_link_that_leads_outside_counts_as_outside(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("x", "utf-8")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "p.md").symlink_to(tmp_path / "secret.md")
    found = Options().inside(tmp_path / "in", "p.md")
    assert isinstance(found, str)
    assert "outside" in found


def test_the_examples_read_as_the_same_fleet_when_written(tmp_path: Path) -> None:
    for name in ("proptech", "tuned"):
        fleet = sources.read(ROOT / "inventories" / name / "fleet.yaml")
        copy = ROOT / "inventories" / name / "fleet.yaml"
        written = yaml.safe_load(inventory.write(fleet))
        again = inventory.Inventory.model_validate(written)
        assert [member.agent for member in fleet.members] == list(again.agents), copy


amounts = st.one_of(st.none(), st.integers(0, 10**9), st.tuples(st.integers(0, 99), st.integers(100, 10**6)).map(list))
agents = st.fixed_dictionaries(
    {"prompt": st.fixed_dictionaries({"text": st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=80)})},
    optional={
        "name": st.text(st.characters(blacklist_categories=["Cs"]), max_size=20),
        "architecture": st.sampled_from(["prompted", "retrieval", "fine_tuned", "hybrid"]),
        "traffic": st.fixed_dictionaries({"calls_per_month": amounts, "user_tokens": amounts}),
        "task": st.fixed_dictionaries({"scope": st.sampled_from([None, "narrow", "broad"])}),
        "knowledge": st.lists(
            st.fixed_dictionaries({"name": st.just("fees"), "updated": st.sampled_from([None, "daily", "never"])}),
            max_size=2,
        ),
        "dataset": st.fixed_dictionaries({"examples": st.integers(0, 99), "baseline_measured": st.booleans()}),
    },
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(agents, min_size=1, max_size=4))
def test_reading_what_was_written_gives_the_same_fleet(tmp_path: Path, drawn: list[dict[str, object]]) -> None:
    document = {"schema": 1, "agents": [{"id": f"agent {n}"} | agent for n, agent in enumerate(drawn)]}
    first = read(tmp_path, yaml.safe_dump(document, allow_unicode=True))
    second = read(tmp_path, inventory.write(first), "again.yaml")
    assert [member.agent for member in first.members] == [member.agent for member in second.members]
    assert [member.prompt.read() for member in first.members] == [member.prompt.read() for member in second.members]
