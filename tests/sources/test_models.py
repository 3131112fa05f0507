"""Models as other tools write them: what they name, and what the price book knows under that name."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.costs import PriceBook
from auditor.model.agent import Model
from auditor.model.measurement import Known
from auditor.sources.models import Named, model_of, named, provider_of


@pytest.mark.parametrize(
    ("text", "provider", "name"),
    [
        ("claude-sonnet-5-5", None, "claude-sonnet-5-5"),
        ("claude-sonnet-5-5[1m]", None, "claude-sonnet-5-5"),
        (" 'gpt-4.1' ", None, "gpt-4.1"),
        ("anthropic/claude-sonnet-4.5", "anthropic", "claude-sonnet-4.5"),
        ("anthropic:messages:claude-sonnet-5-5", "anthropic", "claude-sonnet-5-5"),
        ("openai:gpt-4.1", "openai", "gpt-4.1"),
        ("openai:chat:gpt-4o-mini", "openai", "gpt-4o-mini"),
        ("openai/gpt-4o-mini", "openai", "gpt-4o-mini"),
        ("vertexai/gemini-2.5-flash", "google", "gemini-2.5-flash"),
        ("googleai/gemini-2.5-flash", "google", "gemini-2.5-flash"),
        ("vertex_ai/claude-sonnet-4@20250514", "google", "claude-sonnet-4@20250514"),
        ("models/gemini-2.5-pro", "google", "gemini-2.5-pro"),
        ("projects/p/locations/us/publishers/google/models/gemini-2.5-pro", "google", "gemini-2.5-pro"),
        ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "aws", "us.anthropic.claude-sonnet-4-5-20250929-v1:0"),
        ("anthropic.claude-3-haiku-20240307-v1:0", "aws", "anthropic.claude-3-haiku-20240307-v1:0"),
        ("bedrock/us-west-2/anthropic.claude-3-haiku-20240307-v1:0", "aws", "anthropic.claude-3-haiku-20240307-v1:0"),
        ("bedrock:us.amazon.nova-lite-v1:0", "aws", "us.amazon.nova-lite-v1:0"),
        ("amazon-bedrock/us.amazon.nova-lite-v1:0", "aws", "us.amazon.nova-lite-v1:0"),
        ("arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0", "aws", "amazon.nova-pro-v1:0"),
        ("openrouter/anthropic/claude-sonnet-4.5", "openrouter", "anthropic/claude-sonnet-4.5"),
        ("groq/llama-3.1-8b-instant", "groq", "llama-3.1-8b-instant"),
        ("xai:grok-4.3", "x-ai", "grok-4.3"),
        ("meta-llama/Llama-3.1-8B-Instruct", None, "meta-llama/Llama-3.1-8B-Instruct"),
        ("ollama/llama3:8b", "ollama", "llama3:8b"),
        ("ft:gpt-4o-mini-2024-07-18:acme::abc123", None, "ft:gpt-4o-mini-2024-07-18:acme::abc123"),
    ],
)
def test_a_model_is_named_with_its_provider(text: str, provider: str | None, name: str) -> None:
    assert Named(provider, name) == model_of(text)


@pytest.mark.parametrize(
    ("text", "provider", "because"),
    [
        ("", None, "names no model"),
        ("inherit", None, "set elsewhere"),
        ("Default", None, "set elsewhere"),
        ("${MODEL}", None, "a variable"),
        ("$MODEL", None, "a variable"),
        ("{{model}}", None, "a variable"),
        ("azure/gpt-4o", "azure", "Azure deployment"),
        ("azure:chat:my-gpt", "azure", "Azure deployment"),
        ("file://provider.js", None, "a program"),
        ("python:call.py", None, "a program"),
        ("https://example.com/generate", None, "an address"),
        ("openai:assistant:asst_1", "openai", "a program"),
        ("arn:aws:bedrock:us-east-1:1:application-inference-profile/abc", "aws", "does not say which model"),
        ("projects/p/locations/us/endpoints/12", "google", "does not say which model"),
        ("openai:", "openai", "no model"),
        ("m" * 201, None, "longer than"),
    ],
)
def test_what_names_no_model_is_unknown_with_its_reason(text: str, provider: str | None, because: str) -> None:
    found = model_of(text)
    assert (provider, None) == (found.provider, found.name)
    assert because in found.because


@pytest.mark.parametrize(
    "text",
    [
        "claude-sonnet-5-5",
        "anthropic/claude-sonnet-4.5",
        "openai:gpt-4.1",
        "vertexai/gemini-2.5-flash",
        "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "bedrock/us.amazon.nova-lite-v1:0",
        "openrouter/anthropic/claude-sonnet-4.5",
        "groq/llama-3.1-8b-instant",
        "xai/grok-4.3",
        "mistral/codestral-2508",
        "fireworks_ai/accounts/fireworks/models/deepseek-v3p2",
        "vertex_ai/claude-sonnet-4-5@20250929",
    ],
)
def test_the_price_book_knows_the_model_under_that_name(text: str) -> None:
    book = PriceBook(date(2026, 11, 22), {})
    prices = book.of(Model.model_validate(model_of(text).declared))
    assert isinstance(prices, Known)
    assert isinstance(prices.value.input, Known)


def test_a_provider_that_stands_apart_is_translated() -> None:
    assert Named("google", "gemini-2.5-pro") == named("VertexAI", "gemini-2.5-pro")
    assert Named("openai", "gpt-4.1") == named("langgenius/openai/openai", "gpt-4.1")
    assert Named("groq", "openai/gpt-oss-120b") == named("groq", "openai/gpt-oss-120b")
    assert Named("aws", "us.anthropic.claude-x") == named("bedrock", "us.anthropic.claude-x")
    assert "azure" == named("azure_openai", "gpt-4o").provider
    assert named("azure_openai", "gpt-4o").name is None
    assert Named(None, "gpt-4o") == named(None, "gpt-4o")
    assert "homegrown" == provider_of("Homegrown")


@given(st.text() | st.text(alphabet=":/.-[]{}$ anthropiculs1", max_size=300))
def test_any_text_names_a_model_that_the_inventory_takes_or_none(text: str) -> None:
    for found in (model_of(text), named(text, text), named("openai", text)):
        assert (found.name is None) == bool(found.because)
        Model.model_validate(found.declared)
