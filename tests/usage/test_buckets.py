"""A log in S3 is the log that its files are on a disk: the same sums, digest and flaws, by the names of the objects."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import InputError
from auditor.model.address import place
from auditor.model.usage import UsageLog
from auditor.usage import UsageOptions, read
from auditor.usage.places import refuse_twice
from auditor.usage.remote.keys import fits, literal_start
from tests.conftest import Auditor
from tests.usage.elsewhere import Store, store
from tests.usage.month import Call, month
from tests.usage.writers import WRITERS
from tests.usage.writers.tables import litellm
from tests.usage.writers.writer import Writer

TABLE = b"agent,model,input_tokens,output_tokens,timestamp\n"
ROW = b"Carl,gpt-4o,100,20,2026-09-01T00:00:00Z\n"


@pytest.fixture(scope="module")
def calls() -> Sequence[Call]:
    return month(sessions=24)


@pytest.fixture(scope="module")
def one_store() -> Iterator[Store]:
    with store() as found:
        yield found


@pytest.fixture
def s3(one_store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    for name, value in one_store.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    return one_store


def at(address: str, options: UsageOptions | None = None) -> UsageLog:
    return read(place(address), options)


def said(address: str) -> str:
    with pytest.raises(InputError) as error:
        at(address)
    return str(error.value)


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.id)
def test_every_format_reads_as_from_a_disk(writer: Writer, calls: Sequence[Call], s3: Store, tmp_path: Path) -> None:
    path = tmp_path / writer.file
    writer.write(calls, path)
    here = read(path)
    s3.put(f"formats/{writer.id}/{writer.file}", path.read_bytes())
    address = f"s3://logs/formats/{writer.id}/{writer.file}"
    there = at(address)
    flaws = tuple(replace(flaw, file=address) for flaw in here.flaws)
    assert replace(here, path=address, flaws=flaws) == there


def test_a_beginning_and_a_pattern_are_one_log(calls: Sequence[Call], s3: Store, tmp_path: Path) -> None:
    for day in range(3):
        path = tmp_path / "month" / f"day={day}" / "spend.jsonl"
        path.parent.mkdir(parents=True)
        litellm(calls[day::3], path)
        s3.put(f"month/day={day}/spend.jsonl", path.read_bytes())
    s3.put("month/", b"")
    s3.put("month/_SUCCESS", b"")
    s3.put("month/notes.txt", b"none of the logs")
    here = read(tmp_path / "month")
    for address in ("s3://logs/month", "s3://logs/month/", "s3://logs/month/*/*.jsonl", "s3://logs/m*/**/*.jsonl"):
        there = at(address)
        assert (here.used, here.sha256, here.rows, address) == (there.used, there.sha256, there.rows, there.path)
    assert read(tmp_path / "month" / "day=1" / "spend.jsonl").used == at("s3://logs/month/day=[1]/*").used


def test_flaws_and_errors_are_told_by_the_names_of_the_objects(s3: Store) -> None:
    s3.put("flawed/a.csv", TABLE + ROW)
    s3.put("flawed/b.csv", TABLE + ROW + b"Carl,gpt-4o,100\n")
    s3.put("flawed/c.json", b'{"neither": "this"}')
    s3.put("flawed/d.csv.gz", b"\x1f\x8b\x08cut")
    log = at("s3://logs/flawed/")
    assert tempfile.gettempdir() not in repr(log)
    assert "s3://logs/flawed/c.json" in {flaw.file for flaw in log.flaws}
    s3.put("no-log.bin", b"\0\1\2")
    assert said("s3://logs/no-log.bin").startswith("s3://logs/no-log.bin: is no usage log of a known format; known: ")


@pytest.mark.parametrize(
    "key", ["../../../etc/passwd.csv", "/etc/a.csv", "a//b/.././c.csv", "ü [1]*.csv", "n" * 300 + ".csv", "a\\b.csv"]
)
def test_a_key_is_only_a_name(key: str, s3: Store) -> None:
    s3.put(f"hostile/{key}", TABLE + ROW)
    assert at(f"s3://logs/hostile/{key}").rows == 1
    s3.client.delete_object(Bucket="logs", Key=f"hostile/{key}")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("s3://logs/none.jsonl", "no object, and a beginning of keys without a log in it"),
        ("s3://logs/none/*.jsonl", "a pattern that no object fits"),
        ("s3://nobodys-bucket/a.csv", "NoSuchBucket"),
        ("s3:///a.csv", "expected s3://bucket/key"),
        ("s3://B_A D/a.csv", "cannot be read: "),
        ("s3://id:hush@logs/a.csv", "credentials are those of the AWS tools"),
        ("gs://logs/a.csv", "storage.googleapis.com"),
        ("az://logs/a.csv", "copy the files here"),
        ("https://x.example/a.csv?sig=hush", "no address that logs are read from"),
    ],
)
def test_what_cannot_be_read_is_told_with_a_way_out(address: str, words: str, s3: Store) -> None:
    told = said(address)
    assert words in told
    assert "hush" not in told


def test_without_credentials_it_says_which_to_set(s3: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    assert "set AWS_PROFILE, or AWS_ACCESS_KEY_ID" in said("s3://logs/a.csv")
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    assert "nobody" in said("s3://logs/a.csv")


def test_a_profile_will_do(s3: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in s3.environment():
        monkeypatch.delenv(name)
    keys = "aws_access_key_id = an-id\naws_secret_access_key = very-hush\n"
    (tmp_path / "credentials").write_text(f"[audits]\n{keys}")
    (tmp_path / "config").write_text(f"[profile audits]\nregion = eu-central-1\nendpoint_url = {s3.url}\n")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_PROFILE", "audits")
    s3.put("profile.csv", TABLE + ROW)
    assert at("s3://logs/profile.csv").rows == 1


def test_a_store_that_lets_nobody_in_is_told_in_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    with store(open_for=2) as closed:
        for name, value in closed.environment().items():
            monkeypatch.setenv(name, value)
        closed.put("a.csv", TABLE + ROW)
        assert "InvalidAccessKeyId" in said("s3://logs/a.csv")


def test_a_store_that_is_not_there_is_told(s3: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9")
    assert "Could not connect" in said("s3://logs/a.csv")


def test_without_boto3_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)
    assert "pip install boto3" in said("s3://logs/a.csv")


def test_more_than_the_disk_holds_is_not_begun(s3: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    s3.put("large.csv", TABLE + ROW)
    monkeypatch.setattr("shutil.disk_usage", lambda path: type("Usage", (), {"free": 10}))
    assert "TMPDIR" in said("s3://logs/large.csv")


def test_nothing_stays_behind(s3: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    s3.put("gone.csv", TABLE + ROW)
    s3.put("gone.bin", b"\0")
    at("s3://logs/gone.csv")
    said("s3://logs/gone.bin")
    assert [] == list(tmp_path.iterdir())


def test_an_object_that_two_logs_mean_is_refused(s3: Store, tmp_path: Path) -> None:
    s3.put("twice/a.csv", TABLE + ROW)
    s3.put("once/a.csv", TABLE + ROW)
    with pytest.raises(InputError, match=r"s3://logs/twice/a\.csv is in s3://logs/twice/ as well"):
        refuse_twice([place("s3://logs/twice/"), place("s3://logs/*/a.csv")])
    refuse_twice([place("s3://logs/twice/"), place("s3://logs/once/a.csv"), tmp_path])


def test_the_command_shows_it(auditor: Auditor, s3: Store) -> None:
    s3.put("shown.csv", TABLE + ROW)
    result = auditor("usage", "s3://logs/shown.csv")
    assert result.exit_code == 0
    assert "s3://logs/shown.csv" in result.stdout


def test_a_log_on_a_disk_opens_no_network(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(TABLE + ROW)
    code = (
        "import sys; from auditor.cli import main; main(['usage', sys.argv[1]], standalone_mode=False); "
        "assert not {'boto3', 'psycopg', 'auditor.usage.remote'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code, tmp_path / "a.csv"], check=True, stdout=subprocess.DEVNULL)


name = st.text("ab*?[].", max_size=4)


@given(st.lists(name, min_size=1, max_size=4), st.lists(st.one_of(name, st.just("**")), min_size=1, max_size=4))
def test_patterns_of_keys_are_those_of_paths(names: list[str], parts: list[str]) -> None:
    key, pattern = "/".join(names), "/".join(parts)
    if fits(key, pattern):
        assert key.startswith(literal_start(pattern)) or "**" in pattern
        assert fits(f"{key}/{key}", f"{pattern}/**")
    if not set(key) & set("*?["):
        assert fits(key, key)
        assert fits(key, "**")
        assert fits(f"x/{key}", f"*/{key}")
        assert not fits(f"x/{key}", key) or "**" in key


@pytest.mark.parametrize(
    ("key", "pattern", "holds"),
    [
        ("a/b/c.csv", "a/*.csv", False),
        ("a/b/c.csv", "a/**/*.csv", True),
        ("a/c.csv", "a/**/*.csv", True),
        ("a/b/c.csv", "**/c.csv", True),
        ("a/b/c.csv", "a/**", True),
        ("a/" * 400 + "b", "**/a/" * 200 + "c", False),
        ("A/c.csv", "a/*.csv", False),
    ],
)
def test_stars(key: str, pattern: str, *, holds: bool) -> None:
    assert holds is fits(key, pattern)
