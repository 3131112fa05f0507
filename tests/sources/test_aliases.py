"""Aliases of models: what they stood for on a day, as far as that is evidenced, and that it is said."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from auditor import sources
from auditor.costs import PriceBook
from auditor.model.agent import Model
from auditor.model.measurement import Known
from auditor.sources import aliases
from auditor.sources.formats.claude_code import ALIASES

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("alias", "day", "model"),
    [
        ("sonnet", date(2026, 6, 29), None),
        ("sonnet", date(2026, 6, 30), "claude-sonnet-5"),
        ("sonnet", date(2026, 9, 27), "claude-sonnet-5"),
        ("sonnet", TODAY, "claude-sonnet-5-5"),
        ("Opus", TODAY, "claude-opus-5-5"),
        ("haiku", date(2026, 9, 28), "claude-haiku-4-5-20251001"),
        ("haiku", date(2026, 10, 1), None),
        ("haiku", TODAY, "claude-haiku-5-5"),
        ("fable", TODAY, None),
        ("sonnet", None, None),
    ],
)
def test_an_alias_stands_for_what_is_evidenced_of_the_day(alias: str, day: date | None, model: str | None) -> None:
    found, remark = aliases.resolved("claude-code", alias, day)
    assert model == found.name
    assert (remark is None) == (day is None)


def test_the_table_names_its_sources_and_models_that_the_price_book_prices() -> None:
    table = aliases.table()
    for row in table.rows:
        assert row.source
        assert row.alias in ALIASES
        assert row.since <= (row.until or row.since) <= table.read
        prices = PriceBook(row.since + timedelta(days=1), {}).of(Model(provider=row.provider, name=row.model))
        assert isinstance(prices, Known), row
    for alias in ALIASES:
        for one, other in pairwise([row for row in table.rows if row.alias == alias]):
            assert one.since < other.since
            assert one.until is None or one.until < other.since


def test_an_agent_takes_the_model_of_its_alias_and_says_so(tmp_path: Path) -> None:
    for name, model in (("a", "sonnet"), ("b", "inherit"), ("c", "opus[1m]")):
        (tmp_path / f"{name}.md").write_text(f"---\nname: {name}\nmodel: {model}\n---\nBe kind.\n", "utf-8")
    fleet = sources.read(tmp_path, sources.Options(as_of=TODAY))
    assert ["claude-sonnet-5-5", None, "claude-opus-5-5"] == [member.agent.model.name for member in fleet.members]
    assert ["model-from-alias"] * 2 == [note.rule for note in fleet.notes]
    assert "'sonnet' stands for it since 2026-09-28, by an alias table of 2026-11-22" in fleet.notes[0].message


def test_what_holds_of_many_agents_is_said_once(tmp_path: Path) -> None:
    for number in range(9):
        (tmp_path / f"{number}.md").write_text(f"---\nname: a{number}\nmodel: haiku\n---\nBe kind.\n", "utf-8")
    fleet = sources.read(tmp_path, sources.Options(as_of=TODAY))
    (told,) = fleet.notes
    assert told.message.startswith("The model of 9 agents is taken to be claude-haiku-5-5")
    assert told.message.endswith(": a0, a1, a2, a3, a4 and 4 more.")
