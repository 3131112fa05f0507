"""What the page promises: the answer first, everybody in it, nothing loaded, the same bytes again."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from auditor.model.money import Range
from auditor.model.run import Run
from auditor.model.verdict import Recommendation
from auditor.reporters import Look, html, prepared
from auditor.reporters.html import document, overview
from auditor.reporters.html.signs import address
from auditor.reporters.texts import read_again
from tests.reporters.html.audits import PROMPT, Read, agent, all_of, blocks, pages, run_of


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return run_of(tmp_path, [agent("carl", name="Carl"), agent("cal", traffic={}), agent("a/b c?", calls=["carl"])])


def test_the_answer_stands_before_everything_else(run: Run) -> None:
    shown = html.render(run, read_again)
    answer, first_heading = shown.index('class="answer"'), shown.index("<h2")
    assert shown.index("<h1") < answer < first_heading
    assert "What 1 other agent costs is unknown, and in no total." in shown
    assert Read(shown).texts["h1"] == ["Tiny fleet fleet audit 22 November 2026"]


def test_a_fleet_of_unknown_cost_is_never_free(tmp_path: Path) -> None:
    shown = html.render(run_of(tmp_path, [agent("cal", traffic={})]), read_again)
    assert "What this fleet costs is unknown" in shown
    assert "$0" not in shown.split("<h2", maxsplit=1)[0]


def test_a_saving_that_may_turn_out_a_loss_is_said(run: Run) -> None:
    first = run.agents[0]
    advice = Recommendation("Try", "it may save", Range(Decimal(-950), Decimal(100), Decimal(1400)))
    risky = replace(first, verdict=replace(first.verdict, recommendations=(advice,)))
    others = (replace(other, verdict=replace(other.verdict, recommendations=())) for other in run.agents[1:])
    said = "".join(phrase.text for phrase in overview.answer(replace(run, agents=(risky, *others))))
    assert said.startswith("Up to $1.4k of ")
    assert said.endswith(" a month is avoidable, but following all advice may cost $950 more.")


def test_every_agent_has_a_row_and_a_page_that_links_reach(run: Run) -> None:
    shown = html.render(run, read_again)
    read, own = Read(shown), pages(shown)
    assert len([row for row in read.all("tr") if "data-k" in row]) == len(own) == 3
    reached = set(read.ids) | {address(agent_id)[1:] for agent_id in own}
    for one in (read, *(Read(page) for page in own.values())):
        within = {
            f"{place}&{'s=' if of.startswith('span-') else 'p='}{of.removeprefix('span-')}"
            for place in map(_own, own)
            for of in one.ids
        }
        to = [href[1:] for link in one.all("a") if not (href := str(link["href"])).startswith("#q=")]
        assert set(to) <= reached | within
        assert len(one.ids) == len(set(one.ids))
        assert not set(one.ids) & set(read.ids) or one is read


def _own(agent_id: str) -> str:
    return address(agent_id)[1:]


def test_the_page_of_an_agent_does_not_depend_on_agents_that_share_nothing_with_it(tmp_path: Path) -> None:
    carl, other = agent("carl", name="Carl"), agent("other", "Sort the letters by country. " * 9)
    alone = pages(html.render(run_of(tmp_path, [carl]), read_again))["carl"]
    assert alone == pages(html.render(run_of(tmp_path, [carl, other]), read_again))["carl"]


def test_the_page_of_an_agent_names_its_neighbours(run: Run, tmp_path: Path) -> None:
    alone = pages(html.render(run_of(tmp_path, [agent("carl", name="Carl")]), read_again))["carl"]
    assert "Gets work from" in pages(html.render(run, read_again))["carl"]
    assert "No other agent calls it" in alone


def test_columns_keep_the_unknown_apart_from_zero(run: Run) -> None:
    found = blocks(html.render(run, read_again))["columns"]["columns"]
    place = found["id"].index("cal")
    assert found["calls"][place] is None
    assert found["cost"][place] is None
    assert found["volatile"][place] > 0


def test_the_policy_names_exactly_our_style_and_script(run: Run) -> None:
    read = Read(html.render(run, read_again))
    policy = next(meta["content"] for meta in read.all("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    hashes = [
        "sha256-" + base64.b64encode(hashlib.sha256(read.texts[tag][-1].encode()).digest()).decode()
        for tag in ("script", "style")
    ]
    assert policy == f"default-src 'none'; script-src '{hashes[0]}'; style-src '{hashes[1]}'"
    data = [part for part in read.all("script") if part.get("type") == "application/octet-stream"]
    assert len(read.texts["script"]) - len(data) == len(read.texts["style"]) == 1


def test_nothing_is_loaded_and_nothing_is_inline_that_the_policy_would_block(run: Run) -> None:
    shown = all_of(html.render(run, read_again))
    for tag, attributes in Read(shown).elements:
        assert not {"src", "srcset", "data", "action", "style", "background", "poster"} & attributes.keys(), tag
        assert not [name for name in attributes if name.startswith("on")], tag
        assert str(attributes.get("href", "#")).startswith("#")
    assert re.search(r"https?://|@import|url\(", shown) is None


def test_one_heading_landmarks_language_and_captions(run: Run) -> None:
    read = Read(html.render(run, read_again))
    tags = [tag for tag, _ in read.elements]
    assert tags.count("h1") == tags.count("header") == tags.count("footer") == 1
    assert [main.get("hidden", "shown") for main in read.all("main")] == ["shown", None]
    assert Read(pages(html.render(run, read_again))["carl"]).texts["h1"] == ["Carl"]
    assert read.all("html") == [{"lang": "en"}]
    assert tags.count("caption") == tags.count("table")
    assert all("scope" in attributes for attributes in read.all("th"))
    assert all(
        "aria-label" in svg or "aria-labelledby" in svg or "aria-hidden" in svg or "focusable" in svg
        for svg in read.all("svg")
    )


def test_the_same_run_gives_the_same_bytes(run: Run) -> None:
    assert html.render(run, read_again).encode() == html.render(run, read_again).encode()


def test_prompts_are_left_out_when_told(run: Run) -> None:
    shown = all_of(prepared(run, Look(prompts="none")).text("html"))
    assert "The prompts are left out of this report." in shown
    assert not Read(shown).texts["pre"]
    assert "$55" not in shown
    assert PROMPT.splitlines()[0] not in shown


def test_the_table_of_a_large_fleet_starts_with_the_first_agents_and_says_so(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auditor.reporters.html.single_file.STATIC_ROWS", 2)
    monkeypatch.setattr("auditor.reporters.html.single_file.FIRST_ROWS", 2)
    shown = html.render(run, read_again)
    assert "Without JavaScript this table holds the first 2 of 3 agents" in shown
    assert len([row for row in Read(shown).all("tr") if "data-k" in row]) == 2
    assert len(blocks(shown)["rows"]) == len(pages(shown)) == 3


def test_templates_are_found_in_the_package_before_the_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (document.folder() / "report.html.j2").is_file()
    module = tmp_path / "auditor" / "reporters" / "html" / "document.py"
    monkeypatch.setattr(document, "__file__", str(module))
    assert document.folder() == tmp_path / "templates"
    (tmp_path / "auditor" / "_templates").mkdir(parents=True)
    assert document.folder() == tmp_path / "auditor" / "_templates"


def test_a_cache_folder_that_cannot_be_made_is_no_obstacle(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("AUDITOR_CACHE_DIR", str(blocked))
    document._environment.cache_clear()
    assert html.render(run, read_again)
    document._environment.cache_clear()
