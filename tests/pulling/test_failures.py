"""Whatever a registry does, one line tells what to do; no traceback, no secret, no file."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.pulling.failures import bare, without_secrets
from tests.conftest import Auditor
from tests.pulling.loopback import loopback
from tests.pulling.standins import StandIn


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Langfuse's SDK waits between its tries: here it does not."""
    monkeypatch.setattr("time.sleep", lambda seconds: None)


def refused(stand_in: StandIn, url: str, folder: Path, auditor: Auditor) -> str:
    """The one line that is told of a pull that fails, with no file written and no secret said."""
    result = auditor("pull", stand_in.registry, "--url", url, "-o", folder / "a.json")
    lines = result.stderr.splitlines()
    assert (2, "", 1) == (result.exit_code, result.stdout, len(lines)), result.output
    assert lines[0].startswith(f"error: {stand_in.registry} (http://127.0.0.1")
    assert [] == [path.name for path in folder.iterdir()]
    assert not [name for name, value in stand_in.variables.items() if len(value) > 9 and value in lines[0]]
    return lines[0]


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (400, "refused (400)"),
        (401, "refused the credentials (401): set"),
        (403, "refused the credentials (403): set"),
        (404, "knows no such thing (404): check the address"),
        (429, "asks to be called less often (429)"),
        (500, "failed itself (500)"),
        (503, "failed itself (503)"),
    ],
)
def test_each_refusal_says_what_to_do(
    status: int, said: str, stand_in: StandIn, tmp_path: Path, auditor: Auditor
) -> None:
    keys = " ".join((*stand_in.variables.values(), "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Reader/me"))
    body = {"message": f"no: {keys}", "error": {"message": f"no: {keys}"}}
    with loopback(lambda asked: (status, body)) as server:
        assert said in refused(stand_in, server.url + stand_in.path, tmp_path, auditor)


def test_nobody_there(stand_in: StandIn, tmp_path: Path, auditor: Auditor) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, and nobody listens
        url = f"http://127.0.0.1:{taken.getsockname()[1]}{stand_in.path}"
        assert "cannot be reached: check the address and the network" in refused(stand_in, url, tmp_path, auditor)


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"data": [', b"\xff\xfe", b"[" * 100_000, b"NaN", b"5"])
def test_what_is_no_answer(body: bytes, stand_in: StandIn, tmp_path: Path, auditor: Auditor) -> None:
    with loopback(lambda asked: (200, body)) as server:
        said = refused(stand_in, server.url + stand_in.path, tmp_path, auditor)
    assert "did not answer as its SDK expects" in said or "lists no" in said


def test_no_credentials(stand_in: StandIn, tmp_path: Path, auditor: Auditor, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in stand_in.variables:
        if name != "AWS_EC2_METADATA_DISABLED":
            monkeypatch.delenv(name)
    with loopback(lambda asked: (500, {})) as server:
        result = auditor("pull", stand_in.registry, "--url", server.url + stand_in.path, "-o", tmp_path / "a.json")
        assert [] == server.asked
    assert 2 == result.exit_code
    assert "no credentials: set " in result.stderr
    assert next(iter(stand_in.variables)).partition("_")[0] in result.stderr


def json_values() -> st.SearchStrategy[Any]:
    """Any JSON, with the words that registries use in it."""
    words = (
        "data",
        "id",
        "name",
        "meta",
        "totalPages",
        "versions",
        "labels",
        "prompt",
        "agent",
        "agentId",
        "harnesses",
    )
    leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5)
    names = st.sampled_from((*words, "agentSummaries", "agentName", "nextToken", "has_more", "harnesses", "harnessId"))
    return st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4))


def test_answers_of_any_shape(stand_in: StandIn, tmp_path: Path, auditor: Auditor) -> None:
    said: list[Any] = [None]

    with loopback(lambda asked: (200, said[0])) as server:

        @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
        @given(json_values() | st.fixed_dictionaries({"data": st.lists(json_values(), min_size=1, max_size=3)}))
        def is_told(answer: Any) -> None:
            said[0] = answer
            output = tmp_path / "a.json"
            output.unlink(missing_ok=True)
            result = auditor("pull", stand_in.registry, "--url", server.url + stand_in.path, "-o", output)
            assert result.exit_code == (0 if output.exists() else 2), result.output

        is_told()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("https://me:key@example.org:8080/a/b?key=1#c", "https://example.org:8080/a/b"),
        ("postgresql://me:key@db/mlflow", "postgresql://db/mlflow"),
        ("databricks", "databricks"),
        ("http://[::1", "an address that cannot be read"),
        ("", ""),
    ],
)
def test_an_address_is_told_without_credentials(address: str, said: str) -> None:
    assert said == bare(address)


def test_no_secret_of_the_environment_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_API_KEY", "s3cr3t-value")
    monkeypatch.setenv("OTHER_TOKEN", "abc")  # so short that it is a word
    said = "no s3cr3t-value at https://u:p@example.org/x?k=s3cr3t-value abc"
    assert "no $SOME_API_KEY at https://example.org/x abc" == without_secrets(said)


@given(st.text(max_size=300))
def test_any_text_can_be_told(message: str) -> None:
    assert isinstance(without_secrets(message), str)
    assert isinstance(bare(message), str)
