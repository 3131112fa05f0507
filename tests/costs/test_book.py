"""The project's own price book: every table, dated figures, and a reason for what is not known."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from auditor import costs
from auditor.costs import Row
from auditor.model.measurement import Known, Unknown
from tests.costs.asked import listed, number, path_of, rule_of, value
from tests.fleets import DAY

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
