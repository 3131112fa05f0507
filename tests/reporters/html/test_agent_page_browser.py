"""An agent's page in a real Chromium: figures lead to their lines, spans to their marks, and its document is whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from auditor.reporters import html
from auditor.reporters.html.signs import address
from auditor.reporters.json import agent_document
from auditor.reporters.texts import read_again
from tests.reporters.html.audits import agent, run_of

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.mark.browser
def test_figures_lead_to_their_lines_and_spans_to_their_marks(browser: Any, tmp_path: Path) -> None:
    run = run_of(tmp_path, [agent("carl", name="Carl"), agent("cal")])
    path, said = tmp_path / "index.html", []
    path.write_text(html.render(run, read_again), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1366, "height": 900})
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(path.as_uri() + address("carl"))
    page.locator("#agent .even").wait_for()
    _walk(page)
    page.locator("[data-part=raw] summary").click()
    document: Any = json.loads(page.locator("[data-part=raw] pre").inner_text())
    wanted = json.loads(json.dumps(agent_document(run.agents[0])))
    assert document == wanted
    assert said == []


def _walk(page: Any) -> None:
    lines = page.locator("#l-cached")
    assert not lines.is_visible()
    page.locator("#agent .costs a[href$='l-cached']").first.click()
    lines.wait_for()
    page.locator("#spans summary").click()
    page.locator("#spans a").first.click()
    page.wait_for_function("document.activeElement.id === 'span-1'")
    page.locator("#agent .jump a[href$='p=gates']").click()
    page.wait_for_function("document.activeElement.id === 'gates'")
