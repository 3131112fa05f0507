"""The JSON document keeps to the schema that ships with the package."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator

import auditor.reporters
from auditor.gates import GATES
from auditor.knowledge.labels import Kind, Label
from auditor.model.agent import Architecture
from auditor.model.decision import Outcome
from auditor.model.estimate import Crossed, LineUnit, OptionName, PriceUnit
from auditor.model.finding import SEVERITIES
from auditor.model.kept import GROUPS
from auditor.model.measurement import Basis
from auditor.model.run import Run, Winner
from auditor.model.since import Certainty, CrossingState
from auditor.model.verdict import FAMILIES, VERDICTS
from auditor.reporters import json as reporter
from auditor.reporters import left_out
from tests.fleets import read_fleet, ready, run_of

SCHEMA: dict[str, Any] = json.loads((Path(auditor.reporters.__file__).parent / "run.schema.json").read_text("utf-8"))

OPTIONAL = frozenset(("since", "usage", "observed"))
"""What stands in a document only where there is something to tell."""


def nodes(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
    for part in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from nodes(part)


def test_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA)


def test_schema_is_strict():
    for node in nodes(SCHEMA):
        if node.get("type") == "object":
            assert "additionalProperties" in node
            if "properties" in node:
                assert node["additionalProperties"] is False
                assert node.get("required", []) == [name for name in node["properties"] if name not in OPTIONAL]


def test_schema_knows_every_word_of_the_model():
    parts = SCHEMA["$defs"]

    def words(name: str, field: str) -> set[str]:
        return set(parts[name]["properties"][field]["enum"])

    assert set(parts["verdict"]["enum"]) == set(VERDICTS)
    assert words("agent", "family") == {family.id for family in FAMILIES}
    assert words("agent", "architecture") == set(get_args(Architecture))
    assert words("gate", "outcome") == set(get_args(Outcome))
    assert words("gate", "name") == {gate.name for gate in GATES}
    assert words("gate", "id") == {gate.id for gate in GATES}
    assert words("round", "winner") == set(get_args(Winner))
    assert words("break_even", "crossed") == set(get_args(Crossed))
    assert parts["option_name"]["enum"] == list(get_args(OptionName))
    assert words("line", "unit") == set(get_args(LineUnit))
    assert words("line", "price_unit") == set(get_args(PriceUnit))
    assert words("input", "basis") == set(get_args(Basis))
    assert words("finding", "severity") == set(SEVERITIES)
    assert words("span", "kind") == set(get_args(Kind))
    assert words("changed_input", "input") == set(GROUPS)
    assert words("because", "certainty") == set(get_args(Certainty))
    assert set(parts["since"]["properties"]["crossings"]["items"]["properties"]["state"]["enum"]) == set(
        get_args(CrossingState)
    )
    assert set(parts["prompt"]["properties"]["segments"]["items"]["properties"]["label"]["enum"]) == set(
        get_args(Label)
    )


def test_every_run_keeps_to_the_schema(run: Run):
    document = json.loads(reporter.render(run, left_out))
    problems = [f"{e.json_path}: {e.message[:200]}" for e in Draft202012Validator(SCHEMA).iter_errors(document)]
    assert problems == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("fleet", "monthly_cost"), 0),
        (("agents", 0, "verdict"), "maybe"),
        (("agents", 0, "prompt", "sha256"), "abc"),
        (("agents", 0, "break_even", "crosses_on"), "soon"),
        (("agents", 0, "costs", "options", 0, "per_call"), 0.1),
        (("agents", 0, "costs", "options", 0, "per_call"), "1e-7"),
        (("agents", 0, "surprise"), True),
    ],
)
def test_schema_refuses(empty_handed: Run, path: tuple[Any, ...], value: Any):
    document = json.loads(reporter.render(empty_handed, left_out))
    place = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert not Draft202012Validator(SCHEMA).is_valid(document)


def test_two_renders_are_identical(run: Run):
    assert reporter.render(run, left_out) == reporter.render(run, left_out)


def test_lines_sum_to_their_option(run: Run):
    for audited in run.agents:
        for option in audited.facts.economics.options:
            if option.per_call is not None:
                assert sum(line.amount for line in option.lines if line.unit == "USD/call") == option.per_call


def test_written_lines_sum_to_the_written_option(run: Run):
    """Each of the written figures is rounded to a nano-dollar, so the sum may be off by half of one per line."""
    for agent in reporter.document(run)["agents"]:
        for option in agent["costs"]["options"]:
            if option["per_call"] is not None:
                lines = [Decimal(line["amount"]) for line in option["lines"] if line["unit"] == "USD/call"]
                assert abs(sum(lines) - Decimal(option["per_call"])) <= Decimal("5e-10") * (len(lines) + 1)


def test_a_written_line_is_quantity_times_price(run: Run):
    for agent in reporter.document(run)["agents"]:
        for option in agent["costs"]["options"]:
            for line in option["lines"]:
                worked_out = Decimal(line["quantity"]) * Decimal(line["price"])
                worked_out /= 1_000_000 if line["price_unit"] == "USD/Mtok" else 1
                assert abs(worked_out - Decimal(line["amount"])) <= Decimal("1e-6") * (1 + abs(worked_out))


def test_the_parts_of_a_saving_are_the_difference_of_two_calls(proptech: Run, tuned: Run):
    for run in (proptech, tuned):
        for agent in reporter.document(run)["agents"]:
            calls = {option["name"]: option["per_call"] for option in agent["costs"]["options"]}
            for found in (agent["break_even"], *agent["costs"]["alternatives"]):
                if found["split"] is not None:
                    saved = Decimal(calls[found["against"]]) - Decimal(calls[found["route"]])
                    assert abs(sum(map(Decimal, found["split"].values())) - saved) <= Decimal("1e-8")


def test_what_is_compared_has_its_figures_and_what_is_not_has_none(run: Run):
    for agent in reporter.document(run)["agents"]:
        found = agent["break_even"]
        compared = [found[name] is not None for name in ("route", "against", "split", "horizon_months")]
        assert len(set(compared)) == 1
        assert found["because"]
        if found["net"] is not None:
            low, point, high = (Decimal(found["net"][end]) for end in ("low", "point", "high"))
            assert low <= point <= high


def test_pools_are_in_the_document(proptech: Run):
    (pool,) = reporter.document(proptech)["graph"]["pools"]
    assert pool["candidates"] >= len(pool["members"]) > 1
    assert abs(sum(Decimal(member["share"]) for member in pool["members"]) - 1) < Decimal("0.00001")
    assert abs(sum(Decimal(member["pooled"]) for member in pool["members"]) - Decimal(pool["saves"])) < Decimal("0.01")


def test_unknown_traffic_is_null_with_its_reason(empty_handed: Run):
    agent = reporter.document(empty_handed)["agents"][0]
    unknown = {one["field"]: one["because"] for one in agent["unknown"]}
    for name, value in agent["traffic"].items():
        assert value is None
        assert unknown[f"traffic.{name}"]


def test_a_log_of_arrivals_is_told(tmp_path):
    log = "".join(f"2026-11-01T00:{minute:02}:00Z\n" for minute in range(30))
    traffic = {"arrivals": {"file": "calls.csv"}, "batch_share": 0}
    run = run_of(read_fleet(tmp_path, [ready(id="a", traffic=traffic)], files={"calls.csv": log}))
    told = reporter.document(run)["agents"][0]["traffic"]
    assert told["arrivals"]["file"] == "calls.csv"
    assert told["arrivals"]["calls"] == 30
    assert told["batch_share"] == {"low": "0", "point": "0", "high": "0"}
    assert list(Draft202012Validator(SCHEMA).iter_errors(json.loads(reporter.render(run, left_out)))) == []


def test_unknown_cost_is_null_with_its_reason(empty_handed: Run):
    document = reporter.document(empty_handed)
    assert document["fleet"]["monthly_cost"] is None
    assert document["fleet"]["costed_agents"] == 0
    for option in document["agents"][0]["costs"]["options"]:
        assert option["per_month"] is None
        assert option["because"]
