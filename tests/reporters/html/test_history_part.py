"""The section on the past: what is known is told, what is not comes with its reason, and nothing of it can run."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from auditor.model.history import HistoryFacts, Revision
from auditor.model.measurement import Known, Unknown
from auditor.model.run import Run
from auditor.reporters import html, terminal
from auditor.reporters.html.history_part import MOST_DAYS, history_part
from auditor.reporters.texts import read_again
from tests.reporters.html.audits import agent, all_of, run_of

DAYS = ("2025-11-01", "2026-02-01", "2026-05-01", "2026-08-01")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    for number in range(1, 5):
        text = "Greet every caller by name and be kind.\n" * 9 + f"The late fee is ${40 + number} per month.\n"
        (tmp_path / f"v{number}.md").write_text(text, "utf-8")
    versions = [{"file": f"v{number}.md", "at": day} for number, day in enumerate(DAYS, 1)]
    edited: dict[str, Any] = agent("edited") | {"prompt": {"file": "v4.md", "versions": versions}}
    return run_of(tmp_path, [edited, agent("inline")])


def facts(run: Run) -> HistoryFacts:
    return run.agents[0].facts.history


def test_the_page_and_the_terminal_tell_edits_chances_half_life_and_kinds(run: Run) -> None:
    page = all_of(html.render(run, read_again))
    part = page[page.index("Its past") :]
    walk = terminal.walk(run, run.agents[0], width=100, paint=lambda text, **_: text)
    for words in ("the versions in the inventory", "last edited 113 days ago", "half of its text outlived", "price"):
        assert words in part
        assert words in " ".join(walk.split())
    assert "3 times in 386 days" in part
    assert "edited 3 times in 13 months" in walk


def test_what_is_unknown_comes_with_its_reason(run: Run) -> None:
    assert "inventory itself" in all_of(html.render(run, read_again))
    walk = terminal.walk(run, run.agents[1], width=100, paint=lambda text, **_: text)
    assert "unknown: the prompt stands in the inventory itself" in " ".join(walk.split())
    said = {one.name: one.value for one in history_part(facts(run)).said}
    assert said["Half-life of its text"].startswith("unknown: ")


def test_a_prompt_without_ageing_text_has_a_chance_for_its_text_alone(run: Run) -> None:
    none = replace(
        facts(run), volatile_change_within_90_days=Unknown("no version holds text that ages"), changed_kinds=()
    )
    said = {one.name: one.value for one in history_part(none).said}
    assert said["Chance that one which ages does"] == "unknown: no version holds text that ages"
    assert "%" in said["Chance that a segment changes within 90 days"]


def test_many_revisions_are_cut_with_their_number_newest_first(run: Run) -> None:
    days = tuple(Revision(date(2026, 1, 1) + timedelta(days=step), Decimal("0.2")) for step in range(MOST_DAYS + 3))
    part = history_part(replace(facts(run), revisions=days))
    assert len(part.revisions) == MOST_DAYS
    assert part.revisions[0].day == "15 January 2026"
    assert part.more_revisions == "and 3 earlier days"


def test_words_from_the_source_are_escaped(run: Run) -> None:
    strange = replace(facts(run), source="<script>alert(1)</script>", half_life_days=Known(40))
    audited = replace(run.agents[0], facts=replace(run.agents[0].facts, history=strange))
    page = all_of(html.render(replace(run, agents=(audited,)), read_again))
    assert "<script>alert(1)" not in page
    assert "40 days" in page
