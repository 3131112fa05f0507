"""Which tokenizer family a model's name stands for, with its ratio and error."""

from __future__ import annotations

from decimal import Decimal

import pytest

from auditor.tokens import Family, family_of

EXACT = ("1", "0")
LATER = ("1", "0.2")
CLAUDE_3 = ("1.147", "0.093")
CLAUDE_47 = ("1.645", "0.192")
UNMEASURED = ("1", "0.2")
UNKNOWN = ("1", "0.645")


@pytest.mark.parametrize(
    ("model", "encoding", "figures"),
    [
        ("gpt-4o", "o200k_base", EXACT),
        ("gpt-4o-mini-2024-07-18", "o200k_base", EXACT),
        ("gpt-4.1-mini", "o200k_base", EXACT),
        ("ft:gpt-4.1-mini-2025-04-14:proptech::abc", "o200k_base", EXACT),
        ("GPT-4.1", "o200k_base", EXACT),
        ("gpt-5-nano", "o200k_base", EXACT),
        ("o3-mini", "o200k_base", EXACT),
        ("o1", "o200k_base", EXACT),
        ("openai/gpt-4o", "o200k_base", EXACT),
        ("gpt-4", "cl100k_base", EXACT),
        ("gpt-4-turbo", "cl100k_base", EXACT),
        ("gpt-3.5-turbo-0125", "cl100k_base", EXACT),
        ("gpt-35-turbo", "cl100k_base", EXACT),
        ("ft:gpt-3.5-turbo-0125:x", "cl100k_base", EXACT),
        ("gpt-6-luna", "o200k_base", LATER),
        ("gpt-6.1-sol", "o200k_base", LATER),
        ("claude-3-5-haiku", "o200k_base", CLAUDE_3),
        ("claude-3-5-haiku-20241022", "o200k_base", CLAUDE_3),
        ("claude-3-opus-20240229", "o200k_base", CLAUDE_3),
        ("claude-opus-4-20250514", "o200k_base", CLAUDE_3),
        ("claude-opus-4-1-20250805", "o200k_base", CLAUDE_3),
        ("claude-haiku-4-5", "o200k_base", CLAUDE_3),
        ("claude-opus-4-6", "o200k_base", CLAUDE_3),
        ("claude-opus-4-7", "o200k_base", CLAUDE_47),
        ("claude-opus-4.7", "o200k_base", CLAUDE_47),
        ("claude-opus-4-8", "o200k_base", CLAUDE_47),
        ("claude-sonnet-5", "o200k_base", CLAUDE_47),
        ("claude-sonnet-5-5", "o200k_base", CLAUDE_47),
        ("claude-opus-5-5-20261001", "o200k_base", CLAUDE_47),
        ("us.anthropic.claude-opus-4-7-20260401-v1:0", "o200k_base", CLAUDE_47),
        ("anthropic.claude-3-haiku-20240307-v1:0", "o200k_base", CLAUDE_3),
        ("claude", "o200k_base", UNKNOWN),
        ("llama-3.3-70b-instruct", "o200k_base", ("0.997", "0.034")),
        ("meta-llama/Llama-3.1-8B", "o200k_base", ("0.997", "0.034")),
        ("qwen3-14b", "o200k_base", ("1.039", "0.111")),
        ("Qwen/Qwen3.5-9B", "o200k_base", ("1.039", "0.111")),
        ("mistral-large-4", "o200k_base", ("1.073", "0.104")),
        ("codestral-2508", "o200k_base", ("1.073", "0.104")),
        ("mixtral-8x7b", "o200k_base", ("1.073", "0.104")),
        ("gemini-3.5-flash", "o200k_base", UNMEASURED),
        ("amazon.nova-pro-v1:0", "o200k_base", UNMEASURED),
        ("command-a", "o200k_base", UNMEASURED),
        (None, "o200k_base", UNKNOWN),
    ],
)
def test_a_models_name_tells_its_family(model: str | None, encoding: str, figures: tuple[str, str]) -> None:
    family = family_of(model)
    assert (encoding, *map(Decimal, figures)) == (family.encoding, family.ratio, family.error)


@pytest.mark.parametrize("model", ["gemini-3.5-flash", "amazon.nova-pro-v1:0", "gpt-6-luna", None, "claude"])
def test_a_family_that_was_not_measured_says_so(model: str | None) -> None:
    assert family_of(model).note


@pytest.mark.parametrize(
    ("model", "version"), [("claude-3-5-haiku", "3.0"), ("claude-opus-4-6", "3.0"), ("claude-sonnet-5-5", "4.8")]
)
def test_claudes_families_know_which_of_its_tokenizers_can_be_reconstructed(model: str, version: str) -> None:
    assert version == family_of(model).claude_version


def test_only_a_family_without_an_error_is_exact() -> None:
    assert (True, False) == (Family("own").is_exact, Family("other", error=Decimal("0.1")).is_exact)


def test_the_error_of_an_unknown_model_covers_the_dearest_family() -> None:
    assert family_of(None).error == max(family_of(name).ratio for name in ("claude-sonnet-5-5", "qwen3-14b")) - 1
