"""Who is kept out of `auditor serve`, over real sockets: strangers, other sites, other names, too much, too slow."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.review import read
from tests.serving.conftest import SECONDS, Served, answer, fresh_link, inventory, saver, wait_for

PASSWORD = "correct horse battery staple"
SECURED = {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-resource-policy": "same-origin",
}
PATHS = ("/", "/session", "/events", "/decisions", "/login", "/nothing")


# --- the way in


@pytest.mark.parametrize("path", ["/", "/session", "/events", "/nothing", "/?token=", "/?token=guess"])
def test_who_has_no_link_is_told_where_to_find_one(server: Served, path: str) -> None:
    got = server.ask("GET", path)
    assert got.status == 403
    assert b"served fleet" not in got.body
    assert b"the link that auditor serve printed" in got.body


def test_a_link_opens_once_and_is_gone_from_the_address(server: Served) -> None:
    fresh_link(server)
    link, token = server.link, server.token
    came = server.ask("GET", f"/?token={token}")
    assert (came.status, came.headers["location"]) == (303, "/")
    cookie = came.headers["set-cookie"]
    assert cookie.startswith(f"auditor-{server.port}=")
    assert {"HttpOnly", "Path=/", "SameSite=Strict"} == set(cookie.split("; ")[1:])
    again = server.ask("GET", f"/?token={token}")
    assert again.status == 403
    assert b"used already" in again.body
    wait_for(lambda: server.link != link)  # whoever sees the terminal has a fresh one
    server.cookie = cookie.partition(";")[0]
    assert b"served fleet" in server.ask("GET", "/").body
    assert server.ask("GET", f"/?token={server.token}").headers["location"] == "/", "who is in needs no link"
    server.cookie = ""
    assert server.ask("GET", f"/?token={server.token}").status == 303, "nor was it spent"


def test_a_browser_that_looks_ahead_does_not_spend_the_link(server: Served) -> None:
    fresh_link(server)
    assert server.ask("GET", f"/?token={server.token}", {"Sec-Purpose": "prefetch;prerender"}).status == 503
    assert server.ask("HEAD", f"/?token={server.token}").status == 405
    assert server.ask("GET", f"/?token={server.token}").status == 303


def test_from_another_sites_link_the_report_is_opened_by_our_own_page(server: Served) -> None:
    """A strict cookie does not go along with a redirect that another site began."""
    fresh_link(server)
    came = server.ask("GET", f"/?token={server.token}", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"})
    assert (came.status, came.headers["refresh"]) == (200, "0; url=/")
    assert "set-cookie" in came.headers


def test_guesses_keep_nobody_out_who_holds_the_link(server: Served) -> None:
    fresh_link(server)
    assert {server.ask("GET", f"/?token={number}").status for number in range(20)} == {403}
    assert server.ask("GET", f"/?token={server.token}").status == 303


@pytest.mark.parametrize("cookie", ["", "x", "a" * 9000, "é"])
def test_a_made_up_session_is_none(server: Served, cookie: str) -> None:
    got = server.ask("GET", "/session", {"Cookie": f"auditor-{server.port}={cookie}"})
    assert got.status == 403


# --- other names, other sites


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1:1", "127.0.0.1", "[::1", "a@127.0.0.1:{port}", "", "::"]
)
def test_under_a_name_that_is_not_its_own_nothing_is_served(inside: Served, host: str) -> None:
    for path in PATHS:
        got = inside.ask("GET", path, {"Host": host.format(port=inside.port)})
        assert got.status in (400, 403), path
        assert b"served fleet" not in got.body


@pytest.mark.parametrize("host", ["localhost:{port}", "LOCALHOST:{port}", "[::1]:{port}"])
def test_the_names_of_this_machine_are_its_own(inside: Served, host: str) -> None:
    assert inside.ask("GET", "/session", {"Host": host.format(port=inside.port)}).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": None},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "https://127.0.0.1:{port}"},
        {"Origin": "http://localhost:{port}"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"X-CSRF-Token": None},
        {"X-CSRF-Token": "guess"},
        {"X-CSRF-Token": ""},
        {"Cookie": None},
    ],
    ids=str,
)
def test_what_our_own_page_did_not_ask_for_is_not_written(inside: Served, headers: dict[str, str | None]) -> None:
    filled = {name: value and value.format(port=inside.port) for name, value in headers.items()}
    got = inside.decide(headers=filled)
    assert got.status == 403, got
    assert "error" in got.json()
    assert not any(one.agent == "carl" for one in read(inside.ledger))


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_other_sites_read_nothing_but_a_person_may_follow_a_link(inside: Served, site: str) -> None:
    for path in ("/", "/session", "/events"):
        assert inside.ask("GET", path, {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors"}).status == 403
    followed = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate"}
    assert inside.ask("GET", "/", followed | {"Sec-Fetch-Dest": "iframe"}).status == 403
    assert inside.ask("GET", "/", followed | {"Sec-Fetch-Dest": "document"}).status == 200


def test_no_answer_allows_another_origin_anything(inside: Served) -> None:
    for path in PATHS:
        for method in ("GET", "OPTIONS", "PUT", "DELETE", "POST"):
            if (method, path) != ("GET", "/events"):
                got = inside.ask(method, path, {"Origin": "http://evil.example"})
                assert not any(name.startswith("access-control") for name in got.headers)
                assert method == "GET" or got.status in (403, 405)


# --- files, headers


@pytest.mark.parametrize(
    "path",
    [
        "/../../../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "/..%5c..%5cetc%5cpasswd",
        "//etc/passwd",
        "/fleet.yaml",
        "/prompts/carl.md",
        "/decisions.yaml",
        "/static/../fleet.yaml",
        "/index.html",
        "/r.js",
        "/%00",
        "/%E0%A4%A",
        "/favicon.ico",
        "/.git/config",
    ],
)
def test_no_file_is_served_by_its_path(inside: Served, path: str) -> None:
    got = inside.ask("GET", path)
    assert got.status in (400, 404)
    for secret in (b"root:", b"schema:", b"never promise"):
        assert secret not in got.body


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_says_what_a_browser_may_do_with_it(inside: Served, path: str) -> None:
    if path == "/events":
        return
    for headers in ({}, {"Cookie": None}, {"Host": "evil.example"}):
        got = inside.ask("GET", path, headers)
        assert SECURED == {name: got.headers.get(name) for name in SECURED}, (path, headers)
        policy = got.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; ")
        for part in ("base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"):
            assert part in policy
        assert "unsafe" not in policy
        assert "server" not in got.headers


# --- too much, too slow


@pytest.mark.parametrize("length", ["64001", "10000000000", "9" * 400, "-1", "x", "+5"])
def test_what_is_too_long_is_refused_before_it_is_sent(inside: Served, length: str) -> None:
    """The client sends nothing of the body that it announces, and is answered nevertheless."""
    head = {"Content-Length": length, "X-CSRF-Token": inside.csrf}
    got = inside.ask("POST", "/decisions", head)
    assert got.status == 413
    assert "longer than" in got.json()["error"]


def test_a_body_without_a_length_is_refused(inside: Served) -> None:
    got = inside.ask("POST", "/decisions", {"Content-Length": None, "Transfer-Encoding": "chunked"})
    assert got.status == 411


def test_a_head_that_is_too_long_is_not_kept(inside: Served) -> None:
    with socket.create_connection(("127.0.0.1", inside.port), timeout=SECONDS) as wire:
        try:
            wire.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: " + b"a" * 10_000_000)
            assert len(wire.recv(65536)) < 200
        except ConnectionError:
            pass


def test_slow_clients_hold_up_nobody(inside: Served) -> None:
    """Fifty that send a head, or a body, letter by letter and then nothing."""
    halves = [
        b"GET / HTT",
        f"POST /decisions HTTP/1.1\r\nHost: 127.0.0.1:{inside.port}\r\nOrigin: {inside.origin}\r\n"
        f"Cookie: {inside.cookie}\r\nX-CSRF-Token: {inside.csrf}\r\nContent-Length: 500\r\n\r\n{{".encode(),
    ]
    wires = [socket.create_connection(("127.0.0.1", inside.port), timeout=SECONDS) for _ in range(50)]
    try:
        for number, wire in enumerate(wires):
            wire.sendall(halves[number % 2])
        assert inside.ask("GET", "/").status == 200
        assert inside.decide("dora", "accepted", why="").status == 201
    finally:
        for wire in wires:
            wire.close()


def test_pages_that_listen_and_vanish_are_forgotten(inside: Served) -> None:
    for _ in range(3):
        wires = [socket.create_connection(("127.0.0.1", inside.port), timeout=SECONDS) for _ in range(100)]
        for wire in wires:
            request = f"GET /events HTTP/1.1\r\nHost: 127.0.0.1:{inside.port}\r\nCookie: {inside.cookie}\r\n\r\n"
            wire.sendall(request.encode())
        for wire in wires:
            got = answer(wire)
            assert got.status == 200, got
            wire.close()


# --- others on the network


def test_it_refuses_to_be_reached_by_others_unless_told_to(own: Callable[..., Served], tmp_path: Path) -> None:
    path = inventory(tmp_path, saver("carl"))
    for arguments, said in [
        (("--host", "0.0.0.0"), "--allow-remote"),
        (("--host", "::"), "--allow-remote"),
        (("--known-as", "audits.example"), "--allow-remote"),
        (("--host", "0.0.0.0", "--allow-remote"), "set AUDITOR_SERVE_PASSWORD"),
    ]:
        server = own(path, "--port", 0, *arguments)
        assert server.process.wait(SECONDS) == 2
        server.until(said)
    short = own(path, "--port", 0, "--host", "0.0.0.0", "--allow-remote", AUDITOR_SERVE_PASSWORD="hunter2")
    assert short.process.wait(SECONDS) == 2
    assert "hunter2" not in short.until("has 7 characters and needs 12")


@pytest.fixture
def remote(own: Callable[..., Served], tmp_path: Path) -> Served:
    path = inventory(tmp_path, saver("carl"))
    told = ("--host", "0.0.0.0", "--allow-remote", "--known-as", "audits.example")
    server = own(path, "--port", 0, *told, AUDITOR_SERVE_PASSWORD=PASSWORD)
    server.until("not encrypted")
    server.until("Ctrl-C")
    return server


def login(server: Served, password: str, **headers: str) -> tuple[int, str]:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    got = server.ask("POST", "/login", kind | headers, f"password={password.replace(' ', '+')}")
    return got.status, got.headers.get("set-cookie", "")


def test_from_outside_a_password_lets_in_and_failures_wait(remote: Served) -> None:
    assert remote.ask("GET", "/").headers["location"] == "/login"
    assert b"password" in remote.ask("GET", "/login").body
    assert login(remote, PASSWORD, Origin="http://evil.example") == (403, "")
    status, cookie = login(remote, PASSWORD)
    assert status == 303
    assert b"served fleet" in remote.ask("GET", "/", {"Cookie": cookie.partition(";")[0]}).body
    assert [login(remote, f"{PASSWORD}{number}")[0] for number in range(5)] == [403] * 5
    waiting = remote.ask("POST", "/login", {}, "password=" + PASSWORD.replace(" ", "+"))
    assert waiting.status == 429, "the right one waits as well, else nobody need wait for a guess to be told wrong"
    assert int(waiting.headers["retry-after"]) >= 1
    assert b"served fleet" in remote.ask("GET", "/", {"Cookie": cookie.partition(";")[0]}).body, "who is in stays in"
    assert PASSWORD not in "".join(remote.said)


@pytest.mark.parametrize("path", ["/session", "/events"])
def test_whose_session_ended_is_led_to_the_form_where_there_is_one(remote: Served, path: str) -> None:
    got = remote.ask("GET", path, {"Sec-Fetch-Mode": "cors"})
    assert got.status == 403
    assert got.json()["error"] == "You are not in. Log in again: /login"


def test_the_right_password_clears_the_failures_of_its_address(remote: Served) -> None:
    """Behind a proxy all come from one address: the slips of a week must not add up."""
    for _ in range(3):
        assert [login(remote, f"{PASSWORD}{number}")[0] for number in range(3)] == [403] * 3
        assert login(remote, PASSWORD)[0] == 303


def test_behind_a_proxy_it_goes_by_the_name_that_was_told(remote: Served) -> None:
    ours = {"Host": "audits.example", "Origin": "https://audits.example"}
    status, cookie = login(remote, PASSWORD, **ours)
    assert status == 303
    assert "; Secure" in cookie
    assert login(remote, PASSWORD, Host="audits.example", Origin="https://evil.example")[0] == 403
    assert remote.ask("GET", "/login", {"Host": "other.example"}).status == 403
    assert remote.ask("GET", "/login", {"Host": f"192.0.2.7:{remote.port}"}).status == 200


def test_on_this_machine_alone_there_is_no_form_for_a_password(server: Served) -> None:
    assert server.ask("GET", "/login").status == 404
    assert login(server, "")[0] == 404


# --- decisions that cannot be


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({"why": ""}, "why"),
        ({"decision": "snoozed"}, "until"),
        ({"decision": "snoozed", "until": "2020-01-01"}, "no day to come"),
        ({"decision": "snoozed", "until": {"saving_above": "x"}}, "until"),
        ({"decision": "approved"}, "decision"),
        ({"why": "two\nlines"}, "why"),
        ({"why": "x" * 501}, "why"),
        ({"who": 7}, "who"),
        ({"after": 7}, "after"),
        ({"rule": "G1"}, "expected an object"),
        ({"evidence": {"verdict": "x"}}, "evidence"),
    ],
)
def test_the_same_rules_hold_as_for_auditor_review(inside: Served, wish: dict[str, object], said: str) -> None:
    got = inside.decide(**wish)
    assert got.status == 422
    assert said in got.json()["error"]
    assert not any(one.agent == "carl" for one in read(inside.ledger))


@pytest.mark.parametrize("body", ["", "{", "[]", "null", "[" * 30_000, '"\\ud800"', "\ufeff{}"])
def test_what_is_no_request_is_told_so(inside: Served, body: str) -> None:
    got = inside.ask("POST", "/decisions", {"X-CSRF-Token": inside.csrf}, body.encode("utf-8", "surrogatepass"))
    assert got.status == 422
    assert got.json()["error"].startswith("Nothing was written: the request")


def test_what_the_ledger_says_is_the_answer_and_a_second_word_is_a_conflict(inside: Served) -> None:
    got = inside.decide("gina", "snoozed", until={"saving_above": "5000000"}, who="Bob")
    assert got.status == 201
    assert got.json()["decision"]["who"] == "Bob"
    assert "Snoozed until it saves more than $5000000 a month by Bob" in got.json()["says"]
    stale = inside.decide("gina", "accepted")
    assert stale.status == 409
    assert "Somebody else decided meanwhile" in stale.json()["error"]
    assert inside.decide("gina", "open", why="", after=got.json()["decision"]["at"]).status == 201
    moved = inside.decide("hans", evidence=inside.evidence("hans") | {"saving": "1"})
    assert moved.status == 409
    assert "the saving was $1 a month and is $" in moved.json()["error"]
    nobody = json.dumps({"agent": "nobody"} | dict.fromkeys(("why", "until", "who", "after")))
    assert inside.ask("POST", "/decisions", {"X-CSRF-Token": inside.csrf}, nobody).status == 422
