"""`auditor prices`: what would be used, where it was read, what is too old or missing."""

from __future__ import annotations

import pytest

from tests.conftest import Auditor


def words(text: str) -> str:
    return " ".join(text.split())


def test_a_model_is_shown_with_its_prices_rule_and_path(auditor: Auditor) -> None:
    said = words(auditor("prices", "gpt-4.1-mini", "--provider", "azure", "--at", "2026-11-22").stdout)
    for part in (
        "input: 0.4 USD/Mtok (genai-prices",
        "as of 2026-11-22",
        "from 1,024 tokens",
        "time to live: 5 minutes",
        "tunable until 2027-04-14, served until 2027-10-14",
        "hosting: 1241 USD/month",
        "training: unknown: no training price was found",
        "confidence medium",
    ):
        assert part in said


def test_an_announced_change_is_told_before_it_holds_and_not_after(auditor: Auditor) -> None:
    arguments = ("prices", "gemini-3.6-flash", "--provider", "google", "--at")
    assert "from 2027-01-01: input 1.5" in words(auditor(*arguments, "2026-11-22").stdout)
    after = words(auditor(*arguments, "2027-02-01").stdout)
    assert ("from 2027" in after, "input: 1.5 USD/Mtok" in after) == (False, True)


def test_an_unknown_model_is_said_with_the_way_out(auditor: Auditor) -> None:
    result = auditor("prices", "gpt-99", "--provider", "acme")
    assert result.exit_code == 0
    assert "genai-prices knows no price for acme gpt-99; add them under model.prices" in words(result.stdout)


@pytest.mark.parametrize(("day", "code"), [("2026-12-01", 0), ("2027-06-01", 1)])
def test_the_check_fails_once_the_book_is_old(day: str, code: int, auditor: Auditor) -> None:
    result = auditor("prices", "--check", "--at", day)
    assert (result.exit_code, "too old" in result.stdout) == (code, bool(code))
    assert "missing" in result.stdout


def test_the_policy_says_what_is_old(auditor: Auditor, tmp_path: object) -> None:
    path = f"{tmp_path}/policy.yaml"
    with open(path, "w", encoding="utf-8") as file:  # noqa: PTH123
        file.write("prices: {max_age_days: 3}")
    assert auditor("prices", "--check", "--at", "2026-12-01", "--policy", path).exit_code == 1


def test_without_a_model_every_row_of_the_book_is_listed(auditor: Auditor) -> None:
    said = auditor("prices", "--at", "2026-11-22").stdout
    assert all(name in said for name in ("anthropic", "openai", "azure", "aws", "google", "mistral", "cohere"))
