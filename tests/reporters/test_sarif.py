"""SARIF against the OASIS schema and GitHub's limits.

`sarif-schema-2.1.0.json` is the OASIS schema of SARIF 2.1.0 (rtm.5) as it ships, unchanged, in the npm package
@microsoft/jest-sarif 1.0.0-beta.0 (lib/schemas/sarif-2.1.0-rtm.5.json; MIT, Microsoft Corporation).
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from jsonschema import Draft4Validator, FormatChecker

from auditor.findings import RULES
from auditor.model.finding import Finding, Location
from auditor.model.run import Run
from auditor.reporters import left_out, sarif

SCHEMA = Draft4Validator(
    json.loads((Path(__file__).parent / "sarif-schema-2.1.0.json").read_text("utf-8")), format_checker=FormatChecker()
)


def log(run: Run) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(sarif.render(run, left_out))
    return found


def only_run(run: Run) -> dict[str, Any]:
    runs: list[dict[str, Any]] = log(run)["runs"]
    assert len(runs) == 1
    return runs[0]


def finding(**changes: Any) -> Finding:
    made: dict[str, Any] = {
        "rule": RULES[0].id,
        "agent": "carl",
        "severity": "high",
        "confidence": "medium",
        "message": "a message",
        "location": Location("prompts/carl.md", 3),
    }
    return Finding(**made | changes)


def result_of(run: Run, **changes: Any) -> dict[str, Any]:
    found: dict[str, Any] = only_run(replace(run, findings=(finding(**changes),)))["results"][0]
    return found


def test_every_run_keeps_to_the_schema(run: Run):
    document = log(run)
    assert document["version"] == "2.1.0"
    assert [f"{e.json_path}: {e.message[:200]}" for e in SCHEMA.iter_errors(document)] == []


def test_schema_refuses_what_is_no_sarif(empty_handed: Run):
    document = log(empty_handed)
    document["runs"][0]["results"] = [{"ruleId": "x"}]
    assert not SCHEMA.is_valid(document)


def test_two_renders_are_identical(run: Run):
    assert sarif.render(run, left_out) == sarif.render(run, left_out)


def test_every_finding_is_a_result_that_points_to_its_rule(run: Run):
    written = only_run(run)
    rules = written["tool"]["driver"]["rules"]
    assert len(written["results"]) == len(run.findings)
    for found, result in zip(run.findings, written["results"], strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == found.rule
        assert result["properties"]["confidence"] == found.confidence


def test_no_rule_stands_twice():
    ids = [rule.id for rule in RULES]
    assert sorted(set(ids)) == sorted(ids)


def test_rules_have_words_and_few_tags(proptech: Run):
    driver = only_run(proptech)["tool"]["driver"]
    assert driver["name"] == "agent-fleet-auditor"
    assert driver["version"] == proptech.auditor
    assert [rule["id"] for rule in driver["rules"]] == [rule.id for rule in RULES]
    for rule in driver["rules"]:
        assert len(rule["properties"]["tags"]) <= 10
        assert rule["shortDescription"]["text"]
        assert rule["help"]["text"] == rule["fullDescription"]["text"]
        assert rule["defaultConfiguration"]["level"] in {"error", "warning", "note"}


@pytest.mark.parametrize(
    ("severity", "level"), [("high", "error"), ("medium", "warning"), ("low", "note"), ("info", "note")]
)
def test_levels(empty_handed: Run, severity: str, level: str):
    assert result_of(empty_handed, severity=severity)["level"] == level


@pytest.mark.parametrize(
    ("file", "artifact"),
    [
        ("prompts/carl.md", {"uri": "prompts/carl.md", "uriBaseId": "%SRCROOT%"}),
        ("./carl.md", {"uri": "carl.md", "uriBaseId": "%SRCROOT%"}),
        ("../other/carl.md", {"uri": "../other/carl.md", "uriBaseId": "%SRCROOT%"}),
        ("a b/ü#?%[x]:y.md", {"uri": "a%20b/%C3%BC%23%3F%25%5Bx%5D%3Ay.md", "uriBaseId": "%SRCROOT%"}),
        ("a\\b.md", {"uri": "a/b.md", "uriBaseId": "%SRCROOT%"}),
        ("/srv/a b.md", {"uri": "file:///srv/a%20b.md"}),
        ("C:\\fleet\\a.md", {"uri": "file:///C:/fleet/a.md"}),
        ("//host/share/a.md", {"uri": "file://host/share/a.md"}),
        ("\udc80.md", {"uri": "%3F.md", "uriBaseId": "%SRCROOT%"}),
    ],
)
def test_places(empty_handed: Run, file: str, artifact: dict[str, str]):
    place = result_of(empty_handed, location=Location(file, 7))["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": artifact, "region": {"startLine": 7}}


def test_a_line_is_never_below_one(empty_handed: Run):
    place = result_of(empty_handed, location=Location("a.md", 0))["locations"][0]["physicalLocation"]
    assert place["region"]["startLine"] == 1


def test_the_agent_is_a_logical_location(empty_handed: Run):
    logical = result_of(empty_handed)["locations"][0]["logicalLocations"]
    assert logical == [{"name": "carl", "fullyQualifiedName": "carl", "kind": "agent"}]
    assert "logicalLocations" not in result_of(empty_handed, agent=None)["locations"][0]


def test_fingerprints_do_not_move_with_the_line(empty_handed: Run):
    one, other = (result_of(empty_handed, location=Location("a.md", line)) for line in (1, 99))
    assert one["partialFingerprints"] == other["partialFingerprints"]
    name = finding().fingerprint
    assert one["partialFingerprints"] == {"primaryLocationLineHash": f"{name}:1", "agentFleetAuditor/v1": name}


def test_a_rule_that_the_run_does_not_know_has_no_index(empty_handed: Run):
    assert "ruleIndex" not in result_of(empty_handed, rule="newer-rule")


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ("see [here](https://evil.example)", "see \\[here](https://evil.example)"),
        ("line [3] of {0} and {x}", "line [3] of {{0}} and {x}"),
        ("\x1b[31mred\nnext", "�[31mred next"),
    ],
)
def test_messages_hold_no_link_placeholder_or_escape(empty_handed: Run, message: str, text: str):
    assert result_of(empty_handed, message=message)["message"]["text"] == text


def test_hostile_names_stay_words(hostile: Run):
    text = sarif.render(hostile, left_out)
    text.encode()
    assert not any(ord(char) < 32 and char != "\n" for char in text)
    for result in only_run(hostile)["results"]:
        artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert artifact["uri"].isascii()
        assert unquote(urlsplit(artifact["uri"]).path).endswith("hostile <x>|#é0/fleet.yaml")


def test_more_results_than_github_takes_are_left_out_and_told(empty_handed: Run):
    many = replace(empty_handed, findings=tuple(finding(subject=str(number)) for number in range(25_007)))
    written = only_run(many)
    assert len(written["results"]) == 25_000
    assert written["properties"] == {"findings": 25_007, "resultsLeftOut": 7}
    (told,) = written["invocations"][0]["toolExecutionNotifications"]
    assert told["message"]["text"] == "7 of 25,007 findings are left out: a SARIF run holds 25,000."


def test_nothing_left_out_is_nothing_told(proptech: Run):
    assert only_run(proptech)["invocations"][0]["toolExecutionNotifications"] == []
