"""When a decision is open again: the cases of reopening.yaml, against the thresholds of the default policy."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from auditor import policy
from auditor.model.review import Decision, Evidence
from auditor.review import until_from

CASES = yaml.load(Path(__file__).with_name("reopening.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
AT = datetime(2026, 11, 1, tzinfo=UTC)


def evidence(found: dict[str, Any]) -> Evidence:
    saving = found["saving"]
    return Evidence(found["verdict"], None if saving == "null" else Decimal(saving), "0123456789ab")


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_a_decision_stands_until_it_expires_or_its_evidence_changes(case: dict[str, Any]) -> None:
    until = until_from(case["until"]) if "until" in case else None
    rule, then = case.get("rule"), evidence(case["then"])
    decision = Decision("carl", rule, case["decision"], "Ana", AT, "because", until, then)
    limits, _ = policy.load()
    assert case.get("because", "") == decision.reopened(evidence(case["now"]), date(2026, 11, 22), limits.review.rise)


def test_the_thresholds_are_the_policys(tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text("review: {reopens_at_share: 1, reopens_at_usd_per_month: 500}\n", "utf-8")
    limits, _ = policy.load(file)
    decision = Decision("carl", None, "dismissed", "Ana", AT, "b", None, Evidence("fine-tune", Decimal(1000), "0" * 12))
    for saving, because in ((1900, ""), (2100, "it saves more now")):
        now = Evidence("fine-tune", Decimal(saving), "0" * 12)
        assert because == decision.reopened(now, date(2026, 11, 22), limits.review.rise)
