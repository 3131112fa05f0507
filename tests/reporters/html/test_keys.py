"""The keyboard walk in a real Chromium: every shortcut, where it must not work, and that it can be switched off."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from auditor.reporters import html
from auditor.reporters.html.signs import address
from auditor.reporters.texts import read_again
from tests.reporters.html.audits import agent, run_of
from tests.reporters.html.chromium import opened

pytestmark = pytest.mark.browser


@pytest.fixture
def report(tmp_path: Path) -> str:
    path = tmp_path / "index.html"
    agents = [agent(one, name=one.title()) for one in ("carl", "cal", "cora")]
    path.write_text(html.render(run_of(tmp_path, agents), read_again), encoding="utf-8")
    return path.as_uri()


def focused(page: Any) -> str:
    found: str = page.evaluate("document.activeElement.id")
    return found


def name(page: Any) -> str:
    found: str = page.locator("#agent h1").inner_text()
    return found


def test_the_whole_walk_by_keyboard_alone(browser: Any, report: str) -> None:
    told: list[str] = []
    page = opened(browser.new_context(), report, told)
    press = page.keyboard.press
    press("/")
    assert focused(page) == "filter"
    page.keyboard.type("c?a/j")
    assert page.input_value("#filter") == "c?a/j"
    page.fill("#filter", "")
    page.focus("#table tbody a")
    press("Enter")
    page.wait_for_selector("#agent h1")
    first = name(page)
    press("j")
    page.wait_for_function("first => document.querySelector('#agent h1').innerText !== first", arg=first)
    press("k")
    page.wait_for_function("first => document.querySelector('#agent h1').innerText === first", arg=first)
    for key, verb in (("a", "Accept"), ("d", "Dismiss"), ("s", "Snooze")):
        press(key)
        assert page.locator("#decide-title").inner_text() == f"{verb} {first}"
        assert focused(page) == "why"
        assert page.input_value("#why") == ""
        press("Escape")
        assert not page.locator("#decide").is_visible()
        assert page.evaluate("document.activeElement.dataset.key") != ""
    press("d")
    page.keyboard.type("a/j? not now")
    press("Control+Enter")
    assert "“a/j? not now”" in page.locator(".decided").inner_text()
    press("Escape")
    page.wait_for_selector("#overview", state="visible")
    assert page.evaluate("document.activeElement.innerText") == first
    press("Enter")
    page.wait_for_selector("#agent h1")
    press("/")
    page.wait_for_selector("#overview", state="visible")
    assert focused(page) == "filter"
    assert told == []


def test_keys_are_left_alone_with_modifiers_and_in_dialogs(browser: Any, report: str) -> None:
    page = opened(browser.new_context(), report + address("carl"), [])
    for keys in ("Control+d", "Alt+a", "Meta+s"):
        page.keyboard.press(keys)
        assert not page.locator("dialog[open]").count(), keys
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.keyboard.press("a")
    assert page.locator("dialog[open]").count() == 1


def test_single_keys_can_be_switched_off_for_good(browser: Any, report: str) -> None:
    context = browser.new_context()
    page = opened(context, report + address("carl"), [])
    assert page.locator("[aria-keyshortcuts=a]").count() == 1
    page.keyboard.press("?")
    page.uncheck("#keys-on")
    page.keyboard.press("Escape")
    assert page.locator("[aria-keyshortcuts]").count() == 0
    assert not page.locator("kbd:has-text('d')").first.is_visible()
    for again in range(2):
        for key in ("a", "d", "s", "/", "?", "j"):
            page.keyboard.press(key)
        assert page.locator("dialog[open]").count() == 0, again
        assert page.locator("#agent").is_visible()
        page.reload()
        page.wait_for_selector("html[data-ready]", state="attached")
    page.keyboard.press("Escape")
    page.wait_for_selector("#overview", state="visible")
    page.click("#bar button:has-text('Help')")
    page.check("#keys-on")
    page.click("#help [data-close]")
    page.keyboard.press("/")
    assert focused(page) == "filter"


def test_the_help_s_examples_are_queries_that_are_understood(browser: Any, report: str) -> None:
    page = opened(browser.new_context(), report, [])
    page.keyboard.press("?")
    number = page.locator("#help .terms a").count()
    assert number >= 6
    page.keyboard.press("Escape")
    for one in range(number):
        page.keyboard.press("?")
        link = page.locator("#help .terms a").nth(one)
        query = link.inner_text()
        link.click()
        page.wait_for_function("query => document.querySelector('#filter').value === query", arg=query)
        assert not page.locator("#help").is_visible()
        note = page.locator("#filter-note")
        assert not note.is_visible(), (query, note.inner_text())
        page.evaluate("document.activeElement.blur()")


def test_copying_without_a_clipboard_gives_a_text_to_select(browser: Any, report: str) -> None:
    page = opened(browser.new_context(), report + address("carl"), [])
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.click("#agent .tools button:has-text('link')")
    assert page.input_value("#text textarea") == page.url
    selected = page.evaluate("(field => field.selectionEnd - field.selectionStart)(document.activeElement)")
    assert selected == len(page.url)
    page.keyboard.press("Escape")
    assert not page.locator("#text").is_visible()
