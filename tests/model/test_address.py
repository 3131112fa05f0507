"""An address tells where a log is, and none of its secrets."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.model.address import Address, place

TOLD = (
    ("postgres://me@host/db?table=t", "postgres://me@host/db?table=t"),
    ("postgresql://me:hush@host:5432/db?table=a.b&sslmode=require", "postgresql://me:***@host:5432/db?table=a.b&sslmode=require"),
    ("postgres://me:hu/sh@host/db", "postgres://me:***@host/db"),
    ("postgres://me:hu@sh@host/db", "postgres://me:***@host/db"),
    ("postgres://me:hush?x@host/db", "postgres://me:***?***"),
    ("postgres://me:hush", "postgres://me:***"),
    ("postgres://[::1]:5432/db", "postgres://[::1]:5432/db"),
    ("postgres://a:5432,b:5433/db", "postgres://a:5432,b:5433/db"),
    ("postgres:///db?host=/run/pg&password=hush&table=t", "postgres:///db?host=/run/pg&password=***&table=t"),
    ("postgres://host/db?user=me@corp&table=t", "postgres://host/db?user=me@corp&table=t"),
    ("s3://bucket/year=202?/me@home/10:00/*.parquet", "s3://bucket/year=202?/me@home/10:00/*.parquet"),
    ("s3://arn:aws:s3:eu-west-1:123456789012:accesspoint/a/x", "s3://arn:aws:s3:eu-west-1:123456789012:accesspoint/a/x"),
    ("s3://AKIA:hu/sh@bucket/x", "s3://AKIA:***@bucket/x"),
    ("s3://bucket/x?s3_secret_access_key=hush", "s3://bucket/x?s3_secret_access_key=***"),
    ("az://container/x?sv=2024&sig=hush", "az://container/x?sv=***&sig=***"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "told"), TOLD)
def test_what_is_told_of_an_address(text: str, told: str) -> None:
    address = place(text)
    assert isinstance(address, Address)
    assert (told, told, f"Address({told!r})") == (str(address), address.as_posix(), repr(address))
    assert "hu" not in address.without_secrets(f"cannot connect to {text}")


@given(st.text(min_size=4).filter(lambda text: text not in "postgres://me@host/db?table=t&password***%"))
def test_a_password_is_never_told_however_it_is_written(password: str) -> None:
    for written in (password, quote(password, safe="")):
        for text in (
            f"postgres://me:{quote(written, safe='%')}@host/db?table=t",
            f"postgres://me@host/db?password={quote(written)}",
        ):
            address = Address(text)
            assert written not in f"{address} {address!r}"
            assert written not in address.without_secrets(f"said: {quote(written)} is {written}")


@given(st.text())
def test_any_text_is_a_place(text: str) -> None:
    found = place(text)
    assert isinstance(found, Path) or "://" in str(found)


def test_what_is_no_address_is_a_file() -> None:
    assert (Path("/home/logs/a.csv"), Path("s3:/bucket")) == (place("logs/a.csv", Path("/home")), place("s3:/bucket"))
