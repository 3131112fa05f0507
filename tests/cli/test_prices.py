"""`auditor prices`: what would be used, where it was read, what is too old or missing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Auditor

AT = ("--at", "2026-11-22")
MINI = ("prices", "gpt-4.1-mini", "--provider", "azure", *AT)


def words(text: str) -> str:
    return " ".join(text.split())


def test_a_model_is_shown_with_its_prices_rule_and_path(auditor: Auditor) -> None:
    said = words(auditor(*MINI).stdout)
    for part in (
        "azure gpt-4.1-mini, as of 2026-11-22",
        "input 0.4 USD/Mtok medium 2026-11-04 [1]",
        "batch prices prices unknown: no batch price is listed for azure gpt-4.1-mini; add model.prices.batch_input",
        "minimum 1,024 tokens medium 2026-11-22 [2]",
        "time to live 5 minutes",
        "tunable until 2027-04-14",
        "served until 2027-10-14",
        "hosting price 1.7 USD/h low 2026-11-22 [4] for each deployment",
        "training price unknown: no training price was found",
        "to try untuned gpt-5-nano",
        "sources [1] genai-prices",
    ):
        assert part in said


@pytest.mark.parametrize("model", [MINI[1:4], ("claude-sonnet-5-5",), ("gemini-3.6-flash",), ("gpt-99",), ()])
def test_no_line_is_wider_than_a_terminal(model: tuple[str, ...], auditor: Auditor) -> None:
    for more in ((), ("--check",)):
        assert all(len(line) <= 80 for line in auditor("prices", *model, *AT, *more).stdout.splitlines())


def test_an_announced_change_is_told_before_it_holds_and_not_after(auditor: Auditor) -> None:
    arguments = ("prices", "gemini-3.6-flash", "--provider", "google", "--at")
    before = words(auditor(*arguments, "2026-11-22").stdout)
    assert "input 0.75 USD/Mtok high 2026-11-04 [1] until 2026-12-31" in before
    assert "token prices from 2027-01-01 input 1.5 USD/Mtok" in before
    assert "batch prices from 2027-01-01 input 0.75 USD/Mtok" in before
    after = words(auditor(*arguments, "2027-02-01").stdout)
    assert ("prices from 2027" in after, "input 1.5 USD/Mtok" in after) == (False, True)


def test_a_price_by_the_hour_says_so(auditor: Auditor) -> None:
    assert "varies with the time of day" in words(auditor("prices", "deepseek-v4-pro", *AT).stdout)


def test_an_unknown_model_is_said_with_the_way_out(auditor: Auditor) -> None:
    result = auditor("prices", "gpt-99", "--provider", "acme")
    assert result.exit_code == 0
    said = words(result.stdout)
    assert "genai-prices knows no price for acme gpt-99; add model.prices.input and model.prices.output" in said
    assert "the price book has no caching rule for acme gpt-99" in said


def test_programs_get_every_field_of_every_figure(auditor: Auditor) -> None:
    figures = json.loads(auditor(*MINI, "--format", "json").stdout)
    found = {(figure["section"], figure["name"]): figure for figure in figures}
    hosting = found["tuning", "hosting price"]
    assert (hosting["value"], hosting["unit"], hosting["confidence"], hosting["read"]) == (
        "1.7",
        "USD/h",
        "low",
        "2026-11-22",
    )
    assert hosting["source"].startswith("MicrosoftDocs/azure-ai-docs")
    training = found["tuning", "training price"]
    assert (training["value"], training["source"]) == (None, None)
    assert "no training price was found" in training["because"]
    assert found["caching", "automatic"]["value"] is True
    assert found["caching", "minimum"]["value"] == "1024"
    google = json.loads(auditor("prices", "gemini-3.6-flash", *AT, "--format", "json").stdout)
    assert (google[0]["valid_from"], google[0]["valid_to"]) == (None, "2026-12-31")


@pytest.mark.parametrize(("day", "code"), [("2026-12-01", 0), ("2027-06-01", 1)])
def test_the_check_fails_once_the_book_is_old(day: str, code: int, auditor: Auditor) -> None:
    result = auditor("prices", "--check", "--at", day)
    assert (result.exit_code, "too old" in result.stdout) == (code, bool(code))
    assert "missing" in result.stdout


def test_the_check_says_what_is_missing_unsure_over_and_about_to_end(auditor: Auditor) -> None:
    said = words(auditor("prices", "--check", *AT).stdout)
    for part in (
        "tuning azure gpt-4.1*: training price, job minimum, storage price",
        "caching aws *nova*: minimum",
        "tuning openai *gpt-4.1-nano*: tunable until 2026-10-23, served until 2026-10-23",
        "ends within 90 days tuning openai gpt-4.1-mini*, ft:gpt-4.1-mini*: tunable until 2027-01-06",
        "0 figures read more than 90 days before 2026-11-22",
    ):
        assert part in said


def test_the_prices_of_genai_prices_grow_old_too(auditor: Auditor) -> None:
    result = auditor("prices", "--check", "--at", "2027-02-10")
    assert result.exit_code == 1
    assert "token prices genai-prices 0.2.3: all figures" in result.stdout
    assert "1 figure read more than 90 days" in words(result.stdout)


def test_the_check_of_a_model_is_about_its_own_figures(auditor: Auditor) -> None:
    result = auditor("prices", "gemini-3.6-flash", "--check", *AT, "--format", "json")
    assert result.exit_code == 0
    found = {(figure["section"], figure["name"]): figure["remarks"] for figure in json.loads(result.stdout)}
    assert found["token prices", "input"] == ["ends soon"]
    assert found["caching", "time to live"] == ["missing"]


def test_the_policy_says_what_is_old(auditor: Auditor, tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text("prices: {max_age_days: 3}", "utf-8")
    assert auditor("prices", "--check", "--at", "2026-12-01", "--policy", str(path)).exit_code == 1


def test_without_a_model_every_row_of_the_book_is_listed(auditor: Auditor) -> None:
    said = words(auditor("prices", *AT).stdout)
    for part in (
        "anthropic claude-opus-5-5*, claude-sonnet-5-5* (read 2026-11-22, confidence high)",
        "tuning anthropic *",
        "open models prime-intellect Qwen3.5-9B",
        "gpus runpod H100 SXM, secure",
        "smaller model claude-haiku-5-5",
        "missing training price, job minimum, storage price",
        "cohere",
        "mistral",
    ):
        assert part in said
