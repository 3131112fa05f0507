"""The report as a folder of pages, and with its style and script beside it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin

import pytest

from auditor.model.review import Decision
from auditor.model.reviewed import evidence_of
from auditor.model.run import Run
from auditor.reporters import html
from auditor.reporters.html import document, folder
from auditor.reporters.html.signs import address, file_of
from auditor.reporters.look import Look
from auditor.reporters.texts import read_again
from tests.reporters.html.audits import Read, agent, blocks, run_of
from tests.reporters.html.chromium import opened

IDS = ("carl", "</script><b>", "../../etc", "CON", "é" * 200)
DIR = Look(layout="dir", assets="split")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    agents = [agent(one, f"You are {number}. The fee is $5{number}.", name=one[:40]) for number, one in enumerate(IDS)]
    return run_of(tmp_path, agents)


@pytest.fixture
def files(run: Run) -> dict[str, str]:
    return dict(folder.files(run, read_again, DIR))


def written(files: dict[str, str], root: Path) -> str:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return (root / "index.html").as_uri()


def test_every_agent_has_a_page_with_a_plain_name_inside_the_folder(files: dict[str, str]) -> None:
    assert set(files) == {"index.html", "r.css", "r.js", *map(file_of, IDS)}
    for name in files:
        assert re.fullmatch(r"index\.html|r\.(css|js)|agents/[0-9a-f]{2}/[a-z0-9-]{8,50}\.html", name), name


def test_every_link_and_file_of_every_page_is_there(files: dict[str, str]) -> None:
    for name, text in files.items():
        if not name.endswith(".html"):
            continue
        read = Read(text)
        named = [one.get("href") for one in (*read.all("a"), *read.all("link"))] + [
            one["src"] for one in read.all("script") if "src" in one
        ]
        for reference in map(str, named):
            place, _, anchor = unquote(urljoin(name, reference)).partition("#")
            assert place in files, (name, reference)
            if anchor and not anchor.startswith("q="):
                assert anchor in Read(files[place]).ids, (name, reference)


def test_a_page_holds_what_the_single_file_holds(run: Run, files: dict[str, str]) -> None:
    for number, one in enumerate(IDS):
        page = files[file_of(one)]
        assert f"$5{number}" in page
        read = Read(page)
        assert [tag for tag, _ in read.elements].count("h1") == 1
        assert len(read.ids) == len(set(read.ids))
        assert blocks(page)["columns"]["columns"]["id"] == [one]
        assert "pages-0" not in blocks(page)
        assert read.all("html") == [{"lang": "en"}]


def test_pages_follow_each_other_in_the_order_of_the_table(files: dict[str, str]) -> None:
    order = blocks(files["index.html"])["columns"]["columns"]["id"]
    for number, one in enumerate(order):
        links = {str(link.get("rel")): link["href"] for link in Read(files[file_of(one)]).all("a")}
        around = (order[number - 1] if number else None, order[number + 1] if number + 1 < len(order) else None)
        wanted = tuple(None if other is None else f"../../{file_of(other)}" for other in around)
        assert (links.get("prev"), links.get("next")) == wanted
        assert f"{number + 1} of {len(order)}" in files[file_of(one)]


def test_split_pages_allow_only_their_own_files(run: Run, files: dict[str, str]) -> None:
    single = html.render(run, read_again, Look(assets="split"))
    for text in (single, files["index.html"], files[file_of("carl")]):
        read = Read(text)
        policies = [one["content"] for one in read.all("meta") if one.get("http-equiv") == "Content-Security-Policy"]
        assert policies == ["default-src 'none'; script-src 'self'; style-src 'self'"]
        assert not read.all("style")
        for tag, attributes in read.elements:
            assert not [name for name in attributes if name == "style" or name.startswith("on")], tag
    assert (files["r.css"], files["r.js"]) == (document.style(), document.script())


def test_a_page_carries_its_own_agents_decision_only(run: Run) -> None:
    evidence = evidence_of(run.agents[0])
    taken = Decision("carl", None, "accepted", None, datetime(2026, 1, 1, tzinfo=UTC), "", None, evidence)
    other = replace(taken, agent="CON", rule="some-rule")
    files = dict(folder.files(run, read_again, replace(DIR, decisions=(taken, other))))
    assert [one["agent"] for one in blocks(files[file_of("carl")])["decisions"]] == ["carl"]
    assert "decisions" not in blocks(files[file_of("CON")])
    assert len(blocks(files["index.html"])["decisions"]) == 2


def test_brief_pages_are_files_too(run: Run) -> None:
    files = dict(folder.files(run, read_again, replace(DIR, details=1)))
    brief = [name for name, text in files.items() if "data-brief" in text]
    assert len(brief) == len(IDS) - 1
    assert "whole pages for the first 1 agent only" in files["index.html"]


@pytest.mark.browser
def test_the_folder_needs_no_script(browser: Any, files: dict[str, str], tmp_path: Path) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(written(files, tmp_path / "out"))
    page.click("#table th a >> nth=0")
    first = page.locator("h1").inner_text()
    page.click("a[rel=next]")
    assert page.locator("h1").inner_text() != first
    assert page.locator(".walk > li").count() == 6
    assert page.evaluate("getComputedStyle(document.querySelector('.walk')).listStyleType") == "none"
    page.click(".back")
    assert page.url.endswith("/index.html#agents")
    assert page.locator("#table tbody tr").count() == len(IDS)


@pytest.mark.browser
def test_with_script_a_page_is_reviewed_walked_and_found(browser: Any, files: dict[str, str], tmp_path: Path) -> None:
    told: list[str] = []
    index = written(files, tmp_path / "out")
    page = opened(browser.new_context(), index + address("carl"), told)
    page.wait_for_url("**/agents/**")
    page.wait_for_selector("html[data-ready]", state="attached")
    page.keyboard.press("d")
    page.keyboard.type("no")
    page.keyboard.press("Control+Enter")
    assert "“no”" in page.locator(".decided").inner_text()
    before = page.url
    page.keyboard.press("j")
    page.wait_for_function("before => location.href !== before", arg=before)
    page.wait_for_selector("html[data-ready]", state="attached")
    page.keyboard.press("Escape")
    page.wait_for_url("**/index.html#agents")
    page.wait_for_selector("html[data-ready]", state="attached")
    assert page.locator(".reviewed").all_inner_texts() == [" dismissed"]
    page.fill("#filter", "review:dismissed")
    assert page.locator("#table tbody tr").count() == 1
    assert told == []


@pytest.mark.browser
def test_a_page_with_its_script_beside_it_works(browser: Any, run: Run, tmp_path: Path) -> None:
    told: list[str] = []
    look = Look(assets="split")
    files = {"index.html": html.render(run, read_again, look), **document.beside_files("split")}
    page = opened(browser.new_context(), written(files, tmp_path / "out") + address("carl"), told)
    page.locator("#agent .walk").wait_for()
    assert told == []
