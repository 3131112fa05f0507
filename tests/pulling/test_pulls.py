"""A live registry is its saved answer: the SDK asks, the format that reads files reads what was answered."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from auditor import sources
from auditor.model.fleet import Deployed
from tests.conftest import Auditor
from tests.pulling.conftest import EXAMPLES, others
from tests.pulling.loopback import Loopback, loopback
from tests.pulling.standins import KEY, Records, StandIn

ENVELOPES = ("agent", "agentVersion", "harness")


def told(member: Deployed) -> tuple[Any, ...]:
    """All that a source tells of an agent, but for the place."""
    agent = member.agent.model_dump(exclude={"id", "prompt"})
    authored = member.authored.read() if member.authored else None
    return agent, member.prompt.read(), authored, member.adds, member.origin.format if member.origin else None


def test_a_live_registry_is_read_as_its_saved_answer_is(
    stand_in: StandIn, live: Loopback, tmp_path: Path, auditor: Auditor
) -> None:
    output = tmp_path / "prompts" / "live.json"
    result = auditor("pull", stand_in.registry, "--url", live.url + stand_in.path, "-o", output)
    assert 0 == result.exit_code, result.stderr
    assert "" == result.stderr
    saved = sources.read(EXAMPLES / stand_in.example)
    pulled = sources.read(output)
    assert [told(member) for member in saved.members] == [told(member) for member in pulled.members]
    assert 1 == len(pulled.members)
    assert "1 agent in it" in result.stdout


def test_an_audit_asks_nobody(stand_in: StandIn, live: Loopback, tmp_path: Path, auditor: Auditor) -> None:
    auditor("pull", stand_in.registry, "--url", live.url + stand_in.path, "-o", tmp_path / "a.json")
    before = len(live.asked)
    assert 0 == auditor("audit", tmp_path, "--format", "json", "-o", tmp_path / "out.json").exit_code
    assert before == len(live.asked)


def test_every_page_is_asked_for(stand_in: StandIn, carl: Records, tmp_path: Path, auditor: Auditor) -> None:
    names = tuple(f"agent-{letter}" for letter in "edcba")
    output = tmp_path / "a.json"
    with loopback(stand_in.serve(others(stand_in, carl, names))) as server:
        result = auditor("pull", stand_in.registry, "--url", server.url + stand_in.path, "-o", output)
    assert 0 == result.exit_code, result.stderr
    name = stand_in.names[0]
    data = json.loads(output.read_text("utf-8"))["data"]
    found = [next(filter(None, map(one.get, ENVELOPES)), one)[name] for one in data]
    assert sorted(names) == found, "by name, so that a new one moves no other in git"


def test_pulls_of_one_state_are_the_same_bytes_and_the_second_writes_nothing(
    stand_in: StandIn, live: Loopback, tmp_path: Path, auditor: Auditor
) -> None:
    output = tmp_path / "a.json"
    arguments = ("pull", stand_in.registry, "--url", live.url + stand_in.path, "-o", output)
    auditor(*arguments)
    first, inode = output.read_bytes(), output.stat().st_ino
    assert "as it was" in auditor(*arguments).stdout
    assert (first, inode) == (output.read_bytes(), output.stat().st_ino)


def test_a_later_pull_replaces_an_earlier_one(
    stand_in: StandIn, carl: Records, tmp_path: Path, auditor: Auditor
) -> None:
    output = tmp_path / "a.json"
    records = others(stand_in, carl, ("ann", "ben"))
    with loopback(lambda asked: stand_in.serve(records)(asked)) as server:  # noqa: PLW0108  the records change
        arguments = ("pull", stand_in.registry, "--url", server.url + stand_in.path, "-o", output)
        auditor(*arguments)
        output.chmod(0o640)
        records.pop()
        assert 0 == auditor(*arguments).exit_code
    assert 1 == len(json.loads(output.read_text("utf-8"))["data"])
    assert 0o640 == output.stat().st_mode & 0o777


def test_no_credential_is_written_or_printed(
    stand_in: StandIn, live: Loopback, tmp_path: Path, auditor: Auditor
) -> None:
    output = tmp_path / "a.json"
    result = auditor("pull", stand_in.registry, "--url", live.url + stand_in.path, "-o", output)
    everywhere = output.read_text("utf-8") + result.output
    for name, value in stand_in.variables.items():
        if any(word in name for word in ("KEY", "SECRET")):
            assert value not in everywhere
    assert KEY not in everywhere


def test_nothing_is_asked_but_to_read(stand_in: StandIn, live: Loopback, tmp_path: Path, auditor: Auditor) -> None:
    auditor("pull", stand_in.registry, "--url", live.url + stand_in.path, "-o", tmp_path / "a.json")
    lists_by_post = ("/agents/", "/agents/A1/agentaliases/")  # AWS's way
    assert {"GET"} == {one.method for one in live.asked if one.path not in lists_by_post}
