"""The what-if panel in a real Chromium: the browser gets what Python gets, to the last bit."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

from auditor.costs.whatif import evaluate
from auditor.model.run import Run
from auditor.model.whatif import Setting
from auditor.reporters import html
from auditor.reporters.html.levers import fleet_at, levers
from auditor.reporters.html.overview import ranked
from auditor.reporters.html.sensitivity import dollars
from auditor.reporters.html.whatif import columns
from auditor.reporters.texts import read_again
from tests.reporters.html.audits import agent, run_of
from tests.reporters.html.test_browser import HOSTILE
from tests.reporters.html.test_whatif import ready
from tests.reporters.html.vectors import AGENTS, RECKON, SEED, as_given, generated, settings, sums, wanted

TIMED = """(packed) => {
  const of = arrays(packed), at = { calls: 2, prices: 1, hit: null, months: null };
  fleetAt(of, at);
  const times = [0, 1, 2, 3, 4].map(() => {
    const from = performance.now();
    fleetAt(of, at);
    return performance.now() - from;
  });
  return Math.min(...times);
}"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    agents = [
        ready("busy", 20_000_000),
        ready(HOSTILE, 2000) | {"name": HOSTILE},
        *[ready(f"idle-{number}", 2000 + number) for number in range(25)],
        agent("nobody-knows", traffic={}),
        agent("carl"),
    ]
    return run_of(tmp_path_factory.mktemp("fleet"), agents)


@pytest.mark.browser
def test_the_browser_reckons_as_python_does_to_the_last_bit(browser: Any, run: Run) -> None:
    luck = Random(SEED)
    agents, asked = generated(run.agents[0], luck), settings(luck)
    told = browser.new_page().evaluate(RECKON % sums(), [columns(agents), as_given(asked)])
    expected = [row for at in asked for row in wanted(agents, at)]
    assert len(told) == len(expected) > 2 * len(asked) * AGENTS
    assert [(got, want) for got, want in zip(told, expected, strict=True) if got != want] == []
    assert sum(len(fleet_at(levers(agents), at).flips) for at in asked) > 5
    moved = [evaluate(one.of, at) for at in asked for one in levers(agents) if not one.of.is_tuned]
    assert sum(1 <= costs.prompted - costs.moved != costs.prompted - costs.cached for costs in moved) > 5


@pytest.mark.browser
def test_the_browser_writes_amounts_as_the_report_does(browser: Any) -> None:
    luck = Random(SEED)
    amounts = [luck.uniform(-1, 1) * 10 ** luck.randint(-6, 14) for _ in range(3000)]
    amounts += [0.0, 0.01, 9.949, 9.95, 9.96, 99.5, 999.4, 995.0, 999_500.0, -44.0, 1e6, 1.25, 1.35, 1.45]
    told = browser.new_page().evaluate(f"(amounts) => {{ {sums()} return amounts.map(dollars); }}", amounts)
    assert told == [dollars(amount) for amount in amounts]


@pytest.fixture
def report(tmp_path: Path, run: Run) -> str:
    path = tmp_path / "index.html"
    path.write_text(html.render(run, read_again), encoding="utf-8")
    return path.as_uri()


def opened(browser: Any, where: str, said: list[str] | None = None) -> Any:
    page = browser.new_page(viewport={"width": 1366, "height": 900})
    if said is not None:
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(where)
    page.wait_for_selector("html[data-ready]", state="attached")
    return page


def eventually(page: Any, expression: str) -> None:
    """Wait until it holds; the page's own policy forbids Playwright's way to ask."""
    for _ in range(100):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(expression)


def totals(page: Any) -> list[float]:
    page.wait_for_selector("#whatif-says data")
    return [
        float(value)
        for value in page.evaluate("Array.from(document.querySelectorAll('#whatif-says data'), one => one.value)")
    ]


@pytest.mark.browser
def test_a_link_sets_the_levers_and_the_page_says_what_python_says(browser: Any, run: Run, report: str) -> None:
    said: list[str] = []
    page = opened(browser, f"{report}#w=n10000.0,p1,h.7,H6", said)
    assert page.input_value("#lever-n") == "1"  # beyond what the lever allows, so left as audited
    assert page.input_value("#lever-h") == "70"
    total = fleet_at(levers(ranked(run)), Setting(1.0, 1.0, 0.7, 6))
    assert totals(page) == [total.cost, total.saving]
    page.fill("#lever-n", "1000")
    page.fill("#lever-h", "")
    page.fill("#lever-H", "")
    total = fleet_at(levers(ranked(run)), Setting(1000.0))
    assert totals(page) == [total.cost, total.saving]
    assert len(total.flips) > 20
    assert f"{len(total.flips)} verdicts would flip" in page.inner_text("#whatif-says")
    assert page.locator("#whatif-flips li").count() == 20
    assert f"and {len(total.flips) - 20} more" in page.inner_text("#whatif-flips")
    eventually(page, "location.hash === '#w=n1000'")
    page.click("#whatif-flips button")
    assert page.input_value("#filter") == "flips"
    assert page.inner_text("#status").startswith(f"{len(total.flips)} of ")
    assert page.evaluate("location.hash") == "#q=flips&w=n1000"
    page.fill("#filter", "-flips")
    assert page.inner_text("#status").startswith(f"{len(run.agents) - len(total.flips)} of ")
    assert page.title() != "broken"
    page.click("#whatif-reset")
    eventually(page, "document.querySelector('#whatif-says').innerText.startsWith('As audited')")
    assert page.inner_text("#status") == f"{len(run.agents)} agents"
    assert said == []


@pytest.mark.browser
def test_the_state_of_the_levers_survives_a_visit_to_an_agent(browser: Any, report: str) -> None:
    page = opened(browser, f"{report}#w=p0.5")
    assert page.is_visible("#what-if")
    page.click("#table a >> nth=0")
    page.wait_for_selector("#agent h1")
    page.go_back()
    page.wait_for_selector("#overview", state="visible")
    assert page.input_value("#lever-p") == "0.5"
    page.evaluate("location.hash = ''")
    eventually(page, "document.querySelector('#lever-p').value === '1'")


@pytest.mark.browser
def test_a_slider_is_moved_by_keys_and_says_its_value(browser: Any, report: str) -> None:
    page = opened(browser, report)
    slider = page.locator("[data-lever=n] input[type=range]")
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert page.input_value("#lever-n") == "1.25"
    assert slider.get_attribute("aria-valuetext") == "1.25 times today’s"
    page.wait_for_selector("#whatif-says data")
    assert page.locator("[data-lever=h] input[type=range]").get_attribute("aria-valuetext") == "each agent’s own"


@pytest.mark.browser
def test_ten_thousand_agents_are_reckoned_within_a_moment(browser: Any, run: Run) -> None:
    agents = generated(run.agents[0], Random(SEED)) * 50
    page = browser.new_page()
    took = page.evaluate(f"([packed]) => {{ {sums()} return ({TIMED})(packed); }}", [columns(agents)])
    assert took < 150
