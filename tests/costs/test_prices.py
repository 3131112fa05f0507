"""Token prices: dated, negotiated field by field, and unknown where nobody lists them."""

from __future__ import annotations

import sys
from datetime import date
from decimal import Decimal

import pytest

from auditor.costs import PriceBook, TokenPrices
from auditor.costs.prices import KINDS
from auditor.model.agent import Model, Prices
from auditor.model.measurement import Known, Unknown, known
from tests.fleets import DAY, MEMORY, FakePrices, real_prices


def prices_of(as_of: date = DAY, **model: object) -> TokenPrices:
    found = real_prices(as_of).of(Model.model_validate(model))
    assert isinstance(found, Known)
    return found.value


def figures(prices: TokenPrices) -> list[Decimal | None]:
    facts = [getattr(prices, kind) for kind in KINDS]
    return [fact.value if isinstance(fact, Known) else None for fact in facts]


SONNET = {"provider": "anthropic", "name": "claude-sonnet-5-5"}


def test_listed_prices_are_exact() -> None:
    assert [Decimal(2), Decimal(10), Decimal("0.1"), Decimal("2.5")] == figures(prices_of(**SONNET))


def test_a_price_says_where_it_was_read_and_as_of_when() -> None:
    price = prices_of(**SONNET).input
    assert isinstance(price, Known)
    assert "USD/Mtok" == price.unit
    assert "genai-prices" in price.note
    assert "as of 2026-11-22" in price.note
    assert DAY == prices_of(**SONNET).as_of


def test_a_price_that_is_not_listed_is_unknown_and_not_zero() -> None:
    write = prices_of(provider="openai", name="gpt-4.1-mini").cache_write
    assert isinstance(write, Unknown)
    assert "no cache write price is listed for openai gpt-4.1-mini" in write.because


@pytest.mark.parametrize(
    ("day", "price"),
    [(DAY, "0.75"), (date(2026, 12, 31), "0.75"), (date(2027, 1, 1), "1.5"), (date(2027, 6, 1), "1.5")],
)
def test_a_price_that_is_announced_for_a_day_holds_from_that_day_on(day: date, price: str) -> None:
    assert Decimal(price) == figures(prices_of(day, provider="google", name="gemini-3.6-flash"))[0]


@pytest.mark.parametrize("kind", KINDS)
def test_a_negotiated_price_overrides_its_own_field_and_no_other(kind: str) -> None:
    listed = dict(zip(KINDS, figures(prices_of(**SONNET)), strict=True))
    own = dict(zip(KINDS, figures(prices_of(**SONNET, prices={kind: 0.07})), strict=True))
    assert listed | {kind: Decimal("0.07")} == own


def test_a_negotiated_price_says_that_it_is_one() -> None:
    price = prices_of(**SONNET, prices={"output": 8}).output
    assert isinstance(price, Known)
    assert "negotiated" in price.note


def test_a_negotiated_price_of_zero_is_a_price() -> None:
    assert Decimal(0) == figures(prices_of(**SONNET, prices={"cache_read": 0}))[2]


def test_negotiated_input_and_output_prices_are_enough_for_a_model_nobody_lists() -> None:
    own = prices_of(provider="homegrown", name="homegrown-1", prices={"input": 1, "output": 2})
    assert [Decimal(1), Decimal(2), None, None] == figures(own)


@pytest.mark.parametrize("own", [{}, {"input": 1}, {"output": 1}, {"cache_read": 1, "cache_write": 1}])
def test_less_than_that_leaves_a_model_nobody_lists_unpriced(own: dict[str, float]) -> None:
    model = Model.model_validate({"provider": "homegrown", "name": "homegrown-1", "prices": own})
    found = real_prices().of(model)
    assert isinstance(found, Unknown)
    assert "homegrown homegrown-1" in found.because


def test_a_model_that_is_not_declared_has_no_price() -> None:
    found = real_prices().of(Model())
    assert isinstance(found, Unknown)
    assert "the model is not declared" in found.because


# --- where a price comes from


def test_a_listed_price_carries_its_source_and_how_long_it_holds() -> None:
    price = prices_of(provider="google", name="gemini-3.6-flash").input
    assert isinstance(price, Known)
    assert price.provenance is not None
    assert (None, date(2026, 12, 31)) == (price.provenance.valid_from, price.provenance.valid_to)
    assert ("high", date(2026, 11, 4)) == (price.provenance.confidence, price.provenance.read)
    assert price.provenance.source.endswith("google gemini-3.6-flash")
    later = prices_of(date(2027, 3, 1), provider="google", name="gemini-3.6-flash").input
    assert isinstance(later, Known)
    assert later.provenance is not None
    assert (date(2027, 1, 1), None) == (later.provenance.valid_from, later.provenance.valid_to)


def test_a_price_holds_until_it_changes_and_not_until_something_else_does() -> None:
    prices = prices_of(provider="google", name="gemini-4-argon")
    assert isinstance(prices.batch, Known)
    for price in (prices.input, prices.batch.value.input):
        assert isinstance(price, Known)
        assert price.provenance is not None
        assert date(2026, 11, 30) == price.provenance.valid_to


def test_the_price_of_another_provider_is_less_sure() -> None:
    price = prices_of(provider="azure", name="gpt-4.1").input
    assert isinstance(price, Known)
    assert price.provenance is not None
    assert "medium" == price.provenance.confidence
    assert "for want of a price by azure itself" in price.note


def test_a_price_by_the_hour_says_that_it_varies() -> None:
    price = prices_of(provider="deepseek", name="deepseek-v4-pro").input
    assert isinstance(price, Known)
    assert "varies with the time of day" in price.note


def test_a_negotiated_price_comes_from_the_inventory() -> None:
    price = prices_of(**SONNET, prices={"output": 8}).output
    assert isinstance(price, Known)
    assert price.provenance is not None
    assert ("the inventory, model.prices", DAY) == (price.provenance.source, price.provenance.read)


@pytest.mark.parametrize(
    ("model", "kind", "remedy"),
    [
        ({"provider": "cohere", "name": "command-a"}, "cache_read", "add model.prices.cache_read to the inventory"),
        ({"provider": "openai", "name": "gpt-4o"}, "cache_write", "add model.prices.cache_write to the inventory"),
        (
            {"provider": "cohere", "name": "command-a"},
            "batch",
            "no batch price is listed for cohere command-a; add model.prices.batch_input and model.prices.batch_output",
        ),
    ],
)
def test_what_is_not_listed_is_said_with_the_way_out(model: dict[str, str], kind: str, remedy: str) -> None:
    fact = getattr(prices_of(**model), kind)
    assert isinstance(fact, Unknown)
    assert remedy in fact.because


def test_a_fee_beside_the_input_price_is_no_price_of_a_cache_write() -> None:
    write = prices_of(provider="openrouter", name="google/gemini-3.5-flash").cache_write
    assert isinstance(write, Unknown)
    assert "is a fee beside the input price" in write.because


def test_an_hour_in_the_cache_has_a_price_of_its_own() -> None:
    assert Decimal(4) == known(prices_of(**SONNET).cache_write_long)
    assert isinstance(prices_of(provider="openai", name="gpt-6-luna").cache_write_long, Unknown)


# --- in a batch


def batch_of(as_of: date = DAY, **model: object) -> tuple[Decimal | None, ...] | str:
    batch = prices_of(as_of, **model).batch
    if isinstance(batch, Unknown):
        return batch.because
    return tuple(known(fact) for fact in (batch.value.input, batch.value.output, batch.value.cache_read))


def test_a_batch_has_prices_of_its_own() -> None:
    assert (Decimal(1), Decimal(5), Decimal("0.05")) == batch_of(**SONNET)


def test_a_cache_read_in_a_batch_keeps_the_standard_price_where_no_other_is_listed() -> None:
    assert (Decimal("0.2"), Decimal("0.8"), Decimal("0.1")) == batch_of(provider="openai", name="gpt-4.1-mini")


@pytest.mark.parametrize(
    ("provider", "name"), [("cohere", "command-a"), ("aws", "amazon.nova-pro-v1:0"), ("azure", "gpt-4.1")]
)
def test_a_model_without_a_batch_rate_is_not_given_the_standard_one(provider: str, name: str) -> None:
    """genai-prices would answer with the standard price, or with that of another provider."""
    assert f"no batch price is listed for {provider} {name}" in batch_of(provider=provider, name=name)


def test_a_batch_price_holds_from_its_first_day_on() -> None:
    assert "no batch price" in batch_of(date(2026, 10, 13), **SONNET)
    assert isinstance(batch_of(date(2026, 10, 14), **SONNET), tuple)


def test_a_batch_price_may_be_negotiated() -> None:
    own = {"batch_input": 0.5, "batch_output": 2}
    assert (Decimal("0.5"), Decimal(2), None) == batch_of(provider="cohere", name="command-a", prices=own)
    assert (Decimal("0.5"), Decimal(5), Decimal("0.05")) == batch_of(**SONNET, prices={"batch_input": 0.5})
    assert "no batch price" in batch_of(provider="cohere", name="command-a", prices={"batch_input": 0.5})


# --- announced changes

FLASH = Model(provider="google", name="gemini-3.6-flash")


def inputs(model: Model, months: int, as_of: date = DAY) -> list[tuple[date, Decimal | None]]:
    return [(period.starts, known(period.prices.input)) for period in real_prices(as_of).periods(model, months)]


def test_an_announced_change_begins_a_period() -> None:
    assert [(DAY, Decimal("0.75")), (date(2027, 1, 1), Decimal("1.5"))] == inputs(FLASH, 12)
    later = real_prices().periods(FLASH, 12)[1].prices
    assert isinstance(later.batch, Known)
    assert (date(2027, 1, 1), Decimal("0.75")) == (later.as_of, known(later.batch.value.input))


@pytest.mark.parametrize(("months", "count"), [(0, 1), (1, 1), (2, 2), (60, 2)])
def test_a_change_beyond_the_horizon_is_left_out(months: int, count: int) -> None:
    assert count == len(inputs(FLASH, months))


def test_after_the_change_nothing_more_is_announced() -> None:
    assert [(date(2027, 1, 1), Decimal("1.5"))] == inputs(FLASH, 12, date(2027, 1, 1))


def test_a_negotiated_price_holds_through_every_change() -> None:
    own = FLASH.model_copy(update={"prices": Prices.model_validate({"input": 0.6})})
    found = real_prices().periods(own, 12)
    assert [Decimal("0.6")] * 2 == [known(period.prices.input) for period in found]
    assert [Decimal("3.75"), Decimal("7.5")] == [known(period.prices.output) for period in found]


def test_where_every_price_is_negotiated_nothing_changes() -> None:
    every = dict.fromkeys(("input", "output", "cache_read", "cache_write"), 1)
    own = Prices.model_validate(every | {"batch_input": 1, "batch_output": 1})
    found = real_prices().periods(FLASH.model_copy(update={"prices": own}), 12)
    assert [DAY, date(2027, 1, 1)] == [period.starts for period in found]  # the cache read in a batch still does
    plain = Model.model_validate({"provider": "homegrown", "name": "homegrown-1", "prices": every})
    assert 1 == len(real_prices().periods(plain, 12))


def test_a_model_without_a_price_has_no_periods() -> None:
    assert () == real_prices().periods(Model(provider="homegrown", name="homegrown-1"), 12)


def test_what_is_remembered_is_not_looked_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    memory: dict[str, str] = {}
    first = PriceBook(DAY, memory)
    wanted = first.of(FLASH), first.periods(FLASH, 12)
    monkeypatch.setitem(sys.modules, "genai_prices.data_snapshot", None)  # an import would fail
    again = PriceBook(DAY, memory)
    assert wanted == (again.of(FLASH), again.periods(FLASH, 12))


def test_a_model_is_found_by_its_name_alone() -> None:
    assert "anthropic" == prices_of(name="claude-sonnet-5-5").provider


def test_a_look_up_is_remembered_by_day_and_edition() -> None:
    first, again, later = real_prices(), real_prices(), real_prices(date(2027, 1, 1))
    gemini = Model(provider="google", name="gemini-3.6-flash")
    assert first.of(gemini) == again.of(gemini)
    assert first.of(gemini) != later.of(gemini)
    assert any("2026-11-22" in key and first.edition in key for key in MEMORY)


def test_the_edition_of_the_prices_is_named_by_a_digest() -> None:
    assert real_prices().sha256 == real_prices(date(2027, 1, 1)).sha256
    assert 64 == len(real_prices().sha256)


def test_the_fake_book_keeps_to_the_same_terms_as_the_real_one() -> None:
    for book in (FakePrices(), real_prices()):
        assert DAY == book.as_of
        assert book.edition
        assert book.sha256
        assert isinstance(book.of(Model(name="nobody-knows-me")), Unknown)
        assert isinstance(book.of(Model(provider="openai", name="gpt-4.1-mini")), Known)
