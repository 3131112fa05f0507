"""The section on the break-even: parts that add up, a tornado that can be read without seeing it, nothing as 0."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from auditor.model.estimate import BreakEven, Flip, Input, Simulated, Split
from auditor.model.facts import EconomicsFacts
from auditor.model.money import Range
from auditor.model.run import Audited, Run
from auditor.reporters import html
from auditor.reporters.html.break_even_part import BreakEvenPart, break_even_part
from auditor.reporters.html.tornado import MOST_BARS, tornado
from auditor.reporters.texts import read_again
from tests.reporters.html.audits import Read, agent, all_of, run_of

NET = Range(Decimal(-900), Decimal(100), Decimal(2000))
OWN = BreakEven(
    route="fine_tuned",
    against="cached",
    low=Decimal(10_000),
    point=Decimal(30_000),
    high=None,
    running=Decimal(9000),
    calls_to_repay=Decimal(200_000),
    crossed="depends",
    net=NET,
    net_with_growth=Decimal(400),
    horizon_months=Decimal("9.72"),
    horizon_because="served until 2027-10-14",
    payback_months=Decimal(11),
    crosses_on=date(2027, 3, 1),
    split=Split(Decimal("0.002"), Decimal("0.0005"), Decimal("-0.0041"), Decimal("-0.0001")),
    killed_by="",
    flips=(Flip("cache_hit_rate", Decimal("0.41")),),
    simulated=Simulated(2000, 7, Decimal("0.31"), Range(Decimal(-500), Decimal(-40), Decimal(700)), Range.sure(5)),
    because="40,000 calls against a break-even of 30,000",
)
OTHER = replace(OWN, route="fine_tuned_smaller", crossed="yes", flips=(), simulated=None, because="the other pays")


def _input(name: str, low: int | None, high: int | None, flips_at: str = "", note: str = "a guess") -> Input:
    net_low, net_high = (None if end is None else Decimal(end) for end in (low, high))
    bounds = Range.sure(1) if low is None else Range.between(1, 3)
    swing = Decimal(0 if low is None or high is None else abs(high - low))
    return Input(name, bounds, "assumed", note, net_low, net_high, Decimal(flips_at) if flips_at else None, swing)


INPUTS = (
    _input("upkeep_per_month", 300, -100),
    _input("project_cost", 1500, -900, "2"),
    _input("calls_per_month", None, None),
    _input("output_factor", 100, 100),
)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return run_of(tmp_path, [agent("carl", traffic={"calls_per_month": 40000, "user_tokens": 6, "output_tokens": 2})])


def _with(run: Run, **economics: object) -> Audited:
    carl = run.agents[0]
    given: dict[str, object] = {"break_even": OWN, "alternatives": (OTHER,), "inputs": INPUTS, **economics}
    made: EconomicsFacts = replace(carl.facts.economics, **given)  # type: ignore[arg-type]
    return replace(carl, facts=replace(carl.facts, economics=made))


def _part(run: Run, **economics: object) -> BreakEvenPart:
    return break_even_part(_with(run, **economics), frozenset())


def _page(run: Run, audited: Audited) -> str:
    return all_of(html.render(replace(run, agents=(audited,)), read_again))


def _said(part: BreakEvenPart) -> dict[str, str]:
    assert part.focus is not None
    return {fact.name: fact.value for fact in part.focus.said}


def _dollars(text: str) -> Decimal:
    return Decimal(text.replace("−", "-").replace("$", "").replace("+", "").replace(",", ""))


def test_the_parts_of_the_saving_add_up_in_the_page(run: Run) -> None:
    shown = _page(run, _with(run))
    table = shown[shown.index('<table class="split">') :].split("</table>")[0]
    amounts = [_dollars(amount) for amount in re.findall(r'<td class="n">([^<]+)</td>', table)]
    assert amounts == [Decimal("0.002"), Decimal("0.0005"), Decimal("-0.0041"), Decimal("-0.0001"), Decimal("-0.0017")]
    assert sum(amounts[:-1]) == amounts[-1]


def test_the_parts_of_a_real_agent_add_up_too(tmp_path: Path) -> None:
    found = run_of(tmp_path, [agent("carl")]).agents[0]
    economics = found.facts.economics
    for one in (economics.break_even, *economics.alternatives):
        if one.split is not None:
            part = break_even_part(
                replace(found, facts=replace(found.facts, economics=replace(economics, break_even=one))), frozenset()
            )
            assert part.focus is not None
            assert part.focus.split is not None
            parts = [_dollars(step.amount) for step in part.focus.split.parts]
            total = _dollars(part.focus.split.total.amount)
            assert sum(parts) == total == pytest.approx(one.split.total, abs=Decimal("2e-9"))


def test_each_part_begins_where_the_one_before_it_ended(run: Run) -> None:
    focus = _part(run).focus
    assert focus is not None
    assert focus.split is not None
    spans = [re.findall(r"[\d.]+", step.bar) for step in focus.split.parts]
    starts_and_ends = [(Decimal(left), Decimal(left) + Decimal(width)) for left, _, width, *_ in spans]
    assert starts_and_ends[0][1] == starts_and_ends[1][0]
    assert starts_and_ends[1][1] == pytest.approx(starts_and_ends[2][1], abs=Decimal("0.2"))
    assert [step.is_saving for step in focus.split.parts] == [True, True, False, False]
    assert focus.split.zero


def test_the_figures_are_said_with_their_bands(run: Run) -> None:
    assert _said(_part(run)) == {
        "Break-even": "30,000 calls a month; 10,000 at best, never at worst",
        "Carries what tuning costs a month": "9,000 calls a month",
        "Repays what is spent once": "200,000 calls",
        "Horizon": "9.7 months: served until 2027-10-14",
        "Net within it, at today’s volume": "$100, from −$900 to $2.0k",
        "Net with growth": "$400",
        "Paid back": "by the end of month 11, after the horizon",
        "Growth reaches the break-even": "about 1 March 2027",
        "Chance that it pays, in 2,000 draws": "31 %; eight in ten end from −$500 to $700",
    }


@pytest.mark.parametrize(
    ("payback", "to_repay", "said"),
    [(None, "200", "not in sight"), (None, "0", "nothing is left to pay back"), ("3", "200", "by the end of month 3")],
)
def test_paying_back(run: Run, payback: str | None, to_repay: str, said: str) -> None:
    months = None if payback is None else Decimal(payback)
    own = replace(OWN, payback_months=months, calls_to_repay=Decimal(to_repay))
    assert _said(_part(run, break_even=own))["Paid back"] == said


def test_a_break_even_that_is_never_reached_is_no_zero(run: Run) -> None:
    own = replace(OWN, low=None, point=None, running=None, calls_to_repay=None, crossed="never", killed_by="hosting")
    part = _part(run, break_even=own)
    assert part.focus is not None
    assert _said(part)["Break-even"] == "never"
    assert part.focus.chart is None or not part.focus.chart.marker
    assert part.focus.payback is None or not part.focus.payback.marker
    assert "<strong>What decides it:</strong> hosting." in _page(run, _with(run, break_even=own))


def test_todays_volume_stands_beside_the_band_in_words_too(run: Run) -> None:
    saves = replace(OWN, split=Split(Decimal("0.002"), Decimal("0.0005"), Decimal("-0.0004"), Decimal("-0.0001")))
    read = Read(_page(run, _with(run, break_even=saves)))
    labels = [str(svg["aria-label"]) for svg in read.all("svg") if svg.get("class") == "even"]
    says = "Calls a month: today 40,000, break-even 30,000, from 10,000 at best to never at worst"
    assert labels == [says]


def test_another_model_is_compared_in_full_only_where_todays_cannot_be_tuned(run: Run) -> None:
    own = _part(run)
    assert own.focus is not None
    assert own.focus.title == "Fine-tuned against “Prompted, cached”"
    assert [(one.name, one.crossed, one.because) for one in own.alternatives] == [
        ("Fine-tuned, smaller model", "crossed", "the other pays")
    ]
    assert own.alternatives[0].parts == "prompt +$0.002, answers +$0.0005, prices −$0.0041, fallback −$0.0001"
    nobody = BreakEven(crossed="unknown", because="nobody tunes it")
    open_one = replace(OTHER, flips=OWN.flips)
    other = _part(run, break_even=nobody, alternatives=(open_one,))
    assert other.unknown == "For today’s model: nobody tunes it"
    assert other.focus is not None
    assert other.focus.title.startswith("If its quality holds: fine-tuned, smaller model (")
    assert _said(other)["Turns at"] == "Cache hit rate 41 %"
    assert other.tornado is None
    closed = _part(run, break_even=nobody, alternatives=(replace(OTHER, crossed="no", simulated=OWN.simulated),))
    assert closed.focus is None
    assert closed.alternatives[0].crossed == "31 % chance"
    alone = _part(run, break_even=nobody, alternatives=())
    assert (alone.unknown, alone.focus, alone.alternatives) == ("nobody tunes it", None, ())


def test_the_tornado_can_be_read_without_its_bars(run: Run) -> None:
    shown = _page(run, _with(run))
    table = shown[shown.index('<table class="tornado">') :].split("</table>")[0]
    assert "<caption>What moves the net of $100" in table
    rows = [re.sub(r"<svg.*?</svg>", "", row) for row in table.split("<tbody>")[1].split("<tr>")[1:]]
    words = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]
    assert words == [
        "Project, once assumed: a guess $1 → $1.5k $3 → −$900 $2",
        "Upkeep a month assumed: a guess $1 → $300 $3 → −$100",
    ]
    drawn = re.findall(r"<svg[^>]*>", table.split("<tbody>")[1])
    assert len(drawn) == 2
    assert all('aria-hidden="true"' in svg for svg in drawn)
    assert "Taken as sure: calls a month. Without effect here: answer length after tuning." in shown


def test_a_long_tornado_ends_in_words() -> None:
    many = [_input(f"input_{number}", 100 + number, 100 - number, "7") for number in range(1, 12)]
    chart = tornado(many, NET, frozenset())
    assert chart is not None
    assert len(chart.swings) == MOST_BARS
    assert chart.swings[0].name == "Input 11"
    assert (
        chart.rest == "Move it less: input 3 $6.0 (turns at 7), input 2 $4.0 (turns at 7), input 1 $2.0 (turns at 7)."
    )


def test_the_zero_line_and_the_bars_share_an_axis() -> None:
    chart = tornado([_input("project_cost", -200, -50)], Range.sure(-100), frozenset())
    assert chart is not None
    assert chart.zero == "99"
    assert [(bar.kind, bar.path) for bar in chart.swings[0].bars] == [
        ("lo", "M1 1h49v6H1z"),
        ("hi", "M50 1h24.5v6H50z"),
    ]


def test_of_two_bars_on_one_side_the_longer_is_drawn_first() -> None:
    chart = tornado([_input("token_estimate", 110, 200), _input("project_cost", 100, 90)], Range.sure(100), frozenset())
    assert chart is not None
    assert [[bar.kind for bar in one.bars] for one in chart.swings] == [["hi", "lo"], ["hi"]]


def test_there_is_no_tornado_where_nothing_moves() -> None:
    assert tornado([_input("calls_per_month", None, None)], NET, frozenset()) is None
    assert tornado(INPUTS, None, frozenset()) is None


def test_a_note_that_many_agents_share_is_told_once(tmp_path: Path) -> None:
    run = run_of(tmp_path, [agent(f"carl-{number}") for number in range(7)])
    note = "refreshed data, training and evaluation of one retraining in USD; a guess to be replaced"
    shown = all_of(html.render(run, read_again))
    assert shown.count(note) == 1
    assert 'id="ranges"' in shown
    assert note in shown[shown.index('id="ranges"') :]
