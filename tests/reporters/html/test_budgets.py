"""How large a report may be, by the size of its fleet; how fast it is, is measured by `tests.benchmarks.report`."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
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
from auditor.reporters.html.ranges import shared_notes
from auditor.reporters.html.signs import address
from auditor.reporters.look import PLAIN, Look
from tests.benchmarks.report import ASSETS, BUDGETS, MB, assets, generated
from tests.reporters.html.audits import Read, leaves, pages
from tests.reporters.html.chromium import opened

THOUSAND = pytest.param(1000, marks=pytest.mark.slow)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return generated(tmp_path_factory.mktemp("fleet"), 100)


@cache
def _run(agents: int, folder: Path) -> Run:
    return generated(folder, agents)


@cache
def _report(agents: int, folder: Path) -> str:
    return html.render(_run(agents, folder), read_again)


def _ten_times(run: Run) -> Run:
    """The run with ten agents, and their findings, for each of its own."""
    agents, findings = [], []
    for copy in range(10):
        for audited in run.agents:
            named = audited.agent.model_copy(update={"id": f"{audited.agent.id}-{copy}"})
            agents.append(replace(audited, agent=named))
        for finding in run.findings:
            findings.append(replace(finding, agent=finding.agent and f"{finding.agent}-{copy}"))
    return replace(run, agents=tuple(agents), findings=tuple(findings))


@pytest.mark.parametrize("agents", [100, THOUSAND])
def test_a_report_is_no_larger_than_its_budget(agents: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    shown = _report(agents, tmp_path_factory.getbasetemp())
    assert len(shown.encode()) <= BUDGETS[agents].megabytes * MB


@pytest.mark.parametrize("agents", [100, THOUSAND])
def test_a_report_has_no_more_nodes_than_its_budget(agents: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    shown = _report(agents, tmp_path_factory.getbasetemp())
    assert len(Read(shown).elements) <= BUDGETS[agents].nodes


@pytest.mark.slow
def test_ten_thousand_agents_keep_the_nodes_of_their_budget(tmp_path_factory: pytest.TempPathFactory) -> None:
    run = _ten_times(_run(1000, tmp_path_factory.getbasetemp()))
    shown = html.render(run, read_again, Look(details=0))  # what is packed for later is no node yet
    assert len(Read(shown).elements) <= BUDGETS[10_000].nodes


@pytest.mark.slow
def test_at_the_weight_of_an_agent_ten_thousand_fit_their_budget(tmp_path_factory: pytest.TempPathFactory) -> None:
    # Pages are packed by the block, so each agent weighs alike; `make bench-report` weighs the real ten thousand.
    hundred, thousand = (len(_report(agents, tmp_path_factory.getbasetemp())) for agents in (100, 1000))
    assert hundred < thousand
    assert thousand + (thousand - hundred) / 900 * 9000 <= BUDGETS[10_000].megabytes * MB


def test_style_and_script_keep_their_budget() -> None:
    assert assets() <= ASSETS


def test_the_same_run_gives_the_same_bytes(run: Run) -> None:
    assert html.render(run, read_again) == html.render(run, read_again)


def test_style_and_script_carry_no_comments_and_no_indents() -> None:
    for text in (document.style(), document.script()):
        assert not [line for line in text.splitlines() if line.startswith((" ", "//", "/*"))]


def test_a_packed_page_is_the_page(run: Run) -> None:
    agents = ranked(run)
    details = Details(run, agents, read_again, PLAIN)
    shown = pages(html.render(run, read_again))
    assert shown == {audited.agent.id: details.page(audited) for audited in agents}


SAME = """
(page) => {
  const wanted = new DOMParser().parseFromString(page, "text/html");
  return [".walk", ".costs", ".facts", "pre.prompt"].map((part) =>
    wanted.querySelector(part).textContent === document.querySelector("#agent " + part).textContent);
}
"""
"""Whether the parts of a page that no script adds to read as Python wrote them."""

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


@pytest.mark.browser
def test_the_browser_opens_the_very_page(browser: Any, run: Run, tmp_path: Path) -> None:
    shown = html.render(run, read_again)
    path = tmp_path / "index.html"
    path.write_text(shown, encoding="utf-8")
    told: list[str] = []
    for agent_id, page in list(pages(shown).items())[:: len(run.agents) // 3]:
        opened_page = opened(browser, path.as_uri() + address(agent_id), told)
        opened_page.locator("#agent .walk").wait_for()
        same = opened_page.evaluate(SAME, page)
        assert same == [True] * len(same)
        opened_page.close()
    assert told == []


def test_notes_of_the_fleet_stay_few(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    every = shared_notes(run)
    monkeypatch.setattr("auditor.reporters.html.ranges.MOST_NOTES", 3)
    assert list(shared_notes(run)) == list(every)[:3]
