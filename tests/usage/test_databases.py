"""A log in PostgreSQL is summed up there, to the sums of the same log in a file; nothing is written, no secret told."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from auditor.errors import InputError
from auditor.model.address import place
from auditor.model.usage import UsageLog
from auditor.usage import UsageOptions, read
from auditor.usage.places import refuse_twice
from tests.conftest import Auditor
from tests.usage.elsewhere import Database, database
from tests.usage.month import SUMMED, Call, month, used
from tests.usage.writers.tables import litellm_record, own_record, write_csv

SPEND = """CREATE TABLE "LiteLLM_SpendLogs" (
  request_id text PRIMARY KEY, call_type text, api_key text, spend double precision, total_tokens int,
  prompt_tokens int, completion_tokens int, "startTime" timestamp(6), model text, custom_llm_provider text,
  cache_hit text, request_tags jsonb, team_id text, session_id text, status text, agent_id text, metadata jsonb)"""
OWN = """CREATE TABLE own ("requestId" text, "Agent Name" varchar(80), provider text, model text, timestamp {time},
  conversation_id uuid, uncached_input_tokens bigint, cache_read_input_tokens numeric, cache_write_5m smallint,
  cache_write_1h bigint, output_tokens int, reasoning_tokens int, cost numeric(20, 12), failed boolean,
  "x""; drop table log; --" text)"""


@pytest.fixture(scope="module")
def calls() -> Sequence[Call]:
    return month()


@pytest.fixture(scope="module")
def server(calls: Sequence[Call], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    csv = tmp_path_factory.mktemp("tables") / "log.csv"
    with database() as found:
        found.run(SPEND)
        write_csv(list(map(litellm_record, calls)), csv)
        found.load('"LiteLLM_SpendLogs"', csv)
        yield found


@pytest.fixture
def db(server: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setenv("PGPASSFILE", str(server.passfile))
    for name in ("PGPASSWORD", "PGHOST", "PGUSER", "PGSERVICE"):
        monkeypatch.delenv(name, raising=False)
    return server


def at(address: str, options: UsageOptions | None = None) -> UsageLog:
    return read(place(address), options)


def said(address: str, options: UsageOptions | None = None) -> str:
    with pytest.raises(InputError) as error:
        at(address, options)
    return str(error.value)


def fill(db: Database, table: str, records: Sequence[dict[str, Any]], path: Path, create: str) -> None:
    write_csv(records, path / "log.csv")
    db.run("DROP TABLE IF EXISTS own", "DROP TABLE IF EXISTS calls", create)
    db.load(table, path / "log.csv")


def test_the_month_of_litellm_comes_to_its_sums(db: Database, calls: Sequence[Call]) -> None:
    log = at(db.address("LiteLLM_SpendLogs"))
    assert ("litellm-spendlogs", len(calls), ()) == (log.format, log.rows, log.flaws)
    assert used(calls, SUMMED) == log.used
    assert log.path == db.address("LiteLLM_SpendLogs")
    assert log == at(db.address("public.LiteLLM_SpendLogs").replace("public.", ""))
    named = at(db.address(), UsageOptions(format="litellm-spendlogs"))
    assert (log.used, log.sha256) == (named.used, named.sha256)


@pytest.mark.parametrize("time", ["timestamptz", "timestamp", "bigint", "numeric", "double precision", "text"])
def test_a_table_of_ones_own_is_read_by_its_names_and_types(
    db: Database, calls: Sequence[Call], tmp_path: Path, time: str
) -> None:
    records = [own_record(call) for call in calls]
    for record, call in zip(records, calls, strict=True):
        if "time" in time:
            record["timestamp"] = call.at.isoformat()
        if time == "text":
            record["timestamp"] = call.at.astimezone(timezone(timedelta(hours=-3))).isoformat(sep=" ")
    fill(db, "own", records, tmp_path, OWN.format(time=time))
    log = at(db.address("own"))
    assert ("table", ["guessed"]) == (log.format, [flaw.kind for flaw in log.flaws])
    assert used(calls, SUMMED) == log.used


def test_what_usage_sql_says_gives_the_same_there(
    db: Database, auditor: Auditor, calls: Sequence[Call], tmp_path: Path
) -> None:
    sql = auditor("usage-sql", "--dialect", "postgres", "--format", "litellm-spendlogs").stdout
    inside = sql.strip().rstrip(";")
    newer = ("billing_agent_id", "model_group")  # columns of a later LiteLLM, for which usage-sql cannot look
    db.run(*(f'ALTER TABLE "LiteLLM_SpendLogs" ADD COLUMN IF NOT EXISTS {name} text' for name in newer))
    with db.link() as link, link.cursor().copy(f"COPY ({inside}) TO STDOUT (FORMAT csv, HEADER)") as copy:
        (tmp_path / "rollup.csv").write_bytes(b"".join(bytes(block) for block in copy))
    assert read(tmp_path / "rollup.csv").used == at(db.address("LiteLLM_SpendLogs")).used


def test_calls_written_twice_and_figures_that_count_the_other_way(db: Database, tmp_path: Path) -> None:
    rows = [
        {"agent": "a", "request_id": f"r{number % 30}", "input_tokens": 10, "cache_read_tokens": 90, "output_tokens": 1}
        for number in range(40)
    ]
    columns = "agent text, request_id text, input_tokens int, cache_read_tokens int, output_tokens int"
    fill(db, "calls", rows, tmp_path, f"CREATE TABLE calls ({columns})")
    here, there = read(tmp_path / "log.csv"), at(db.address("calls"))
    assert here.used == there.used
    assert {(flaw.kind, flaw.count) for flaw in here.flaws} == {(flaw.kind, flaw.count) for flaw in there.flaws}
    assert ("duplicate", 10) in {(flaw.kind, flaw.count) for flaw in there.flaws}
    assert there.used[0].uncached == 300


def test_a_map_says_what_holds_what_and_can_only_read(db: Database, tmp_path: Path) -> None:
    rows = [{"bot": "b", "who": "m", "told": json.dumps({"in": 7, "out": 3}), "at": "2026-10-01 12:00:00"}]
    fill(db, "calls", rows, tmp_path, "CREATE TABLE calls (bot text, who text, told json, at timestamp)")
    db.run("CREATE SEQUENCE IF NOT EXISTS touched")
    text = (
        "columns: {agent: bot, model: who, time: at, input: {column: told, path: [in]},"
        " output: {column: told, path: [out]}}\ntime_zone: Europe/Berlin\n"
    )
    (tmp_path / "map.yaml").write_text(text)
    log = at(db.address("calls"), UsageOptions(map=tmp_path / "map.yaml"))
    assert [(7, 3)] == [(one.uncached, one.output) for one in log.used]
    assert [datetime(2026, 10, 1, 10, tzinfo=UTC)] == [log.first]
    db.run("ALTER TABLE calls ALTER at TYPE text")
    assert log.first == at(db.address("calls"), UsageOptions(map=tmp_path / "map.yaml")).first
    for sql in ("nextval('touched')", "1) FROM calls; DROP TABLE calls; --", "nonsense("):
        (tmp_path / "map.yaml").write_text(json.dumps({"agent": "bot", "output": {"sql": sql}}))
        said(db.address("calls"), UsageOptions(map=tmp_path / "map.yaml"))
    db.run("SELECT 1 / (CASE WHEN is_called THEN 0 ELSE 1 END) FROM touched")


def test_values_that_are_no_figures_are_told_with_a_way_out(db: Database, tmp_path: Path) -> None:
    rows = [{"agent": "a", "input_tokens": value, "output_tokens": 1} for value in (1, "lots")]
    fill(db, "calls", rows, tmp_path, "CREATE TABLE calls (agent text, input_tokens text, output_tokens int)")
    told = said(db.address("calls"))
    assert 'invalid input syntax for type double precision: "lots"' in told
    assert "csv header" in told
    assert read(tmp_path / "log.csv").rows == 2


@pytest.mark.parametrize("value", ["infinity", "-infinity", "0044-03-15 BC", "99999-01-01"])
def test_times_beyond_any_calendar_are_told(db: Database, tmp_path: Path, value: str) -> None:
    rows = [{"agent": "a", "input_tokens": 1, "output_tokens": 1, "created_at": value}]
    columns = "agent text, input_tokens numeric, output_tokens float, created_at timestamptz"
    fill(db, "calls", rows, tmp_path, f"CREATE TABLE calls ({columns})")
    log = at(db.address("calls"), UsageOptions(now=datetime(2026, 11, 22, tzinfo=UTC)))
    assert (1, {"guessed", "future" if value[0] in "i9" else "no-time"}) == (log.rows, {one.kind for one in log.flaws})


def test_an_empty_table_tells_nothing(db: Database, tmp_path: Path) -> None:
    db.run("DROP TABLE IF EXISTS calls", "CREATE TABLE calls (agent text, input_tokens int, output_tokens int)")
    assert (0, (), None) == ((log := at(db.address("calls"))).rows, log.used, log.first)


def test_what_cannot_be_read_is_told_without_its_secrets(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    db.run("DROP TABLE IF EXISTS bare", "CREATE TABLE bare (x int)")
    for address, words in (
        (db.address(), "name the table"),
        (db.address("nowhere"), 'relation "nowhere" does not exist'),
        (db.address("no.where"), 'relation "no.where" does not exist'),
        (db.address('x"; DROP TABLE bare; --'), "does not exist"),
        (db.address("bare"), "has no columns whose names say who called"),
        (db.address("bare", password="wrong-hush"), "password authentication failed"),
        (db.address("bare", password="hush%zz"), "invalid percent-encoded token"),
        (db.address("bare", more="password=wrong-hush"), "password authentication failed"),
        (db.address("bare", more="hush=1"), "hush"),
        ("postgres://me:a-hush@127.0.0.1:9/db?table=t", "cannot be read"),
        ("postgres://me:a-hush@[::1/db?table=t", "cannot be read"),
    ):
        told = said(address)
        assert words in told, told
        assert "hush" not in told or words == "hush"
    options = UsageOptions(format="langfuse")
    assert "is no table of a database" in said(db.address("bare"), options)
    monkeypatch.setenv("PGPASSFILE", "/nowhere")
    assert "password" in said(db.address("bare"))
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert "pip install 'psycopg[binary]'" in said(db.address("bare"))


def test_a_password_in_the_address_works_and_is_not_shown(db: Database, auditor: Auditor) -> None:
    for more in ({"password": "hush%2Fhush%40home"}, {"more": "password=hush%2Fhush%40home"}):
        result = auditor("usage", db.address("LiteLLM_SpendLogs", **more))
        assert result.exit_code == 0
        assert "hush" not in result.stdout + result.stderr
        assert "***" in result.stdout


def test_a_table_that_is_given_twice_is_refused(db: Database) -> None:
    address = db.address("LiteLLM_SpendLogs")
    with pytest.raises(InputError, match="give it once"):
        refuse_twice([place(address), place(address.replace("postgres://", "postgresql://"))])
