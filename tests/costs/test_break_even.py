"""At which volume tuning pays, and what decides it: worked examples of ECONOMICS 4.5."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.costs.worked import AZURE, MINI, halved, worked
from tests.fleets import FakePrices, facts_of, read_fleet, ready


def test_a_short_prompt_saves_a_third_of_a_thousandth_at_twice_the_price(tmp_path: Path) -> None:
    found = worked(tmp_path, MINI)
    prompted, tuned = found.option("prompted").per_call, found.option("fine_tuned").per_call
    assert (Decimal("0.00188"), Decimal("0.00152")) == (prompted, tuned)
    at = found.break_even
    assert at.calls_to_repay is not None
    assert 8_333_333 == round(at.calls_to_repay)
    assert (1, 8_333_333) == (at.horizon_months, round(at.point or 0))  # live for 23 days before OpenAI ends it
    assert "served until 2027-01-14, 30 days from now until it goes live" == at.horizon_because


@pytest.mark.parametrize("hit_rate", [0.5, 1])
def test_against_a_cached_prompt_the_same_tuning_never_pays(hit_rate: float, tmp_path: Path) -> None:
    found = worked(tmp_path, MINI, {"traffic": {"cache_hit_rate": hit_rate}}).break_even
    assert ("never", None, None) == (found.crossed, found.point, found.payback_months)


@pytest.mark.parametrize(("hit_rate", "calls"), [(0, 1_108_036), (0.5, 1_829_304), (1, 5_240_709)])
def test_hosting_alone_asks_for_millions_of_calls(hit_rate: float, calls: int, tmp_path: Path) -> None:
    """ECONOMICS 4.5 has 1.11, 1.85 and 5.64 million; here whole blocks are cached, 2,944 tokens of 3,000."""
    found = worked(tmp_path, AZURE, {"traffic": {"cache_hit_rate": hit_rate}}, project_cost=0).break_even
    assert found.point is not None
    assert calls == round(found.point)


def test_the_break_even_repays_the_project_within_the_horizon(tmp_path: Path) -> None:
    found = halved(tmp_path, 1_000_000)
    assert (500_000, 500_000, 500_000) == (found.low, found.point, found.high)
    assert ("yes", 6, None, ()) == (found.crossed, found.payback_months, found.crosses_on, found.flips)


def test_a_volume_that_does_not_carry_the_upkeep_is_never_paid_back(tmp_path: Path) -> None:
    found = halved(tmp_path, 100_000, upkeep_per_month=200)
    assert ("no", None) == (found.crossed, found.payback_months)
    assert 625_000 == found.point


def test_growth_says_on_which_day_the_break_even_is_crossed(tmp_path: Path) -> None:
    found = halved(tmp_path, 250_000, growth=0.06)  # ln 2 / ln 1.06 = 11.896 months of 30.4 days
    assert ("no", date(2027, 11, 19)) == (found.crossed, found.crosses_on)


@pytest.mark.parametrize("growth", [0, -0.05])
def test_without_growth_no_day_is_promised(growth: float, tmp_path: Path) -> None:
    assert halved(tmp_path, 250_000, growth=growth).crosses_on is None


def test_ranges_give_the_break_even_two_ends_and_name_what_flips_the_answer(tmp_path: Path) -> None:
    found = halved(tmp_path, 500_000, project_cost=[4800, 9600, 19200], output_factor=[0.25, 0.5, 0.75])
    assert (166_667, 500_000, 2_000_000) == tuple(round(end or 0) for end in (found.low, found.point, found.high))
    assert "depends" == found.crossed
    assert {"project_cost": 9600, "output_factor": Decimal("0.5")} == {
        flip.input: round(flip.at, 2) for flip in found.flips
    }


@pytest.mark.parametrize(
    ("calls", "crossed"),
    [
        (333_333, "no"),
        (333_334, "depends"),  # pays if answers are a quarter as long
        (500_000, "depends"),
        (1_000_000, "depends"),
        (1_000_001, "yes"),  # pays even if they are three quarters as long
    ],
)
def test_the_corners_of_the_ranges_say_yes_no_or_depends(calls: int, crossed: str, tmp_path: Path) -> None:
    assert crossed == halved(tmp_path, calls, output_factor=[0.25, 0.5, 0.75]).crossed


@pytest.mark.parametrize(("calls", "crossed"), [(499_999, "no"), (500_000, "no"), (500_001, "yes")])
def test_without_ranges_one_call_turns_the_answer(calls: int, crossed: str, tmp_path: Path) -> None:
    found = halved(tmp_path, calls)
    assert (crossed, None) == (found.crossed, found.simulated)


def test_only_what_depends_is_simulated(tmp_path: Path) -> None:
    found = halved(tmp_path, 600_000, output_factor=[0.25, 0.5, 0.75])
    assert found.simulated is not None
    assert (2000, 20261122) == (found.simulated.draws, found.simulated.seed)
    share = 1 - (0.75 - 7 / 12) ** 2 / (0.5 * 0.25)  # of a triangle from 0.25 to 0.75, below 1 - 250,000 / 600,000
    assert share == pytest.approx(float(found.simulated.pays), abs=0.03)
    assert found.net is not None
    assert found.net.low <= found.simulated.net.low <= found.simulated.net.high <= found.net.high


def test_an_end_that_no_volume_reaches_is_left_open(tmp_path: Path) -> None:
    found = halved(tmp_path, 5_000_000, output_factor=[0.25, 0.5, 1.25])
    assert (True, True, None) == (found.low is not None, found.point is not None, found.high)
    assert "depends" == found.crossed


def test_a_break_even_without_traffic_still_tells_the_volume(tmp_path: Path) -> None:
    found = halved(tmp_path, None)
    assert ("unknown", 500_000, None) == (found.crossed, found.point, found.payback_months)
    assert "traffic.calls_per_month is not declared" in found.because


@pytest.mark.parametrize("calls", [None, 0])
def test_a_break_even_without_traffic_has_its_ends_in_order(calls: int | None, tmp_path: Path) -> None:
    found = halved(tmp_path, calls, output_factor=[0.25, 0.5, 0.75])
    assert (333_333, 500_000, 1_000_000) == tuple(round(end or 0) for end in (found.low, found.point, found.high))


def test_a_cheaper_prompt_is_what_tuning_must_beat(tmp_path: Path) -> None:
    """ECONOMICS 4.5: the incumbent is the best cached prompt, not today's bill."""
    found = facts_of(read_fleet(tmp_path, [{"id": "a", **ready(traffic={"cache_hit_rate": None})}]), FakePrices())
    option, at = found.economics.option, found.economics.break_even
    prompted, cached, tuned = (option(name).per_call for name in ("prompted", "cached", "fine_tuned"))
    assert None not in (prompted, cached, tuned, at.point)
    monthly = sum(part.amount for part in option("fine_tuned").lines if part.unit == "USD/month")
    once = sum(part.amount for part in option("fine_tuned").lines if part.unit == "USD once")
    assert abs(at.point - (monthly + once / 12) / (min(prompted, cached) - tuned)) < 1
