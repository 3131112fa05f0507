"""Figures and words that all reports for people share."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.costs import INPUTS
from auditor.model.money import Range
from auditor.model.policy import ScalePays
from auditor.model.run import Run, cost_today
from auditor.reporters import words
from tests.fleets import read_fleet, ready, run_of

AMOUNTS = st.decimals(min_value=-(10**18), max_value=10**18, allow_nan=False, allow_infinity=False)
SCALE = {"": 1, "k": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("0", "$0"),
        ("0.00", "$0"),
        ("0.0000123", "$0.000012"),
        ("0.5", "$0.50"),
        ("3.456", "$3.5"),
        ("9.96", "$10"),
        ("42", "$42"),
        ("987", "$990"),
        ("999.9", "$1.0k"),
        ("1849", "$1.8k"),
        ("12345", "$12k"),
        ("99500", "$100k"),
        ("999999", "$1.0M"),
        ("2.5e9", "$2.5B"),
        ("1.2e13", "$12T"),
        ("1.2e15", "$1,200T"),
        ("-12.3", "−$12"),
    ],
)
def test_amounts_have_two_digits(amount: str, shown: str):
    assert words.usd_point(Decimal(amount)) == shown


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [
        ("1800", "2400", "$1.8k–2.4k"),
        ("800", "1234", "$800–1.2k"),
        ("0", "12", "$0–12"),
        ("2401", "2402", "$2.4k"),
        ("-40", "770", "−$40 to $770"),
        ("-40", "-3", "−$40 to −$3.0"),
    ],
)
def test_ranges(low: str, high: str, shown: str):
    assert words.usd(Range.between(low, high)) == shown


def test_unknown_is_a_word_and_never_zero():
    assert words.usd(None) == words.usd_point(None) == "unknown"


@given(AMOUNTS)
def test_an_amount_reads_as_itself_to_two_digits(amount: Decimal):
    shown = words.usd_point(amount)
    number = shown.removeprefix("−").removeprefix("$")
    letter = number[-1] if number[-1].isalpha() else ""
    read = Decimal(number.removesuffix(letter).replace(",", "")) * SCALE[letter]
    assert shown.startswith("−") == (amount < 0)
    assert (read == 0) == (amount == 0)
    assert abs(read - abs(amount)) <= abs(amount) / 20


@given(AMOUNTS, AMOUNTS)
def test_any_range_can_be_said(one: Decimal, other: Decimal):
    shown = words.usd(Range.of([one, one, other]))
    assert words.usd_point(min(one, other)) in shown


@pytest.mark.parametrize(
    ("part", "shown"),
    [("0", "0 %"), ("0.0001", "<1 %"), ("0.125", "13 %"), ("0.994", "99 %"), ("0.9999", ">99 %"), ("1", "100 %")],
)
def test_shares_are_never_rounded_to_none_or_all(part: str, shown: str):
    assert words.share(Decimal(part)) == shown


@pytest.mark.parametrize(
    ("amount", "exact", "price", "whole"),
    [
        ("0", "$0", "$0", "$0"),
        ("0.0000123456789", "$0.0000123457", "$0.0000123457", "$0.0000123457"),
        ("0.355673", "$0.36", "$0.355673", "$0.36"),
        ("85.103333", "$85.10", "$85.1033", "$85.10"),
        ("1241", "$1,241", "$1,241", "$1,241"),
        ("-1234567.891", "−$1,234,567.89", "−$1,234,568", "−$1,234,568"),
        ("2.5e9", "$2,500,000,000", "$2,500,000,000", "$2.5B"),
    ],
)
def test_amounts_to_reckon_with(amount: str, exact: str, price: str, whole: str):
    told = Decimal(amount)
    assert (words.usd_exact(told), words.price(told), words.usd_whole(told)) == (exact, price, whole)


@given(AMOUNTS)
def test_a_price_reads_as_itself_to_six_digits(amount: Decimal):
    read = Decimal(words.price(amount).replace("−", "-").replace("$", "").replace(",", ""))
    assert abs(read - amount) <= abs(amount) * Decimal("0.000005")


@pytest.mark.parametrize(
    ("name", "value", "exact", "short"),
    [
        ("cache_hit_rate", "0.934225", "93.4225 %", "93 %"),
        ("growth_per_month", "-0.02", "−2 %", "−2 %"),
        ("project_cost", "15000", "$15,000", "$15k"),
        ("calls_per_month", "4213600", "4,213,600", "4.2M"),
        ("retrain_every_months", "9.5", "9.5", "9.5"),
        ("price_level", "0.7", "0.7", "0.7"),
    ],
)
def test_inputs_read_in_their_own_unit(name: str, value: str, exact: str, short: str):
    assert (words.input_value(name, Decimal(value)), words.input_end(name, Decimal(value))) == (exact, short)


def test_months():
    assert [words.months(Decimal(number)) for number in ("1", "9.73", "12.0")] == [
        "1 month",
        "9.73 months",
        "12 months",
    ]


def test_the_units_of_inputs_name_inputs():
    policy = set(ScalePays.model_fields)
    assert words.SHARES | words.MONEY <= set(INPUTS) | policy | {"batch_share"}


def test_counts():
    assert words.count(1234567) == "1,234,567"
    assert [words.several(number, "agent") for number in (0, 1, 1200)] == ["0 agents", "1 agent", "1,200 agents"]


def test_clean_disarms():
    assert words.clean("a\tb\r\nc\nd\u2028e") == "a b c d e"
    assert words.clean("\x1b[31mred\x1b[0m\x9b0m\x07\x00\x7f") == "�[31mred�[0m�0m���"
    assert words.clean("\u202eevil\u2066x\u2069") == "�evil�x�"
    assert words.clean("\ud800 \udc80") == "� �"
    assert words.clean("👩‍👩‍👧 ünï ﷽ עברית") == "👩‍👩‍👧 ünï ﷽ עברית"


@given(st.text(st.characters(exclude_categories=())))
def test_clean_text_is_one_printable_line(text: str):
    shown = words.clean(text)
    shown.encode()
    assert len(shown.splitlines()) <= 1
    assert not {unicodedata.category(char) for char in shown} & {"Cc", "Cs", "Zl", "Zp"}
    assert words.clean(shown) == shown


def test_clipped():
    assert words.clipped("short", 5) == "short"
    assert words.clipped("longer text", 8) == "longer…"


def test_answer_of_the_example_fleets(proptech: Run, tuned: Run):
    known = len(proptech.costed)
    assert f"{known} of 87 agents cost {words.usd(proptech.monthly_cost)} a month" in words.answer(proptech)
    crossed = sum(words.is_crossed(audited) for audited in proptech.agents)
    advised = sum(audited.verdict.family.id == "fine-tune" for audited in proptech.agents)
    assert crossed > 1 and advised > 1  # noqa: PT018
    assert f"past its break-even for {crossed} agents and advised for {advised}" in words.answer(proptech)
    assert "what the other one costs is unknown" in words.answer(tuned)
    assert words.answer(tuned).endswith("; 4 agents hold changing facts in weights.")


def test_answer_where_nothing_is_known(empty_handed: Run):
    said = words.answer(empty_handed)
    assert said == "What 1 agent costs is unknown; no saving is known; tuning is past its break-even for no agent."


def test_answer_where_all_is_known(tmp_path):
    said = words.answer(run_of(read_fleet(tmp_path, [ready(id="a")])))
    assert said.startswith("1 agent costs $")
    assert "unknown" not in said


def test_answer_is_one_clean_line(run: Run):
    said = words.answer(run)
    assert words.clean(said) == said
    assert "$0" not in said or len(run.costed) > 0


def test_why_unknown_gives_a_reason(run: Run):
    for audited in run.agents:
        if cost_today(audited) is None:
            assert words.why_unknown(audited)
