"""Projects for the tests: a folder with auditor.toml and an inventory that changes, and who is told on loopback."""

from __future__ import annotations

import http.server
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from tests.conftest import ROOT

AGENT: dict[str, Any] = {
    "id": "carl",
    "model": {"provider": "openai", "name": "gpt-4o", "prices": {"input": 2.5, "output": 10}},
    "prompt": {"text": "You answer residents' questions briefly. Be polite and never guess. " * 4},
    "traffic": {"calls_per_month": 40_000, "user_tokens": 600, "output_tokens": 350, "cache_hit_rate": 0.5},
    "task": {"scope": "narrow", "tasks": ["answer lease questions"], "changes_per_quarter": 0},
    "prompting": {"techniques": ["few_shot", "chain_of_thought", "format_constraints", "persona"], "iterations": 14},
}


def agent(id: str = "carl", **changes: Any) -> dict[str, Any]:
    """An agent with some of its keys changed."""
    return (
        AGENT
        | {"id": id}
        | {key: AGENT.get(key, {}) | value if isinstance(value, dict) else value for key, value in changes.items()}
    )


def inventory(folder: Path, *agents: dict[str, Any], name: str = "tests") -> None:
    """Write the inventory."""
    document = {"schema": 1, "fleet": {"name": name}, "agents": list(agents)}
    (folder / "fleet.yaml").write_text(yaml.safe_dump(document), "utf-8")


def project(folder: Path, *agents: dict[str, Any], more: str = "", tell: str = "", name: str = "nightly") -> Path:
    """A project of one audit at six o'clock UTC; `more` are further keys of it."""
    folder.mkdir(parents=True, exist_ok=True)
    inventory(folder, *(agents or (agent(),)))
    told = f"[audit.{name}.tell]\n{tell}\n" if tell else ""
    text = f'schema = 1\n[audit.{name}]\nsource = "fleet.yaml"\nschedule = "0 6 * * *"\n{more}\n{told}'
    (folder / "auditor.toml").write_text(text, "utf-8")
    return folder


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "auditor", *arguments]


def surroundings(folder: Path, at: datetime | None = None, **more: str) -> dict[str, str]:
    """The environment of a run: the checkout's own code, the tests' cache, and the clock if it is to be fixed."""
    clock = {"SOURCE_DATE_EPOCH": str(int(at.timestamp()))} if at is not None else {}
    return {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", **clock, **more}


def run(folder: Path, *arguments: str, at: datetime | None = None, **more: str) -> subprocess.CompletedProcess[str]:
    """`auditor` in a process of its own, in the project's folder."""
    return subprocess.run(
        command(*arguments),
        cwd=folder,
        env=surroundings(folder, at, **more),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def rest_of(process: subprocess.Popen[str]) -> tuple[str, str]:
    """What a process still says until it ends; `communicate` would forget what was read ahead with an earlier line."""
    with process:
        process.wait(timeout=120)
        assert process.stdout is not None
        assert process.stderr is not None
        return process.stdout.read(), process.stderr.read()


def events(text: str) -> list[dict[str, Any]]:
    """What `--log-format json` said."""
    return [json.loads(line) for line in text.splitlines()]


def finished(text: str) -> dict[str, Any]:
    """The one event that says what became of the audit."""
    (found,) = [event for event in events(text) if event["event"] == "finished"]
    return found


@dataclass
class Webhook:
    """Who is told: a real server on loopback."""

    address: str
    heard: list[dict[str, Any]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    """Codes to answer with, one for each call to come; then 200."""


@contextmanager
def webhook(path: str = "/hook") -> Iterator[Webhook]:
    """A server that hears JSON and answers as it is told."""
    found = Webhook("")

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            code = found.answers.pop(0) if found.answers else 200
            if code == 200:
                found.heard.append({**body, "path": self.path})
            self.send_response(code)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing on the tests' standard error."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    found.address = f"json://127.0.0.1:{server.server_port}{path}"
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def whole(folder: Path, name: str = "nightly") -> Mapping[str, Any] | None:
    """The JSON report if there is one; fails where it, or the page beside it, is torn, or anything half is left."""
    reports = folder / "reports" / name
    if not reports.exists():
        return None
    left = [path.name for path in reports.iterdir() if path.name.startswith(".")]
    assert left == []
    page = (reports / "index.html").read_text("utf-8") if (reports / "index.html").exists() else "</html>"
    assert page.rstrip().endswith("</html>")
    path = reports / "audit.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else None
