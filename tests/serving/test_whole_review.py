"""A team lead's morning in a real Chromium: the printed link, a decision, an edit, a broken file, a colleague."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from auditor.review import read
from tests.browser.watched import watched
from tests.serving.conftest import TEXT, Served, command, inventory, saver

pytestmark = pytest.mark.browser

READY = "html[data-ready]"


def headline(page: Any) -> str:
    return str(page.locator(".answer").text_content())


def bar(page: Any) -> str:
    return str(page.locator(".served").inner_text())


def changes(page: Any, before: str) -> str:
    """Wait until the headline is another, and give it."""
    page.wait_for_function("before => document.querySelector('.answer').textContent !== before", arg=before)
    page.wait_for_selector(READY, state="attached")
    return headline(page)


def test_a_whole_review(browser: Any, own: Callable[..., Served], tmp_path: Path) -> None:
    path = inventory(tmp_path, saver("carl", name="Carl"), saver("dora", name="Dora"), saver("emil", name="Emil"))
    server = own(path, "--port", 0, "--by", "Ana <ana@example.org>")
    server.until("Ctrl-C")
    context = browser.new_context()
    watch = watched(context)
    page = watch.open(server.link)
    page.set_default_timeout(30_000)
    assert page.url == server.origin + "/", "the token is gone from the address"
    first = headline(page)

    page.click("#table tbody tr:first-child a")
    page.wait_for_selector("#agent h1")
    agent = page.locator("#agent article").get_attribute("data-agent")
    page.keyboard.press("d")
    page.click("#decide-save")
    assert "Say why" in page.locator("#wrong").inner_text()
    page.fill("#why", "the desk closes in spring")
    page.click("#decide-save")
    page.locator(".decided", has_text="Dismissed by Ana").wait_for()
    (one,) = read(server.ledger)
    assert (one.agent, one.decision, one.why, one.who) == (
        agent,
        "dismissed",
        "the desk closes in spring",
        "Ana <ana@example.org>",
    )
    second = changes(page, first)
    assert page.locator("#agent article").get_attribute("data-agent") == agent, "it stays where it was"
    assert page.locator(".decided").inner_text().startswith("Dismissed by Ana")
    assert first in bar(page)

    page.click("a.back")
    page.locator("#overview").wait_for()
    (tmp_path / "prompts" / "dora.md").write_text(TEXT * 2, "utf-8")
    third = changes(page, second)
    assert third != first

    path.write_text(path.read_text("utf-8").replace("schema: 1", "schema: 1\nagnets: []"), "utf-8")
    page.locator(".served.wrong", has_text="agnets").wait_for()
    assert "this is the last good report" in bar(page)
    assert headline(page) == third
    path.write_text(path.read_text("utf-8").replace("agnets: []\n", ""), "utf-8")
    page.locator(".served", has_text="Up to date").wait_for()

    done = command("review", "accept", "emil", "--inventory", path, "--by", "Bob")
    assert done.returncode == 0, done.stderr
    page.locator("#table tr", has_text="Emil").locator(".tag", has_text="accepted").wait_for()
    assert [one.who for one in read(server.ledger)] == ["Ana <ana@example.org>", "Bob"]
    assert watch.said == []
    assert {address.split("?")[0].rsplit("/", 1)[0] for address in watch.asked} == {server.origin}
    context.close()
