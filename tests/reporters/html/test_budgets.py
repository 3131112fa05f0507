"""How large a report may be, by the size of its fleet; how fast it is, is measured by `tests.benchmarks.report`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.model.run import Run
from auditor.reporters import html, read_again
from auditor.reporters.html import document
from auditor.reporters.html.details import Details
from auditor.reporters.html.leaves import IN_A_BLOCK, Leaf, Leaves
from auditor.reporters.html.overview import ranked
from auditor.reporters.html.packed import Packed, packed, unpacked
from auditor.reporters.look import PLAIN
from tests.benchmarks.report import BUDGETS, MB, assets, generated
from tests.reporters.html.audits import Read, leaves, pages

MOST = {100: 0.46, 1000: 2.5}
"""MB: the budget for 100 agents, 0.4, is older than reviews, keys and keyed figures; what it is now must not grow."""
MOST_ASSETS = 21.5
"""KB of style and script, gzipped; their budget is older, too."""
SIZES = [100, pytest.param(1000, marks=pytest.mark.slow)]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return generated(tmp_path_factory.mktemp("fleet"), 100)


@pytest.mark.parametrize("agents", SIZES)
def test_a_report_keeps_its_budget(agents: int, run: Run, tmp_path: Path) -> None:
    shown = html.render(run if agents == 100 else generated(tmp_path, agents), read_again)
    assert len(shown.encode()) <= MOST[agents] * MB
    assert len(Read(shown).elements) <= BUDGETS[agents].nodes


def test_style_and_script_do_not_grow_unnoticed() -> None:
    assert assets() <= MOST_ASSETS


def test_the_same_run_gives_the_same_bytes(run: Run) -> None:
    assert html.render(run, read_again) == html.render(run, read_again)


def test_style_and_script_are_read_without_their_comments() -> None:
    for text in (document.style(), document.script()):
        lines = text.splitlines()
        assert not [line for line in lines if line.startswith((" ", "//", "/*"))]


def test_a_packed_page_is_the_page(run: Run) -> None:
    agents = ranked(run)
    details = Details(run, agents, read_again, PLAIN)
    shown = pages(html.render(run, read_again))
    assert shown == {audited.agent.id: details.page(audited) for audited in agents}


TEXT = st.text(st.characters(exclude_characters="\x01\x02\x7f", exclude_categories=["Cs"]))
PAGE = st.lists(st.one_of(TEXT, st.sampled_from(["<p>7</p>", "a 1.5 b", "\n", '"#a=x&amp;p=y"', "/agents/x/"])))


@given(st.lists(PAGE, min_size=1, max_size=IN_A_BLOCK), st.sampled_from(["x", "7", "a/b~c", 'é"&']))
def test_any_pages_come_out_as_they_went_in(texts: list[list[str]], agent_id: str) -> None:
    given_pages = ["".join(parts) for parts in texts]
    packing = Leaves([Leaf.of(agent_id, page) for page in given_pages[::2]])
    block = packing.block(0, [Leaf.of(agent_id, page) for page in given_pages])
    assert list(leaves(unpacked(packing.lines), unpacked(block))) == given_pages


@given(st.recursive(st.none() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])), st.lists))
def test_what_is_packed_is_unpacked_and_means_nothing_in_html(value: object) -> None:
    block = packed("one", value)
    assert unpacked(block) == value
    assert not set("&<>\"'\\ \n") & set(block.text)
    assert isinstance(block, Packed)


LISTEN = """
const own = Object.getOwnPropertyDescriptor(Element.prototype, "innerHTML");
const set = function (page) { if (this.id === "agent") { window.given = page; } own.set.call(this, page); };
Object.defineProperty(Element.prototype, "innerHTML", { ...own, set });
"""


@pytest.mark.browser
def test_the_browser_opens_the_very_page(run: Run, tmp_path: Path, browser: Any) -> None:
    path = tmp_path / "index.html"
    path.write_text(html.render(run, read_again), "utf-8")
    page = browser.new_page()
    page.add_init_script(LISTEN)
    agents = ranked(run)
    details = Details(run, agents, read_again, PLAIN)
    for place in (0, 39, 40, 99):
        agent = agents[place]
        page.goto(f"{path.as_uri()}#a={agent.agent.id}")
        page.wait_for_selector(f"#agent:not([hidden]) [data-agent='{agent.agent.id}']")
        assert page.evaluate("window.given") == details.page(agent)
    page.close()
