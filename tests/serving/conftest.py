"""A real `auditor serve` on a small fleet of its own, and a plain socket to speak to it."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from auditor.review import subjects
from tests.browser.conftest import HOSTILE
from tests.conftest import ROOT

BUSY: dict[str, Any] = {"calls_per_month": 400_000, "user_tokens": 60, "output_tokens": 20, "cache_hit_rate": 0}
MODEL = {"provider": "anthropic", "name": "claude-sonnet-5-5"}
TEXT = "You stay kind and never promise a thing. " * 200
SECONDS = 60


def saver(agent: str, **more: Any) -> dict[str, Any]:
    """An agent that saves something: its cache is never hit."""
    return {"id": agent, "prompt": {"file": f"prompts/{agent}.md"}, "model": MODEL, "traffic": BUSY} | more


def inventory(folder: Path, *agents: dict[str, Any]) -> Path:
    """An inventory with the prompts that it names."""
    (folder / "prompts").mkdir(parents=True, exist_ok=True)
    for one in agents:
        if "file" in one["prompt"]:
            (folder / one["prompt"]["file"]).write_text(TEXT, "utf-8")
    document = {"schema": 1, "fleet": {"name": "served fleet", "as_of": "2026-11-22"}, "agents": list(agents)}
    path = folder / "fleet.yaml"
    path.write_text(yaml.safe_dump(document), "utf-8")
    return path


@dataclass
class Answer:
    """What came back over the socket."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Served:
    """A process of `auditor serve`, its fleet, and what it printed."""

    folder: Path
    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)
    cookie: str = ""
    csrf: str = ""
    audited: dict[str, Any] = field(default_factory=dict)

    @property
    def link(self) -> str:
        """The last link that it printed."""
        return [found[0] for line in self.said if (found := re.search(r"http://\S+", line))][-1]

    @property
    def token(self) -> str:
        return self.link.partition("token=")[2]

    @property
    def port(self) -> int:
        return int(re.search(r":(\d+)/", self.link)[1])  # type: ignore[index]

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def ledger(self) -> Path:
        return self.folder / "decisions.yaml"

    def until(self, words: str) -> str:
        """Wait until it has printed a line with these words; gives the last such line."""
        wait_for(lambda: any(words in line for line in self.said), lambda: self.said)
        return [line for line in self.said if words in line][-1]

    def ask(
        self, method: str, path: str, headers: dict[str, str | None] | None = None, body: bytes | str = b""
    ) -> Answer:
        """One request over a socket of its own, as it is written; a header that is None is left out."""
        raw = body.encode() if isinstance(body, str) else body
        lines: dict[str, str | None] = {"Host": f"127.0.0.1:{self.port}", "Connection": "close"}
        if method == "POST":
            lines |= {"Content-Length": str(len(raw)), "Origin": self.origin}
        if self.cookie:
            lines["Cookie"] = self.cookie
        lines |= headers or {}
        head = [
            f"{method} {path} HTTP/1.1",
            *(f"{name}: {value}" for name, value in lines.items() if value is not None),
        ]
        with socket.create_connection(("127.0.0.1", self.port), timeout=SECONDS) as wire:
            wire.sendall("\r\n".join([*head, "", ""]).encode() + raw)
            return answer(wire)

    def enter(self) -> None:
        """Come in by the link."""
        came = self.ask("GET", f"/?token={self.token}")
        assert came.status == 303, came
        self.cookie = came.headers["set-cookie"].partition(";")[0]
        self.csrf = self.ask("GET", "/session").json()["csrf"]

    def decide(self, agent: str = "carl", decision: str = "dismissed", **more: Any) -> Answer:
        """Ask for a decision as the page does."""
        headers = more.pop("headers", {})
        wish = {"agent": agent, "decision": decision, "why": "too small", "until": None, "who": None, "after": None}
        wish |= {"evidence": self.evidence(agent)} | more
        own = {"X-CSRF-Token": self.csrf, "Content-Type": "application/json"}
        return self.ask("POST", "/decisions", own | headers, json.dumps(wish))

    def evidence(self, agent: str) -> dict[str, Any]:
        """What the audit of the beginning says of an agent: asked of the command line, not of the server."""
        if not self.audited:
            path = self.folder / "fleet.yaml"
            self.audited = json.loads(command("audit", path, "--format", "json", "--output", "-").stdout)
        found = subjects(self.audited, "a test")[agent].evidence()
        saving = None if found.saving is None else f"{found.saving:f}"
        return {"verdict": found.verdict, "saving": saving, "prompt": found.prompt}

    def stop(self) -> int:
        """End it as Ctrl-C does."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(SECONDS)


def answer(wire: socket.socket) -> Answer:
    """Read what comes until the other side closes or the body is whole."""
    raw = b""
    while b"\r\n\r\n" not in raw:
        more = wire.recv(65536)
        if not more:
            break
        raw += more
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    while len(body) < int(headers.get("content-length", 0)):
        more = wire.recv(65536)
        if not more:
            break
        body += more
    return Answer(int(first.split()[1]), headers, body)


def wait_for(holds: Callable[[], object], told: Callable[[], object] = lambda: "") -> None:
    """Wait until something holds, a minute at most."""
    end = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < end, told()
        time.sleep(0.05)


def surroundings() -> dict[str, str]:
    """The environment of a real process: our package, the test's cache, nobody's git."""
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "PYTHONUNBUFFERED": "1"}
    return os.environ | quiet | {"PYTHONPATH": str(ROOT)}


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The command line, in a process of its own."""
    asked = [sys.executable, "-m", "auditor", *map(str, arguments)]
    return subprocess.run(asked, capture_output=True, text=True, check=False, env=surroundings(), timeout=SECONDS)


def begun(folder: Path, *arguments: object, **more: str) -> Served:
    """A process that was started, and is heard."""
    asked = [sys.executable, "-m", "auditor", "serve", *map(str, arguments)]
    process = subprocess.Popen(
        asked, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=surroundings() | more, cwd=folder
    )
    served = Served(folder, process)

    def listen() -> None:
        assert process.stdout is not None
        for line in iter(process.stdout.readline, ""):
            served.said.append(line.rstrip("\n"))

    threading.Thread(target=listen, daemon=True).start()
    return served


@pytest.fixture(scope="session")
def quiet_server(tmp_path_factory: pytest.TempPathFactory, shared_cache: Path) -> Iterator[Served]:
    """One server for all tests that change nothing, or only their own agent; every test comes in anew."""
    folder = tmp_path_factory.mktemp("served")
    os.environ["AUDITOR_CACHE_DIR"] = str(shared_cache)
    agents = [saver(name, name=name.title()) for name in ("carl", "dora", "emil", "fred", "gina", "hans", "ines")]
    hostile = {"id": HOSTILE, "name": HOSTILE, "owner": HOSTILE, "prompt": {"text": HOSTILE + " The fee is $55."}}
    inventory(folder, *agents, hostile)
    served = begun(folder, folder / "fleet.yaml", "--port", 0, "--by", "Ana")
    served.until("Ctrl-C")
    yield served
    assert served.stop() == 0, served.said
    served.process.stdout.close()  # type: ignore[union-attr]


@pytest.fixture
def server(quiet_server: Served) -> Served:
    """The same, with nobody in."""
    quiet_server.cookie = quiet_server.csrf = ""
    return quiet_server


@pytest.fixture
def inside(server: Served) -> Served:
    """The same, from inside."""
    fresh_link(server)
    server.enter()
    return server


def fresh_link(server: Served) -> None:
    """Have it print a link that was not used: the first use of all is ours."""
    before = server.link
    if server.ask("GET", f"/?token={server.token}").status == 303:
        server.ask("GET", f"/?token={server.token}")
    wait_for(lambda: server.link != before, lambda: server.said)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Servers of one test's own, stopped behind it."""
    all: list[Served] = []

    def start(*arguments: object, **more: str) -> Served:
        all.append(begun(tmp_path, *arguments, **more))
        return all[-1]

    yield start
    for one in all:
        one.stop()
        one.process.stdout.close()  # type: ignore[union-attr]
