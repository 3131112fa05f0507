"""Figures: two digits for estimates, exact lines, and nothing rounded to 0 or 100."""

from __future__ import annotations

from decimal import Decimal

import pytest

from auditor.model.money import Range
from auditor.reporters import words
from auditor.reporters.html import figures


def _range(low: str, high: str) -> Range:
    return Range.between(low, high)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        ("1812.5", "2391", "$1.8k–2.4k"),
        ("85208", "132151", "$85k–130k"),
        ("999", "1001", "$1.0k"),
        ("0", "1234", "$0–1.2k"),
        ("0", "0", "$0"),
        ("0.00123", "0.00123", "$0.0012"),
        ("-340", "120", "−$340 to $120"),
        ("5", "1500000", "$5.0–1.5M"),
    ],
)
def test_the_page_prints_money_as_every_report_does(low: str, high: str, said: str) -> None:
    assert words.usd(_range(low, high)) == said


def test_unknown_money_is_said() -> None:
    assert words.usd(None) == figures.per_call(None) == "unknown"


def test_lines_are_exact() -> None:
    assert figures.exact_money(Decimal(6000)) == "$6,000"
    assert figures.exact_money(Decimal("85.463333")) == "$85.463333"
    assert figures.per_call(Decimal("0.000319488")) == "$0.000319488"


@pytest.mark.parametrize(
    ("share", "said"), [("0", "0 %"), ("0.0004", "<1 %"), ("0.203", "20 %"), ("0.9999", ">99 %"), ("1", "100 %")]
)
def test_shares_never_round_to_nothing_or_all(share: str, said: str) -> None:
    assert figures.percent(Decimal(share)) == said


def test_counts() -> None:
    assert figures.exact(_range("88000", "131000")) == "88,000–131,000"
    assert figures.compact(_range("88000", "131000")) == "88k–131k"
    assert figures.count(Decimal("2.5")) == "2.5"
    assert figures.plural(1, "agent") == "1 agent"
    assert figures.plural(2000, "agent") == "2,000 agents"
