"""The page in a real Chromium: it runs under its own policy, filters, sorts, opens agents and fits a phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from auditor.reporters import html
from auditor.reporters.html.fleet_parts import MOST_FINDINGS
from auditor.reporters.html.signs import address
from auditor.reporters.texts import read_again
from tests.conftest import ROOT
from tests.reporters.html.audits import agent, run_at, run_of
from tests.reporters.html.chromium import opened

HOSTILE = "</script><img src=x onerror=\"document.title='broken'\">"


@pytest.fixture
def report(tmp_path: Path) -> str:
    agents = [
        agent("carl", name="Carl", owner="residents"),
        agent("cal", "Be kind. " * 30, name="Cal", traffic={}),
        agent("evil", HOSTILE, name=HOSTILE),
    ]
    path = tmp_path / "index.html"
    path.write_text(html.render(run_of(tmp_path, agents), read_again), encoding="utf-8")
    return path.as_uri()


@pytest.mark.browser
def test_the_page_works_in_a_browser(browser: Any, report: str) -> None:
    page, said, asked = browser.new_page(viewport={"width": 1366, "height": 900}), [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(report)
    rows = visible = "#table tbody tr"
    page.wait_for_selector("html[data-ready]", state="attached")

    page.fill("#filter", "CARL")
    assert page.locator(visible).count() == 1
    assert page.locator("#status").inner_text() == "1 of 3 agents"
    page.fill("#filter", "")
    badge = page.locator(f"{rows} .badge").first.get_attribute("class").split()[-1]
    family = badge.removeprefix("f-")
    page.click(f"button[data-family={family}]")
    assert page.input_value("#filter") == f"verdict:{family}"
    assert 0 < page.locator(visible).count() == page.locator(f"{rows} .badge.{badge}").count()
    page.click(f"button[data-family={family}]")
    assert page.locator(visible).count() == 3

    page.click("thead button:has-text('Agent')")
    assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "ascending"
    assert page.locator(rows).nth(1).locator("th a").inner_text() == "Cal"
    page.click("thead button:has-text('Cost')")
    assert page.locator(rows).last.locator("th a").inner_text() == "Cal"

    page.click("th a:has-text('Carl')")
    page.wait_for_selector("#agent h1")
    assert page.evaluate("document.activeElement.innerText") == "Carl"
    page.go_back()
    page.wait_for_selector("#overview", state="visible")
    assert page.evaluate("document.activeElement.innerText") == "Carl"
    assert page.title() != "broken"
    assert said == []
    assert asked == [report]


@pytest.mark.browser
def test_a_link_to_an_agent_opens_it(browser: Any, report: str) -> None:
    page = browser.new_page()
    page.goto(report + address("carl"))
    page.locator("#agent .walk").wait_for()
    assert page.title().startswith("Carl · ")
    assert not page.locator("#overview").is_visible()


@pytest.mark.browser
def test_without_script_the_overview_is_whole(browser: Any, report: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(report)
    assert page.locator("#table tbody tr").count() == 3
    assert page.locator(".answer").is_visible()


@pytest.mark.browser
def test_the_page_never_scrolls_sideways_on_a_phone(browser: Any, report: str) -> None:
    for where in (report, report + address("carl")):
        page = browser.new_page(viewport={"width": 320, "height": 640})
        page.goto(where)
        page.wait_for_selector("html[data-ready]", state="attached")
        page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_findings_beyond_those_written_are_shown_when_asked_for(browser: Any, tmp_path: Path) -> None:
    run = run_at(ROOT / "inventories" / "proptech" / "fleet.yaml")
    assert len(run.findings) > MOST_FINDINGS
    path = tmp_path / "index.html"
    path.write_text(html.render(run, read_again), encoding="utf-8")
    told: list[str] = []
    page = opened(browser, path.as_uri(), told)
    page.click("#findings > summary")
    rows = page.locator("#findings tbody tr")
    assert rows.count() == MOST_FINDINGS
    page.click("#more-findings")
    page.locator("#findings-note", has_text=f"{len(run.findings)} findings shown").wait_for()
    assert rows.count() == len(run.findings)
    assert rows.nth(MOST_FINDINGS).locator("a").evaluate("link => link === document.activeElement")
    assert page.locator("#more-findings").is_hidden()
    assert told == []
