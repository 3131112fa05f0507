"""When a decision that is open again is news: once, at the run at which it opened."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from auditor import history
from auditor.model.kept import RunRecord
from auditor.model.money import Range
from auditor.model.review import Decision, SavingAbove, Until
from auditor.model.reviewed import evidence_of, reviewed
from auditor.model.run import Run
from auditor.reporters import json
from auditor.unattended.reopened import reopened
from tests.fleets import read_fleet, ready, run_of


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run_of(read_fleet(tmp_path_factory.mktemp("fleet"), [{"id": "carl", **ready()}]))


def kept(run: Run, days: int, **changes: object) -> RunRecord:
    """The same run so many days earlier, with carl otherwise."""
    record = history.record(json.document(run), "run 1")
    return replace(record, at=run.at - timedelta(days=days), agents={"carl": replace(record.agents["carl"], **changes)})


def taken(run: Run, until: Until = None, at: datetime = datetime(2020, 1, 1, tzinfo=UTC), **seen: object) -> Decision:
    evidence = replace(evidence_of(run.agents[0]), **seen)
    return Decision("carl", None, "snoozed" if until else "dismissed", "Ann", at, "later", until, evidence)


def news(run: Run, one: Decision, before: RunRecord) -> list[str]:
    return [item.text for item in reopened(reviewed(run, [one]), before)]


def test_a_snooze_that_ended_between_the_runs(run: Run) -> None:
    one = taken(run, run.at.date() - timedelta(days=1))
    assert [f"what Ann snoozed is open again: it was snoozed until {one.until}"] == news(run, one, kept(run, 2))
    assert [] == news(run, one, kept(run, 1)), "the run on that day told it"
    assert [] == news(run, taken(run, date(2999, 1, 1)), kept(run, 2)), "it stands"


def test_a_verdict_that_was_another(run: Run) -> None:
    one = taken(run, verdict="wait-for-scale")
    assert ["what Ann dismissed is open again: the verdict was wait-for-scale"] == news(
        run, one, kept(run, 1, verdict="wait-for-scale")
    )
    assert [] == news(run, one, kept(run, 1)), "it was this one at the last run too"


def test_a_saving_that_rose(run: Run) -> None:
    low = Range.sure(1)
    assert ["what Ann dismissed is open again: it saves more now"] == news(
        run, taken(run, saving=Decimal(1)), kept(run, 1, saving=low)
    )
    assert [] == news(run, taken(run, saving=Decimal(1)), kept(run, 1))
    said = "what Ann snoozed is open again: it was snoozed until the saving exceeds $50 a month"
    assert [said] == news(run, taken(run, SavingAbove(Decimal(50)), saving=Decimal(1)), kept(run, 1, saving=low))


def test_one_that_was_taken_after_the_last_run_stood_when_it_was_taken(run: Run) -> None:
    one = taken(run, verdict="wait-for-scale", at=run.at - timedelta(hours=1))
    assert 1 == len(news(run, one, kept(run, 1)))


def test_an_agent_that_the_last_run_did_not_have(run: Run) -> None:
    assert 1 == len(news(run, taken(run, verdict="wait-for-scale"), replace(kept(run, 1), agents={})))


def test_what_a_person_took_back_is_no_news(run: Run) -> None:
    assert [] == news(run, replace(taken(run), decision="open"), kept(run, 1))
