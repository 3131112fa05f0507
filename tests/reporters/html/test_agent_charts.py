"""The charts of an agent’s page: the engine’s own figures, in frames, in words too, and no name that breaks out."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.model.run import Run
from auditor.reporters import html
from auditor.reporters.html.charts import break_even, payback
from auditor.reporters.html.charts.anatomy import WIDTH as STRIP
from auditor.reporters.html.charts.anatomy import anatomy
from auditor.reporters.html.charts.break_even import break_even_chart
from auditor.reporters.html.charts.curves import curves
from auditor.reporters.html.charts.frame import spread
from auditor.reporters.html.charts.payback import cumulative, paid_back, payback_chart
from auditor.reporters.html.neighbours_part import Neighbours
from auditor.reporters.texts import read_again
from tests.reporters.html.audits import PROMPT, Read, agent, all_of, blocks, pages, run_of
from tests.reporters.html.charted import compared, fleet, links, numbers, traffic

HOSTILE = '"/><script>alert(1)</script>{{ 7 * 7 }}<text onclick="x">'


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return fleet(tmp_path_factory.mktemp("charts"))


def test_announced_prices_bend_the_payback(run: Run) -> None:
    audited, found, _ = next(one for one in compared(run) if one[1].payback_months)
    assert found.split is not None
    before = cumulative(audited.facts.economics, found, 12)
    behind = cumulative(audited.facts.economics, replace(found, saved_later=((7, 2 * found.split.total),)), 12)
    assert behind[:7] == before[:7]
    assert behind[7] - behind[6] > before[7] - before[6]
    late = payback_chart(audited.facts.economics, replace(found, payback_months=Decimal(59)))
    assert isinstance(late, str)
    assert "month 59" in late


def test_a_tuned_option_crosses_a_hundred_per_cent_where_the_engine_says(run: Run) -> None:
    seen = 0
    for audited, found, calls in compared(run):
        chart = break_even_chart(audited.facts.economics, found, calls)
        assert chart is not None
        own = [one for one in curves(audited.facts.economics, found) if found.route in one.names]
        if found.point is None:
            assert not chart.marker
            assert own[0].crosses is None
            continue
        seen += 1
        assert own[0].crosses == found.point
        assert own[0].at(float(found.point)) == pytest.approx(100)
        x, y = numbers(chart.marker)[:2]
        assert break_even.LEFT <= x + 5 <= break_even.WIDTH - break_even.RIGHT
        assert y == (break_even.TOP + break_even.HEIGHT - break_even.BOTTOM) / 2
        assert f"break-even {found.point:,.0f}" in chart.says
        assert f"break-even {found.point:,.0f}" in {word.text for word in chart.words}
    assert seen > 5


def test_untuned_options_stand_where_their_monthly_costs_say(run: Run) -> None:
    for audited, found, calls in compared(run):
        economics = audited.facts.economics
        assert found.against is not None
        keep = economics.option(found.against).per_month
        for curve in curves(economics, found):
            for name in curve.names:
                month = economics.option(name).per_month
                if not name.startswith("fine_tuned") and month is not None and keep is not None:
                    assert curve.at(float(calls)) == pytest.approx(float(100 * month.point / keep.point), rel=1e-3)


def test_lines_stay_in_the_frame_and_their_names_apart(run: Run) -> None:
    for audited, found, calls in compared(run):
        chart = break_even_chart(audited.facts.economics, found, calls)
        assert chart is not None
        for line in chart.lines:
            places = numbers(line.path)
            assert all(break_even.LEFT - 1 <= x <= break_even.WIDTH - break_even.RIGHT + 1 for x in places[::2])
            assert all(break_even.TOP - 1 <= y <= break_even.HEIGHT - break_even.BOTTOM + 1 for y in places[1::2])
        downs = sorted(float(line.label.y) for line in chart.lines)
        assert all(other - one >= 13.9 for one, other in pairwise(downs))
        assert {row.crosses for row in chart.rows} >= (
            {f"{found.point:,.0f}"} if found.point and found.point > 100 else set()
        )


def test_the_payback_is_where_the_line_comes_back_to_zero(run: Run) -> None:
    seen = 0
    for audited, found, _ in compared(run):
        chart = payback_chart(audited.facts.economics, found)
        if found.payback_months is None or found.calls_to_repay == 0:
            assert isinstance(chart, str)
            continue
        sums = cumulative(audited.facts.economics, found, 60)
        assert paid_back(sums) == found.payback_months
        assert not isinstance(chart, str)
        assert f"paid back by the end of month {found.payback_months}" in chart.says
        assert bool(chart.marker) == (found.payback_months <= payback.MONTHS)
        assert all(payback.LEFT <= x <= payback.WIDTH for x in numbers(chart.line)[::2])
        seen += 1
    assert seen > 3


def test_the_anatomy_is_whole_and_ends_the_prefix_at_the_first_slot(tmp_path: Path) -> None:
    prompt = f"{PROMPT}\nToday is {{{{today}}}}.\n\n" + "Be brief and never guess. " * 20
    facts = run_of(tmp_path, [agent("carl", prompt)]).agents[0].facts.prompt
    found = anatomy(facts)
    assert found is not None
    parts = sorted(
        (int(left), int(right)) for band in found.bands for left, right in re.findall(r"M(\d+) 22H(\d+)v", band.path)
    )
    assert parts[0][0] == 0
    assert parts[-1][1] == STRIP
    assert all(before[1] >= behind[0] for before, behind in pairwise(parts))
    before = facts.before_slot
    assert 0 < before < facts.tokens
    assert f"prefix ends at token {before}" in found.prefix_word.text
    assert numbers(found.prefix)[0] == pytest.approx(STRIP * before / facts.tokens, abs=0.1)
    assert any(re.fullmatch(r"line \d+: \d+ tokens", word.text) for word in found.words)


@given(st.lists(st.floats(0, 300), max_size=12))
def test_words_are_spread_apart_within_the_frame(wanted: list[float]) -> None:
    found = sorted(spread(wanted, 14, 0, 300))
    assert all(other - one >= 13.999 for one, other in pairwise(found))
    assert all(-0.001 <= one <= 300.001 for one in found)


def test_neighbours_are_drawn_where_there_are_hand_offs_and_told_in_any_case(run: Run) -> None:
    found = Neighbours(run, links(run))
    middle, alone = found.of("agent-3"), found.of("agent-7")
    assert middle.drawing is not None
    assert [word.text for word in middle.drawing.words] == ["agent-2", "agent-3", "agent-4"]
    told = {one.says: [link.text for link in one.agents] for one in middle.told}
    assert told["Gets work from"] == ["agent-2"]
    assert told["Hands off to"] == ["agent-4"]
    assert alone.drawing is None


def test_every_chart_has_words_and_holds_no_link(run: Run) -> None:
    shown = all_of(html.render(run, read_again))
    for drawing in re.findall(r'<svg[^>]*role="img".*?</svg>', shown, re.DOTALL):
        assert "<a" not in drawing
        assert 'aria-label="' in drawing or ("<title" in drawing and "<desc" in drawing)
        assert "style=" not in drawing
    assert shown.count('class="even"') == shown.count("The chart in figures") > 3


def test_every_number_of_a_span_leads_to_its_mark(run: Run) -> None:
    page = pages(html.render(run, read_again))["agent-1"]
    wanted = re.findall(r'href="#a=agent-1&amp;s=(\d+)"', page)
    assert wanted
    assert {f"span-{number}" for number in wanted} == {one for one in Read(page).ids if one.startswith("span-")}


def test_hostile_names_stay_text_in_every_drawing(tmp_path: Path) -> None:
    agents = [
        agent("a", HOSTILE, name=HOSTILE, calls=["b"], traffic=traffic(50000)),
        agent("b", PROMPT, name=HOSTILE * 3, calls=["a"], owner=HOSTILE),
        agent("c", PROMPT * 2, name="\u202e\x1b[31m" + HOSTILE, calls=["a"]),
    ]
    shown = html.render(run_of(tmp_path, agents), read_again)
    read = Read(all_of(shown))
    data = [one for one in read.all("script") if one.get("type") == "application/octet-stream"]
    assert len(read.all("script")) == len(data) + 1
    assert not [tag for tag, attributes in read.elements if any(name.startswith("on") for name in attributes)]
    assert not {"img", "iframe"} & {tag for tag, _ in read.elements}
    assert "49" not in re.findall(r"<text[^>]*>([^<]*)</text>", shown)
    assert "\x1b" not in all_of(shown)
    assert "\u202e" not in all_of(shown)


def test_the_first_agents_carry_their_document_and_no_credential_comes_along(tmp_path: Path) -> None:
    key = "sk-proj-" + "aB3dE6gH9jK2mN5pQ8sT1vW4" * 2
    run = run_of(tmp_path, [agent("carl"), agent("cal", f"{PROMPT}\nThe API key is {key}.\n")])
    found = blocks(html.render(run, read_again))["documents"]
    assert found["id"] == ["carl"]
    assert found["prompt"][0]["tokens"] == run.agents[0].facts.prompt.tokens
    assert key not in str(found)
    assert blocks(html.render(run, lambda _: None))["documents"] == {"id": []}
