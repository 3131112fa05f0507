"""The section on costs: every option has a name and a place, lines add up, one line for what cannot be had."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest

from auditor.costs.inputs import INPUTS
from auditor.model.estimate import Line, Option, OptionName
from auditor.model.money import Range
from auditor.model.run import Audited
from auditor.reporters import html
from auditor.reporters.html import names
from auditor.reporters.html.costs_part import CHEAPEST, CHEAPEST_ELSEWHERE, TODAY, CostsPart, costs_part
from auditor.reporters.texts import read_again
from tests.reporters.html.audits import agent, all_of, run_of

NAMES: tuple[OptionName, ...] = get_args(OptionName)


def _option(name: OptionName, per_month: int, model: str = "", *lines: Line) -> Option:
    cost = Range.between(per_month, per_month)
    return Option(
        name=name,
        lines=lines or (_line(name, per_month),),
        per_call=Decimal("0.001"),
        per_month=cost,
        is_available=True,
        because="",
        model=model,
    )


def _line(name: str, amount: int) -> Line:
    return Line(name, Decimal(1), "", Decimal(amount), "USD", "USD/month", "a note")


def _missing(name: OptionName, because: str) -> Option:
    return Option(name=name, lines=(), per_call=None, per_month=None, is_available=False, because=because)


def _with(audited: Audited, *options: Option) -> Audited:
    """The agent with these options, and all others not available."""
    given = {option.name: option for option in options}
    every = tuple(given.get(name, _missing(name, "nobody offers it")) for name in NAMES)
    economics = replace(audited.facts.economics, options=every)
    return replace(audited, facts=replace(audited.facts, economics=economics))


@pytest.fixture
def carl(tmp_path: Path) -> Audited:
    return run_of(tmp_path, [agent("carl")]).agents[0]


def _tags(part: CostsPart) -> dict[str, tuple[str, ...]]:
    return {option.name: option.tags for option in part.options if option.tags}


def test_each_of_the_eight_options_has_a_name_of_its_own() -> None:
    assert set(names.OPTIONS) == set(NAMES)
    assert len(set(names.OPTIONS.values())) == len(NAMES) == 8


def test_every_input_has_a_name_and_an_unknown_one_does_not_break_the_page() -> None:
    assert set(INPUTS) <= names.INPUTS.keys()
    assert names.input_name("new_thing") == "New thing"
    assert names.input_value("new_thing", Decimal(1200)) == "1,200"
    assert names.input_value("cache_hit_rate", Decimal("0.41")) == "41 %"
    assert names.input_value("project_cost", Decimal("3099.97")) == "$3,100"


def test_every_option_stands_in_the_page_priced_or_with_the_reason(tmp_path: Path) -> None:
    run = run_of(tmp_path, [agent("carl")])
    shown = all_of(html.render(run, read_again))
    costs = shown[shown.index("What it costs") : shown.index("Break-even:")]
    for option in run.agents[0].facts.economics.options:
        assert names.OPTIONS[option.name] in costs
    every = _with(run.agents[0], *[_option(name, 9) for name in NAMES])
    all_priced = all_of(html.render(replace(run, agents=(every,)), read_again))
    assert [names.OPTIONS[name] for name in NAMES if f'<th scope="row">{names.OPTIONS[name]}' not in all_priced] == []


def test_today_and_the_cheapest_are_marked_another_model_only_with_a_condition(carl: Audited) -> None:
    options = [_option("prompted", 50), _option("cached", 40), _option("smaller_model", 3, "tiny-1")]
    assert _tags(costs_part(_with(carl, *options))) == {
        "Prompted": (TODAY,),
        "Prompted, cached": (CHEAPEST,),
        "Smaller model, prompted": (CHEAPEST_ELSEWHERE,),
    }
    dear = [_option("prompted", 50), _option("cached", 50), _option("smaller_model", 300, "tiny-1")]
    assert _tags(costs_part(_with(carl, *dear))) == {"Prompted": (TODAY, CHEAPEST)}
    assert _tags(costs_part(_with(carl, _option("prompted", 50)))) == {"Prompted": (TODAY,)}


def test_options_that_cannot_be_had_are_told_by_reason_in_one_line_each(carl: Audited) -> None:
    part = costs_part(_with(carl, _option("prompted", 50), _missing("retrieval", "nothing ages")))
    assert [option.name for option in part.options] == ["Prompted"]
    assert ("Knowledge retrieved", "nothing ages") in [(one.name, one.says) for one in part.missing]
    together = next(one for one in part.missing if one.says == "nobody offers it")
    assert together.name.count(";") == 5


def test_lines_are_full_for_today_the_cheapest_and_the_tuned_one_and_short_for_others(carl: Audited) -> None:
    options = [_option("prompted", 50), _option("retrieval", 60), _option("smaller_model", 3, "tiny-1")]
    part = costs_part(_with(carl, *options, _option("fine_tuned", 70)))
    assert [option.name for option in part.lines] == ["Prompted", "Fine-tuned"]
    assert [one.name for one in part.other_lines] == ["Knowledge retrieved", "Smaller model, prompted"]
    assert part.other_lines[0].says == "retrieval $60 a month"


def test_lines_that_are_those_of_another_option_are_not_told_twice(carl: Audited) -> None:
    same = _line("prefix", 50)
    part = costs_part(_with(carl, _option("prompted", 50, "", same), _option("cached", 50, "", same)))
    assert [(one.name, one.says) for one in part.other_lines] == [("Prompted, cached", "the lines of “Prompted”")]


def test_the_lines_of_a_real_agent_add_up_in_words(carl: Audited) -> None:
    cost = next(option for option in carl.facts.economics.options if option.name == "prompted")
    assert cost.per_month is not None
    said = costs_part(carl).lines[0].adds_up
    assert said.endswith(f" × 40,000 calls = ${cost.per_month.point:,.2f} a month".replace(".00 ", " "))
    assert costs_part(_with(carl, _option("prompted", 50))).lines[0].adds_up == ""


def test_a_month_that_is_unknown_is_said_once_and_has_no_bar(tmp_path: Path) -> None:
    traffic = {"user_tokens": 600, "output_tokens": 200}
    part = costs_part(run_of(tmp_path, [agent("cal", traffic=traffic)]).agents[0])
    assert {(option.per_month, option.bar) for option in part.options} == {("unknown", None)}
    assert sum(note.startswith("The month is unknown: ") for note in part.notes) == 1
    assert not any(lines.adds_up for lines in part.lines)


def test_a_bar_is_as_long_as_its_share_of_the_dearest_option(carl: Audited) -> None:
    part = costs_part(_with(carl, _option("prompted", 50), _option("cached", 200)))
    assert [option.bar.point for option in part.options if option.bar] == ["25", "100"]
    free = costs_part(_with(carl, _option("prompted", 0)))
    assert free.options[0].bar is None
