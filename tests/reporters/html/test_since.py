"""The past in the HTML report: what changed on the overview, each agent's line, and nothing of it without a past."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from auditor.model.run import Run
from auditor.model.since import Because, Crossing, CrossingState, Since
from auditor.reporters import Look, html, left_out, prepared, read_again
from auditor.reporters import json as document
from auditor.reporters.html import folder as in_folder
from auditor.reporters.html.told import found, read
from tests.conftest import ROOT
from tests.reporters.conftest import HOSTILE
from tests.reporters.html.audits import Read, agent, all_of, blocks, pages, run_at, run_of
from tests.reporters.html.pasts import GONE, since_of
from tests.reporters.html.test_told import Keyed


@pytest.fixture(scope="module")
def run() -> Run:
    return run_at(ROOT / "inventories" / "proptech" / "fleet.yaml")


@pytest.fixture(scope="module")
def since(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Since:
    return since_of(run, tmp_path_factory.mktemp("past"))


@pytest.fixture(scope="module")
def shown(run: Run, since: Since) -> str:
    return html.render(run, read_again, Look(since=since))


@pytest.fixture(scope="module")
def told(run: Run, since: Since) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(document.render(run, left_out, Look(since=since)))
    return parsed


def section(shown: str) -> str:
    (part,) = re.findall(r'<section aria-labelledby="diff">.*?</section>', shown, re.DOTALL)
    return str(part)


def words(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", markup)).split())


def test_every_figure_of_the_past_is_the_one_in_the_document(shown: str, told: dict[str, Any], run: Run) -> None:
    figures = [(unescape(key), said) for key, said in Keyed(all_of(shown)).figures]
    past = [(key, said) for key, said in figures if " /since/" in key]
    for key, said in past:
        form, path = key.split(" ", 1)
        assert said == read(form, found(told, path)), key
    kinds = {key.split("/")[2] for key, _ in past}
    assert {"cost", "matrix", "movers", "agents"} <= kinds
    assert len(past) > len(run.agents)


def test_the_section_tells_what_the_document_tells(shown: str, told: dict[str, Any]) -> None:
    part, since = section(shown), told["since"]
    said = words(part)
    assert said.startswith("What changed since 20 November 2026 ")
    assert f"{len(since['verdicts'])} verdicts changed" in said
    assert sum(one["agents"] for one in since["matrix"]) == sum(
        int(number) for number in re.findall(r'data-k="count /since/matrix[^>]*>(\d+)<', part)
    )
    for one in since["movers"][:5]:
        assert f'href="#a={one["agent"]}"' in part
        assert one["because"]["says"] in said
    assert len(re.findall(r"<li>", part)) <= 8 + 5 + 5
    assert "Gone: </script><b>gone & away." in said
    assert '<h2 id="diff">' in part


@pytest.mark.parametrize(
    ("state", "on", "is_new", "says"),
    [
        ("due", "2027-03-14", True, "reaches its break-even around March 2027"),
        ("due", "2027-03-14", False, "reaches its break-even around March 2027, as before"),
        ("crossed", None, True, "has crossed its break-even, nothing that is on record changed"),
        ("lost", None, True, "is no longer past its break-even, nothing that is on record changed"),
    ],
)
def test_a_break_even_is_told_with_its_month(
    state: CrossingState, on: str | None, says: str, run: Run, since: Since, *, is_new: bool
) -> None:
    one = Crossing(agent="carl", state=state, on=on, is_new=is_new, because=Because("unknown", ()))
    past = replace(since, diff=replace(since.diff, crossings=(one,)))
    shown = html.render(run, read_again, Look(since=past))
    assert f"Break-evens Carl {says} Came" in words(section(shown))
    assert (f"It {says}." in words(pages(shown)["carl"])) is is_new


def test_changed_finds_all_that_is_told_about_and_no_other(shown: str, since: Since) -> None:
    columns = blocks(shown)["columns"]["columns"]
    changed = {name for name, flag in zip(columns["id"], columns["changed"], strict=True) if flag}
    diff = since.diff
    assert {one.agent for one in (*diff.verdicts, *diff.movers, *diff.edited)} | {*diff.new} <= changed
    assert 0 < len(changed) < len(columns["id"])
    assert f"finds {len(changed)} agents" in words(section(shown))


def test_every_agent_tells_its_last_runs(shown: str, since: Since, run: Run) -> None:
    own = pages(shown)
    assert len(run.agents) == len(own)
    new = since.diff.new[0]
    assert "It is new." in own[new]
    mover = since.movers[0].agent
    assert '<p class="trend"><svg' in own[mover]
    assert "over 4 runs since 16 November 2026" in words(own[mover])
    quiet = next(name for name in own if "Nothing else" in own[name] or "nothing else" in own[name])
    assert "always" in words(own[quiet]) or "unknown" in words(own[quiet])
    assert all('id="since"' in page for page in own.values())


def test_without_a_past_there_is_no_trace_of_it(run: Run) -> None:
    plain = html.render(run, read_again)
    body = re.sub(r"<(script|style)>.*?</\1>", "", all_of(plain), flags=re.DOTALL)
    assert not [word for word in ("What changed since 2", 'class="trend"', "#diff", "Its last runs") if word in body]
    assert "changed" not in blocks(plain)["columns"]["columns"]
    assert "since" not in document.document(run)


def test_a_folder_of_pages_has_it_too(run: Run, since: Since) -> None:
    files = dict(in_folder.files(run, left_out, Look(layout="dir", assets="split", since=since)))
    assert "What changed since 20 November 2026" in files["index.html"]
    agents = [text for name, text in files.items() if name.startswith("agents/")]
    assert all("Its last runs" in text for text in agents)
    assert re.search(r'<section aria-labelledby="diff">.*?href="agents/', files["index.html"], re.DOTALL)


def test_hostile_names_of_the_past_stay_text(tmp_path: Path) -> None:
    agents = [agent(f"{one[:150]}-{number}", f"{one} {number}", name=one) for number, one in enumerate(HOSTILE)]
    run = run_of(tmp_path, agents)
    found = since_of(run, tmp_path)
    assert GONE in found.diff.gone
    for name in ("html", "markdown", "mail"):
        text = prepared(run, Look(since=found)).text(name)
        assert "<b>gone" not in all_of(text) if name == "html" else "<b>gone" not in text
    page = html.render(run, read_again, Look(since=found))
    plain = html.render(run, read_again)
    assert len(Read(page).all("script")) == len(Read(plain).all("script"))
    assert len(Read(all_of(page)).all("img")) == len(Read(all_of(plain)).all("img"))


def test_the_overview_stays_small_however_much_changed(tmp_path: Path) -> None:
    run = run_of(tmp_path, [agent(f"agent-{number:03}", name=f"Agent {number}") for number in range(300)])
    found = since_of(run, tmp_path, 1)
    with_past, without = html.render(run, read_again, Look(since=found)), html.render(run, read_again)
    assert len(Read(with_past).elements) - len(Read(without).elements) < 400
    assert len(with_past) - len(without) < 60 * len(run.agents) + 20_000
