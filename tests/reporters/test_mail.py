"""The mail: the same numbers, small whatever the fleet, and nothing in it that mail programs drop or run."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from auditor.model.finding import Finding
from auditor.model.money import Range
from auditor.model.run import Run
from auditor.model.verdict import Recommendation
from auditor.reporters import html, mail
from auditor.reporters.html import overview
from auditor.reporters.look import Look
from auditor.reporters.texts import read_again
from tests.fleets import read_fleet, ready, run_of
from tests.reporters.html.audits import Read

MOST = 100_000
URL = "https://reports.example/fleet/index.html"


def test_it_is_tables_with_styles_inline_and_nothing_that_runs_or_loads(run: Run) -> None:
    read = Read(mail.render(run, read_again, Look(report_url=URL)))
    allowed = {
        "html",
        "head",
        "meta",
        "title",
        "body",
        "table",
        "tr",
        "td",
        "th",
        "h1",
        "h2",
        "p",
        "a",
        "b",
        "br",
        "span",
    }
    assert {tag for tag, _ in read.elements} <= allowed
    for tag, attributes in read.elements:
        assert not {"src", "srcset", "background", "class", "id"} & attributes.keys(), tag
        assert not [name for name in attributes if name.startswith("on")], tag
        assert str(attributes.get("href", URL)).startswith(URL), tag
        assert "url(" not in (attributes.get("style") or "")


def test_it_says_the_same_as_the_report(proptech: Run) -> None:
    shown, report = mail.render(proptech, read_again), html.render(proptech, read_again)
    for figure in overview.figures(proptech):
        assert f"<b>{figure.value}</b>" in shown
        assert f">{figure.value}<" in report
    assert "".join(phrase.text for phrase in overview.answer(proptech)) in shown
    for step in overview.steps(overview.first(proptech), overview.Links({})):
        assert step.agent.text in shown
        assert step.saving in shown


def test_links_lead_to_the_report_only_where_one_is_named(proptech: Run) -> None:
    assert not Read(mail.render(proptech, read_again)).all("a")
    links = [one["href"] for one in Read(mail.render(proptech, read_again, Look(report_url=URL))).all("a")]
    assert links[0] == URL
    assert links[1] == f"{URL}#a=listing-answer-drafter"


def test_it_is_the_same_bytes_again(run: Run) -> None:
    assert mail.render(run, read_again) == mail.render(run, read_again)


@pytest.mark.parametrize("agents", [1, 10, 3_000])
@pytest.mark.parametrize("sign", ["&", "\U0001f3e0", "<", "W"])
def test_it_stays_small_whatever_the_fleet_and_its_names(agents: int, sign: str, tmp_path: Path) -> None:
    name = sign * 5_000
    tuned = {"architecture": "fine_tuned", "fine_tune": {"base": "gpt-4.1-mini"}}
    knowledge = [{"name": name[:200], "updated": "daily", "lives_in": "weights"}]
    one = run_of(read_fleet(tmp_path, [ready(id="carl", knowledge=knowledge, **tuned)]))
    (first,) = one.agents
    advice = (Recommendation(name, name, Range.sure(Decimal(10**9))),)
    verdict = replace(first.verdict, because=name, recommendations=advice)
    many = tuple(
        replace(first, agent=first.agent.model_copy(update={"id": f"{number}{name}", "name": name}), verdict=verdict)
        for number in range(agents)
    )
    found = tuple(replace(finding, message=name) for finding in one.findings) * agents
    assert all(isinstance(finding, Finding) for finding in found)
    shown = mail.render(
        replace(one, name=name, agents=many, findings=found), read_again, Look(report_url=URL + "?" + "x" * 400)
    )
    assert len(shown.encode()) <= MOST
