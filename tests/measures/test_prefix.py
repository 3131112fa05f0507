"""What ends the cacheable prefix, which blocks to move, and what that is worth: as promised, to the token and cent."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from auditor.knowledge import sections
from auditor.measures.prompt import _measured
from auditor.model.measurement import Known, Unknown
from auditor.model.prefix import PrefixFacts
from auditor.model.run import Audited
from auditor.tokens import counter, family_of
from tests.fleets import STEADY_LINE, audited, ready
from tests.reporters.html.audits import agent as shown
from tests.reporters.html.audits import run_of

OPENAI = {"provider": "openai", "name": "gpt-4.1-mini", "prices": {"cache_write": 0.4}}
TODAY = "## Today\nToday is {{date}}, and you talk to {{name}}.\n\n"
STEADY = "## How you answer\n" + STEADY_LINE * 120 + "\n"
FEES = "## Fees\nThe late fee is $75 per month.\n\n"


def prefix(folder: Path, text: str, **changes: Any) -> PrefixFacts:
    return agent(folder, text, **changes).facts.prefix


def agent(folder: Path, text: str, **changes: Any) -> Audited:
    return audited(folder, ready(**{"model": OPENAI, "prompt": {"text": text}, **changes}))


def count(text: str) -> int:
    return counter("o200k_base").count(text)


def value(fact: Any) -> Any:
    assert isinstance(fact, Known), fact
    return fact.value


def test_the_section_with_run_time_text_is_moved_whole(tmp_path: Path) -> None:
    found = prefix(tmp_path, TODAY + STEADY)
    (move,) = found.moves
    assert ("section", "## Today Today is {{date}}, and you talk to {{name}}.") == (move.unit, move.words)
    assert (0, count(TODAY), 1) == (move.before, move.tokens, move.line)
    assert count("## Today\n") == found.tokens
    assert count(STEADY + "## Today\n") == found.after


def test_tool_schemas_come_before_the_prompt(tmp_path: Path) -> None:
    bare = prefix(tmp_path, TODAY + STEADY)
    with_tools = prefix(tmp_path, TODAY + STEADY, prompt={"text": TODAY + STEADY, "tools_tokens": 500})
    assert (bare.tokens + 500, bare.after + 500, 500) == (
        with_tools.tokens,
        with_tools.after,
        with_tools.moves[0].before,
    )


def test_run_time_text_at_the_end_stays_where_it_is(tmp_path: Path) -> None:
    found = prefix(tmp_path, STEADY + TODAY)
    assert ((), found.after) == (found.moves, found.tokens)
    assert 0 == value(found.saves).high


def test_what_the_move_saves_is_what_the_moved_prompt_costs_less(tmp_path: Path) -> None:
    """The provider caches unasked, so both prompts are cached as well as their order allows."""
    quiet = {"cache_hit_rate": None, "calls_per_month": 90_000}
    stands = agent(tmp_path, TODAY + STEADY, traffic=quiet)
    moved = agent(tmp_path, STEADY + TODAY, traffic=quiet)
    before, after = (one.facts.economics.option("prompted").per_month for one in (stands, moved))
    assert before is not None
    assert after is not None
    assert abs(before.point - after.point - value(stands.facts.prefix.saves).point) < Decimal("0.000001")
    assert value(stands.facts.prefix.saves).point > 1


def test_the_advice_names_the_block_and_its_tokens(tmp_path: Path) -> None:
    found = agent(tmp_path, TODAY + STEADY, traffic={"calls_per_month": 90_000, "cache_hit_rate": None})
    (advice,) = [one for one in found.verdict.recommendations if one.action.startswith("Move run-time text")]
    assert (
        f"the section “## Today Today is {{{{date}}}}, and you talk to {{{{name}}}}.” (tokens 0 to {count(TODAY)})"
        in (advice.action)
    )
    assert value(found.facts.prefix.saves_with_caching) == advice.saves_per_month


@pytest.mark.parametrize(
    ("changes", "because"),
    [
        ({"traffic": {"calls_per_month": None}}, "calls_per_month is not declared"),
        ({"model": {"provider": "acme", "name": "nobody-knows-me"}}, "no price"),
        ({"model": {"provider": "homegrown", "name": "homegrown-1", "prices": {}}}, "price book"),
        ({"architecture": "fine_tuned", "fine_tune": {"replaced_prompt_tokens": 3000}}, "tuned model"),
    ],
    ids=["volume", "price", "cache", "tuned"],
)
def test_what_nobody_can_know_is_unknown_and_says_why(changes: dict[str, Any], because: str, tmp_path: Path) -> None:
    found = prefix(tmp_path, TODAY + STEADY, **changes)
    assert isinstance(found.saves, Unknown)
    assert because in found.saves.because
    assert found.after > found.tokens


def test_a_move_of_unknown_worth_is_advised_without_a_price(tmp_path: Path) -> None:
    found = agent(tmp_path, TODAY + STEADY, traffic={"calls_per_month": None})
    (advice,) = [one for one in found.verdict.recommendations if one.action.startswith("Move run-time text")]
    assert advice.saves_per_month is None
    assert "unknown" in advice.because


def test_a_prefix_that_stays_too_short_for_the_cache_is_no_reason_to_move(tmp_path: Path) -> None:
    found = agent(tmp_path, TODAY + "## How you answer\n" + STEADY_LINE * 9)
    assert 1024 == value(found.facts.prefix.least)
    assert found.facts.prefix.after < 1024
    assert not [one for one in found.verdict.recommendations if "run-time" in one.action]


def test_a_fact_that_ages_costs_a_cache_write_per_update_and_not_per_call(tmp_path: Path) -> None:
    fees = [{"name": "fees", "updated": "monthly", "lives_in": "prompt"}]
    claude = {"provider": "anthropic", "name": "claude-sonnet-5-5"}
    sure = {"calls_per_month": 90_000, "cache_hit_rate": 0.9, "shards": 2}
    found = prefix(tmp_path, FEES + STEADY, model=claude, knowledge=fees, traffic=sure)
    assert () == found.moves
    assert found.volatile is not None
    assert "## Fees The late fee is $75 per month." == found.volatile.words
    updates = value(found.updates_per_month).point
    assert abs(updates - Decimal(730) / 24 / 31) < Decimal("0.00001")
    dearer = Decimal("2.5") - Decimal("0.1")
    wanted = updates * 2 * Decimal("0.9") * dearer * found.behind / 1_000_000
    assert abs(wanted - value(found.update_cost).low) < Decimal("0.000001")
    assert value(found.update_cost).high < 1


def test_facts_of_unknown_pace_live_as_long_as_the_policy_assumes(tmp_path: Path) -> None:
    found = prefix(tmp_path, FEES + STEADY, knowledge=None)
    assert isinstance(found.updates_per_month, Known)
    assert "assumed" == found.updates_per_month.basis
    assert abs(found.updates_per_month.value.low - Decimal("0.693147") / 6) < Decimal("0.0001")


def test_what_changes_in_real_time_has_no_count_of_updates(tmp_path: Path) -> None:
    live = [{"name": "free slots", "updated": "realtime", "lives_in": "prompt"}]
    found = prefix(tmp_path, FEES + STEADY, knowledge=live)
    assert isinstance(found.update_cost, Unknown)
    assert "free slots changes in real time" in found.update_cost.because


def test_a_credential_is_never_among_the_first_words(tmp_path: Path) -> None:
    found = prefix(tmp_path, "## Key\npassword: hunter2x9 for {{name}}\n\n" + STEADY)
    assert "hunter2" not in found.moves[0].words
    assert "{{name}}" in found.moves[0].words


@pytest.mark.parametrize(
    "text", ["```\necho ${HOME}\n```\n", 'Say `: "${HOME:?message}"` aloud.\n', "> It is {{day}}.\n"]
)
def test_variables_of_code_and_quoted_templates_are_no_run_time_text(text: str, tmp_path: Path) -> None:
    assert () == prefix(tmp_path, f"{text}\n{STEADY}").moves


LINES = st.sampled_from(
    ["Be kind to people.\n", "Answer in one line, never in two.\n", "## Part\n", "### Step\n", "\n"]
)
SLOTS = st.sampled_from(["Name: {{name}}\n", "- It is ${date} now.\n", "<today>\nIt is {{day}}.\n</today>\n"])


@settings(max_examples=200)
@example("Be kind to people.\n" * 3 + "\nName: {{name}}\n## Part\n\nName: {{name}}\n")
@given(st.lists(st.one_of(LINES, LINES, LINES, SLOTS), min_size=1, max_size=30).map("".join))
def test_the_promised_prefix_is_that_of_the_prompt_with_its_blocks_moved(text: str) -> None:
    text = text.lstrip()
    slots = _measured(text, "", family_of("gpt-4.1")).breakers.slots
    found = _measured(text, "", family_of("gpt-4.1")).breakers
    kept, at = "", 0
    for block in slots:
        kept += text[at : block.start]
        at = block.end
    kept += text[at:]
    moved = (
        kept + ("" if not kept or kept.endswith("\n") else "\n") + "".join(text[one.start : one.end] for one in slots)
    )
    assert sorted(moved.replace("\n", "")) == sorted(text.replace("\n", ""))
    if slots:
        first = _measured(moved, "", family_of("gpt-4.1")).breakers.slots[0]
        assert abs(first.at - found.after) <= len(slots) + 1  # white space where blocks meet


@settings(max_examples=200)
@given(st.lists(st.one_of(LINES, SLOTS, st.sampled_from(["<a>\n", "</a>\n", "```\n", "**Bold**\n"])), max_size=30))
def test_sections_nest_and_never_cross(lines: list[str]) -> None:
    found = sections("".join(lines))
    for one in found:
        for other in found:
            assert (
                one.end <= other.start
                or other.end <= one.start
                or (
                    (one.start <= other.start and other.end <= one.end)
                    or (other.start <= one.start and one.end <= other.end)
                )
            )


def test_a_heading_holds_all_below_it_and_a_tag_what_it_closes() -> None:
    text = "# A\nx\n## B\ny\n<t>\n## C\nz\n</t>\n# D\n<open>\nw\n"
    assert {
        "# A\nx\n## B\ny\n<t>\n## C\nz\n</t>\n",
        "## B\ny\n<t>\n## C\nz\n</t>\n",
        "## C\nz\n",
        "<t>\n## C\nz\n</t>\n",
    } <= {text[one.start : one.end] for one in sections(text)}
    assert "# D\n<open>\nw\n" in {text[one.start : one.end] for one in sections(text)}


def test_a_fence_that_closes_in_its_own_line_hides_no_heading() -> None:
    text = "intro\n```x```\n# A\na\n# B\nb\n"
    assert ["# A\na\n", "# B\nb\n"] == [text[one.start : one.end] for one in sections(text)]


def test_a_move_that_fills_no_further_block_of_the_cache_saves_nothing_at_all(tmp_path: Path) -> None:
    saves = [one.facts.prefix.saves for one in run_of(tmp_path, list(_wild(60))).agents]
    ends = [one.value.high for one in saves if isinstance(one, Known)]
    assert len(ends) > 20
    assert [] == [end for end in ends if 0 < end < Decimal("0.000001")]


def _wild(count: int) -> Iterator[dict[str, Any]]:
    """Agents at prices whose binary fractions leave noise when two costs are subtracted."""
    random = Random(4)
    for number in range(count):
        traffic: dict[str, Any] = {
            "calls_per_month": random.randint(1000, 5_000_000),
            "user_tokens": random.randint(50, 2000),
            "output_tokens": random.randint(50, 900),
        }
        if number % 2:
            traffic["cache_hit_rate"] = round(random.random(), 2)
        provider, name = ("mistral", "mistral-large-4") if number % 3 else ("x-ai", "grok-4")
        text = (
            STEADY_LINE * (60 + number)
            + "\n## Now\nToday is {{date}}.\n\n## End\n"
            + "Never shout at all.\n" * (number % 7 + 1)
        )
        yield shown(f"a{number}", text, model={"provider": provider, "name": name}, traffic=traffic)
