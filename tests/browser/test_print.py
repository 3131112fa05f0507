"""On paper: few pages, evidence legible, nothing cut off."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from auditor.reporters import html, read_again
from auditor.reporters.html.signs import address
from tests.browser.conftest import EXAMPLE
from tests.browser.watched import watched
from tests.reporters.html.audits import run_at

pytestmark = pytest.mark.browser

OVERVIEW_PAGES, AGENT_PAGES = 8, 3


def _printed(page: Any, to: Path, paper: str) -> int:
    """The page as PDF, and the number of its sheets."""
    page.pdf(path=str(to), format=paper, prefer_css_page_size=False)
    return len(re.findall(rb"/Type\s*/Page\b", to.read_bytes()))


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_overview_fits_a_few_sheets(browser: Any, example: str, tmp_path: Path, paper: str) -> None:
    page = watched(browser).open(example)
    assert 1 < _printed(page, tmp_path / "overview.pdf", paper) <= OVERVIEW_PAGES


def test_a_checkout_deep_down_takes_no_more_sheets(browser: Any, tmp_path: Path) -> None:
    deep = tmp_path / "/".join(["a-folder-of-a-build-server"] * 6)
    shutil.copytree(EXAMPLE.parent, deep)
    path = tmp_path / "index.html"
    path.write_text(html.render(run_at(deep / EXAMPLE.name), read_again), encoding="utf-8")
    page = watched(browser).open(path.as_uri())
    assert _printed(page, tmp_path / "overview.pdf", "Letter") <= OVERVIEW_PAGES


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("agent_id", ["carl", "listing-answer-drafter"])
def test_an_agents_page_fits_a_few_sheets(
    browser: Any, example: str, tmp_path: Path, paper: str, agent_id: str
) -> None:
    page = watched(browser).open(example + address(agent_id))
    page.locator("#agent h1").wait_for()
    page.emulate_media(media="print")
    # The prompt begins on a sheet of its own, and is as long as it is.
    page.evaluate("document.querySelectorAll('#prompt, #prompt ~ *').forEach((one) => one.remove())")
    assert _printed(page, tmp_path / "agent.pdf", paper) <= AGENT_PAGES


def test_closed_parts_print_open(browser: Any, example: str, tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    page = watched(browser).open(example + address("carl"))
    page.locator("#agent h1").wait_for()
    _printed(page, tmp_path / "agent.pdf", "A4")
    text = subprocess.run(["pdftotext", tmp_path / "agent.pdf", "-"], check=True, capture_output=True, text=True).stdout
    hidden = page.locator("#agent details table thead th").first.text_content()
    assert hidden
    assert " ".join(hidden.split()) in " ".join(text.split())
    assert "Previous" not in text
