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
from auditor.model.estimate import Crossed, LineUnit, OptionName
from auditor.model.finding import SEVERITIES
from auditor.model.run import Run, Winner
from auditor.model.verdict import FAMILIES, VERDICTS
from auditor.reporters import json as reporter
from auditor.reporters import left_out

SCHEMA: dict[str, Any] = json.loads((Path(auditor.reporters.__file__).parent / "run.schema.json").read_text("utf-8"))


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
                assert node["required"] == list(node["properties"])


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
    assert words("option", "name") == set(get_args(OptionName))
    assert words("line", "unit") == set(get_args(LineUnit))
    assert words("finding", "severity") == set(SEVERITIES)
    assert words("span", "kind") == set(get_args(Kind))
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


def test_unknown_cost_is_null_with_its_reason(empty_handed: Run):
    document = reporter.document(empty_handed)
    assert document["fleet"]["monthly_cost"] is None
    assert document["fleet"]["costed_agents"] == 0
    for option in document["agents"][0]["costs"]["options"]:
        assert option["per_month"] is None
        assert option["because"]
