"""Real servers on the loopback for tests of logs that lie elsewhere: an S3 (moto's), a PostgreSQL of the system's."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

PASSWORD = "hush/hush@home"
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Store:
    """An S3 that anybody may write to who says so."""

    url: str
    client: Any

    def put(self, key: str, data: bytes, bucket: str = "logs") -> None:
        self.client.put_object(Bucket=bucket, Key=key, Body=data)

    def environment(self) -> dict[str, str]:
        """What the tools of AWS read."""
        return {
            "AWS_ENDPOINT_URL_S3": self.url,
            "AWS_ACCESS_KEY_ID": "an-id",
            "AWS_SECRET_ACCESS_KEY": "very-hush",
            "AWS_DEFAULT_REGION": "eu-central-1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }


@contextmanager
def store(*, open_for: int | None = None) -> Iterator[Store]:
    """An S3 with a bucket, for as long as a test needs it; after so many requests it lets in nobody more."""
    boto3 = pytest.importorskip("boto3", reason="boto3 is not installed: pip install boto3")
    pytest.importorskip("moto.server", reason="moto's server is not installed")
    port = _free_port()
    limits = {} if open_for is None else {"INITIAL_NO_AUTH_ACTION_COUNT": str(open_for)}
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with _running(command, env=os.environ | limits):
        url = f"http://127.0.0.1:{port}"
        client = boto3.client(
            "s3",
            endpoint_url=url,
            aws_access_key_id="an-id",
            aws_secret_access_key="very-hush",
            region_name="eu-central-1",
        )
        _until(lambda: _answers(port))
        client.create_bucket(Bucket="logs", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        yield Store(url, client)


@dataclass(frozen=True, slots=True)
class Database:
    """A PostgreSQL with a database `calls` and a user `me`, who has a password."""

    port: int
    passfile: Path

    def address(self, table: str = "", *, password: str = "", more: str = "") -> str:
        query = "&".join(part for part in (f"table={table}" if table else "", more) if part)
        who = f"me:{password}" if password else "me"
        return f"postgres://{who}@127.0.0.1:{self.port}/calls" + (f"?{query}" if query else "")

    def link(self, name: str = "calls", **more: Any) -> Any:
        """A connection of one's own, to be used in a `with`."""
        import psycopg

        return psycopg.connect(host="127.0.0.1", port=self.port, user="me", dbname=name, password=PASSWORD, **more)

    def run(self, *statements: str) -> None:
        with self.link() as link:
            for one in statements:
                link.execute(one)

    def load(self, table: str, csv: Path) -> None:
        """Copy a CSV file with a header into a table."""
        with self.link() as link, link.cursor().copy(f"COPY {table} FROM STDIN (FORMAT csv, HEADER)") as copy:
            copy.write(csv.read_bytes())


@contextmanager
def database() -> Iterator[Database]:
    """A PostgreSQL of its own in a temporary folder; skips where none is installed."""
    pytest.importorskip("psycopg", reason="psycopg is not installed: pip install 'psycopg[binary]'")
    programs = _programs()
    if programs is None:
        pytest.skip("no PostgreSQL server is installed")
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    user = None if os.name != "posix" or os.geteuid() else "nobody"  # it does not run as root
    if user:
        shutil.chown(folder, user)
    folder.chmod(0o755)
    try:
        (folder / "pw").write_text(PASSWORD)
        (folder / "pw").chmod(0o644)
        how = ["-U", "me", "--auth=scram-sha-256", f"--pwfile={folder / 'pw'}", "-E", "UTF8", "--locale=C"]
        data = ["-D", folder / "data"]
        subprocess.run([programs / "initdb", *data, *how], check=True, capture_output=True, user=user, cwd=folder)
        port = _free_port()
        how = ["-p", str(port), "-h", "127.0.0.1", "-k", "", "-F", "-c", "timezone=Asia/Tokyo"]
        with _running([programs / "postgres", *data, *how], user=user, cwd=folder):
            passfile = folder / "pgpass"
            passfile.write_text(f"127.0.0.1:{port}:*:me:{PASSWORD}\n")
            passfile.chmod(0o600)
            server = Database(port, passfile)
            _until(lambda: _is_made(server))
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _is_made(server: Database) -> bool:
    """Whether the server is up and has its database, which is made."""
    import psycopg

    try:
        with server.link("postgres", autocommit=True) as link:
            link.execute("CREATE DATABASE calls")
    except psycopg.OperationalError:
        return False
    return True


def _programs() -> Path | None:
    found = shutil.which("postgres")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "initdb").exists() and (place / "postgres").exists()), None)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE
    while not holds():
        assert time.monotonic() < end, "the server does not start"
        time.sleep(0.1)


@contextmanager
def _running(command: list[Any], **how: Any) -> Iterator[None]:
    process = subprocess.Popen(
        list(map(str, command)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **how,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(_PATIENCE)
