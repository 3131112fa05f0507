"""A log of many days, as gateways write it: read in little memory, however its columns build on each other."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from auditor.usage import UsageOptions, read


def test_forty_days_of_a_gateway_are_read_in_the_memory_that_is_allowed(tmp_path: Path) -> None:
    path = tmp_path / "spend.jsonl"
    begin = datetime.fromisoformat("2026-10-10T00:00:00+00:00")
    with path.open("w", encoding="utf-8") as file:
        for number in range(2400):
            at = (begin + timedelta(minutes=24 * number)).isoformat()
            call = {
                "request_id": str(number),
                "call_type": "acompletion",
                "agent_id": f"agent-{number % 4}",
                "model": "claude-sonnet-4-5",
                "custom_llm_provider": "anthropic",
                "startTime": at,
                "endTime": at,
                "prompt_tokens": 300 + number % 500,
                "completion_tokens": 50 + number % 90,
                "spend": 0.004,
                "metadata": {"additional_usage_values": {"cache_read_input_tokens": 128 * (number % 2)}},
                "status": "success",
            }
            file.write(json.dumps(call) + "\n")
    log = read(path, UsageOptions(now=datetime(2026, 11, 22, tzinfo=UTC)))
    assert (2400, 4) == (log.rows, len(log.used))
    assert Decimal("9.6") == sum(one.cost for one in log.used)
    assert sum(300 + number % 500 for number in range(2400)) == sum(one.uncached + one.cache_read for one in log.used)
    assert {40} == {len(one.by_day) for one in log.used}
