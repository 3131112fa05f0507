"""Calls that failed: they are calls, but the 0 that gateways write for them is no call's size or price."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from auditor.model.usage import Caller, Row
from auditor.usage import Flaws, read, rolled
from tests.usage.test_flat_logs import NOW, call, one, written


@pytest.mark.parametrize("form", ["litellm", "helicone"])
def test_what_gateways_write_for_a_call_that_failed_is_in_no_mean(tmp_path: Path, form: str) -> None:
    zeros = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
    failure = zeros | {"status": "failure", "spend": 0.0}
    if form == "litellm":
        rows = [call(n, **(failure if n % 2 else {})) for n in range(300)]
    else:
        good = {"prompt_tokens": 100, "completion_tokens": 10, "costUSD": 0.001, "response_status": 200}
        bad = zeros | {"costUSD": 0, "response_status": 500}
        rows = [{"request_created_at": "2026-11-20T10:00:00Z", **(bad if n % 2 else good)} for n in range(300)]
    found = one(read(written(tmp_path / "x.jsonl", rows), NOW))
    assert (found.calls, found.failed) == (300, 150)
    assert (found.with_input, found.uncached, found.with_output, found.output) == (150, 15_000, 150, 1500)
    assert (found.with_cost, found.cost) == (150, Decimal("0.15"))
    assert found.output_sizes is not None
    assert found.output_sizes.p50 == 10


def test_a_failed_call_that_cost_tokens_or_money_tells_them(tmp_path: Path) -> None:
    rows = [
        call(1, status="failure", completion_tokens=0, spend=0.0),
        call(2, status="failure", prompt_tokens=0, completion_tokens=0, spend=0.25),
    ]
    found = one(read(written(tmp_path / "x.jsonl", rows), NOW))
    assert (found.with_input, found.uncached, found.with_output) == (1, 100, 1)
    assert (found.with_cost, found.cost) == (2, Decimal("0.25"))


def test_of_a_bucket_those_calls_tell_tokens_that_succeeded(tmp_path: Path) -> None:
    day = {"id": "1", "agent_id": "a", "date": "2026-11-20", "model": "m", "prompt_tokens": 1000, "spend": 0.5,
           "completion_tokens": 500, "cache_read_input_tokens": 100, "api_requests": 10,
           "failed_requests": 5}  # fmt: skip
    lost = day | {"id": "2", "api_requests": 2, "failed_requests": 2, "prompt_tokens": 0, "completion_tokens": 0}
    found = one(read(written(tmp_path / "x.jsonl", [day, lost | {"cache_read_input_tokens": 0, "spend": 0.25}]), NOW))
    assert (found.calls, found.failed) == (12, 7)
    assert (found.with_input, found.with_cache, found.with_output, found.with_cost) == (5, 5, 5, 5)
    assert (found.output, found.cost) == (500, Decimal("0.75"))
    row = Row(source="x", caller=Caller(id="a"), at=None, until=NOW.now, calls=10, failed=5, uncached=900, output=500)
    (same,) = rolled([row], Flaws("x")).used
    assert (same.with_input, same.with_output) == (5, 5)
