"""Decisions: when one no longer stands, and the file they travel in, read back as it was written."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import auditor.reporters
from auditor.errors import InputError
from auditor.model.review import REVIEWS, Decision, Decisions, Evidence, Rise, SavingAbove, rounded, standing
from auditor.model.review_file import from_json, to_json

SCHEMA = json.loads((Path(auditor.reporters.__file__).parent / "decisions.schema.json").read_text("utf-8"))
END = """a day such as 2027-01-31, {"saving_above": "500"} or "verdict-changes\""""
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SEEN = Evidence("fine-tune", Decimal(1000), "0123456789ab")
RISE = Rise(Decimal("0.25"), Decimal(50))
DISMISSED = Decision("carl", None, "dismissed", "Ana", NOON, "too small", None, SEEN)

lines = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), max_size=60)
whys = lines.filter(str.strip)
amounts = st.decimals(min_value=-(10**9), max_value=10**12, places=2).map(rounded)
evidence = st.builds(Evidence, lines, st.none() | amounts, st.text("0123456789abcdef", min_size=12, max_size=12))
moments = st.datetimes(datetime(1971, 1, 1), datetime(2900, 1, 1)).map(lambda at: at.replace(microsecond=0, tzinfo=UTC))  # noqa: DTZ001
untils = st.dates() | st.just("verdict-changes") | amounts.map(SavingAbove)
agents = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
plain = st.builds(
    Decision, agents, st.none() | lines, st.just("dismissed"), st.none() | lines, moments, whys, st.none(), evidence
)
taken = st.builds(
    Decision, agents, st.none(), st.sampled_from(["accepted", "open"]), lines, moments, lines, st.none(), evidence
)
snoozed = st.builds(Decision, agents, st.none(), st.just("snoozed"), st.none(), moments, whys, untils, evidence)
documents = st.builds(Decisions, agents, moments, st.lists(plain | taken | snoozed, max_size=4).map(tuple))


@given(documents)
def test_what_is_written_is_read_again_and_fits_the_schema(document: Decisions) -> None:
    written = json.loads(json.dumps(to_json(document)))
    jsonschema.validate(written, SCHEMA)
    assert from_json(written) == document


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=6))
def test_evidence_is_rounded_once(amount: Decimal) -> None:
    once = rounded(amount)
    assert rounded(once) == once
    assert abs(once - amount) <= max(abs(amount) / 20, Decimal("0.005"))


def test_every_problem_is_told_at_once_with_its_place() -> None:
    document = to_json(Decisions("fleet", NOON, (DISMISSED, replace(DISMISSED, agent="cal"))))
    first, second = document["decisions"]
    first.update(why=" ", until="2027-02-30", decision="dropped")
    del second["agent"]
    second["evidence"]["prompt"] = "XYZ"
    second["reason"] = "why"
    with pytest.raises(InputError) as caught:
        from_json(document, "d.json")
    told = [str(problem) for problem in caught.value.problems]
    assert told == [
        "d.json: decisions[0].decision: expected one of accepted, dismissed, snoozed, open, got 'dropped'",
        f"d.json: decisions[0].until: expected {END}, got '2027-02-30'",
        "d.json: decisions[1].agent: is missing",
        "d.json: decisions[1].reason: is no field here; there are agent, rule, decision, who, at, why, until, evidence",
        "d.json: decisions[1].evidence.prompt: expected 12 hex digits, got 'XYZ'",
    ]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"why": " "}, "a decision to be dismissed needs its reason"),
        ({"why": "two\nlines"}, "expected one line"),
        ({"until": "2027-01-31"}, "what is snoozed needs an end, and nothing else has one"),
        ({"decision": "snoozed"}, "what is snoozed needs an end"),
        ({"at": "yesterday"}, "expected a UTC moment"),
        ({"evidence": None}, "expected an object"),
    ],
)
def test_a_decision_that_cannot_be_is_an_error(change: dict[str, Any], told: str) -> None:
    document = to_json(Decisions("fleet", NOON, (DISMISSED,)))
    document["decisions"][0].update(change)
    with pytest.raises(InputError, match=told):
        from_json(document)


@pytest.mark.parametrize("value", [None, [], "x", {}, {"schema": 2}, {"fleet": 3, "decisions": {}}, {"decisions": [7]}])
def test_what_is_no_such_file_is_an_error_and_nothing_worse(value: Any) -> None:
    with pytest.raises(InputError):
        from_json(value)


def test_a_file_of_another_fleet_is_seen() -> None:
    document = to_json(Decisions("fleet", NOON, ()))
    document["fleet"]["name"] = "other"
    with pytest.raises(InputError, match="for a fleet of this name"):
        from_json(document)


STANDS: list[tuple[Decision, Evidence, str]] = [
    (DISMISSED, SEEN, ""),
    (DISMISSED, replace(SEEN, saving=Decimal(1250)), ""),
    (DISMISSED, replace(SEEN, saving=Decimal(1300)), "it saves more now"),
    (DISMISSED, replace(SEEN, saving=Decimal(10)), ""),
    (DISMISSED, replace(SEEN, saving=None), ""),
    (DISMISSED, replace(SEEN, verdict="wait-for-scale"), "the verdict was fine-tune"),
    (replace(DISMISSED, evidence=replace(SEEN, saving=None)), SEEN, "it saves more now"),
    (replace(DISMISSED, decision="accepted"), replace(SEEN, saving=Decimal(9000)), ""),
    (replace(DISMISSED, decision="open"), SEEN, "it was taken back"),
    (replace(DISMISSED, decision="snoozed", until=date(2026, 11, 23)), SEEN, ""),
    (replace(DISMISSED, decision="snoozed", until=date(2026, 11, 22)), SEEN, "it was snoozed until 2026-11-22"),
    (replace(DISMISSED, decision="snoozed", until="verdict-changes"), SEEN, ""),
    (replace(DISMISSED, decision="snoozed", until=SavingAbove(Decimal(1000))), SEEN, ""),
    (
        replace(DISMISSED, decision="snoozed", until=SavingAbove(Decimal("999.5"))),
        SEEN,
        "it was snoozed until the saving exceeds $999.5 a month",
    ),
]
"""A decision, the evidence on 22 November 2026, and why it no longer stands: the page's script says the same."""


@pytest.mark.parametrize(("decision", "now", "because"), STANDS)
def test_a_decision_stands_until_its_evidence_changes(decision: Decision, now: Evidence, because: str) -> None:
    assert decision.reopened(now, date(2026, 11, 22), RISE) == because


def test_the_latest_decision_stands() -> None:
    later = replace(DISMISSED, at=NOON.replace(hour=13), decision="accepted")
    about_a_rule = replace(DISMISSED, rule="volatile-in-weights")
    assert standing([later, DISMISSED, about_a_rule]) == {
        ("carl", None): later,
        ("carl", "volatile-in-weights"): about_a_rule,
    }
    assert set(REVIEWS) == {"accepted", "dismissed", "snoozed", "open"}
