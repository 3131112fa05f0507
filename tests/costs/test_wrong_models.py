"""Published cases that reproduce with a wrong model or wrong data, or not at all: which line of ours differs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from auditor.costs import tuning_path
from auditor.model.estimate import BreakEven, Line
from auditor.model.measurement import Known, known
from tests.costs.cases import call, case, judged, layout, options_of, premium, rates, today
from tests.costs.test_oracles import BY_ID
from tests.costs.worked import line, line_of

MILLION = 1_000_000


def premium_of(name: str) -> float:
    """The book's multiple of a tuned model's price."""
    path = tuning_path("openai", name)
    assert isinstance(path, Known)
    assert known(path.value.input_factor) == known(path.value.output_factor)
    return float(known(path.value.input_factor) or 0)


# --- B5: "fine-tuning gpt-4o-mini pays from 230,000 calls"

MINI = rates(input=0.15, output=0.60, read=0.075, write=0.15, min_tokens=1024, block=128)
CACHE_OFF: dict[str, Any] = {"base": MINI._replace(can_cache=0), "now": today(is_cached=0)}
CACHE_ON: dict[str, Any] = {"base": MINI, "cache_hit_rate": 1}


def dev_toolbox(output: float, user: float = 0, around: dict[str, Any] = CACHE_OFF, factor: float = 0) -> BreakEven:
    """1,900 prompt tokens that become 100, for $62, at the premium that the book has for gpt-4o-mini."""
    times = factor or premium_of("gpt-4o-mini")
    own = {"fine_tuned": premium(around["base"], times, times)}
    traffic = {"user_tokens": user, "output_tokens": output, "project_cost": 62}
    return judged(case(**around, own=own, prompt=layout(1900, 1800), **traffic))


def test_b5_reproduces_only_without_premium_and_without_answers() -> None:
    assert 229_630 == round(dev_toolbox(0, factor=1).calls_to_repay or 0)
    assert 2 == premium_of("gpt-4o-mini")
    assert 243_137 == round(dev_toolbox(0).calls_to_repay or 0)  # the 100 tokens that are left carry the premium


@pytest.mark.parametrize(
    ("user", "most"),
    [
        (0, 425),  # (1,900 × 0.15 - 100 × 0.30) / 0.60
        (100, 400),
        (1000, 175),
    ],
)
def test_b5_never_pays_with_answers_of_any_length_once_the_premium_is_on_all_tokens(user: int, most: int) -> None:
    """The note of the case has 450 tokens: that is without the premium on the prompt that is left."""
    assert dev_toolbox(most - 1, user).calls_to_repay is not None
    found = dev_toolbox(most + 1, user)
    assert ("never", None) == (found.crossed, found.calls_to_repay)
    assert "the prices of the tuned model cost" in found.killed_by
    assert "never" == dev_toolbox(451).crossed


def test_b5_the_lines_that_the_published_case_leaves_out() -> None:
    told = options_of(
        case(**CACHE_OFF, own={"fine_tuned": premium(CACHE_OFF["base"], 2, 2)}, prompt=layout(1900, 1800))
    )
    prompted, tuned = told["prompted"], told["fine_tuned"]
    assert line(tuned, "output") - line(prompted, "output") == Decimal("0.60") * 300 / MILLION
    assert (
        line(tuned, "input behind the prefix") - line(prompted, "input behind the prefix")
        == Decimal("0.15") * 500 / MILLION
    )


def test_b5_never_pays_against_a_cached_prompt_with_answers_of_two_hundred_tokens() -> None:
    """1,792 tokens are read at half the price, 108 paid in full: $150.60 per million calls, not $285."""
    assert dev_toolbox(200, around=CACHE_ON).calls_to_repay is not None
    assert "never" == dev_toolbox(202, around=CACHE_ON).crossed
    assert dev_toolbox(300).calls_to_repay is not None
    assert "never" == dev_toolbox(300, around=CACHE_ON).crossed


def test_b5_trains_at_the_price_of_another_model() -> None:
    path = tuning_path("openai", "gpt-4o-mini")
    assert isinstance(path, Known)
    listed = known(path.value.training_price)
    assert 3 == listed
    tokens = Decimal(62) / 25 * MILLION
    theirs, ours = (
        Line("training", tokens, "tokens", price, "USD/Mtok", "USD once").amount for price in (Decimal(25), listed)
    )
    assert (62, Decimal("7.44")) == (theirs, ours)


# --- B9: "a tuned call costs $0.0009 instead of $0.0051"


def peakinfer(factor: float, output: int, hit_rate: float | None) -> BreakEven:
    figures = call(1700, output, 3, 15, removable=1400)
    if hit_rate is not None:
        base = rates(input=3, output=15, read=0.3, write=3, min_tokens=1024)
        figures |= {"base": base, "now": today(), "cache_hit_rate": hit_rate}
    return judged(case(**figures, own={"fine_tuned": premium(figures["base"], factor, factor)}))


def saved(found: BreakEven) -> Decimal:
    assert found.split is not None
    return found.split.total


def test_b9_saves_what_it_says_only_without_premium_answers_and_cache() -> None:
    assert Decimal("0.0042") == saved(peakinfer(1, 0, None))
    assert Decimal("0.0033") == saved(peakinfer(2, 0, None))  # 300 tokens at $6
    assert Decimal("0.0003") == saved(peakinfer(2, 200, None))  # and 200 at $30 instead of $15
    # against 1,700 tokens that are read at $0.30; 300 would be too few to be cached, so 1,024 stay, read at $0.60
    assert Decimal("-0.0031044") == saved(peakinfer(2, 200, 1))
    assert "never" == peakinfer(2, 200, 1).crossed


def test_b9_the_part_that_kills_it_is_the_price_of_the_tuned_model() -> None:
    found = peakinfer(2, 200, 1)
    assert found.split is not None
    assert (Decimal("0.0002028"), Decimal("-0.0033072")) == (found.split.prompt, found.split.model)
    assert "the prices of the tuned model cost $0.003307 a call more" == found.killed_by


# --- B12: "tuned gpt-4o input is cheaper than the base's"


def test_b12_repays_later_at_the_listed_premium() -> None:
    times = premium_of("gpt-4o")
    assert (1.5, 3.75) == (times, 2.50 * times)
    base = rates(input=2.5, output=10, can_cache=0)
    around: dict[str, Any] = {"base": base, "now": today(is_cached=0), "prompt": layout(2400, 2400), "project_cost": 30}
    naive = judged(case(**around, own={"fine_tuned": base}))
    assert 5000 == naive.calls_to_repay
    dearer = judged(case(**around, own={"fine_tuned": premium(base, times, times)}))
    assert dearer.split is not None
    assert Decimal("0.006") - Decimal("0.000625") - Decimal("0.0015") == dearer.split.total
    assert 7742 == round(dearer.calls_to_repay or 0)


# --- those that do not reproduce


def test_t4b_prints_half_of_what_four_hours_cost() -> None:
    hours = Line("training", Decimal(4), "hours", Decimal(100), "USD/h", "USD once")
    assert ("4 hours × $100/h", 400) == (hours.basis, hours.amount)
    assert BY_ID["T4b"]["published"] == hours.amount / 2


def test_k13_is_told_for_a_quarter_of_the_tokens_that_it_names() -> None:
    told = options_of(case(**call(20_200, 600, 3, 15)))["prompted"]
    assert (Decimal("0.0606"), Decimal("0.009")) == (line(told, "prefix, not cached"), line(told, "output"))
    assert Decimal("0.0696") == told.per_call
    published = Decimal(str(BY_ID["K13"]["published"]))
    assert published < line(told, "prefix, not cached")
    assert published == options_of(case(**call(5_000, 600, 3, 15)))["prompted"].per_call


def test_p3_carries_a_line_that_no_price_list_has() -> None:
    inputs = BY_ID["P3"]["inputs"]
    told = options_of(case(**call(276, 42, 12, 16), calls_per_month=inputs["calls"]))["prompted"]
    assert {"prefix, not cached", "output"} == {part.name for part in told.lines}
    assert told.per_month is not None
    assert Decimal("8554.64") == round(told.per_month.point, 2)
    assert Decimal("128.83") == round(Decimal(str(BY_ID["P3"]["published"])) - told.per_month.point, 2)


def test_p3_pays_eight_times_the_base_price_for_the_same_prompt() -> None:
    base = call(276, 42, 1.5, 2)
    told = options_of(case(**base, own={"fine_tuned": premium(base["base"], 8, 8)}))
    for name in ("prefix, not cached", "output"):
        assert 8 * line_of(told["prompted"], name).price == line_of(told["fine_tuned"], name).price
    assert 8 * (told["prompted"].per_call or 0) == told["fine_tuned"].per_call


def test_every_case_with_a_doubt_is_taken_up_here() -> None:
    doubtful = {one["id"].lower() for one in BY_ID.values() if one["verdict"] != "reproduces"}
    tested = {name.split("_")[1] for name in globals() if name.startswith("test_")}
    assert set() == doubtful - tested
