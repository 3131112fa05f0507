"""The charts of the fleet: marks where the figures say, one source for a figure and its mark."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.model.money import Range
from auditor.model.run import Run
from auditor.model.verdict import Recommendation
from auditor.reporters.html import charts, overview
from auditor.reporters.html.charts.concentration import needed
from auditor.reporters.html.charts.frame import box_of
from auditor.reporters.html.charts.layers import columns_of, drawn
from auditor.reporters.html.fleet_parts import fleet_parts
from auditor.reporters.html.workflows_part import workflows_part
from tests.reporters.html.audits import PROMPT, agent, run_of
from tests.reporters.html.charted import fleet, links, numbers, traffic


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return fleet(tmp_path_factory.mktemp("charts"))


def test_every_mark_of_the_map_is_in_its_frame_and_the_unknown_has_none(run: Run) -> None:
    found = charts.fleet_map(run.agents, overview.first(run))
    assert found is not None
    spots = [(float(x), float(y)) for layer in found.layers for x, y in re.findall(r"M([\d.]+) ([\d.]+)m", layer.path)]
    assert len(spots) == 8
    assert all(52 <= x <= 582 and 14 <= y <= 344 for x, y in spots)
    assert "1 agent with unknown calls or an empty prompt not drawn." in found.note
    assert [layer.is_faint for layer in found.layers] == sorted((one.is_faint for one in found.layers), reverse=True)


def test_diagonals_lie_where_prompts_cost_what_they_say(run: Run) -> None:
    found = charts.fleet_map(run.agents, ())
    assert found is not None
    price = float(re.search(r"at \$([\d.]+) a million tokens", found.of_lines)[1])  # type: ignore[index]
    scale = {"": 1, "k": 1e3, "M": 1e6}
    ticks = {"x": found.x_ticks, "y": found.y_ticks}
    at: dict[str, list[tuple[float, float]]] = {
        name: [
            (float(tick.at), math.log10(float(tick.label.rstrip("kM")) * scale[tick.label[-1:].strip("0123456789")]))
            for tick in some
        ]
        for name, some in ticks.items()
    }

    def exponent(name: str, place: float) -> float:
        (one, first), (other, last) = at[name][0], at[name][-1]
        return first + (place - one) * (last - first) / (other - one)

    assert found.lines
    for line in found.lines:
        x, y = numbers(line.path)[:2]
        amount, letter = re.search(r"\$([\d.]+)([kM]?) a month", line.label).groups()  # type: ignore[union-attr]
        said = float(amount) * scale[letter]
        assert 10 ** (exponent("x", x) + exponent("y", y)) * price / 1e6 == pytest.approx(said, rel=0.03)


def test_without_a_price_the_diagonals_are_volumes(tmp_path: Path) -> None:
    models = [{"provider": "nobody", "name": f"model-{number}"} for number in range(2)]
    agents = [
        agent(f"a{n}", PROMPT * (1 + 9 * n), model=one, traffic=traffic(900 * 99**n)) for n, one in enumerate(models)
    ]
    found = charts.fleet_map(run_of(tmp_path, agents).agents, ())
    assert found is not None
    assert "no agent’s price is known" in found.of_lines
    assert all("tokens a month" in line.label for line in found.lines)


def test_names_on_the_map_do_not_lie_on_each_other(run: Run) -> None:
    found = charts.fleet_map(run.agents, run.agents[:5])
    assert found is not None
    boxes = [box_of(float(word.x), float(word.y), word.text, word.anchor) for word in found.labels]
    assert len(boxes) == 4
    assert not any(one.hits(other) for place, one in enumerate(boxes) for other in boxes[place + 1 :])


def test_a_large_fleet_is_drawn_as_squares_with_the_dearest_as_marks(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.reporters.html.charts.money_map.MANY", 3)
    monkeypatch.setattr("auditor.reporters.html.charts.money_map.MOST_MARKS", 2)
    found = charts.fleet_map(run.agents, ())
    assert found is not None
    assert 5 <= sum(path.count("M") for path in found.squares) <= 8
    assert sum(len(re.findall(r"M[\d.]+ [\d.]+m", layer.path)) for layer in found.layers) == 2
    assert "marks are the 2 dearest" in found.note


@given(st.lists(st.decimals(1, 10**6, places=2), min_size=1, max_size=40), st.sampled_from(["0.5", "0.8", "0.99"]))
def test_so_many_savings_reach_a_share_and_no_fewer_do(savings: list[Decimal], share: str) -> None:
    savings.sort(reverse=True)
    number, wanted = needed(savings, Decimal(share)), sum(savings) * Decimal(share)
    assert sum(savings[:number]) >= wanted > sum(savings[: number - 1])


def _saving(run: Run, *amounts: int) -> Run:
    """The run with savings for its first agents and none for the others."""
    agents = []
    for place, one in enumerate(run.agents):
        saved = amounts[place : place + 1]
        advice = tuple(Recommendation("Do it", "it pays", Range.sure(amount)) for amount in saved)
        agents.append(replace(one, verdict=replace(one.verdict, recommendations=advice)))
    return replace(run, agents=tuple(agents))


def test_how_few_matter_is_said_in_the_headline_the_chart_and_the_table_alike(run: Run) -> None:
    run = _saving(run, 40, 900, 300, 5, 200, 80)
    found = charts.concentration(run.agents, links(run))
    assert found is not None
    (number,) = re.findall(r"(\d+) agents?: 80 %", " ".join(one.word.text for one in found.reached))
    headline = overview.figures(run)[0].note
    assert headline.startswith(f"{number} agent")
    assert f"{number} agent" in found.says
    below = [int(row.together.split()[0]) for row in found.rows[: int(number) - 1]]
    assert all(share < 80 for share in below)
    assert int(found.rows[int(number) - 1].together.split()[0]) >= 80
    assert all(52 <= x <= 580 for x in numbers(found.line)[::2])
    assert charts.concentration(_saving(run, 900).agents, links(run)) is None


NODES = st.sampled_from([f"n{number}" for number in range(9)])


@given(st.lists(st.tuples(NODES, NODES), min_size=1, max_size=30, unique=True))
def test_layers_hold_everybody_once_and_lead_to_the_right_but_for_circles(edges: list[tuple[str, str]]) -> None:
    edges = [edge for edge in edges if edge[0] != edge[1]] or [("a", "b")]
    columns = columns_of(edges)
    names = {node: node for edge in edges for node in edge}
    assert sorted(node for column in columns for node in column if node in names) == sorted(names)
    place = {node: number for number, column in enumerate(columns) for node in column}
    back = [(one, other) for one, other in edges if place[one] >= place[other]]
    assert all(_leads(other, one, edges) for one, other in back)
    drawing = drawn(columns, edges, names)
    assert len(drawing.words) == len(names)
    assert all(0 <= float(word.x) <= float(drawing.width) for word in drawing.words)


def _leads(start: str, end: str, edges: list[tuple[str, str]]) -> bool:
    seen, todo = {start}, [start]
    while todo:
        node = todo.pop()
        more = {other for one, other in edges if one == node} - seen
        seen |= more
        todo += more
    return end in seen


def test_workflows_are_drawn_up_to_a_size_and_listed_in_any_case(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    part = workflows_part(run)
    assert [flow.says.split(";")[0] for flow in part.workflows] == ["6 agents and 5 hand-offs"]
    assert part.note == ""
    monkeypatch.setattr("auditor.reporters.html.workflows_part.MOST_AGENTS", 3)
    assert workflows_part(run).workflows == ()
    assert "1 workflow not drawn" in workflows_part(run).note


def test_what_shared_paragraphs_cost_is_the_sum_over_agents_and_never_a_zero_for_the_unknown(tmp_path: Path) -> None:
    block = "".join(
        f"Rule {number}: answer politely, name the lease, and never promise a date.\n" for number in range(9)
    )
    agents = [agent(f"a{number}", f"You are agent {number}.\n\n{block}") for number in range(2)]
    both = run_of(tmp_path, agents)
    known = fleet_parts(both, links(both)).blocks[0]
    assert known.sent.startswith("$")
    assert known.sent != "$0"
    one = run_of(tmp_path, [agents[0], {**agents[1], "traffic": {}}])
    assert fleet_parts(one, links(one)).blocks[0].sent.endswith(" + 1 unknown")
    none = run_of(tmp_path, [{**other, "traffic": {}} for other in agents])
    assert fleet_parts(none, links(none)).blocks[0].sent == "unknown"
