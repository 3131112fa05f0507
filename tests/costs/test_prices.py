"""Token prices: dated, negotiated field by field, and unknown where nobody lists them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from auditor.costs import TokenPrices
from auditor.costs.prices import KINDS
from auditor.model.agent import Model
from auditor.model.measurement import Known, Unknown
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
