"""The price book: who tunes what until when, open models, machines for rent, and the tables as a whole."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from genai_prices.data_snapshot import get_snapshot

from auditor import costs
from auditor.model.agent import Model
from auditor.model.measurement import Known, Unknown
from tests.costs.asked import listed, open_model, path_of, value
from tests.fleets import DAY, real_prices

# --- tuning


@pytest.mark.parametrize(
    ("provider", "model", "tunable", "served"),
    [
        ("openai", "gpt-4o", date(2027, 1, 6), date(2027, 1, 14)),
        ("openai", "gpt-4.1-nano-2025-04-14", date(2026, 10, 23), date(2026, 10, 23)),
        ("openai", "o4-mini", date(2026, 10, 23), date(2026, 10, 23)),
        ("openai", "gpt-3.5-turbo", date(2026, 10, 23), date(2026, 10, 23)),
        ("openai", "davinci-002", date(2026, 10, 23), date(2026, 10, 23)),
        ("azure", "gpt-4.1-nano", date(2027, 4, 14), date(2027, 10, 14)),
        ("azure", "gpt-4o-mini", None, date(2027, 10, 1)),
        ("azure", "o4-mini", None, date(2027, 10, 16)),
        ("aws", "amazon.nova-lite-v1:0", None, None),
        ("google", "gemini-3.5-flash-lite", None, None),
        ("google", "gemini-2.5-flash", date(2026, 10, 20), date(2026, 10, 20)),
    ],
)
def test_the_book_knows_until_when(provider: str, model: str, tunable: date | None, served: date | None) -> None:
    path = path_of(provider, model)
    assert (True, tunable, served) == (path.is_offered, path.tunable_until, path.served_until)


@pytest.mark.parametrize(
    ("provider", "model"),
    [
        ("anthropic", "claude-opus-5-5"),
        ("openai", "gpt-6-luna"),
        ("openai", "gpt-4o-audio-preview"),
        ("google", "gemini-3.6-flash"),
        ("mistral", "mistral-large-4"),
        ("cohere", "command-a"),
    ],
)
def test_the_book_knows_who_does_not(provider: str, model: str) -> None:
    assert not path_of(provider, model).is_offered


def test_a_month_of_hosting_has_730_hours() -> None:
    path = path_of("azure", "gpt-4.1")
    assert (Decimal("1.7"), Decimal(1241)) == (value(path.hosting_per_hour), value(path.hosting_per_month))
    assert isinstance(path.hosting_per_hour, Known)
    assert path.hosting_per_hour.provenance is not None
    assert "low" == path.hosting_per_hour.provenance.confidence
    assert 1 == path.adapters_per_deployment
    assert isinstance(path_of("fireworks", "kimi-k3").hosting_per_month, Unknown)


def test_adapters_share_a_deployment_that_is_paid_by_the_hour() -> None:
    path = path_of("fireworks", "accounts/fireworks/models/llama-v3p1-8b-instruct")
    assert ("per_hour", 100, Decimal(7)) == (path.serving, path.adapters_per_deployment, value(path.hosting_per_hour))
    assert (0, 0) == (value(path.input_factor), value(path.output_factor))
    together = path_of("together", "meta-llama/Meta-Llama-3.1-8B-Instruct-Turbo")
    assert (Decimal("3.99"), Decimal("0.48"), 0) == (
        value(together.hosting_per_hour),
        value(together.training_price),
        value(together.job_minimum),
    )
    assert isinstance(path_of("together", "meta-llama/Llama-3.3-70B-Instruct-Turbo").hosting_per_hour, Unknown)


def test_reinforcement_tuning_is_paid_by_the_hour() -> None:
    for provider in ("openai", "azure"):
        path = path_of(provider, "o4-mini")
        assert (("reinforcement",), Decimal(100)) == (path.methods, value(path.rft_per_hour))


def test_minimum_and_storage_of_a_job_are_known_where_they_are_stated() -> None:
    path = path_of("mistral", "mistral-small-latest")
    assert (Decimal(4), Decimal(2)) == (value(path.job_minimum), value(path.storage_per_month))


@pytest.mark.parametrize(
    ("provider", "model"),
    [
        ("openai", "gpt-4.1"),
        ("openai", "gpt-4.1-mini"),
        ("azure", "gpt-4.1"),
        ("google", "gemini-3.5-flash"),
        ("aws", "amazon.nova-pro-v1:0"),
        ("fireworks", "llama-v3p1-8b-instruct"),
    ],
)
def test_a_training_price_that_no_page_states_is_not_made_up(provider: str, model: str) -> None:
    assert isinstance(path_of(provider, model).training_price, Unknown)


def test_old_training_prices_are_of_low_confidence() -> None:
    fact = path_of("openai", "gpt-4o-mini").training_price
    assert isinstance(fact, Known)
    assert fact.provenance is not None
    assert (3, "low") == (fact.value, fact.provenance.confidence)


# --- alternatives


def test_there_is_an_open_model_for_every_kind_of_serving() -> None:
    found = costs.open_models(DAY)
    assert {"per_token", "per_hour", "self_hosted"} == {one.serving for one in found}
    assert ("0.2", "0.6", "0.6") == tuple(
        str(value(fact)) for fact in (found[0].input, found[0].output, found[0].training_price)
    )


def test_what_an_open_model_costs_is_unknown_where_nobody_says() -> None:
    output = open_model("alibaba").output
    assert isinstance(output, Unknown)
    assert "no output price was found for alibaba qwen3-14b" in output.because


def test_a_dedicated_deployment_is_shared_and_really_serves_so_much() -> None:
    found = open_model("fireworks")
    assert ("per_hour", 7, 100, 0) == (
        found.serving,
        value(found.hosting_per_hour),
        found.adapters_per_deployment,
        value(found.output),
    )
    assert isinstance(found.tokens_per_second, Known)
    assert found.tokens_per_second.value.low < found.tokens_per_second.value.high
    assert found.tokens_per_second.provenance is not None
    assert "low" == found.tokens_per_second.provenance.confidence


def test_machines_for_rent_are_listed_by_the_hour() -> None:
    prices = {(gpu.provider, gpu.name): value(gpu.price_per_hour) for gpu in costs.gpus(DAY)}
    assert Decimal("2.69") == prices["runpod", "H100 SXM, community"]
    assert Decimal("12.29") == prices["azure", "H100 SXM (ND)"]


@pytest.mark.parametrize(
    ("provider", "model", "smaller"),
    [
        ("anthropic", "claude-opus-5-5", "claude-haiku-5-5"),
        ("openai", "gpt-6.1-sol", "gpt-6-luna"),
        ("openai", "gpt-4.1-mini", "gpt-6-luna"),
        ("azure", "gpt-4.1", "gpt-5-nano"),
        ("aws", "amazon.nova-pro-v1:0", "amazon.nova-micro-v1:0"),
        ("aws", "us.anthropic.claude-sonnet-5-5", "global.anthropic.claude-haiku-5-5"),
        ("google", "gemini-3.6-flash", "gemini-3.5-flash-lite"),
        ("mistral", "mistral-large-4", "mistral-small-2603"),
    ],
)
def test_a_smaller_model_of_the_same_provider_is_named(provider: str, model: str, smaller: str) -> None:
    assert smaller == value(costs.smaller_model(provider, model, DAY))


@pytest.mark.parametrize(
    ("provider", "model", "because"),
    [
        ("anthropic", "claude-haiku-5-5", "it is the smallest"),
        ("openai", "gpt-5-nano", "it is among the smallest"),
        ("openai", "gpt-4o-audio-preview", "it is no plain text model"),
        ("homegrown", "homegrown-1", "names no smaller model"),
    ],
)
def test_where_no_smaller_model_is_named_it_is_said_why(provider: str, model: str, because: str) -> None:
    found = costs.smaller_model(provider, model, DAY)
    assert isinstance(found, Unknown)
    assert because in found.because


def test_every_smaller_model_is_priced_and_cheaper_than_what_it_stands_in_for() -> None:
    named: dict[tuple[str, str], set[str]] = {}
    for provider, name, prices in listed():
        smaller = value(costs.smaller_model(provider, name, DAY))
        if smaller is None:
            continue
        found = real_prices().of(Model(provider=provider, name=smaller))
        assert isinstance(found, Known), (provider, smaller)
        small = found.value
        assert small.model != name
        assert provider == small.provider
        cheaper = [value(small.input) <= value(prices.input), value(small.output) <= value(prices.output)]
        assert all(cheaper), (name, smaller)
        assert (value(small.input), value(small.output)) != (value(prices.input), value(prices.output)), name
        named.setdefault((provider, smaller), set()).add(name)
    assert {"anthropic", "openai", "azure", "aws", "google", "mistral"} == {provider for provider, _ in named}


# --- the book as a whole


def test_every_provider_that_somebody_prices_is_called_as_in_genai_prices() -> None:
    priced = {provider.id for provider in get_snapshot().providers}
    unpriced = {"nebius", "alibaba"}  # nobody prices them per token yet
    for table in ("caching", "tuning", "smaller"):
        assert {row.provider for row in costs.rows() if row.table == table} <= priced | unpriced


def test_the_rows_of_every_table_are_listed_with_what_they_lack() -> None:
    assert {"caching", "tuning", "open_models", "gpus", "smaller"} == {row.table for row in costs.rows()}
    azure = next(row for row in costs.rows() if row.table == "tuning" and row.provider == "azure")
    figures = {figure.name: figure.fact for figure in azure.figures(DAY)}
    assert isinstance(figures["training price"], Unknown)
    assert isinstance(figures["hosting price"], Known)


def test_a_pattern_that_an_earlier_row_hides_would_never_be_used() -> None:
    seen: dict[tuple[str, str, str], int] = {}
    for row in costs.rows():
        for pattern in row.models:
            key = (row.table, row.provider, pattern)
            seen[key] = seen.get(key, 0) + 1
    assert [] == [key for key, times in seen.items() if times > 1]
