"""The prompt cache of ECONOMICS 4.2: what it holds, how often it hits, and what the prefix then costs."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from auditor.costs import Rates, arrivals, caching_rule
from auditor.costs.caching import cacheable, prefix
from auditor.costs.inputs import Array
from auditor.measures.economics.terms import terms
from auditor.model.agent import Model
from auditor.model.facts import Facts
from auditor.model.measurement import Known, Unknown
from tests.costs.cases import column, dollars, rates
from tests.fleets import facts_of, read_fleet, real_prices

MILLION_CALLS = 1_000_000


def factors(write: str, read: str, min_tokens: int = 0, block: int = 1, **figures: float) -> Rates[Array]:
    """Rates at an input price of $1 per million, so that prices are the factors of ECONOMICS."""
    return column(rates(input=1, read=float(read), write=float(write), min_tokens=min_tokens, block=block, **figures))


def cost(tokens: int, at: Rates[Array], hit_rate: float, *, is_optional: bool) -> Decimal:
    """USD per call of a prefix."""
    paid = prefix(np.array([[float(tokens)]]), at, np.array([[hit_rate]]), is_optional=is_optional)
    usd = paid.plain * at.input + paid.read * at.read + paid.written * at.write
    return dollars(usd.item() / 1e6)


@pytest.mark.parametrize(
    ("tokens", "min_tokens", "block", "held"),
    [
        (1023, 1024, 128, 0),
        (1024, 1024, 128, 1024),
        (1151, 1024, 128, 1024),
        (1152, 1024, 128, 1152),
        (511, 512, 1, 0),
        (512, 512, 1, 512),
        (1500, 512, 1, 1500),
        (0, 0, 1, 0),
        (63, 64, 64, 0),
        (200, 64, 64, 192),
    ],
)
def test_the_cache_holds_whole_blocks_from_its_minimum_on(tokens: int, min_tokens: int, block: int, held: int) -> None:
    at = factors("1", "0.1", min_tokens, block)
    assert held == cacheable(np.array([[float(tokens)]]), at).item()


@pytest.mark.parametrize(
    ("write", "read", "break_even"),
    [("1.25", "0.1", "0.217"), ("2", "0.1", "0.526"), ("1.25", "0.05", "0.208")],
)
def test_caching_pays_from_the_published_hit_rates(write: str, read: str, break_even: str) -> None:
    h = arrivals.break_even_rate(float(read), float(write))
    assert break_even == str(round(h, 3))
    at = factors(write, read, is_automatic=0)
    plain = cost(1_000_000, at, 0, is_optional=True)
    assert 1 == plain == cost(1_000_000, at, h - 0.001, is_optional=True)
    assert plain > cost(1_000_000, at, h + 0.001, is_optional=True)


def test_a_cache_that_nobody_may_switch_off_costs_its_write_surcharge_when_it_never_hits() -> None:
    asked, unasked = (factors("1.25", "0.1", is_automatic=automatic) for automatic in (0, 1))
    assert Decimal("1.25") == cost(1_000_000, asked, 0, is_optional=False)
    assert Decimal("1.25") == cost(1_000_000, unasked, 0, is_optional=True)
    assert 1 == cost(1_000_000, asked, 0, is_optional=True)


def test_a_prefix_under_the_minimum_is_paid_in_full_however_often_it_comes() -> None:
    at = factors("1.25", "0.1", min_tokens=1024)
    assert Decimal("0.001023") == cost(1023, at, 1, is_optional=False)


def test_tokens_behind_the_last_whole_block_are_paid_in_full() -> None:
    at = factors("1", "0.1", 1024, 128)
    paid = prefix(np.array([[1151.0]]), at, np.array([[0.75]]), is_optional=False)
    assert (127, 768, 256) == (paid.plain.item(), paid.read.item(), paid.written.item())


def test_without_known_terms_the_prefix_is_paid_in_full() -> None:
    paid = prefix(np.array([[5000.0]]), factors("1", "0.1", can_cache=0), np.array([[1.0]]), is_optional=False)
    assert (5000, 0, 0) == (paid.plain.item(), paid.read.item(), paid.written.item())


@pytest.mark.parametrize(
    ("calls", "minutes", "rate"),
    [
        (0, 5, "0"),
        (1_000, 5, "0.108"),
        (2_147, 5, "0.217"),  # where 5 minutes at a surcharge of 25 % begin to pay
        (358, 30, "0.217"),
        (545, 60, "0.526"),  # where an hour at twice the price begins to pay
        (1_000_000, 5, "1.000"),
    ],
)
def test_random_calls_hit_as_often_as_the_closed_form_says(calls: int, minutes: int, rate: str) -> None:
    assert float(rate) == round(arrivals.sliding(calls, minutes), 3)


@pytest.mark.parametrize(
    ("calls", "minutes", "session", "rate"),
    [
        (0, 5, (6, 9), "0.833"),  # only the first of six calls ever misses
        (42_000, 5, (6, 9), "0.982"),  # 1 - exp(-7,000 / 43,800 × 14) / 6
        (42_000, 5, (1, 0), "0.992"),  # sessions of one call are no sessions
        (42_000, 5, (0, 0), "0.992"),
    ],
)
def test_calls_in_sessions_find_what_the_first_of_them_wrote(
    calls: int, minutes: int, session: tuple[int, int], rate: str
) -> None:
    assert float(rate) == round(arrivals.sessions(calls, minutes, *session), 3)


def listed_rates(provider: str, name: str) -> Rates[Array]:
    """The rates of a real model from the book that users get."""
    model = Model(provider=provider, name=name)
    found = real_prices().of(model)
    assert isinstance(found, Known)
    billed = terms(found.value, model, Unknown("no word on batches"))
    assert isinstance(billed, Known)
    return column(billed.value.rates())


def test_trimming_a_prompt_below_the_minimum_makes_it_dearer() -> None:
    at = listed_rates("openai", "gpt-6.1-sol")
    long, short = (cost(tokens, at, 1, is_optional=False) * MILLION_CALLS for tokens in (1500, 900))
    assert (150, 1800) == (long, short)
    still, cheaper = (cost(tokens, at, 1, is_optional=False) * MILLION_CALLS for tokens in (75, 74))
    assert (150, 148) == (still, cheaper)


@pytest.mark.parametrize(
    ("provider", "name", "min_tokens", "minutes", "is_automatic"),
    [
        ("anthropic", "claude-sonnet-5-5", 512, 5, False),
        ("anthropic", "claude-opus-4-7", 2048, 5, False),
        ("anthropic", "claude-haiku-4-5", 4096, 5, False),
        ("openai", "gpt-6.1-sol", 1024, 30, True),
        ("openai", "gpt-4.1-mini", 1024, 5, True),
        ("azure", "gpt-4.1", 1024, 5, True),
        ("google", "gemini-3.5-flash", 4096, None, True),
        ("mistral", "mistral-large-4", 64, None, False),
    ],
)
def test_the_book_knows_how_providers_cache(
    provider: str,
    name: str,
    min_tokens: int,
    minutes: int | None,
    is_automatic: bool,  # noqa: FBT001  given by name
) -> None:
    rule = caching_rule(provider, name)
    assert isinstance(rule, Known)
    assert (min_tokens, is_automatic) == (rule.value.min_tokens, rule.value.is_automatic)
    ttl = rule.value.ttl_minutes
    assert minutes == (ttl.value if isinstance(ttl, Known) else None)
    assert rule.value.provenance.source
    assert rule.value.provenance.read


def test_a_provider_that_the_book_does_not_know_has_no_rule() -> None:
    rule = caching_rule("homegrown", "homegrown-1")
    assert isinstance(rule, Unknown)
    assert "no caching rule for homegrown homegrown-1" in rule.because


def priced(folder: Path, tools: int, traffic: dict[str, Any], **prices: float) -> Facts:
    """A Claude agent with a prefix of so many tool tokens and one word."""
    agent = {
        "id": "agent",
        "model": {"provider": "anthropic", "name": "claude-sonnet-5-5", "prices": prices},
        "prompt": {"text": "Hi", "tools_tokens": tools},
        "traffic": {"calls_per_month": 10_000, "user_tokens": 0, "output_tokens": 0, **traffic},
    }
    return facts_of(read_fleet(folder, [agent]))


def is_cached(facts: Facts) -> bool:
    return any("cache" in line.name and "not" not in line.name for line in facts.economics.option("cached").lines)


def test_a_negotiated_minimum_overrides_the_rule(tmp_path: Path) -> None:
    measured = {"cache_hit_rate": 0.9}
    assert not is_cached(priced(tmp_path, 300, measured))
    assert is_cached(priced(tmp_path, 300, measured, min_cacheable=256))
    assert not is_cached(priced(tmp_path, 3000, measured, min_cacheable=5000))


def test_a_negotiated_time_to_live_is_hit_more_often(tmp_path: Path) -> None:
    five, sixty = (
        priced(tmp_path, 3000, {}, **own).economics.option("cached").per_call for own in ({}, {"cache_ttl_minutes": 60})
    )
    assert five is not None
    assert sixty is not None
    assert sixty < five


def test_a_measured_hit_rate_outranks_the_modelled_one(tmp_path: Path) -> None:
    facts = priced(tmp_path, 3000, {"cache_hit_rate": 1})
    paid = facts.prompt.tokens + facts.prompt.tools_tokens
    assert paid * Decimal("0.1") / 1_000_000 == facts.economics.option("cached").per_call


def test_run_time_text_first_leaves_nothing_to_cache_until_it_is_moved_last(tmp_path: Path) -> None:
    text = "{{customer}}\n" + "Greet every caller by name and be kind.\n" * 200
    agent = {
        "id": "agent",
        "model": {"provider": "anthropic", "name": "claude-sonnet-5-5"},
        "prompt": {"text": text},
        "traffic": {"calls_per_month": 1_000_000, "user_tokens": 0, "output_tokens": 0, "cache_hit_rate": 0.02},
    }
    option = facts_of(read_fleet(tmp_path, [agent])).economics.option
    assert all("cache" not in line.name for line in option("prompted").lines if "not" not in line.name)
    prompted, cached = option("prompted").per_call, option("cached").per_call
    assert prompted is not None
    assert cached is not None
    assert cached < prompted / 10
