"""The table for spreadsheets: parsed again, cell by cell."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.model.measurement import Unknown
from auditor.model.review import Decision, Evidence, Reviewed, SavingAbove
from auditor.model.run import Run, cost_today, saving_of
from auditor.reporters import csv as reporter
from auditor.reporters import left_out

NUMBERS = [column for column in reporter.COLUMNS if column.endswith("_usd") or "_usd_" in column]
NUMBERS += ["calls_per_month", "prompt_tokens", "volatile_share", "break_even_calls_per_month", "payback_months"]
NUMBERS += ["horizon_months", "chance_of_paying"]


def rows(run: Run) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(reporter.render(run, left_out), newline="")))


def test_one_row_per_agent_sorted_by_id(run: Run):
    table = list(csv.reader(io.StringIO(reporter.render(run, left_out), newline="")))
    assert tuple(table[0]) == reporter.COLUMNS
    assert {len(row) for row in table} == {len(reporter.COLUMNS)}
    expected = sorted(audited.agent.id for audited in run.agents)
    assert [row[0] for row in table[1:]] == [reporter.cell(agent) for agent in expected]


def test_lines_end_alike(run: Run):
    text = reporter.render(run, left_out)
    assert "\r" not in text
    assert text.count("\n") == len(run.agents) + 1
    assert text.endswith("\n")
    text.encode()


def test_two_renders_are_identical(run: Run):
    assert reporter.render(run, left_out) == reporter.render(run, left_out)


def test_unknown_is_an_empty_cell_and_known_is_a_number(run: Run):
    found = rows(run)
    for audited, row in zip(sorted(run.agents, key=lambda one: one.agent.id), found, strict=True):
        assert (row["monthly_cost_usd"] == "") == (cost_today(audited) is None)
        assert (row["saves_per_month_usd"] == "") == (saving_of(audited) is None)
        assert (row["calls_per_month"] == "") == isinstance(audited.facts.traffic.calls_per_month, Unknown)
        assert (row["break_even_calls_per_month"] == "") == (audited.facts.economics.break_even.point is None)
        assert (row["tuning_route"] == "") == (audited.facts.economics.break_even.route is None)
        assert (row["net_usd"] == "") == (audited.facts.economics.break_even.net is None)
        assert (row["chance_of_paying"] == "") == (audited.facts.economics.break_even.simulated is None)
        for column in NUMBERS:
            assert row[column] == "" or Decimal(row[column]).is_finite()


def test_money_adds_up_to_the_run(proptech: Run):
    cells = [Decimal(row["monthly_cost_usd"]) for row in rows(proptech) if row["monthly_cost_usd"]]
    assert proptech.monthly_cost is not None
    assert abs(sum(cells) - proptech.monthly_cost.point) < Decimal("0.01") * len(cells)


def test_the_cheapest_option_costs_no_more_than_any_other(run: Run):
    for audited, row in zip(sorted(run.agents, key=lambda one: one.agent.id), rows(run), strict=True):
        months = {option.name: option.per_month.point for option in audited.facts.economics.options if option.per_month}
        assert (row["cheapest_option"] == "") == (row["cheapest_cost_usd"] == "") == (not months)
        if months:
            assert months[row["cheapest_option"]] == min(months.values())  # type: ignore[index]


def test_a_break_even_that_depends_has_a_chance_and_a_band(proptech: Run):
    row = next(row for row in rows(proptech) if row["id"] == "reply-tone-polisher")
    assert (row["tuning_route"], row["crossed"]) == ("fine_tuned", "depends")
    assert Decimal(row["net_usd_low"]) < 0 < Decimal(row["net_usd"]) < Decimal(row["net_usd_high"])
    assert 0 < Decimal(row["chance_of_paying"]) <= 1


def test_gates_and_verdict_stand_in_their_columns(tuned: Run):
    row = next(row for row in rows(tuned) if row["id"] == "rate-sheet-ft")
    assert [row[gate] for gate in reporter.GATES][1] == "fail"
    assert (row["verdict"], row["family"]) == ("pull-knowledge-out-of-weights", "undo")
    assert row["first_action"] == "Retrain without the changing facts and serve them from retrieval"


def test_no_cell_is_a_formula_or_drives_a_terminal(hostile: Run):
    for row in csv.reader(io.StringIO(reporter.render(hostile, left_out), newline="")):
        for cell in row:
            assert not re.match(r"\s*[=+@-]", cell) or re.fullmatch(r"[+-]?[0-9.]+", cell)
            assert not re.search(r"[\x00-\x1f\x7f-\x9f]", cell)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (None, ""),
        ("=cmd()", "'=cmd()"),
        ("  =cmd()", "'  =cmd()"),
        ("+1+cmd", "'+1+cmd"),
        ("-2+3", "'-2+3"),
        ("-2.5", "-2.5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝cmd()", "'＝cmd()"),
        ("\tx", "' x"),
        ("\rx", "' x"),
        ("-1\n=cmd()", "'-1 =cmd()"),
        ("a = b", "a = b"),
        ("\x1b[31m", "�[31m"),
    ],
)
def test_cells(text: str | None, shown: str):
    assert reporter.cell(text) == shown


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_survives_as_one_cell_that_is_no_formula(text: str):
    shown = reporter.cell(text)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([shown, "end"])
    assert next(csv.reader(io.StringIO(out.getvalue(), newline=""))) == [shown, "end"]
    assert not shown.lstrip().startswith(("=", "@"))


def test_what_was_decided_stands_beside_the_agent(proptech: Run):
    one, other, third = (audited.agent.id for audited in proptech.agents[:3])
    at = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    evidence = Evidence("keep_prompt", None, "0" * 64)
    snoozed = Decision(one, None, "snoozed", "Ana", at, "=after the peak", SavingAbove(Decimal(900)), evidence)
    taken_back = Decision(other, None, "open", None, at, "", None, evidence)
    accepted = Decision(third, None, "accepted", "Bo", at, "", None, evidence)
    reviews = {
        (one, None): Reviewed(snoozed, ""),
        (other, None): Reviewed(taken_back, "it was taken back"),
        (third, None): Reviewed(accepted, "the verdict was keep_prompt"),
    }
    found = {row["id"]: [row[column] for column in reporter.REVIEW] for row in rows(replace(proptech, reviews=reviews))}
    told = ["snoozed", "Ana", "2026-11-20", "it saves more than $900 a month", "'=after the peak"]
    assert found.pop(one) == told
    assert found.pop(other) == ["open", "", "2026-11-20", "", ""]
    assert found.pop(third) == ["reopened", "Bo", "2026-11-20", "", ""]
    assert set(map(tuple, found.values())) == {("",) * len(reporter.REVIEW)}
