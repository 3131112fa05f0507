"""The query language of the table, asked in the page itself."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.watched import watched
from tests.reporters.html.audits import blocks

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page(browser: Any, example: str) -> Any:
    return watched(browser).open(example)


@pytest.fixture(scope="module")
def columns(example: str) -> dict[str, Any]:
    from pathlib import Path

    found: dict[str, Any] = blocks(Path(example.removeprefix("file://")).read_text("utf-8"))["columns"]
    return found


def _asked(page: Any, query: str) -> set[str]:
    page.fill("#filter", query)
    page.wait_for_timeout(10)
    links = page.locator("#table tbody th a").evaluate_all(
        "links => links.map(one => decodeURIComponent(one.hash.slice(3)))"
    )
    return set(links)


GATES = ["prompting-exhausted", "knowledge-stable", "examples-ready", "task-narrow", "scale-pays", "option-open"]
CASES = {
    "": lambda a: True,
    "verdict:fine-tune": lambda a: a["family"] == "fine-tune",
    "v:ft": lambda a: a["family"] == "fine-tune",
    "verdict=fine-tune": lambda a: a["verdict"] == "fine-tune",
    "verdict:rag,cache": lambda a: a["family"] in ("retrieve", "cache"),
    "-verdict:keep": lambda a: a["family"] != "keep",
    "owner:listings": lambda a: "listings" in a["owner"],
    "saving>500": lambda a: (a["saving"] or 0) > 500,
    "saving>=$1.5k": lambda a: (a["saving"] or 0) >= 1500,
    "calls<100k": lambda a: a["calls"] is not None and a["calls"] < 100_000,
    "cost:unknown": lambda a: a["cost"] is None,
    "-cost:unknown": lambda a: a["cost"] is not None,
    "volatile>10%": lambda a: a["volatile"] > 0.1,
    "gate:G2=fail": lambda a: a["gates"][1] == "f",
    "g2:F v:ft": lambda a: a["gates"][1] == "f" and a["family"] == "fine-tune",
    "gate:knowledge-stable=fail": lambda a: a["gates"][1] == "f",
    "gate:unknown": lambda a: "u" in a["gates"],
    "model:gpt-4.1 confidence:high": lambda a: "gpt 4.1" in a["model"].replace("-", " ") and a["confidence"] == "high",
    '"reply drafter"': lambda a: "reply drafter" in a["name"].lower(),
    "CARL": lambda a: "carl" in f"{a['name']} {a['id']} {a['owner']} {a['model']} {a['verdict']}".lower(),
}


@pytest.mark.parametrize("query", CASES)
def test_a_query_finds_what_it_says(page: Any, columns: dict[str, Any], query: str) -> None:
    table = columns["columns"]
    agents = [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]
    wanted = {one["id"] for one in agents if CASES[query](one)}
    assert _asked(page, query) == wanted
    assert wanted or query == "", "a query that finds nobody proves nothing"
    assert not page.locator("#filter-note").is_visible()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("colour:blue", "there is no field colour"),
        ("saving>lots", "saving needs a number such as 500, 1.5k or 10%"),
        ("verdict:maybe", "there is no verdict maybe"),
        ("gate:G9=fail", "there is no gate g9"),
        ("gate:G2=maybe", "not maybe"),
    ],
)
def test_what_a_query_cannot_mean_is_said(page: Any, query: str, said: str) -> None:
    _asked(page, query)
    assert said in page.locator("#filter-note").inner_text()


def test_gates_are_called_in_a_query_as_in_the_walk(columns: dict[str, Any]) -> None:
    assert columns["gates"] == GATES
