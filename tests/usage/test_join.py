"""The join: who called, what is added, and what is told of the rest."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from auditor.errors import InputError
from auditor.measures.traffic import measure
from auditor.model.agent import Session
from auditor.model.finding import Finding
from auditor.model.fleet import Deployed, Fleet, sha256
from auditor.model.measurement import Unknown
from auditor.model.money import Range
from auditor.model.observed import Observed
from auditor.model.usage import Caller, Flaw
from auditor.usage import join, match_file, read
from tests.fleets import read_fleet
from tests.usage.logs import START, log, used, write_spans

PROMPT = "You are the\n  house voice. "


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    return made(tmp_path, {"id": "carl", "name": "Carl the Clerk"}, {"id": "claudia", "prompt": {"text": PROMPT}})


def made(folder: Path, *agents: dict[str, Any]) -> Fleet:
    return read_fleet(folder, [{"prompt": {"text": f"You are {agent['id']}."}} | agent for agent in agents])


def observed(fleet: Fleet, id: str) -> Observed:
    found = member(fleet, id).observed
    assert found is not None
    return found


def member(fleet: Fleet, id: str) -> Deployed:
    return next(one for one in fleet.members if one.agent.id == id)


def told(fleet: Fleet, rule: str) -> list[Finding]:
    return [note for note in fleet.notes if note.rule == rule]


@pytest.mark.parametrize(
    ("caller", "agent", "by"),
    [
        (Caller(id="carl"), "carl", "id"),
        (Caller(name="Carl the Clerk"), "carl", "name"),
        (Caller(prompt_name="claudia"), "claudia", "prompt name"),
        (Caller(prompt_sha256=sha256(PROMPT)), "claudia", "prompt text"),
        (Caller(prompt_sha256=sha256("You are the house voice.")), "claudia", "prompt text"),
        (Caller(id="carl-the_clerk"), "carl", "name, written otherwise"),
        (Caller(id="asst_123", name="CLAUDIA"), "claudia", "name, written otherwise"),
        (Caller(account="key-7"), "claudia", "mapping"),
    ],
)
def test_a_caller_is_found_by_what_it_is_called(fleet: Fleet, caller: Caller, agent: str, by: str) -> None:
    joined = join.joined(fleet, [log(used(caller))], {"key-7": "claudia"})
    assert [(agent, by)] == [
        (one.agent.id, seen.by) for one in joined.members for seen in observed(joined, one.agent.id).matched
    ]


@pytest.mark.parametrize("caller", [Caller(id="carla"), Caller(name="Carl the"), Caller(prompt_sha256="0" * 64)])
def test_a_likeness_is_no_match(fleet: Fleet, caller: Caller) -> None:
    joined = join.joined(fleet, [log(used(caller))])
    assert joined.seen is not None
    assert (0, 2800) == (joined.seen.joined, joined.seen.calls)


def test_a_person_outranks_the_names(fleet: Fleet) -> None:
    joined = join.joined(fleet, [log(used("carl"))], {"carl": "claudia"})
    assert (0, 2800) == (observed(joined, "carl").calls, observed(joined, "claudia").calls)


def test_several_callers_may_be_one_agent(fleet: Fleet) -> None:
    joined = join.joined(fleet, [log(used("carl"), used("carl-eu"), used("Carl"))], {"carl-eu": "carl"})
    assert 3 * 2800 == observed(joined, "carl").calls


def test_a_caller_that_fits_two_agents_is_told_and_joined_to_none(tmp_path: Path) -> None:
    fleet = made(tmp_path, {"id": "a", "name": "Helper"}, {"id": "b", "name": "helper"}, {"id": "c"})
    joined = join.joined(fleet, [log(used("HELPER"), used(Caller(id="a", name="c")))])
    first, second = told(joined, "caller-fits-several")
    assert "HELPER of calls.jsonl is joined to nobody: it fits 2 agents (a, b); say which with --match" in first.message
    assert "it fits 2 agents (a, c)" in second.message
    assert 0 == sum(observed(joined, id).calls for id in "abc")


def test_both_sides_unmatched_are_told_with_their_money(fleet: Fleet) -> None:
    joined = join.joined(fleet, [log(used("carl", cost="0.01"), used("ghost", calls=1000, cost="0.02"))])
    (strangers,) = told(joined, "caller-without-agent")
    assert "28,000 calls, $560 by a caller that is no agent of this fleet: ghost" in strangers.message
    (unseen,) = told(joined, "agent-not-seen")
    assert (
        "claudia was not seen in the logs between 2026-09-01 and 2026-09-28: 0 calls seen is not 0 calls."
        == unseen.message
    )
    assert joined.seen is not None
    assert (Decimal(588), Decimal(28)) == (joined.seen.cost, joined.seen.joined_cost)
    assert member(joined, "claudia").agent.traffic.calls_per_month is None


def test_what_was_seen_takes_the_place_of_what_is_declared(tmp_path: Path) -> None:
    traffic = {"calls_per_day": 5, "output_tokens": 9, "cache_hit_rate": 0.9, "growth_per_month": 0.05}
    fleet = made(tmp_path, {"id": "carl", "traffic": traffic})
    seen = member(join.joined(fleet, [log(used("carl", read=700))]), "carl")
    now = seen.agent.traffic
    assert now.calls_per_day is None
    assert now.calls_per_month is not None
    assert now.calls_per_month.point == pytest.approx(Decimal("3041.67"))
    assert now.output_tokens is not None
    assert (100, 1) == (now.output_tokens.point, now.cache_hit_rate.point if now.cache_hit_rate else None)
    assert now.growth_per_month == fleet.members[0].agent.traffic.growth_per_month, "four weeks tell no growth"
    assert seen.observed is not None
    assert seen.observed.declared == fleet.members[0].agent.traffic


def test_sessions_count_where_the_log_tells_no_cache(fleet: Fleet) -> None:
    told = {"sessions": 700, "session_minutes": Decimal("4.5")}
    seen = member(join.joined(fleet, [log(used("carl", with_cache=0, **told))]), "carl")
    assert Session(calls=Range.sure(4), minutes=Range.sure(Decimal("4.5"))) == seen.agent.traffic.session
    facts = measure(seen.agent, Unknown("no list"), seen.observed)
    assert facts.session_seen
    for other in ({"read": 700}, {"with_cache": 0, "session_minutes": None}, {"with_cache": 0, "sessions": 2800}):
        seen = member(join.joined(fleet, [log(used("carl", **told | other))]), "carl")
        assert seen.agent.traffic.session is None, other
        assert not measure(seen.agent, Unknown("no list"), seen.observed).session_seen


def test_sessions_last_from_their_first_call_to_their_last(tmp_path: Path) -> None:
    calls = [
        ("Carl", START + timedelta(hours=hour, minutes=minute), {"gen_ai.conversation.id": f"s{hour}"})
        for hour in range(3)
        for minute in (0, 2, 2 * hour)
    ]
    (one,) = read(write_spans(tmp_path / "x.jsonl", calls)).used
    assert (3, Decimal("2.66667")) == (one.sessions, one.session_minutes)


def test_a_model_that_nobody_named_is_taken_from_the_log(tmp_path: Path) -> None:
    fleet = made(tmp_path, {"id": "a"}, {"id": "b", "model": {"name": "gpt-4.1"}}, {"id": "c"})
    odd = used("c", provider=None, model="Anthropic/claude-haiku-4-5")
    joined = join.joined(fleet, [log(used("a"), used("b"), odd)])
    models = [one.agent.model for one in joined.members]
    assert [("anthropic", "claude-sonnet-5-5"), (None, "gpt-4.1"), ("anthropic", "claude-haiku-4-5")] == [
        (model.provider, model.name) for model in models
    ]


def test_failed_calls_are_not_volume(fleet: Fleet) -> None:
    joined = join.joined(fleet, [log(used("carl", failed=1400))])
    assert 1400 == observed(joined, "carl").calls
    point = member(joined, "carl").agent.traffic.calls_per_month
    assert point is not None
    assert float(point.point) == pytest.approx(50 * 30.4167, rel=1e-3)


# --- no call is counted twice


def test_a_call_a_day_of_which_half_fail_is_not_no_call(fleet: Fleet) -> None:
    joined = join.joined(fleet, [log(used("carl", calls=1, failed=14))])
    volume = member(joined, "carl").agent.traffic.calls_per_month
    assert volume is not None
    assert float(volume.point) == pytest.approx(730 / 24 / 2, rel=0.1)


def test_two_formats_of_the_same_days_are_two_views_of_the_same_calls(fleet: Fleet) -> None:
    gateway, tracer = log(used("carl")), log(used("carl", calls=98), path="spans.jsonl", format="otlp")
    joined = join.joined(fleet, [tracer, gateway])
    assert 2800 == observed(joined, "carl").calls
    (note,) = told(joined, "logs-overlap")
    assert "spans.jsonl tells of the same calls as calls.jsonl" in note.message


def test_one_format_after_another_is_added(fleet: Fleet) -> None:
    before = log(used("carl", days=14), path="old.csv", format="old")
    after = log(used("carl", days=14, start=START + timedelta(days=13)), path="new.csv", format="new")
    assert 2800 == observed(join.joined(fleet, [before, after]), "carl").calls


def test_parts_of_one_format_are_added_and_copies_are_not(fleet: Fleet) -> None:
    east, west = log(used("carl"), path="east"), log(used("carl", calls=60), path="west")
    assert 2800 + 1680 == observed(join.joined(fleet, [east, west]), "carl").calls
    longer = log(used("carl", days=40), path="longer")
    assert 4000 == observed(join.joined(fleet, [east, longer]), "carl").calls
    again = log(used("carl"), path="again", sha256="east")
    joined = join.joined(fleet, [east, again])
    assert 2800 == observed(joined, "carl").calls
    assert ["again holds the same bytes as another log; it is counted once."] == [
        note.message for note in told(joined, "logs-overlap")
    ]


def test_a_bill_by_account_is_added_to_nobody(fleet: Fleet) -> None:
    bill = log(used(Caller(account="project-1"), cost="0.05"), path="bill.json", format="openai-usage")
    joined = join.joined(fleet, [log(used("carl", cost="0.01")), bill])
    assert joined.seen is not None
    assert (2800, Decimal(28)) == (joined.seen.calls, joined.seen.cost)
    assert [True, False] == [one.knows_agents for one in joined.seen.logs]
    (note,) = told(joined, "usage-without-agents")
    assert "2,800 calls, $140" in note.message
    assert [] == told(join.joined(fleet, [bill]), "agent-not-seen"), "a bill cannot know agents"


def test_flaws_of_a_log_are_told(fleet: Fleet) -> None:
    flaw = Flaw("negative", 3, "left out", "calls.jsonl", 7)
    (note,) = told(join.joined(fleet, [log(used("carl"), flaws=(flaw,))]), "usage-log-flawed")
    assert ("calls.jsonl: 3 rows are negative: left out.", 7) == (note.message, note.location.line)


def test_a_log_without_times_or_callers_breaks_nothing(fleet: Fleet) -> None:
    bare = used("carl", by_day=(), first=None, last=None)
    joined = join.joined(fleet, [log(bare, first=None, last=None), log(path="empty")])
    assert observed(joined, "carl").lacking["calls_per_month"]


# --- the mapping file


def test_a_mapping_names_every_line_that_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "match.yaml"
    path.write_text("carl-prod: carl\nother: carll\nlist: [1]\n", "utf-8")
    with pytest.raises(InputError) as caught:
        match_file.read(path, {"carl"})
    assert "match.yaml:3: list: expected text, got list" in str(caught.value)
    path.write_text("carl-prod: carl\nother: carll\n", "utf-8")
    with pytest.raises(InputError, match=r"match\.yaml:2: other: no agent has the id 'carll'; did you mean 'carl'\?"):
        match_file.read(path, {"carl"})
    path.write_text("'0042': carl\n", "utf-8")
    assert {"0042": "carl"} == match_file.read(path, {"carl"})


def test_a_stranger_in_two_views_of_the_same_calls_counts_once(fleet: Fleet) -> None:
    gateway = log(used("ghost", cost="0.01"))
    tracer = log(used("ghost", calls=99), path="spans.jsonl", format="otlp")
    joined = join.joined(fleet, [gateway, tracer])
    assert joined.seen is not None
    assert (2800, Decimal(28)) == (joined.seen.calls, joined.seen.cost)


def test_a_row_of_a_clock_that_stood_wrong_does_not_thin_out_the_volume(fleet: Fleet) -> None:
    odd = START.replace(year=1970)
    days = used("carl").by_day
    wrong = used("carl", first=odd, by_day=((odd.date().isoformat(), 1), *days))
    joined = join.joined(fleet, [log(wrong)])
    volume = member(joined, "carl").agent.traffic.calls_per_month
    assert volume is not None
    assert float(volume.point) == pytest.approx(3041, rel=0.1)


def test_what_a_log_calls_a_caller_cannot_reach_into_a_terminal(fleet: Fleet) -> None:
    (note,) = told(join.joined(fleet, [log(used("\x1b[31mred\nline" + "x" * 500))]), "caller-without-agent")
    assert "\x1b" not in note.message
    assert "\n" not in note.message
    assert len(note.message) < 400
