"""Every figure that carries a key reads on the page as its value reads in the run document."""

from __future__ import annotations

import json
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from auditor.reporters import html, left_out, read_again
from auditor.reporters import json as document
from auditor.reporters.html.figures import NOTHING
from auditor.reporters.html.told import Told, found, read, told
from auditor.reporters.words import UNKNOWN
from tests.conftest import ROOT
from tests.reporters.html.audits import agent, all_of, run_at, run_of


class Keyed(HTMLParser):
    """All figures of a page with their keys: in the table of agents put together from row and column."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.figures: list[tuple[str, str]] = []
        self._key: str | None = None
        self._row = ""
        self._heads: list[str | None] = []
        self._place = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._key = given.get("data-k")
        if tag == "table":
            self._heads = []
        elif tag == "tr":
            self._row, self._place, self._key = self._key or "", 0, None
        elif tag in ("th", "td"):
            self._cell()

    def _cell(self) -> None:
        if not self._row:
            self._heads.append(self._key)
            self._key = None
        elif self._heads[self._place]:
            form, end = str(self._heads[self._place]).split(" ")
            self._key = f"{form} {self._row}{end}"
        self._place += 1

    def handle_endtag(self, tag: str) -> None:
        self._key = None

    def handle_data(self, data: str) -> None:
        if self._key is not None:
            self.figures.append((self._key, data))


@pytest.mark.parametrize("fleet", ["proptech", "tuned"])
def test_a_figure_on_the_page_is_the_one_in_the_document(fleet: str) -> None:
    run = run_at(ROOT / "inventories" / fleet / "fleet.yaml")
    figures = Keyed(all_of(html.render(run, read_again))).figures
    audited = json.loads(document.render(run, left_out))
    for key, words in figures:
        form, path = unescape(key).split(" ", 1)
        value = found(audited, path)
        assert words == read(form, value) if value is not None else words in (UNKNOWN, NOTHING), key
    agents = len(run.agents)
    assert len(figures) >= 15 * agents
    assert len({key for key, _ in figures if key.startswith("usd /fleet/")}) == 2


def test_a_key_survives_any_agent_id(tmp_path: Path) -> None:
    odd = 'a/b~c "d" <e>&\''
    run = run_of(tmp_path, [agent(odd)])
    figures = Keyed(html.render(run, read_again)).figures
    audited = json.loads(document.render(run, left_out))
    own = [key for key, _ in figures if "/agents/" in key]
    assert own
    for key in own:
        found(audited, key.split(" ", 1)[1])  # raises KeyError where it leads nowhere


@given(st.lists(st.text(min_size=1), min_size=1, max_size=4))
def test_a_path_leads_back_to_its_value(path: list[str]) -> None:
    value: object = 42
    for part in reversed(path):
        value = {part: value}
    assert found(value, told("count", 42, *path).key.split(" ", 1)[1]) == 42


def test_only_figures_are_marked() -> None:
    assert escape("plain") == "plain"
    assert escape(Told("<1 %", "percent /a")) == '<span data-k="percent /a">&lt;1 %</span>'
