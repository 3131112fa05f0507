"""`auditor serve` as people call it: what it shows, where, and what is said where it cannot."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Auditor
from tests.serving.conftest import SECONDS, Served, begun, inventory, own, saver

__all__ = ["own"]
PROJECT = 'schema = 1\n[audit.nightly]\nsource = "fleet/fleet.yaml"\nprompts = "none"\npolicy = "fleet/policy.yaml"\n'


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_what_cannot_be_shown_is_told_at_once(auditor: Auditor, tmp_path: Path) -> None:
    for arguments, said in [
        ((), "no fleet.yaml"),
        (("nowhere.yaml",), "nowhere.yaml: no such file or folder, and no auditor.toml"),
    ]:
        result = auditor("serve", "--port", 0, *arguments)
        assert result.exit_code == 2
        assert said in result.stderr
    path = inventory(tmp_path, saver("carl"))
    path.write_text(path.read_text("utf-8").replace("schema: 1", "schema: 1\nagnets: []"), "utf-8")
    result = auditor("serve", path, "--port", 0)
    assert result.exit_code == 2
    assert "agnets: unknown key" in result.stderr


def test_of_several_one_must_be_named(auditor: Auditor, tmp_path: Path) -> None:
    for name in ("one", "two"):
        inventory(tmp_path / "inventories" / name, saver("carl"))
    assert "there are several inventories; name one of: " in auditor("serve", "--port", 0).stderr
    (tmp_path / "auditor.toml").write_text(PROJECT + PROJECT.partition("\n")[2].replace("nightly", "weekly"), "utf-8")
    assert "there are several audits; name one of: nightly, weekly" in auditor("serve", "--port", 0).stderr
    assert "did you mean 'nightly'" in auditor("serve", "nigthly", "--port", 0).stderr
    result = auditor("serve", "nightly", "weekly", "--port", 0)
    assert "only one can be served" in result.stderr


def test_what_the_audit_says_for_itself_is_named_as_the_option_is(auditor: Auditor, tmp_path: Path) -> None:
    inventory(tmp_path / "fleet", saver("carl"))
    (tmp_path / "auditor.toml").write_text(PROJECT + 'from = "inventory"\n', "utf-8")
    (tmp_path / "fleet" / "policy.yaml").write_text("review: {}\n", "utf-8")
    result = auditor("serve", "nightly", "--port", 0, "--from", "inventory")
    assert "--from: the audit nightly has its own" in result.stderr


def test_a_port_that_is_taken_is_told(auditor: Auditor, tmp_path: Path) -> None:
    path = inventory(tmp_path, saver("carl"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = auditor("serve", path, "--port", taken.getsockname()[1])
    assert result.exit_code == 2
    assert "--port 0 takes a free one" in result.stderr


def test_without_the_library_it_says_what_to_install(auditor: Auditor, monkeypatch: pytest.MonkeyPatch) -> None:
    from auditor.cli import serve

    monkeypatch.setattr(serve, "find_spec", lambda name: None)
    result = auditor("serve")
    assert result.exit_code == 2
    assert "pip install 'agent-fleet-auditor[serve]'" in result.stderr


def test_an_audit_of_the_project_is_served_as_it_says(
    own: Callable[..., Served], tmp_path: Path, auditor: Auditor
) -> None:
    inventory(tmp_path / "fleet", saver("carl"), saver("dora"))
    (tmp_path / "auditor.toml").write_text(PROJECT, "utf-8")
    policy = tmp_path / "fleet" / "policy.yaml"
    policy.write_text("review: {}\n", "utf-8")
    result = auditor("serve", "nightly", "--port", 0, "--policy", policy)
    assert "--policy: the audit nightly has its own" in result.stderr
    assert auditor("run", "--quiet").exit_code == 0
    assert (tmp_path / "reports" / "history.sqlite3").exists()
    server = own("--port", 0, "--by", "Ana")
    assert "decisions go to fleet/decisions.yaml as Ana" in server.until("decisions go to")
    server.until("Ctrl-C")
    server.enter()
    page = server.ask("GET", "/").body
    assert b"served fleet" in page
    assert server.ask("GET", "/session").json()["ledger"] == "fleet/decisions.yaml"
    policy.write_text("reviews: {}\n", "utf-8")
    assert "reviews" in server.until("error: ")
    assert server.stop() == 0
    server.until("stopped")


def test_decisions_go_to_the_ledger_that_the_project_names(own: Callable[..., Served], tmp_path: Path) -> None:
    inventory(tmp_path / "fleet", saver("carl"))
    (tmp_path / "auditor.toml").write_text(PROJECT + 'decisions = "reviewed/team.yaml"\n', "utf-8")
    (tmp_path / "fleet" / "policy.yaml").write_text("review: {}\n", "utf-8")
    (tmp_path / "reviewed").mkdir()
    server = own("nightly", "--port", 0, "--by", "Ana")
    assert "decisions go to reviewed/team.yaml as Ana" in server.until("decisions go to")
    server.stop()
    named = own("nightly", "--port", 0, "--by", "Ana", "--decisions", "mine.yaml")
    assert "decisions go to mine.yaml as Ana" in named.until("decisions go to"), "an option goes before the file"


def test_the_history_is_shown_from_its_first_run_on(
    own: Callable[..., Served], tmp_path: Path, auditor: Auditor
) -> None:
    """It is not there when the server begins, and whoever reads it does not change it."""
    path = inventory(tmp_path / "fleet", saver("carl"))
    (tmp_path / "auditor.toml").write_text(PROJECT, "utf-8")
    (tmp_path / "fleet" / "policy.yaml").write_text("review: {}\n", "utf-8")
    server = own("nightly", "--port", 0, "--by", "Ana")
    server.until("Ctrl-C")
    server.enter()
    assert b'href="#diff"' not in server.ask("GET", "/").body
    assert auditor("run", "--quiet").exit_code == 0
    server.until("made anew: reports/history.sqlite3")
    assert b'href="#diff"' in server.ask("GET", "/").body
    inventory(tmp_path / "fleet", saver("carl"), saver("dora"))
    server.until(f"made anew: {path.relative_to(tmp_path).as_posix()}")
    assert len([line for line in server.said if "history.sqlite3" in line]) == 1


def test_a_log_that_grows_in_a_folder_is_read_again(own: Callable[..., Served], tmp_path: Path) -> None:
    path, log = inventory(tmp_path, saver("carl")), tmp_path / "logs" / "june" / "usage.jsonl"
    log.parent.mkdir(parents=True)
    line = '{"timestamp": "2026-11-%02dT10:00:00Z", "agent": "carl", "model": "gpt-4o", "input_tokens": 900}\n'
    log.write_text("".join(line % day for day in range(1, 9)), "utf-8")
    server = own(path, "--port", 0, "--by", "Ana", "--usage", "logs")
    server.until("Ctrl-C")
    with log.open("a", encoding="utf-8") as file:
        file.write(line % 9)
    server.until("made anew: logs/june/usage.jsonl")


def test_a_folder_of_subagents_is_served_too_and_a_new_one_joins(own: Callable[..., Served], tmp_path: Path) -> None:
    top = tmp_path / ".claude" / "agents"
    folder = top / "team"
    folder.mkdir(parents=True)
    (folder / "a.md").write_text("---\nname: a\nmodel: sonnet\n---\nYou are brief.\n", "utf-8")
    server = own(".claude/agents", "--port", 0, "--by", "Ana")
    server.until("Ctrl-C")
    server.enter()
    assert b"1 agent" in server.ask("GET", "/").body
    shutil.copy(folder / "a.md", folder / "b.md")
    (folder / "b.md").write_text((folder / "b.md").read_text("utf-8").replace("name: a", "name: b"), "utf-8")
    server.until("made anew")
    assert b"2 agents" in server.ask("GET", "/").body


def test_sigterm_ends_it_cleanly_while_pages_listen(tmp_path: Path) -> None:
    server = begun(tmp_path, inventory(tmp_path, saver("carl")), "--port", 0, "--by", "Ana")
    server.until("Ctrl-C")
    server.enter()
    with socket.create_connection(("127.0.0.1", server.port), timeout=SECONDS) as wire:
        wire.sendall(
            f"GET /events HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nCookie: {server.cookie}\r\n\r\n".encode()
        )
        assert b"200 OK" in wire.recv(65536)
        server.process.terminate()
        assert server.process.wait(SECONDS) == 0
    server.process.stdout.close()  # type: ignore[union-attr]
    assert server.said[-1] == "stopped", server.said


def test_a_ledger_that_cannot_be_written_is_told_to_the_page(own: Callable[..., Served], tmp_path: Path) -> None:
    path = inventory(tmp_path, saver("carl"))
    server = own(path, "--port", 0, "--by", "Ana", "--decisions", path / "decisions.yaml")
    server.until("Ctrl-C")
    server.enter()
    got = server.decide("carl")
    assert got.status == 500
    assert got.json()["error"].startswith("Nothing was written: ")
    assert "cannot be written: " in got.json()["error"]
    assert server.ask("GET", "/").status == 200


def test_a_prompt_that_leads_out_of_the_project_is_not_read(own: Callable[..., Served], tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("a secret of somebody else", "utf-8")
    folder = tmp_path / "fleet"
    server = own(inventory(folder, saver("carl")), "--port", 0, "--by", "Ana")
    server.until("Ctrl-C")
    server.enter()
    before = server.ask("GET", "/").body
    (folder / "prompts" / "carl.md").unlink()
    (folder / "prompts" / "carl.md").symlink_to(outside)
    assert "outside" in server.until("error: ")
    assert server.ask("GET", "/").body == before
