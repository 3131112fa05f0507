"""The past of a prompt from the versions that its inventory names, and how it is told."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from auditor import measures, sources
from auditor.errors import InputError
from auditor.model.history import Figures, HistoryFacts
from auditor.model.measurement import Known, Unknown
from auditor.sources import inventory
from tests.fleets import as_json, read_fleet, run_of

KIND = "Greet every caller by name and be kind.\n" * 9
FILES = {f"v{number}.md": KIND + f"The late fee is ${40 + number} per month.\n" for number in range(1, 5)}
DAYS = ("2025-11-01", "2026-02-01", "2026-05-01", "2026-08-01")
AGENT: dict[str, Any] = {
    "id": "a",
    "prompt": {
        "file": "v4.md",
        "versions": [{"file": f"v{number}.md", "at": day} for number, day in enumerate(DAYS, 1)],
    },
}


def history(folder: Path, as_of: date = date(2026, 11, 22)) -> HistoryFacts:
    return measures.histories(read_fleet(folder, [AGENT], files=FILES).members, {}, as_of)[0]


def test_the_figures_of_four_versions(tmp_path: Path) -> None:
    found = history(tmp_path)
    assert Known(3, "edits") == found.edits
    assert Known(386, "days") == found.days
    assert Known(Decimal("0.2364"), "edits a month") == found.edits_per_month
    assert (("price", 3),) == found.changed_kinds
    assert Known(Decimal(1).quantize(Decimal("0.0001")), "share of changed segments") == found.changed_volatile_share
    assert isinstance(found.half_life_days, Unknown)
    assert () == found.revisions
    # the fee was changed each quarter, but now has stood for 113 days; the rest of the text never was changed
    aged, text = found.volatile_change_within_90_days, found.change_within_90_days
    assert isinstance(aged, Known)
    assert isinstance(text, Known)
    assert text.value.point < Decimal("0.05") < aged.value.point < Decimal("0.3")
    assert "last edited 113 days ago" in found.chance_because


def test_the_chance_is_high_while_the_rhythm_holds_and_falls_once_it_is_broken(tmp_path: Path) -> None:
    chances = [
        history(tmp_path, as_of).volatile_change_within_90_days
        for as_of in (date(2026, 8, 20), date(2026, 11, 22), date(2027, 11, 22))
    ]
    points = [one.value.point for one in chances if isinstance(one, Known)]
    assert points[0] > 2 * points[1] > 4 * points[2]


def test_a_fleet_that_is_rewritten_weekly_lends_its_pace_to_a_prompt_with_a_short_record(tmp_path: Path) -> None:
    def chance(*others: dict[str, Any]) -> Decimal:
        members = read_fleet(tmp_path, [young, *others], files=FILES | texts).members
        found = measures.histories(members, {}, date(2026, 8, 3))[0].change_within_90_days
        assert isinstance(found, Known)
        return found.value.point

    days = [f"2026-0{month}-{day:02}" for month in range(1, 8) for day in (1, 8, 15, 22)]
    texts = {f"w{place}.md": "\n".join(f"Rule {place} {line}" for line in range(9)) for place in range(len(days))}
    young = {
        "id": "a",
        "prompt": {
            "file": "v4.md",
            "versions": [{"file": f"v{number}.md", "at": f"2026-07-2{number}"} for number in (3, 4)],
        },
    }
    versions = [{"file": f"w{place}.md", "at": day} for place, day in enumerate(days)]
    restless = [
        {"id": f"r{number}", "prompt": {"file": "w27.md", "versions": versions[number:]}} for number in range(9)
    ]
    assert chance(*restless) > chance() + Decimal("0.05")


def test_no_figure_stands_for_a_past_too_short_to_tell(tmp_path: Path) -> None:
    found = history(tmp_path, date(2026, 2, 10))
    assert Known(1, "edits") == found.edits
    assert isinstance(history(tmp_path, date(2025, 12, 1)).edits_per_month, Unknown)


def test_what_is_kept_between_runs_comes_back_as_it_was(tmp_path: Path) -> None:
    memory: dict[str, str] = {}
    members = read_fleet(tmp_path, [AGENT], files=FILES).members
    for day in (date(2026, 11, 22), date(2026, 4, 1), date(2026, 11, 22)):
        assert measures.histories(members, memory, day) == measures.histories(members, {}, day)
    assert all("late fee" not in kept for kept in memory.values())
    (kept,) = (json.loads(text) for key, text in memory.items() if key.startswith("history|"))
    assert kept["figures"] == json.loads(json.dumps(Figures.restored(kept["figures"]).kept()))


def test_the_run_document_tells_it(tmp_path: Path) -> None:
    told = json.loads(as_json(run_of(read_fleet(tmp_path, [AGENT], files=FILES))))["agents"][0]
    assert (4, 3, 386) == tuple(told["history"][name] for name in ("versions", "edits", "days"))
    assert [{"kind": "price", "segments": 3}] == told["history"]["changed_kinds"]
    assert "history.half_life_days" in [one["field"] for one in told["unknown"]]


def test_an_agent_without_a_past_says_why(tmp_path: Path) -> None:
    told = json.loads(as_json(run_of(read_fleet(tmp_path, [{"id": "a", "prompt": {"text": "Hi"}}]))))["agents"][0]
    assert told["history"] is None
    assert "inventory itself" in next(one["because"] for one in told["unknown"] if one["field"] == "history")


def test_a_version_must_lie_in_the_inventorys_folder_and_exist(tmp_path: Path) -> None:
    (tmp_path / "outside.md").write_text("x")
    for file, because in (("../outside.md", "outside the inventory's folder"), ("gone.md", "no such file")):
        agent = {"id": "a", "prompt": {"text": "Hi", "versions": [{"file": file, "at": "2026-01-01"}]}}
        (tmp_path / "fleet").mkdir(exist_ok=True)
        with pytest.raises(InputError, match=because) as caught:
            read_fleet(tmp_path / "fleet", [agent])
        assert "agents[0].prompt.versions[0].file" in str(caught.value)


def test_versions_survive_writing_and_reading(tmp_path: Path) -> None:
    fleet = read_fleet(tmp_path, [AGENT], files=FILES)
    (tmp_path / "again.yaml").write_text(inventory.write(fleet), "utf-8")
    assert fleet.members[0].agent == sources.read(tmp_path / "again.yaml").members[0].agent
