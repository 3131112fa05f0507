"""The walk in a terminal: it fits, it is plain text, and its formulas come out with a calculator."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from auditor.costs import KINDS, Period
from auditor.model.agent import Model
from auditor.model.measurement import Known
from auditor.model.run import Audited, Run
from auditor.reporters import terminal
from auditor.reporters.terminal.break_even_lines import MONTH_BY_MONTH
from tests.fleets import POLICY, FakePrices, read_fleet, ready, run_of

NUMBER = r"\$?[\d,]+(?:\.\d+)?"


def walk(run: Run, audited: Audited, width: int = 80) -> str:
    return terminal.walk(run, audited, width=width, paint=terminal.unpainted)


def agent(run: Run, name: str) -> Audited:
    return next(audited for audited in run.agents if audited.agent.id == name)


def part(text: str, title: str) -> str:
    """One section of the walk, on one line."""
    found = text.split(f"\n{title}\n", 1)[1].split("\n\n", 1)[0]
    return " ".join(found.split())


def reckoned(formula: str) -> Decimal:
    """A formula as it is printed, worked out."""
    plain = formula.replace("$", "").replace(",", "").replace("×", "*").replace("−", "-")
    assert re.fullmatch(r"[-+*/(). \d]+", plain), plain
    return Decimal(str(eval(plain)))


def formulas(text: str) -> Iterator[tuple[Decimal, Decimal]]:
    """Amount and result of each line `amount = formula` or `amount ≈ formula`, for formulas of bare numbers."""
    for shown, formula in re.findall(rf"(−?{NUMBER}) [=≈] ((?:{NUMBER}|[-+*/()×−]| )+)(?= [a-z=]|$)", text):
        if re.search(r"[/×−]", formula) and re.search(r"\d$|\)$", formula.strip()):
            yield reckoned(shown.replace("−", "-")), reckoned(formula.strip())


@pytest.mark.parametrize("width", [80, 100, 110])
def test_no_line_is_wider_than_the_terminal(run: Run, width: int):
    for audited in run.agents:
        if len(audited.agent.id) < 40:
            longest = max(walk(run, audited, width).splitlines(), key=len)
            assert len(longest) <= width or " " not in longest.strip(), longest


def test_the_walk_drives_no_terminal(run: Run):
    for audited in run.agents:
        text = walk(run, audited)
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
        text.encode()


def test_two_walks_are_identical(tuned: Run):
    assert [walk(tuned, one) for one in tuned.agents] == [walk(tuned, one) for one in tuned.agents]


def test_every_formula_comes_out_with_a_calculator(proptech: Run, tuned: Run):
    """Figures are shown with six digits, and the horizon to a hundredth of a month."""
    checked = 0
    for run in (proptech, tuned):
        for audited in run.agents:
            text = walk(run, audited, 110)
            for shown, result in formulas(part(text, "Break-even")):
                slack = max(Decimal("0.02"), abs(shown) * Decimal("0.006"))
                assert abs(shown - result) <= slack, (audited.agent.id, shown, result)
                checked += 1
    assert checked > 50


def test_the_break_even_is_a_formula_to_reckon_along(proptech: Run):
    said = part(walk(proptech, agent(proptech, "cal")), "Break-even")
    found = agent(proptech, "cal").facts.economics.break_even
    assert found.point is not None
    assert f"break-even calls a month {found.point:,.0f} = (" in said
    assert "saved by prompt" in said
    assert "= saved a call" in said
    assert "net over the horizon" in said
    assert re.search(r"it pays in \S+ % of 2,000 draws; 10–90 %: ", said)


def test_lines_of_an_option_are_quantity_times_price(proptech: Run):
    said = walk(proptech, agent(proptech, "cal"))
    for amount, tokens, price in re.findall(rf"({NUMBER})  = ({NUMBER}) tokens × ({NUMBER})/Mtok", said):
        expected = reckoned(tokens) * reckoned(price) / 1_000_000
        assert abs(reckoned(amount) - expected) <= expected * Decimal("0.00002")


class Announced(FakePrices):
    """All prices double in two months."""

    def periods(self, model: Model, months: int) -> tuple[Period, ...]:
        (now,) = super().periods(model, months)
        figures = {
            kind: Known(fact.value * 2, fact.unit, fact.basis)
            for kind in KINDS
            if isinstance(fact := getattr(now.prices, kind), Known)
        }
        return now, Period(now.starts + timedelta(days=61), replace(now.prices, **figures))


def test_announced_prices_leave_no_formula_that_does_not_hold(tmp_path):
    run = run_of(read_fleet(tmp_path, [ready(id="a")]), Announced())
    found = run.agents[0].facts.economics.break_even
    assert found.point is not None
    said = part(walk(run, run.agents[0], 110), "Break-even")
    assert f"break-even calls a month {found.point:,.0f} month by month" in said
    assert said.count(MONTH_BY_MONTH) == 2


def test_a_discount_leaves_no_formula_that_does_not_hold(tmp_path):
    scale = POLICY.scale_pays
    discount = scale.discount_per_year.model_copy(update={"value": Decimal("0.3")})
    limits = POLICY.model_copy(update={"scale_pays": scale.model_copy(update={"discount_per_year": discount})})
    run = run_of(read_fleet(tmp_path, [ready(id="a")]), limits=limits)
    assert MONTH_BY_MONTH in part(walk(run, run.agents[0], 110), "Break-even")


def test_inputs_that_are_assumed_are_marked_and_sorted_by_what_they_move(proptech: Run):
    audited = agent(proptech, "resident-triage-router")
    said = walk(proptech, audited)
    section = said.split("\nWhat the answer depends on\n", 1)[1].split("  Where the ranges", 1)[0]
    rows = [line for line in section.splitlines() if re.search(r"[#|]", line) and not line.strip().startswith("Bars")]
    moving = [one for one in audited.facts.economics.inputs if one.swing > Decimal("0.01")]
    assert [one.name.replace("_", " ") for one in moving] == [row[4:24].strip() for row in rows]
    assert all(one.basis in row for one, row in zip(moving, rows, strict=True))
    assert "turns the answer at" in section
    assert all("|" in row for row in rows)


def test_where_tuning_is_not_offered_the_others_are_told_in_a_line(proptech: Run):
    said = part(walk(proptech, agent(proptech, "carl")), "Break-even")
    assert "crossed: unknown; no fine-tuning is offered" in said
    assert "at best: a twin tuned at the base price" in said
    assert "fine-tuned-smaller on " in said


def test_what_cannot_be_priced_says_so_once(empty_handed: Run):
    said = walk(empty_handed, empty_handed.agents[0])
    assert "No option can be priced: the model is not declared" in said
    assert "What the answer depends on" not in said
    assert "$0" not in said


def test_an_unknown_volume_leaves_the_cost_of_a_call(tmp_path):
    run = run_of(read_fleet(tmp_path, [ready(id="a", traffic={"calls_per_month": None})]))
    said = walk(run, run.agents[0])
    assert "a month unknown: traffic.calls_per_month is not declared" in said
    assert "= a month beside calls" in said or "hosting" not in said
    assert "break-even calls a month" in said
    assert "net over the horizon" not in said


def test_tuning_that_saves_nothing_never_breaks_even(tmp_path):
    run = run_of(read_fleet(tmp_path, [ready(id="a", prompt={"text": "Be kind."})]))
    audited = run.agents[0]
    said = part(walk(run, audited), "Break-even")
    if audited.facts.economics.break_even.point is None:
        assert "break-even calls never" in said
    assert audited.facts.economics.break_even.crossed in said


def test_the_pool_shows_its_members_alone_and_together(proptech: Run):
    (pool,) = proptech.graph.pools
    said = walk(proptech, agent(proptech, pool.members[0].agent))
    section = part(said, "Shared deployment")
    assert all(member.agent in section for member in pool.members)
    assert pool.deployment in section
    assert pool.because in section


def test_a_candidate_that_is_in_no_pool_is_told_so(proptech: Run):
    assert "could be shared, but its adapter is not in the best pool" in part(
        walk(proptech, agent(proptech, "carl")), "Shared deployment"
    )


def test_many_members_of_a_pool_are_cut(proptech: Run):
    (pool,) = proptech.graph.pools
    member = pool.members[0]
    crowd = tuple(replace(member, agent=f"agent-{number}") for number in range(50))
    run = replace(proptech, graph=replace(proptech.graph, pools=(replace(pool, members=(member, *crowd)),)))
    assert "… and 31 more" in walk(run, agent(proptech, member.agent))


def test_the_table_fits_its_width_and_names_every_agent(proptech: Run):
    for width in (80, 100, 140):
        lines = terminal.table(proptech, width=width, paint=terminal.unpainted).splitlines()
        assert max(map(len, lines)) <= width
    text = terminal.render(proptech, lambda audited: None)
    assert all(audited.agent.id in text for audited in proptech.agents)


def test_volumes_are_those_of_the_traffic(proptech: Run):
    audited = agent(proptech, "cal")
    calls = audited.facts.traffic.calls_per_month
    assert isinstance(calls, Known)
    assert f"calls a month today {calls.value.point:,.0f}" in part(walk(proptech, audited), "Break-even")
