"""The past in a browser: found by `changed` and by its address, read without script, and nothing that axe minds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from auditor.reporters import Look, html, read_again
from tests.browser.conftest import EXAMPLE
from tests.browser.test_accessibility import AXE, RULES
from tests.browser.watched import watched
from tests.reporters.html.audits import run_at
from tests.reporters.html.pasts import since_of

pytestmark = pytest.mark.browser

WIDE, NARROW = ({"viewport": {"width": width, "height": 900}} for width in (1366, 320))


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, list[str], str]:
    """The address of a report with a past, the agents that are told about, and the one that moved most."""
    folder, run = tmp_path_factory.mktemp("past"), run_at(EXAMPLE)
    since = since_of(run, folder)
    path = folder / "index.html"
    path.write_text(html.render(run, read_again, Look(since=since)), "utf-8")
    diff = since.diff
    moved = {one.agent for one in (*diff.verdicts, *diff.movers, *diff.edited)}
    moved |= {*diff.new} | {one.agent for one in diff.crossings if one.is_new}
    return path.as_uri(), sorted(moved), since.movers[0].agent


def found_by_axe(page: Any) -> list[Any]:
    page.evaluate(Path(AXE).read_text("utf-8"))
    found = page.evaluate(
        "(tags) => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", RULES
    )
    return [(one["id"], [node["target"] for node in one["nodes"][:3]]) for one in found["violations"]]


@pytest.mark.parametrize("settings", [WIDE, WIDE | {"color_scheme": "dark"}, NARROW], ids=["light", "dark", "320"])
@pytest.mark.parametrize("is_agent", [False, True], ids=["overview", "agent"])
def test_axe_minds_nothing(browser: Any, report: tuple[str, list[str], str], settings: Any, *, is_agent: bool) -> None:
    address, _, mover = report
    context = browser.new_context(**settings)
    watch = watched(context)
    page = watch.open(f"{address}#a={mover}&p=since" if is_agent else f"{address}#diff")
    assert page.locator("#since" if is_agent else "#diff").is_visible()
    assert found_by_axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    context.close()
    assert watch.said == []


def test_changed_filters_the_table(browser: Any, report: tuple[str, list[str], str]) -> None:
    address, changed, _ = report
    context = browser.new_context()
    page = watched(context).open(f"{address}#q=changed")
    rows = page.locator("#table tbody th a").evaluate_all(
        "links => links.map(one => decodeURIComponent(one.hash.slice(3)))"
    )
    page.fill("#filter", "-changed")
    page.wait_for_timeout(50)
    others = page.locator("#table tbody tr").count()
    all_of = page.evaluate("document.querySelector('#status').textContent")
    context.close()
    assert changed == sorted(rows)
    assert f"{others} of {others + len(rows)} agents" == all_of


def test_it_is_read_without_script(browser: Any, report: tuple[str, list[str], str]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = watched(context).open(report[0], has_script=False)
    said = page.locator("section[aria-labelledby=diff]").inner_text()
    context.close()
    assert said.startswith("What changed since 20 November 2026")
    assert "Moved most" in said
