"""Reviews in a real Chromium: decided with a reason, kept, marked, exported for the ledger, and never in a figure."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from auditor.model.review import Decision, Evidence, SavingAbove, fleet_key
from auditor.model.review_file import from_json
from auditor.model.reviewed import evidence_of
from auditor.model.run import Run
from auditor.reporters import html
from auditor.reporters.html.signs import address
from auditor.reporters.look import Look
from auditor.reporters.texts import read_again
from tests.model.test_review import STANDS
from tests.reporters.html.audits import agent, run_of
from tests.reporters.html.chromium import opened

pytestmark = pytest.mark.browser

REASON = '\'; rm -rf ~ #$(x)`y` "z" \\ !! \u2028 end'
KEPT_REASON = '\'; rm -rf ~ #$(x)`y` "z" \\ !!   end'
IDS = ("carl", "-2+3", "it's <b>", "$(x) `y` *")
NO_STORAGE = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }})"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Agents of which each saves something: their cache is never hit."""
    told = {"calls_per_month": 400_000, "user_tokens": 60, "output_tokens": 20, "cache_hit_rate": 0}
    model = {"provider": "anthropic", "name": "claude-sonnet-5-5"}
    text = "You stay kind and never promise a thing. " * 200
    agents = [agent(one, text, name=one.title(), model=model, traffic=told) for one in IDS]
    return run_of(tmp_path, agents, name="Fleet </script> é")


@pytest.fixture
def report(run: Run, tmp_path: Path) -> str:
    path = tmp_path / "index.html"
    path.write_text(html.render(run, read_again), encoding="utf-8")
    return path.as_uri()


def decide(page: Any, key: str, why: str = "", save: str = "") -> None:
    page.click(f"#agent [data-key={key}]")
    page.fill("#why", why)
    page.click(save or "#decide-save")


def visit(page: Any, agent_id: str) -> None:
    page.evaluate("hash => { location.hash = hash; }", address(agent_id))
    page.wait_for_function("id => document.querySelector('#agent article')?.dataset.agent === id", arg=agent_id)


def exported(page: Any, tmp_path: Path) -> dict[str, Any]:
    with page.expect_download() as caught:
        page.click(".banner button:has-text('Export')")
    assert caught.value.suggested_filename == "fleet-decisions.json"
    caught.value.save_as(tmp_path / "out.json")
    found: dict[str, Any] = json.loads((tmp_path / "out.json").read_text("utf-8"))
    return found


def decide_three(page: Any) -> None:
    """Carl is dismissed by name, another accepted, a third snoozed until its verdict changes."""
    page.click("#agent [data-key=d]")
    page.fill("#who", "Ana")
    page.fill("#why", REASON)
    page.click("#decide-save")
    visit(page, "-2+3")
    decide(page, "a")
    visit(page, "it's <b>")
    page.click("#agent [data-key=s]")
    page.check("#until-3")
    page.fill("#why", "later")
    page.click("#decide-save")


def test_to_dismiss_needs_a_reason(browser: Any, report: str) -> None:
    page = opened(browser.new_context(), report + address("carl"), [])
    page.click("#agent [data-key=d]")
    page.click("#decide-save")
    assert page.locator("#wrong").inner_text() == "Say why: the reason goes with the decision."
    assert page.locator("#why").get_attribute("aria-invalid") == "true"
    assert not page.locator(".banner").is_visible()
    page.fill("#why", REASON)
    page.fill("#who", "Ana")
    page.keyboard.press("Enter")
    assert page.locator(".decided").inner_text().startswith("Dismissed by Ana on ")
    assert page.locator(".banner p").inner_text() == "1 decision not exported."
    assert page.evaluate("document.activeElement.textContent") == "Reopen"


def test_decisions_are_kept_marked_and_found(browser: Any, report: str) -> None:
    context, told = browser.new_context(), list[str]()
    page = opened(context, report + address("carl"), told)
    answer = page.locator(".answer").text_content()
    decide_three(page)

    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    page.click(".way .back")
    page.wait_for_selector("#overview", state="visible")
    row = page.locator("#table tbody th").filter(has_text="Carl")
    assert row.inner_text().split() == ["Carl", "dismissed"]
    assert sorted(page.locator(".reviewed").all_inner_texts()) == [" accepted", " dismissed", " snoozed"]
    assert "a month dismissed (1 agent)" in page.locator("#dismissed").inner_text()
    assert page.locator("#dismissed").inner_text().startswith("+$")
    assert page.locator(".answer").text_content() == answer
    for query, number in (
        ("review:dismissed", 1),
        ("review:accepted,snoozed", 2),
        ("-review:open", 3),
        ("review:x", 0),
    ):
        page.fill("#filter", query)
        assert page.locator("#table tbody tr:not(.none)").count() == number, query
    assert "a review is" in page.locator("#filter-note").inner_text()
    assert told == []


def test_decisions_are_exported_for_the_ledger(browser: Any, report: str, run: Run, tmp_path: Path) -> None:
    page = opened(browser.new_context(), report + address("carl"), [])
    decide_three(page)
    found = from_json(exported(page, tmp_path))
    assert found.fleet == "Fleet </script> é"
    assert {one.agent: (one.decision, one.why, one.until, one.who) for one in found.decisions} == {
        "carl": ("dismissed", KEPT_REASON, None, "Ana"),
        "-2+3": ("accepted", "", None, "Ana"),
        "it's <b>": ("snoozed", "later", "verdict-changes", "Ana"),
    }
    now = {audited.agent.id: evidence_of(audited) for audited in run.agents}
    assert all(one.evidence == now[one.agent] for one in found.decisions)
    assert page.locator(".banner p").inner_text() == "3 decisions exported as fleet-decisions.json."
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    assert not page.locator(".banner").is_visible()
    assert page.locator(".reviewed").count() == 3


def test_what_is_decided_can_be_taken_back(browser: Any, report: str, tmp_path: Path) -> None:
    page = opened(browser.new_context(), report + address("carl"), [])
    decide(page, "a", "yes")
    page.click("#agent .tools button:has-text('Reopen')")
    assert not page.locator(".banner").is_visible()
    assert not page.locator(".decided").is_visible()
    decide(page, "a", "yes")
    exported(page, tmp_path)
    page.click("#agent .tools button:has-text('Reopen')")
    assert page.locator(".banner p").inner_text() == "1 decision not exported."
    assert [one["decision"] for one in exported(page, tmp_path)["decisions"]] == ["open"]


def test_a_snooze_needs_an_end_that_can_come(browser: Any, report: str, tmp_path: Path) -> None:
    page = opened(browser.new_context(), report + address("carl"), [])
    page.click("#agent [data-key=s]")
    page.fill("#why", "later")
    page.fill("#until-day", "2020-01-01")
    page.click("#decide-save")
    assert "tomorrow" in page.locator("#wrong").inner_text()
    page.focus("#until-saving")
    assert page.is_checked("#until-2")
    page.click("#decide-save")
    assert "USD" in page.locator("#wrong").inner_text()
    page.fill("#until-saving", "1234567.50")
    page.click("#decide-save")
    assert "Snoozed until it saves more than $1234567.50 a month" in page.locator(".decided").inner_text()
    (one,) = from_json(exported(page, tmp_path)).decisions
    assert one.until == SavingAbove(Decimal("1234567.50"))
    page.click("#agent .tools button:has-text('Reopen')")
    decide(page, "s", "later")
    until = from_json(exported(page, tmp_path)).decisions[0].until
    assert isinstance(until, date)


def test_commands_mean_to_a_shell_what_was_decided(browser: Any, report: str) -> None:
    page = opened(browser.new_context(), report, [])
    for one in IDS:
        visit(page, one)
        decide(page, "d", REASON)
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.click(".banner button:has-text('commands')")
    assert page.locator("#text").is_visible()
    text = page.input_value("#text textarea")
    assert page.evaluate("getSelection().toString() || document.activeElement.selectionEnd") != 0
    lines = [shlex.split(line, posix=True) for line in text.splitlines()]
    start = ["auditor", "review", "dismiss"]
    assert lines == [
        [*start, "carl", "--why", KEPT_REASON],
        [*start, "--why", KEPT_REASON, "--", "-2+3"],
        [*start, "it's <b>", "--why", KEPT_REASON],
        [*start, "$(x) `y` *", "--why", KEPT_REASON],
    ]


def test_a_browser_that_keeps_nothing_is_told_of(browser: Any, report: str, tmp_path: Path) -> None:
    context, told = browser.new_context(), list[str]()
    context.add_init_script(NO_STORAGE)
    page = opened(context, report + address("carl"), told)
    decide(page, "d", "small")
    assert "export before you leave it" in page.locator(".banner p").inner_text()
    visit(page, "-2+3")
    visit(page, "carl")
    assert page.locator(".decided").inner_text().endswith("“small”.")
    assert len(exported(page, tmp_path)["decisions"]) == 1
    assert told == []


@pytest.mark.parametrize("kept", ["{", "7", '[{"agent": 3}, null]', '[{"agent": "carl", "decision": "x"}]'])
def test_kept_rubbish_does_not_break_the_page(browser: Any, report: str, kept: str) -> None:
    context, told = browser.new_context(), list[str]()
    key = f"fleet-audit:{fleet_key('Fleet </script> é')}:decisions"
    context.add_init_script(f"localStorage.setItem({json.dumps(key)}, {json.dumps(kept)})")
    page = opened(context, report + address("carl"), told)
    assert page.locator("#agent [data-key=a]").is_visible()
    assert told == []


def test_decisions_handed_in_stand_or_fall_as_python_says(browser: Any, run: Run, tmp_path: Path) -> None:
    """The same cases as in Python, on an agent whose evidence now is what each case says it is."""
    carl = next(audited for audited in run.agents if audited.agent.id == "carl")
    now = evidence_of(carl)
    assert now.saving is not None
    assert now.saving > 100
    told: list[str] = []
    context = browser.new_context()
    for number, (decision, seen, _) in enumerate(STANDS):
        then = replace(decision.evidence, saving=_scaled(decision.evidence.saving, seen, now))
        until = (
            SavingAbove(_scaled(decision.until.usd, seen, now) or Decimal(0))
            if isinstance(decision.until, SavingAbove)
            else decision.until
        )
        verdict = now.verdict if seen.verdict == decision.evidence.verdict else "wait-for-scale-then"
        moved = replace(decision, evidence=replace(then, verdict=verdict), until=until)
        if seen.saving is None:
            continue
        path = tmp_path / f"{number}.html"
        path.write_text(html.render(run, read_again, Look(decisions=(moved,))), encoding="utf-8")
        page = context.new_page()
        page.clock.set_fixed_time(datetime(2026, 11, 22, 15, tzinfo=UTC))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.goto(path.as_uri() + address("carl"))
        page.wait_for_selector("html[data-ready]", state="attached")
        because = moved.reopened(now, date(2026, 11, 22), run.rise)
        said = page.locator(".decided").text_content()
        assert (f"Open again: {because}." in said) == bool(because and decision.decision != "open"), (moved, said)
        assert page.locator("#agent [data-key=a]").is_visible() == bool(because), moved
        page.close()
    assert told == []


def _scaled(saving: Decimal | None, seen: Evidence, now: Evidence) -> Decimal | None:
    """The case's saving on the scale of what this agent saves now."""
    if saving is None or seen.saving is None or now.saving is None:
        return None
    return (saving / seen.saving * now.saving).quantize(Decimal("0.01"))


def test_a_later_decision_outranks_an_earlier_one(browser: Any, run: Run, tmp_path: Path) -> None:
    now = evidence_of(next(audited for audited in run.agents if audited.agent.id == "carl"))
    handed = Decision("carl", None, "accepted", "Ben", datetime(2026, 1, 1, tzinfo=UTC), "", None, now)
    path = tmp_path / "index.html"
    path.write_text(html.render(run, read_again, Look(decisions=(handed,))), encoding="utf-8")
    page = opened(browser.new_context(), path.as_uri() + address("carl"), [])
    assert page.locator(".decided").inner_text() == "Accepted by Ben on 1 January 2026."
    assert not page.locator(".banner").is_visible()
    page.click("#agent .tools button:has-text('Reopen')")
    assert page.locator("#agent [data-key=a]").is_visible()
    assert [one["decision"] for one in exported(page, tmp_path)["decisions"]] == ["open"]


def test_an_agent_is_copied_as_markdown_in_which_nothing_comes_alive(browser: Any, tmp_path: Path) -> None:
    name = "<img src=x onerror=alert(1)> @octocat [x](http://evil.example) | `"
    path = tmp_path / "index.html"
    path.write_text(html.render(run_of(tmp_path, [agent("carl", name=name)]), read_again), encoding="utf-8")
    context = browser.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = opened(context, path.as_uri() + address("carl"), [])
    page.click("#agent .tools button:has-text('Markdown')")
    page.locator("#agent .tools [role=status]:has-text('Copied.')").wait_for()
    text = page.evaluate("navigator.clipboard.readText()")
    assert text.startswith("# \\<img src=x onerror=alert(1)\\> @\u2060octocat \\[x\\](http://evil.example) \\| \\`\n\n")
    assert "## The walk through the gates\n\n1. " in text
    assert "| Round | For | Because |\n| --- | --- | --- |\n| speed |" in text
    assert "Maria Gonzalez at" not in text
    assert text.endswith(f"{page.url}\n")


def test_rows_that_are_written_later_are_marked_too(
    browser: Any, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auditor.reporters.html.single_file.STATIC_ROWS", 2)
    monkeypatch.setattr("auditor.reporters.html.single_file.FIRST_ROWS", 2)
    path = tmp_path / "index.html"
    path.write_text(html.render(run, read_again), encoding="utf-8")
    page = opened(browser.new_context(), path.as_uri(), [])
    for one in IDS:
        visit(page, one)
        decide(page, "a")
    page.click(".way .back")
    page.wait_for_selector("#overview", state="visible")
    assert page.locator("#table tbody .reviewed").count() == len(IDS)


def test_in_a_frame_that_allows_nothing_but_scripts_decisions_can_be_taken_out(browser: Any, run: Run) -> None:
    bodies = {
        "http://report.test/": '<iframe sandbox="allow-scripts" src="index.html" width=900 height=700></iframe>',
        "http://report.test/index.html": html.render(run, read_again),
    }
    page, told = browser.new_page(), list[str]()
    page.on("pageerror", lambda error: told.append(str(error)))
    page.route("**/*", lambda route: route.fulfill(body=bodies[route.request.url], content_type="text/html"))
    page.goto("http://report.test/")
    frame = page.frame_locator("iframe")
    frame.locator("#table th a").first.click()
    frame.locator("#agent [data-key=d]").click()
    frame.locator("#why").fill("no")
    frame.locator("#why").press("Control+Enter")
    assert "export before you leave it" in frame.locator(".banner p").inner_text()
    frame.locator(".banner button:has-text('Export')").click()
    shown = json.loads(frame.locator("#text textarea").input_value())
    assert [one.decision for one in from_json(shown).decisions] == ["dismissed"]
    assert told == []


def test_another_tab_of_the_same_fleet_shows_the_decision(browser: Any, report: str) -> None:
    context = browser.new_context()
    one, other = (opened(context, report + address("carl"), []) for _ in range(2))
    decide(one, "d", "no")
    other.wait_for_selector(".decided:has-text('“no”')")
    assert other.locator(".banner").is_visible()
