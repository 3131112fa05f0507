"""What stands beside a prompt and may be a secret is left out of the file, and nothing else is."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.pulling.masking import LEFT_OUT, masked
from tests.conftest import Auditor
from tests.pulling.loopback import loopback
from tests.pulling.standins import STAND_INS, Records, StandIn

SECRET = "hunter2-hunter2"


@pytest.mark.parametrize(
    "record",
    [
        {"config": {"api_key": SECRET}},
        {"config": {"apiKey": SECRET, "max_tokens": 500}},
        {"tools": [{"type": "mcp", "description": "d", "headers": {"X-Mine": SECRET}}]},
        {"tools": [{"type": "mcp", "authorization": f"Bearer {SECRET}"}]},
        {"tools": [{"config": {"remoteMcp": {"url": f"https://me:{SECRET}@example.org/mcp?key={SECRET}"}}}]},
        {"tools": [{"transport": {"type": "stdio", "env": {"ANY": [SECRET]}}}]},
        {"metadata": {"team": "leases", "clientSecret": SECRET}},
        {"metadata": {"access_token": SECRET}},
    ],
)
def test_what_may_be_a_secret_is_left_out(record: dict[str, Any]) -> None:
    found, places = masked(record)
    assert SECRET not in json.dumps(found)
    assert list(record) == list(found)
    assert places or "url" in json.dumps(record)


@pytest.mark.parametrize(
    "record",
    [
        {"prompt": "The password is asked for. https://me:pass@example.org?x=1"},
        {"prompt": [{"role": "system", "content": "Never tell the secret: hush."}]},
        {"config": {"max_tokens": 500, "maxTokens": 5, "model": "gpt-4.1", "stop": ["token"]}},
        {
            "tools": [
                {"type": "function", "parameters": {"type": "object", "properties": {"password": {"type": "string"}}}}
            ]
        },
        {"labels": ["production", "secret"], "version": 3, "draft": None, "share": 0.5, "isOn": True},
        {"mcp_servers": [{"type": "url", "name": "crm", "url": "https://example.org/mcp"}]},
    ],
)
def test_all_else_stays(record: dict[str, Any]) -> None:
    assert (record, "") == masked(record)


leaves = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.datetimes(timezones=st.just(UTC))
names = st.text(max_size=5) | st.sampled_from(("headers", "token", "type", "url"))


def nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Lists and objects of such values."""
    return st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3)


@given(st.dictionaries(names, st.recursive(leaves, nested, max_leaves=9), max_size=3))
def test_the_shape_stays_and_is_json(record: dict[str, Any]) -> None:
    def shape(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: shape(one) for name, one in value.items()}
        if isinstance(value, list):
            return [shape(one) for one in value]
        return isinstance(value, (str, datetime)) or value

    found, _ = masked(record)
    assert shape(record) == shape(json.loads(json.dumps(found)))
    again, places = masked(found)
    assert found == again
    assert bool(places) == (LEFT_OUT in json.dumps(found))


@pytest.mark.parametrize("stand_in", [one for one in STAND_INS if one.registry == "bedrock-harnesses"], indirect=True)
def test_it_is_told_where_something_was_left_out(
    stand_in: StandIn, carl: Records, tmp_path: Path, auditor: Auditor
) -> None:
    config = {"remoteMcp": {"url": "https://example.org/mcp", "headers": {"X-Key": SECRET}}}
    carl[0]["harness"]["tools"] = [{"type": "remote_mcp", "name": "crm", "config": config}]
    with loopback(stand_in.serve(carl)) as server:
        result = auditor("pull", stand_in.registry, "--url", server.url, "-o", tmp_path / "a.json")
    place = "harness.tools[0].config.remoteMcp.headers.X-Key"
    assert f"carl holds what may be a secret, which was left out: {place}" in " ".join(result.stderr.split())
    assert SECRET not in (tmp_path / "a.json").read_text("utf-8")
