"""Changing facts in several prompts: one source to move once, what carrying it costs, and who says it otherwise."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor import reporters
from auditor.graph.disagreements import disagreements
from auditor.model.facts import Block, Stated
from auditor.model.measurement import Known, Unknown
from auditor.model.run import Run
from auditor.model.shared import SharedBlock
from tests.fleets import read_fleet, ready, run_of

FEES = (
    "## Fees\nThe late fee is $75 per month and falls due on the sixth day, whether anybody reminded them or not.\n"
    "The application fee is $55 for each adult; nobody waives it, and nobody promises that somebody might.\n"
)
OTHER_FEES = FEES.replace("$75", "$80")
STEADY = "You answer residents, in short sentences and without a promise that nobody has approved yet.\n\n" * 40


def run(folder: Path, *prompts: str, **changes: Any) -> Run:
    agents = [ready(id=name, prompt={"text": text}, **changes) for name, text in zip("abcdefgh", prompts, strict=False)]
    return run_of(read_fleet(folder, agents))


def block(run: Run) -> SharedBlock:
    (found,) = [one for one in run.graph.blocks if one.is_volatile]
    return found


def test_a_shared_block_tells_its_first_words_its_kinds_and_its_agents(tmp_path: Path) -> None:
    found = block(run(tmp_path, f"You are A.\n\n{FEES}", f"You are B.\n\n{FEES}"))
    assert ("exact", ("a", "b"), ("price",)) == (found.kind, found.agents, found.kinds)
    assert found.words.startswith("## Fees The late fee is $75")
    assert () == found.disagreements


def test_copies_with_another_value_disagree(tmp_path: Path) -> None:
    found = block(run(tmp_path, f"You are A.\n\n{FEES}", f"You are B.\n\n{FEES}", f"You are C.\n\n{OTHER_FEES}"))
    (one,) = found.disagreements
    assert "near" == found.kind
    assert ("price", [("a", 4), ("b", 4), ("c", 4)]) == (one.kind, [(said.agent, said.line) for said in one.sayings])
    assert {"a": "$75", "b": "$75", "c": "$80"} == {said.agent: said.value[:3] for said in one.sayings}


def test_a_block_in_which_every_value_differs_is_still_the_same_block(tmp_path: Path) -> None:
    table = "| Fee | Amount |\n|---|---|\n" + "".join(
        f"| Fee for a key of the {n} floor | $1{n} |\n" for n in range(2, 9)
    )
    dearer = table.replace("| $1", "| $2")
    found = block(run(tmp_path, f"You are A.\n\n{table}", f"You are B.\n\n{dearer}"))
    assert "near" == found.kind
    assert 7 == len(found.disagreements)


def test_who_disagrees_is_a_finding_at_the_prompt_that_differs(tmp_path: Path) -> None:
    made = run(tmp_path, f"You are A.\n\n{FEES}", f"You are B.\n\n{FEES}", f"You are C.\n\n{OTHER_FEES}")
    (finding,) = [one for one in made.findings if one.rule == "facts-disagree"]
    assert "medium" == finding.severity
    assert "c line 4 says otherwise than most" in finding.message
    assert "$" not in finding.message  # prompts may be left out of a report, its findings are not
    conflicts = {one.agent.id: one.facts.conflicts for one in made.agents}
    assert [("c",), ("c",), ("a", "b")] == [conflicts[name][0].others for name in "abc"]


def test_the_same_fact_in_two_prompts_that_share_nothing_else_is_no_dispute(tmp_path: Path) -> None:
    made = run(tmp_path, f"{STEADY}The late fee is $75.\n", "You are B.\n\nThe late fee is $80 in our other town.\n")
    assert [] == [one for one in made.findings if one.rule == "facts-disagree"]


def test_carrying_a_block_costs_its_tokens_as_each_prompt_is_sent(tmp_path: Path) -> None:
    """Nobody caches here, so it is calls x tokens x the price of input; half of the calls make half of it."""
    plain = {"model": {"provider": "anthropic", "name": "claude-sonnet-5-5"}, "traffic": {"cache_hit_rate": None}}
    made = run(tmp_path, f"{STEADY}{FEES}", f"You are B.\n\n{FEES}", **plain)
    found = block(made)
    assert found.worth is not None
    assert isinstance(found.worth.carried, Known)
    assert isinstance(found.worth.calls, Known)
    assert 10_000_000 == found.worth.calls.value.point
    tokens = sum(one.facts.prompt.scaled(use.tokens) for one, use in zip(made.agents, found.uses, strict=True))
    assert abs(Decimal(tokens) * 5_000_000 * 2 / 1_000_000 - found.worth.carried.value.point) < Decimal("0.01")


def test_retrieval_is_weighed_by_the_share_of_calls_that_need_the_block(tmp_path: Path) -> None:
    plain = {"model": {"provider": "anthropic", "name": "claude-sonnet-5-5"}, "traffic": {"cache_hit_rate": None}}
    found = block(run(tmp_path, f"{STEADY}{FEES}", f"You are B.\n\n{FEES}", **plain))
    assert found.worth is not None
    assert isinstance(found.worth.retrieval_pays_below, Known)
    assert 0 < found.worth.retrieval_pays_below.value < 1


def test_a_block_of_agents_that_nobody_can_price_is_unknown_and_says_why(tmp_path: Path) -> None:
    unpriced = {"model": {"provider": "acme", "name": "nobody-knows-me"}}
    found = block(run(tmp_path, f"You are A.\n\n{FEES}", f"You are B.\n\n{FEES}", **unpriced))
    assert found.worth is not None
    assert isinstance(found.worth.carried, Unknown)
    assert "no price" in found.worth.carried.because


def test_what_is_known_of_some_agents_says_of_how_many(tmp_path: Path) -> None:
    agents = [
        ready(id="a", prompt={"text": f"You are A.\n\n{FEES}"}),
        ready(id="b", prompt={"text": f"You are B.\n\n{FEES}"}, traffic={"calls_per_month": None}),
    ]
    found = block(run_of(read_fleet(tmp_path, agents)))
    assert found.worth is not None
    assert isinstance(found.worth.carried, Known)
    assert (1, "for 1 of 2 agents") == (found.worth.agents, found.worth.carried.note)
    assert "calls_per_month is not declared" in found.worth.unknown


VALUES = st.sampled_from(["$1", "$2", "$3"])


def held(values: list[str]) -> Block:
    stated = tuple(
        Stated(line, "price", f"The fee for a key of kind {line} is ‹price›.", one)
        for line, one in enumerate(values, 1)
    )
    return Block(1, 40, "", (), is_volatile=True, template="t", stated=stated)


@given(st.lists(st.lists(VALUES, min_size=3, max_size=3), min_size=2, max_size=5))
def test_copies_disagree_exactly_where_their_values_differ(copies: list[list[str]]) -> None:
    found = disagreements([(f"agent {number}", held(values)) for number, values in enumerate(copies)])
    differ = [place for place in range(3) if len({values[place] for values in copies}) > 1]
    assert [place + 1 for place in differ] == sorted({said.line for one in found for said in one.sayings})
    assert len(differ) == len(found)


@given(st.lists(st.lists(VALUES, min_size=3, max_size=3), min_size=2, max_size=5), st.randoms())
def test_the_order_of_the_fleet_does_not_matter(copies: list[list[str]], random: Any) -> None:
    named = [(f"agent {number}", held(values)) for number, values in enumerate(copies)]
    shuffled = named[:]
    random.shuffle(shuffled)
    assert {(one.said, frozenset(one.sayings)) for one in disagreements(named)} == {
        (one.said, frozenset(one.sayings)) for one in disagreements(shuffled)
    }


@pytest.mark.parametrize("extra", ["", "A line that only one copy has, about nothing that ages at all here.\n"])
def test_wording_around_the_dispute_may_drift(extra: str, tmp_path: Path) -> None:
    found = block(run(tmp_path, f"You are A.\n\n{FEES}{extra}", f"You are B.\n\n{OTHER_FEES}"))
    assert 1 == len(found.disagreements)


LEAK = "hunter2xyz9Q7"


def test_a_sentence_with_a_credential_is_read_out_nowhere(tmp_path: Path) -> None:
    text = FEES + f"The gate opens with password: {LEAK}, and the entry costs $25 per visit for a guest.\n"
    prompts = [
        f"You are {name}.\n\n{text.replace('$25', price)}"
        for name, price in zip("ABC", ("$25", "$25", "$30"), strict=True)
    ]
    found = run(tmp_path, *prompts)
    assert all(one.facts.prompt.secrets for one in found.agents)
    assert block(found).uses
    for name in reporters.REPORTERS:
        assert LEAK not in reporters.reporter(name).render(found, reporters.left_out)
