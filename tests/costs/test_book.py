"""The project's own price book: every table, dated figures, and a reason for what is not known."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from genai_prices.data_snapshot import get_snapshot

from auditor import costs
from auditor.costs import CachingRule, OpenModel, PriceBook, Row, TokenPrices, TuningPath
from auditor.model.agent import Model
from auditor.model.measurement import Known, Measurement, Unknown
from tests.fleets import DAY, real_prices


def rule_of(provider: str, model: str, as_of: date | None = DAY) -> CachingRule:
    found = costs.caching_rule(provider, model, as_of)
    assert isinstance(found, Known)
    return found.value


def path_of(provider: str, model: str, as_of: date | None = DAY) -> TuningPath:
    found = costs.tuning_path(provider, model, as_of)
    assert isinstance(found, Known)
    return found.value


def open_model(provider: str) -> OpenModel:
    return next(one for one in costs.open_models(DAY) if one.provider == provider)


def value(fact: Measurement[Any]) -> Any:
    return fact.value if isinstance(fact, Known) else None


def number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


# --- one figure


TODAY = date(2026, 11, 22)
ROW: dict[str, Any] = {
    "provider": "acme",
    "models": ["*"],
    "source": "acme.example",
    "read": date(2026, 11, 1),
    "confidence": "high",
}


def row(**values: Any) -> Row:
    return Row("tuning", "acme", ("*",), ROW | values)


def test_a_bare_figure_inherits_where_its_row_was_read_and_has_the_unit_of_its_kind() -> None:
    fact = row(hosting_per_hour=3).amount("hosting_per_hour", TODAY)
    assert isinstance(fact, Known)
    assert (Decimal(3), "USD/h", "declared") == (fact.value, fact.unit, fact.basis)
    assert fact.provenance == row().provenance


def test_a_figure_may_have_a_source_of_its_own_and_inherits_what_it_does_not_say() -> None:
    own = {"value": 3, "source": "a rumour", "confidence": "low", "valid_to": date(2027, 1, 1), "note": "about"}
    fact = row(hosting_per_hour=own).amount("hosting_per_hour", TODAY)
    assert isinstance(fact, Known)
    assert fact.provenance is not None
    assert ("a rumour", "low", date(2026, 11, 1)) == (
        fact.provenance.source,
        fact.provenance.confidence,
        fact.provenance.read,
    )
    assert (date(2027, 1, 1), "about") == (fact.provenance.valid_to, fact.note)


DATED = [
    {"value": 2, "valid_to": TODAY},
    {"value": 3, "valid_from": TODAY + timedelta(days=1), "valid_to": TODAY + timedelta(days=9)},
]


@pytest.mark.parametrize(("days", "wanted"), [(-900, 2), (0, 2), (1, 3), (9, 3), (10, None)])
def test_of_several_figures_the_one_that_holds_on_the_day_is_taken(days: int, wanted: int | None) -> None:
    fact = row(input_factor=DATED).amount("input_factor", TODAY + timedelta(days=days), "acme-1")
    assert wanted == value(fact)
    if isinstance(fact, Unknown):
        assert (
            "the input factor of acme acme-1 is known until 2026-11-22 and from 2026-11-23 until 2026-12-01,"
            " not on 2026-12-02" == fact.because
        )


def test_without_a_day_the_first_figure_is_taken_however_old() -> None:
    assert 2 == value(row(input_factor=DATED).amount("input_factor", None))


def test_a_row_that_is_out_of_date_says_so() -> None:
    found = costs.caching_rule("aws", "anthropic.claude-haiku-4-5", date(2026, 1, 25))
    assert isinstance(found, Known)
    assert isinstance(found.value.long, Unknown)
    assert "known from 2026-01-26, not on 2026-01-25" in found.value.long.because
    assert value(rule_of("aws", "anthropic.claude-haiku-4-5", date(2026, 1, 26)).long)


def test_a_figure_nobody_states_says_what_is_missing_and_where_to_add_it() -> None:
    missing = path_of("azure", "gpt-4.1").training_price
    assert isinstance(missing, Unknown)
    assert "no training price was found for azure gpt-4.1; add it with its source to" in missing.because
    ttl = rule_of("google", "gemini-3.5-flash").ttl_minutes
    assert isinstance(ttl, Unknown)
    assert "add model.prices.cache_ttl_minutes to the inventory" in ttl.because


# --- caching


@pytest.mark.parametrize(
    ("provider", "model", "minutes", "renews", "write", "read", "long"),
    [
        ("anthropic", "claude-sonnet-5-5", "5", True, "1.25", "0.05", "60"),
        ("anthropic", "claude-fable-5-2", "5", True, "1.25", "0.025", "60"),
        ("anthropic", "claude-opus-5", "5", True, "1.25", "0.1", "60"),
        ("openai", "gpt-6.1-terra", "30", True, "1.25", "0.05", None),
        ("openai", "gpt-6-luna", "30", True, "1.25", "0.1", None),
        ("openai", "gpt-4o-mini", "5", True, "1", "0.5", None),
        ("openai", "gpt-5-mini", "5", True, "1", "0.1", "1440"),
        ("openai", "ft:gpt-4o-mini:acme::1", "5", True, "1", "0.5", None),
        ("azure", "gpt-5.6-luna", "30", True, "1.25", "0.1", None),
        ("aws", "us.anthropic.claude-sonnet-4-5-v1:0", "5", True, "1.25", "0.1", "60"),
        ("aws", "amazon.nova-lite-v1:0", "5", True, "1", "0.25", None),
        ("google", "gemini-4-argon", None, True, "1", "0.05", None),
        ("deepseek", "deepseek-v4-flash", None, True, "1", "0.02", None),
        ("mistral", "mistral-large-4", None, True, "1", "0.1", None),
        ("x-ai", "grok-4.6", None, True, "1", "0.25", None),
        ("minimax", "MiniMax-M3", None, True, "1", None, None),
        ("fireworks", "kimi-k3", None, True, "1", "0.5", None),
        ("openrouter", "google/gemini-3.5-flash", "5", False, "1", None, None),
    ],
)
def test_each_surface_caches_in_its_own_way(
    provider: str,
    model: str,
    minutes: str | None,
    renews: bool,  # noqa: FBT001  given by name
    write: str,
    read: str | None,
    long: str | None,
) -> None:
    rule = rule_of(provider, model)
    longer = value(rule.long)
    assert (number(minutes), renews, number(write), number(read), number(long)) == (
        value(rule.ttl_minutes),
        rule.renews,
        rule.write_factor,
        value(rule.read_factor),
        longer.ttl_minutes if longer else None,
    )


def test_a_cache_kept_as_an_object_costs_by_the_hour() -> None:
    assert Decimal("0.5") == value(rule_of("google", "gemini-3.6-flash").storage_price)
    assert Decimal("4.5") == value(rule_of("google", "gemini-2.5-pro").storage_price)


@cache
def listed() -> tuple[tuple[str, str, TokenPrices], ...]:
    """Every model of genai-prices that is priced per token, with its prices."""
    book, found = PriceBook(DAY, {}), []
    for provider in get_snapshot().providers:
        for model in provider.models:
            prices = book.of(Model(provider=provider.id, name=model.id))
            if isinstance(prices, Known):
                found.append((provider.id, model.id, prices.value))
    return tuple(found)


@pytest.mark.parametrize("provider", ["anthropic", "openai", "aws", "google", "x-ai"])
def test_the_book_agrees_with_the_listed_prices_of_caching(provider: str) -> None:
    checked = 0
    for owner, name, prices in listed():
        rule = value(costs.caching_rule(provider, name, DAY)) if owner == provider else None
        if rule is None or not value(prices.input) or "image" in name:  # pictures are priced on terms of their own
            continue
        longer = value(rule.long)
        pairs = [
            (prices.cache_read, value(rule.read_factor)),
            (prices.cache_write, rule.write_factor),
            (prices.cache_write_long, longer.write_factor if longer else None),
        ]
        for price, factor in pairs:
            if isinstance(price, Known) and factor is not None:
                checked += 1
                assert abs(price.value / value(prices.input) - factor) < Decimal("0.002"), name
    assert checked


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
