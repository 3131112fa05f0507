"""Call volumes from a CSV file: joined by id, ranges, and every bad cell told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from auditor import sources
from auditor.errors import InputError
from auditor.model.fleet import Fleet
from auditor.model.money import Range
from auditor.usage import traffic_csv

FLEET = (
    "schema: 1\nagents:\n  - {id: a, prompt: {text: x}, traffic: {calls_per_day: 3, output_tokens: 7}}\n"
    "  - {id: b, prompt: {text: y}}\n"
)


def joined(tmp_path: Path, rows: str) -> Fleet:
    (tmp_path / "fleet.yaml").write_text(FLEET, "utf-8")
    path = tmp_path / "traffic.csv"
    path.write_text(rows, "utf-8")
    return traffic_csv.joined(sources.read(tmp_path / "fleet.yaml"), traffic_csv.read(path), path)


def test_figures_are_laid_over_what_the_inventory_says(tmp_path: Path) -> None:
    fleet = joined(tmp_path, "agent,calls_per_month,user_tokens\na,1_000,20..40\n")
    one, two = (member.agent.traffic for member in fleet.members)
    assert (Range.sure(1000), None) == (one.calls_per_month, one.calls_per_day)
    assert (Range.between(20, 40), Range.sure(7)) == (one.user_tokens, one.output_tokens)
    assert two.calls_per_month is None


def test_an_empty_cell_says_nothing(tmp_path: Path) -> None:
    fleet = joined(tmp_path, "agent,calls_per_month,output_tokens\na,,\nb,5,\n")
    assert Range.sure(3) == fleet.members[0].agent.traffic.calls_per_day
    assert fleet.members[1].agent.traffic.output_tokens is None


def test_blanks_around_column_names_do_not_matter(tmp_path: Path) -> None:
    fleet = joined(tmp_path, "agent , calls_per_month\na, 5\n")
    assert Range.sure(5) == fleet.members[0].agent.traffic.calls_per_month


def test_a_pipe_is_refused_rather_than_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="not a regular file"):
        traffic_csv.read(tmp_path / "pipe")


def test_a_row_without_an_agent_is_a_note_with_its_line(tmp_path: Path) -> None:
    fleet = joined(tmp_path, "agent,calls_per_month\na,5\nnobody,5\n")
    assert [("traffic-without-agent", 3)] == [(note.rule, note.location.line) for note in fleet.notes]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("id,calls\n", "traffic.csv:1: unknown column 'id'"),
        ("calls_per_month\n5\n", "there is no column 'agent'"),
        ("agent,calls_per_month\na,many\n", "traffic.csv:2: calls_per_month: expected a number"),
        ("agent,calls_per_month\na,-1\nb,2..1\n", "traffic.csv:3: calls_per_month: low end 2 is above high end 1"),
        ("agent,calls_per_month\na,1\na,2\n", "traffic.csv:3: agent 'a' stands twice"),
        ("agent,calls_per_month,calls_per_day\na,1,2\n", "traffic.csv:2: give 'calls_per_month' or"),
        ("agent,calls_per_month\na,5\nazure,42,000\n", "traffic.csv:3: has more cells than the 2 columns"),
        ("agent,calls_per_day,calls_per_day\na,1,2\n", "traffic.csv:1: column 'calls_per_day' stands twice"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(rows: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as told:
        joined(tmp_path, rows)
    assert said in str(told.value)
