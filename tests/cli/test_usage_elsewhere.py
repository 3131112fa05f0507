"""Logs in a bucket and in a database, wherever a fleet is audited: by hand, from auditor.toml, and served."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.cli.served_source import _logs
from auditor.model.address import place
from tests.cli.test_usage import document, fleet, spans
from tests.conftest import Auditor
from tests.usage.elsewhere import Database, Store, database, store

__all__ = ["fleet", "spans"]

PROJECT = """schema = 1

[audit.nightly]
source = "fleet.yaml"
usage = ["s3://logs/nightly/*.jsonl", "{table}"]
formats = ["json"]
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Database]:
    with database() as found:
        found.run(
            "CREATE TABLE calls (agent text, model text, created_at timestamptz, input_tokens int, output_tokens int)",
            "INSERT INTO calls SELECT 'claudia', 'claude-sonnet-5-5', '2026-09-01 08:00Z'::timestamptz +"
            " number * interval '1 hour', 3000, 77 FROM generate_series(1, 700) AS number",
        )
        yield found


@pytest.fixture(scope="module")
def one_store() -> Iterator[Store]:
    with store() as found:
        yield found


@pytest.fixture
def table(server: Database, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("PGPASSFILE", str(server.passfile))
    return server.address("calls")


@pytest.fixture
def bucket(one_store: Store, spans: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    for name, value in one_store.environment().items():
        monkeypatch.setenv(name, value)
    one_store.put("nightly/spans.jsonl", spans.read_bytes())
    return "s3://logs/nightly/*.jsonl"


def test_an_audit_joins_both_with_the_agents(
    auditor: Auditor, fleet: Path, spans: Path, bucket: str, table: str
) -> None:
    found = document(auditor, fleet, "--usage", bucket, "--usage", table)
    carl, claudia = found["agents"]
    assert (672, 700) == (carl["observed"]["calls"], claudia["observed"]["calls"])
    assert [bucket, table] == [log["path"] for log in found["usage"]["logs"]]
    alone = document(auditor, fleet, "--usage", spans)["usage"]["logs"][0]
    assert {**alone, "path": bucket} == found["usage"]["logs"][0]


def test_an_unattended_audit_reads_them_and_tells_what_changed(
    auditor: Auditor, fleet: Path, bucket: str, table: str, server: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(fleet.parent)
    secret = server.address("calls", password="hush%2Fhush%40home")
    Path("auditor.toml").write_text(PROJECT.format(table=secret))
    for _ in range(2):
        result = auditor("run")
        assert (0, "") == (result.exit_code, result.stderr)
    report = (fleet.parent / "reports" / "nightly" / "audit.json").read_text("utf-8")
    assert 700 == json.loads(report)["agents"][1]["observed"]["calls"]
    kept = [path for path in fleet.parent.rglob("*") if path.is_file() and path.name != "auditor.toml"]
    assert [] == [path for path in kept if b"hush" in path.read_bytes()]
    assert "me:***@127.0.0.1" in report


def test_every_other_command_takes_them(auditor: Auditor, fleet: Path, bucket: str, table: str) -> None:
    assert auditor("validate", fleet, "--usage", bucket, "--usage", table).exit_code == 0
    assert "77" in auditor("explain", "claudia", fleet, "--usage", table).stdout
    result = auditor("validate", fleet, "--usage", bucket, "--usage", bucket)
    assert (2, True) == (result.exit_code, "give it once" in result.stderr)


def test_what_lies_elsewhere_is_not_watched(tmp_path: Path) -> None:
    log = tmp_path / "a.csv"
    log.write_text("agent,input_tokens\n")
    assert {log} == _logs((log, place("s3://bucket/a.csv"), place("postgres://host/db?table=t")))
