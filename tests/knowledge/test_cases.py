"""Every case of cases.yaml gets the label, the kind and the span it names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from auditor.knowledge import classify

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:50])
def test_case(case: dict[str, Any]) -> None:
    answer = classify(case["text"], before=case.get("before", ""), after=case.get("after", ""))
    assert (answer.label, answer.kind) == (case["label"], case.get("kind"))
    if "span" in case:
        assert case["span"].lower() in [case["text"][s.start : s.end].lower() for s in answer.spans]
