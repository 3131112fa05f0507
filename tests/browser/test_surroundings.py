"""Wherever people open it: the page works without script, storage, style or network, and says nothing it should not."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

import pytest

from auditor.reporters.html.signs import address
from tests.browser.conftest import HOSTILE
from tests.browser.watched import watched

pytestmark = pytest.mark.browser

THROWS = """
Object.defineProperty(window, "localStorage", { get() { throw new DOMException("denied", "SecurityError"); } });
"""
JENKINS = "sandbox; default-src 'none'; img-src 'self'; style-src 'self';"
ROWS = "#table tbody tr"


def _file(uri: str) -> Path:
    return Path(unquote(urlparse(uri).path))


@pytest.fixture
def served(hostile: str) -> Iterator[str]:
    """The report behind a server with the headers that Jenkins sends with what a build archived."""
    content = _file(hostile).read_bytes()

    class Archive(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", JENKINS)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Nothing to the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Archive)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_hostile_names_and_prompts_stay_text(browser: Any, hostile: str) -> None:
    watch = watched(browser)
    page = watch.open(hostile)
    for agent_id in (HOSTILE, "a'b&c=d e#f", "carl"):
        page.goto(hostile + address(agent_id))
        page.wait_for_selector("#agent h1")
        assert page.evaluate("document.querySelectorAll('#agent img, #agent script, #agent iframe').length") == 0
    assert page.title().startswith("Carl")
    page.goto(hostile + address(HOSTILE))
    page.wait_for_function("document.querySelector('#agent h1').innerText.startsWith('</script>')")
    assert page.locator("pre.prompt").first.inner_text().startswith(HOSTILE[:40])
    assert watch.said == []
    assert set(watch.asked) == {hostile}


def test_without_script_the_overview_is_whole(browser: Any, hostile: str) -> None:
    watch = watched(browser.new_context(java_script_enabled=False))
    page = watch.open(hostile, has_script=False)
    assert page.locator(ROWS).count() == 3
    for part in (".answer", ".figures", "svg.map", ".bars", "footer"):
        assert page.locator(part).first.is_visible(), part
    assert not page.locator("#filter").is_visible()
    assert watch.said == []


def test_where_storage_throws_everything_else_works(browser: Any, hostile: str) -> None:
    watch = watched(browser, init=THROWS)
    page = watch.open(hostile)
    page.locator("#bar select").select_option("dark")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.fill("#filter", "carl")
    assert page.locator(ROWS).count() == 1
    assert watch.said == []


def test_in_a_sandboxed_frame_it_filters_and_opens_agents(browser: Any, hostile: str, tmp_path: Path) -> None:
    holder = tmp_path / "holder.html"
    name = _file(hostile).name
    holder.write_text(
        f'<!doctype html><iframe sandbox="allow-scripts" src="{name}" width="1200" height="800"></iframe>'
    )
    watch = watched(browser)
    page = watch.open(holder.as_uri(), has_script=False)
    inner = page.frame_locator("iframe")
    inner.locator("html[data-ready]").wait_for(state="attached")
    inner.locator("#filter").fill("carl")
    inner.locator(f"{ROWS} a").click()
    inner.locator("#agent h1").wait_for()
    inner.locator("a.back").click()
    inner.locator("#overview").wait_for()
    assert watch.said == []


def test_under_a_build_servers_headers_it_can_be_read(browser: Any, served: str) -> None:
    page = browser.new_page()
    page.goto(served)
    assert page.locator(ROWS).count() == 3
    assert page.locator(".answer").is_visible()
    assert page.locator("svg.map path.mark").first.get_attribute("fill") not in (None, "")


@pytest.mark.parametrize(
    "where", ["#a=nobody", "#a=%E0%A4%A", "#q=%zz", "#x", "#a=carl&s=99", "#a=carl&p=nothing", "#="]
)
def test_addresses_that_lead_nowhere_do_no_harm(browser: Any, hostile: str, where: str) -> None:
    watch = watched(browser)
    page = watch.open(hostile + where)
    assert page.locator("#agent h1" if where.startswith("#a=carl") else ".answer").is_visible()
    assert watch.said == []


def test_a_link_to_a_filter_and_a_span_is_followed(browser: Any, example: str) -> None:
    watch = watched(browser)
    page = watch.open(example + "#q=verdict%3Afine-tune%20saving%3E5000")
    assert page.locator("#status").inner_text().endswith("of 87 agents")
    assert page.locator("button[data-family=fine-tune]").get_attribute("aria-pressed") == "true"
    assert page.locator(f"{ROWS} .badge.f-fine-tune").count() == page.locator(ROWS).count() > 0
    assert watch.said == []
