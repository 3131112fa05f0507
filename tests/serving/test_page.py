"""The served page in a real Chromium: hostile prompts, a page in use, conflicts, a server that is gone, 320 pixels."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from auditor.reporters.html.signs import address
from auditor.review import read
from tests.browser.conftest import HOSTILE
from tests.browser.watched import Watched, watched
from tests.serving.conftest import TEXT, Served, command, fresh_link, inventory, saver
from tests.serving.test_guarded import PASSWORD, remote

pytestmark = pytest.mark.browser

__all__ = ["remote"]
AXE = Path(__file__).parents[1] / "browser" / "vendor" / "axe.min.js"


@pytest.fixture
def opened(browser: Any, server: Served) -> Any:
    """A watched page of the shared server, in a context of its own."""
    fresh_link(server)
    context = browser.new_context()
    watch = watched(context)
    watch.open(server.link)
    watch.page.set_default_timeout(30_000)
    yield watch
    context.close()


@pytest.fixture
def mine(browser: Any, own: Callable[..., Served], tmp_path: Path) -> Any:
    """A server of the test's own with two agents, and a watched page of it."""
    server = own(inventory(tmp_path, saver("carl"), saver("dora")), "--port", 0, "--by", "Ana")
    server.until("Ctrl-C")
    context = browser.new_context()
    watch = watched(context)
    watch.open(server.link)
    watch.page.set_default_timeout(30_000)
    yield server, watch
    context.close()


def open_agent(page: Any, agent: str) -> None:
    page.evaluate("hash => { location.hash = hash; }", address(agent))
    start = agent[:9]
    page.wait_for_function(
        "start => (document.querySelector('#agent article')?.dataset.agent || '').startsWith(start)", arg=start
    )


def dismiss(page: Any, why: str) -> None:
    page.keyboard.press("d")
    page.fill("#why", why)
    page.click("#decide-save")


def test_hostile_names_and_prompts_stay_text_and_can_be_decided_about(opened: Watched, server: Served) -> None:
    page = opened.page
    open_agent(page, HOSTILE)
    assert page.evaluate("document.querySelectorAll('#agent img, #agent script, #agent iframe').length") == 0
    dismiss(page, HOSTILE)
    page.locator(".decided", has_text="Dismissed by Ana").wait_for()
    assert page.evaluate("document.querySelectorAll('.decided img, .decided script').length") == 0
    (one,) = [one for one in read(server.ledger) if one.agent == HOSTILE]
    assert one.why == HOSTILE
    page.locator(".served", has_text="Up to date").wait_for()
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    page.locator(".decided", has_text="Dismissed by Ana").wait_for()
    assert page.title() != "broken"
    assert opened.said == []
    assert {asked.split("/")[2] for asked in opened.asked} == {f"127.0.0.1:{server.port}"}


def test_it_can_reach_nothing_but_its_own_server(opened: Watched) -> None:
    reached = opened.page.evaluate(
        "() => fetch('http://127.0.0.1:9/').then(() => 'reached', (error) => error.constructor.name)"
    )
    assert reached == "TypeError"
    opened.page.wait_for_timeout(200)
    assert any("CSP blocked connect-src" in line for line in opened.said)


def test_a_page_of_another_port_of_this_machine_can_neither_read_nor_write(
    browser: Any, opened: Watched, server: Served
) -> None:
    """It is of the same site, so that even a strict cookie goes along: the rules on Origin and Sec-Fetch-Site hold."""
    import threading
    from http.server import BaseHTTPRequestHandler, HTTPServer

    class Other(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>other</title>")

        def log_message(self, *_: Any) -> None:
            """Nothing to the terminal."""

    other = HTTPServer(("127.0.0.1", 0), Other)
    threading.Thread(target=other.serve_forever, daemon=True).start()
    before = read(server.ledger)
    page = opened.page.context.new_page()
    page.goto(f"http://127.0.0.1:{other.server_port}/")
    tried = page.evaluate(
        """async (origin) => {
          const answers = [];
          for (const path of ["/", "/session", "/events"]) {
            answers.push(await fetch(origin + path, { credentials: "include" }).then(() => "read", () => "kept out"));
            const blind = await fetch(origin + path, { credentials: "include", mode: "no-cors" }).catch(() => null);
            answers.push(blind === null || blind.type === "opaque" ? "kept out" : "read");
          }
          for (const type of ["application/json", "text/plain"]) {
            const sent = { method: "POST", credentials: "include", body: "{}", headers: { "Content-Type": type } };
            answers.push(await fetch(origin + "/decisions", sent).then((got) => String(got.status), () => "kept out"));
          }
          const frame = document.createElement("iframe");
          frame.src = origin + "/";
          document.body.append(frame);
          await new Promise((done) => { frame.onload = done; });
          let inner = "kept out";
          try { inner = frame.contentDocument.title; } catch (error) { /* another origin */ }
          return answers.concat(inner);
        }""",
        server.origin,
    )
    other.shutdown()
    other.server_close()
    assert set(tried) == {"kept out"}
    assert not any("served fleet" in frame.content() for frame in page.frames)
    assert read(server.ledger) == before


def test_nothing_is_taken_away_while_somebody_writes(mine: tuple[Served, Watched]) -> None:
    server, watch = mine
    page = watch.page
    open_agent(page, "dora")
    page.keyboard.press("s")
    page.fill("#why", "half a sen")
    assert command("review", "accept", "carl", "--inventory", server.folder / "fleet.yaml").returncode == 0
    page.locator(".served", has_text="There is a newer report").wait_for()
    page.wait_for_timeout(2500)
    assert page.locator("#why").input_value() == "half a sen"
    page.fill("#why", "half a sentence")
    page.click("#decide-save")
    page.locator(".decided", has_text="Snoozed until").wait_for()
    page.locator(".served", has_text="Up to date").wait_for()
    assert [one.agent for one in read(server.ledger)] == ["carl", "dora"]
    assert watch.said == []


def test_the_place_stays_sorted_scrolled_and_unfolded(mine: tuple[Served, Watched]) -> None:
    server, watch = mine
    page = watch.page
    page.set_viewport_size({"width": 1000, "height": 500})
    page.click("#table button[data-sort=name]")
    page.evaluate("document.querySelector('#findings').open = true; scrollTo(0, 700)")
    edition = page.evaluate("document.querySelector('#served').textContent")
    (server.folder / "prompts" / "carl.md").write_text(TEXT * 3, "utf-8")
    page.wait_for_function("old => document.querySelector('#served').textContent !== old", arg=edition)
    page.locator(".served", has_text="Before:").wait_for()
    page.wait_for_function("() => Math.abs(scrollY - 700) < 60")
    assert page.locator("#table th[aria-sort]").get_attribute("aria-sort") == "ascending"
    assert page.evaluate("document.querySelector('#findings').open")
    assert watch.said == []


def test_a_conflict_is_told_and_nothing_is_written(mine: tuple[Served, Watched]) -> None:
    server, watch = mine
    page = watch.page
    open_agent(page, "carl")
    page.keyboard.press("d")
    page.fill("#why", "mine")
    (server.folder / "prompts" / "carl.md").write_text(TEXT * 3, "utf-8")
    page.locator(".served", has_text="There is a newer report").wait_for()
    page.click("#decide-save")
    page.locator(".served.wrong", has_text="The evidence changed since this page was made").wait_for()
    assert "the saving was $" in page.locator(".served").inner_text()
    assert not server.ledger.exists()
    page.click(".served button")
    page.locator(".served", has_text="Before:").wait_for()
    open_agent(page, "carl")
    dismiss(page, "mine")
    page.locator(".decided", has_text="Dismissed").wait_for()
    assert len(read(server.ledger)) == 1


def test_a_server_that_went_away_is_told_and_what_is_shown_stays(mine: tuple[Served, Watched]) -> None:
    server, watch = mine
    page = watch.page
    open_agent(page, "carl")
    assert server.stop() == 0
    page.locator(".served.wrong", has_text="does not answer").wait_for()
    dismiss(page, "too late")
    page.locator(".served.wrong", has_text="carl: auditor serve does not answer").wait_for()
    assert page.locator("button", has_text="Try again").is_visible()
    assert page.locator("#agent h1").is_visible()


def test_after_a_new_start_the_page_says_that_it_needs_a_new_link(
    mine: tuple[Served, Watched], own: Callable[..., Served]
) -> None:
    server, watch = mine
    assert server.stop() == 0
    again = own(server.folder / "fleet.yaml", "--port", server.port, "--by", "Ana")
    again.until("Ctrl-C")
    watch.page.locator(".served.wrong", has_text="Load it again, or open a fresh link").wait_for()


def test_who_wants_no_change_by_itself_is_offered_it(mine: tuple[Served, Watched]) -> None:
    server, watch = mine
    page = watch.page
    page.uncheck(".served input")
    before = page.locator(".answer").inner_text()
    (server.folder / "prompts" / "carl.md").write_text(TEXT * 3, "utf-8")
    page.locator(".served", has_text="There is a newer report").wait_for()
    page.wait_for_timeout(2500)
    assert page.locator(".answer").inner_text() == before
    page.click(".served button")
    page.locator(".served", has_text="Before:").wait_for()
    assert not page.is_checked(".served input"), "it is kept"


def test_from_outside_one_comes_in_by_the_form(browser: Any, remote: Served) -> None:
    context = browser.new_context()
    watch = watched(context)
    page = watch.open(remote.origin + "/#a=carl", has_script=False)
    page.evaluate(AXE.read_text("utf-8"))
    assert page.evaluate("() => axe.run().then((all) => all.violations.map((one) => one.id))") == []
    page.fill("#password", "not the password")
    page.keyboard.press("Enter")
    page.get_by_text("That is not the password").wait_for()
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("html[data-ready]", state="attached")
    assert "served fleet" in page.title()
    page.wait_for_selector("#agent h1")
    page.locator(".served", has_text="Up to date").wait_for()
    dismiss(page, "too small")
    assert "Say who you are" in page.locator("#wrong").inner_text()
    page.fill("#who", "Bea")
    page.click("#decide-save")
    page.locator(".decided", has_text="Dismissed by Bea").wait_for()
    page.click("#agent [data-part=tools] button")
    page.locator("#agent [data-key=a]").wait_for()
    assert [(one.who, one.decision) for one in read(remote.ledger)] == [("Bea", "dismissed"), ("Bea", "open")]
    assert [line for line in watch.said if "403" not in line and "Autofocus" not in line] == []
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible_and_fits_a_narrow_window(mine: tuple[Served, Watched], scheme: str) -> None:
    server, watch = mine
    page = watch.page
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 320, "height": 640})
    path = server.folder / "fleet.yaml"
    for is_broken in (False, True):
        if is_broken:
            path.write_text(path.read_text("utf-8").replace("schema: 1", "schema: 1\n" + "agnets: []"), "utf-8")
            page.locator(".served.wrong").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.evaluate(AXE.read_text("utf-8"))
        found = page.evaluate("() => axe.run(document.querySelector('.served')).then((all) => all.violations)")
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    page.evaluate("scrollTo(0, 900)")
    box = page.locator(".served").bounding_box()
    assert 0 <= box["y"] < 5, "the bar stays in sight"
    assert box["height"] < 260
    assert watch.said == []


def test_the_page_carries_no_secret(inside: Served) -> None:
    """What is shown is the same for everybody; the token of a session comes to its own page by another request."""
    page = inside.ask("GET", "/").body.decode()
    assert inside.csrf not in page
    assert inside.cookie.partition("=")[2] not in page
    assert json.dumps(str(inside.folder)) not in page
