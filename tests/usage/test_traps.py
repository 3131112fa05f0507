"""The traps of usage logs: each of these fails if its handling is taken away."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from auditor.model.usage import Caller, UsageLog
from auditor.usage import Flaws, Log, Rollup, UsageOptions, read
from auditor.usage.distinct import Distinct, Seen
from auditor.usage.figures import moment, money, whole
from auditor.usage.traces import Span, Traces
from tests.usage.month import Call, month, rows, used
from tests.usage.writers.exports import helicone
from tests.usage.writers.spans import (
    invoke_agent,
    new_names,
    old_names,
    otlp_lines,
    otlp_span,
    resource,
)
from tests.usage.writers.writer import json_lines


def one_call(**more: Any) -> Call:
    call = next(call for call in month() if not call.failed)
    return replace(call, **more)


def log_of(tmp_path: Path, spans: Sequence[dict[str, Any]], options: UsageOptions | None = None) -> UsageLog:
    path = tmp_path / "traces.jsonl"
    json_lines([{"resourceSpans": [resource("claims-api", [span])]} for span in spans], path)
    return read(path, options)


# --- whose call it is


def test_a_call_whose_agent_comes_later_in_the_file_is_that_agents(tmp_path: Path) -> None:
    call = one_call()
    child = otlp_span(call, id="c", parent="m", attributes=new_names(call))
    middle = otlp_span(call, id="m", parent="r", attributes={})
    parent = otlp_span(call, id="r", parent="", attributes=invoke_agent(call))
    for order in ([child, middle, parent], [parent, middle, child], [middle, parent, child]):
        assert [one.caller for one in log_of(tmp_path, order).used] == [Caller(name=call.agent)]


def test_the_nearest_agent_above_counts_not_the_one_that_called_it(tmp_path: Path) -> None:
    call = one_call()
    spans = [
        otlp_span(call, id="c", parent="inner", attributes=new_names(call)),
        otlp_span(
            call,
            id="inner",
            parent="tool",
            attributes={"gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "inner", "gen_ai.agent.id": "a1"},
        ),
        otlp_span(call, id="tool", parent="outer", attributes={"gen_ai.operation.name": "execute_tool"}),
        otlp_span(call, id="outer", parent="", attributes=invoke_agent(call)),
    ]
    assert [one.caller for one in log_of(tmp_path, spans).used] == [Caller(id="a1", name="inner")]


def test_a_call_without_an_agent_is_its_prompts_else_its_services_and_said_so(tmp_path: Path) -> None:
    call = one_call()
    named = new_names(call) | {"gen_ai.prompt.name": "triage-v3"}
    (one,) = log_of(tmp_path, [otlp_span(call, id="c", parent="gone", attributes=named)]).used
    assert one.caller == Caller(prompt_name="triage-v3")
    parts = json.dumps([{"type": "text", "content": " Be kind. "}])
    told = new_names(call) | {"gen_ai.system_instructions": parts}
    log = log_of(tmp_path, [otlp_span(call, id="c", parent="gone", attributes=told)])
    assert log.used[0].caller.account == "claims-api"
    assert log.used[0].caller.prompt_sha256 is not None
    assert [flaw.kind for flaw in log.flaws] == ["no-agent"]


def test_spans_that_call_each_other_in_circles_end(tmp_path: Path) -> None:
    call = one_call()
    spans = [
        otlp_span(call, id="a", parent="b", attributes=new_names(call)),
        otlp_span(call, id="b", parent="a", attributes={}),
    ]
    assert log_of(tmp_path, spans).rows == 1


def test_a_trace_longer_than_the_window_still_finds_its_agent(tmp_path: Path) -> None:
    log = Log(tmp_path / "x")
    traces = Traces(window=10)
    made = []
    one = next(iter(rows([one_call()])))
    one = replace(one, caller=Caller(account="service"))
    for number in range(100):
        if number % 10 == 0:
            made += traces.add(Span("t", f"r{number}", "", 1, log, names=Caller(name="Bob"), is_agent=True))
        made += traces.add(Span("t", f"c{number}", f"r{number - number % 10}", 1, log, row=one))
        assert sum(len(trace.spans) for trace in traces._open.values()) <= 11
    made += traces.rest()
    assert [row.caller.name for row in made] == ["Bob"] * 100


# --- totals


def test_a_runs_own_totals_count_only_where_its_calls_are_not_in_the_log(tmp_path: Path) -> None:
    call = one_call()
    totals = invoke_agent(call) | {"gen_ai.usage.input_tokens": call.input, "gen_ai.usage.output_tokens": call.output}
    run = otlp_span(call, id="r", parent="", attributes=totals)
    log = log_of(tmp_path, [run])
    assert [(one.calls, one.uncached) for one in log.used] == [(1, call.input)]
    assert [flaw.kind for flaw in log.flaws] == ["run-totals"]
    child = otlp_span(call, id="c", parent="r", attributes=new_names(call))
    both = log_of(tmp_path, [child, run])
    assert both.used == used([call], frozenset({"cost", "ttl"}))
    assert [flaw.kind for flaw in both.flaws] == ["doubled-total"]


def test_a_span_written_twice_counts_once(tmp_path: Path) -> None:
    call = one_call()
    child = otlp_span(call, id="c", parent="r", attributes=new_names(call))
    parent = otlp_span(call, id="r", parent="", attributes=invoke_agent(call))
    log = log_of(tmp_path, [child, parent, child])
    assert log.used[0].calls == 1
    assert [(flaw.kind, flaw.line) for flaw in log.flaws] == [("duplicate", 3)]


def test_embeddings_are_no_calls_of_a_prompt(tmp_path: Path) -> None:
    call = one_call()
    told = {"gen_ai.operation.name": "embeddings", "gen_ai.usage.input_tokens": 5, "gen_ai.agent.name": "x"}
    log = log_of(tmp_path, [otlp_span(call, id="c", parent="", attributes=told)])
    assert (log.rows, [flaw.kind for flaw in log.flaws]) == (0, ["not-a-call"])


# --- which way input counts


def exclusive_names(call: Call) -> dict[str, Any]:
    """An instrumentation that copies Anthropic's figures as they are under OpenTelemetry's names."""
    told = new_names(call)
    if call.provider == "anthropic" and not call.failed:
        told["gen_ai.usage.input_tokens"] = call.uncached
    return told


def test_a_provider_whose_input_leaves_the_cache_out_against_its_format_is_read_the_other_way(tmp_path: Path) -> None:
    calls = month()
    otlp_lines(exclusive_names)(calls, tmp_path / "t.jsonl")
    log = read(tmp_path / "t.jsonl")
    assert log.used == used(calls, frozenset({"cost", "ttl"}))
    assert "more-cached-than-input" in {flaw.kind for flaw in log.flaws}


def test_an_export_that_counts_the_other_way_than_its_provider_shows_in_its_figures(tmp_path: Path) -> None:
    """Langfuse with `input` as the provider said it, cache included: only its own total gives it away."""
    calls = [call for call in month() if call.provider == "openai" and not call.failed]
    records = []
    for call in calls:
        usage = {"input": call.input, "input_cached_tokens": call.cache_read, "output": call.output}
        records.append(
            {
                "id": call.id,
                "trace_id": call.session,
                "type": "GENERATION",
                "start_time": call.at.isoformat(),
                "provided_model_name": call.model,
                "usage_details": usage | {"total": call.input + (call.output or 0)},
            }
        )
    json_lines(records, tmp_path / "o.jsonl")
    log = read(tmp_path / "o.jsonl")
    assert sum(one.uncached for one in log.used) == sum(call.uncached or 0 for call in calls)
    assert "more-cached-than-input" in {flaw.kind for flaw in log.flaws}


def test_a_few_rows_that_count_the_other_way_are_read_alone_and_told(tmp_path: Path) -> None:
    calls = [call for call in month() if call.provider == "anthropic" and not call.failed]
    odd = {call.id for call in calls if call.cache_read}
    odd = set(sorted(odd)[: len(calls) // 20])

    def names(call: Call) -> dict[str, Any]:
        return exclusive_names(call) if call.id in odd else new_names(call)

    otlp_lines(names)(calls, tmp_path / "t.jsonl")
    log = read(tmp_path / "t.jsonl")
    assert log.used == used(calls, frozenset({"cost", "ttl"}))
    (told,) = (flaw for flaw in log.flaws if flaw.kind == "more-cached-than-input")
    assert told.count == len(odd)


def test_reasoning_is_a_part_of_output_and_never_added_to_it(tmp_path: Path) -> None:
    call = one_call(provider="openai", output=100, reasoning=90)
    (one,) = log_of(tmp_path, [otlp_span(call, id="c", parent="", attributes=new_names(call))]).used
    assert (one.output, one.reasoning) == (100, 90)
    call = one_call(provider="openai", output=10, reasoning=90)
    log = log_of(tmp_path, [otlp_span(call, id="c", parent="", attributes=old_names(call))])
    assert (log.used[0].output, log.used[0].reasoning) == (100, 90)
    assert "unknown-shape" in {flaw.kind for flaw in log.flaws}


def test_zeros_that_are_left_out_are_zeros(tmp_path: Path) -> None:
    """A hit rate over the calls that tell a read alone would be one."""
    calls = month()

    def names(call: Call) -> dict[str, Any]:
        return {key: told for key, told in new_names(call).items() if told != 0}

    otlp_lines(names)(calls, tmp_path / "t.jsonl")
    log = read(tmp_path / "t.jsonl")
    for one, wanted in zip(log.used, used(calls, frozenset({"cost", "ttl"})), strict=True):
        if one.cache_read:
            assert (one.with_cache, one.hits) == (wanted.with_cache, wanted.hits)
        else:
            assert one.with_cache == 0, "a log that never tells a read may not know of any"
    assert "zeros-left-out" in {flaw.kind for flaw in log.flaws}


# --- single figures


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("12", 12),
        (12.0, 12),
        (12.5, None),
        (True, None),
        ("1e3", 1000),
        ("x", None),
        (None, None),
        ("1_0", None),
        ("٣", None),
        (float("nan"), None),
        (float("inf"), None),
        ("9" * 5000, None),
        ([], None),
        (Decimal(7), 7),
    ],
)
def test_whole_numbers_in_every_dress(written: Any, read: int | None) -> None:
    assert whole(written) == read


@pytest.mark.parametrize(
    "written",
    [
        1763632800,
        1763632800000,
        1763632800000000,
        "1763632800000000000",
        1763632800.0,
        "1763632800",
        "2025-11-20T10:00:00Z",
        "2025-11-20T12:00:00+02:00",
        "2025-11-20 10:00:00",
        "2025-11-20 10:00:00.000000",
        "2025-11-20T10:00:00.000000000Z",
        datetime(2025, 11, 20, 10),  # noqa: DTZ001
    ],
)
def test_times_in_every_unit_and_zone(written: Any) -> None:
    assert moment(written) == datetime(2025, 11, 20, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "written", [1763632800.25, "1763632800.25", "1763632800250.0", "1.76363280025e9", " 1763632800.25 "]
)
def test_a_time_with_parts_of_a_second_is_one_as_text_too(written: Any) -> None:
    assert moment(written) == datetime(2025, 11, 20, 10, 0, 0, 250_000, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        None,
        True,
        "",
        "soon",
        "1e999",
        "12.5.6",
        "٣٤.٥",
        -5,
        1e300,
        "9" * 40,
        [],
        {},
        float("nan"),
        "0001-01-01T00:00:00+14:00",
    ],
)
def test_what_is_no_time_is_none(written: Any) -> None:
    assert moment(written) is None


def test_money_is_exact(tmp_path: Path) -> None:
    log = Log(tmp_path / "x")
    assert money(0.1, log, 1) == Decimal("0.1")
    assert money("12.345", log, 1, cents=True) == Decimal("0.12345")
    assert [money(odd, log, 1) for odd in (None, True, "x", "NaN", "1e999999", [], -1)] == [None] * 7
    assert {flaw.kind for flaw in log.flaws.all()} <= {"negative", "absurd"}


# --- memory


def test_a_prompt_that_is_new_in_every_call_does_not_grow_the_rollup() -> None:
    rollup = Rollup(Flaws("x"))
    one = next(iter(rows([one_call()])))
    for number in range(2000):
        rollup.add(replace(one, caller=Caller(name="Bob", prompt_sha256=f"{number:064x}")))
    done = rollup.done()
    assert len(done.used) == 51
    assert sum(used.calls for used in done.used) == 2000


def test_sessions_are_counted_exactly_and_beyond_that_closely() -> None:
    few, many = Distinct(), Distinct()
    for number in range(9000):
        few.add(str(number % 4000))
        many.add(str(number * 7))
    assert (few.count, few.is_exact) == (4000, True)
    assert not many.is_exact
    assert abs(many.count - 9000) < 900


def test_identifiers_are_remembered_as_many_as_promised() -> None:
    seen = Seen(capacity=1000)
    assert all(seen.add(str(number)) for number in range(5000))
    assert not any(seen.add(str(number)) for number in range(4000, 5000))


def test_helicone_as_openai_counts_and_as_anthropic_counts_stand_in_one_file(tmp_path: Path) -> None:
    calls = month(seed=3)
    helicone(calls, tmp_path / "h.jsonl")
    assert read(tmp_path / "h.jsonl").used == used(calls, frozenset({"ttl"}))


@pytest.mark.parametrize(
    ("id", "call", "answered"),
    [
        ("request_id", {"request_created_at": "2026-10-01T00:00:00Z", "prompt_tokens": 5}, {"cache_hit": True}),
        ("id", {"created_at": "2026-10-01T00:00:00Z", "req_units": 5}, {"cache_status": "Semantic hit"}),
        ("id", {"created_at": "2026-10-01T00:00:00Z", "tokens_in": 5, "provider": "x"}, {"cached": True}),
    ],
    ids=["helicone", "portkey", "cloudflare"],
)
def test_what_a_gateway_answered_itself_or_wrote_twice_is_no_call(
    id: str, call: dict[str, Any], answered: dict[str, Any], tmp_path: Path
) -> None:
    json_lines([call | {id: "1"}, call | {id: "2"} | answered, call | {id: "1"}, call], tmp_path / "x.jsonl")
    log = read(tmp_path / "x.jsonl")
    assert [one.uncached for one in log.used] == [10]
    assert {(flaw.kind, flaw.line) for flaw in log.flaws} == {("not-a-call", 2), ("duplicate", 3)}


def test_a_prompt_that_is_named_after_the_call_does_not_make_a_caller_of_each(tmp_path: Path) -> None:
    log = log_of(
        tmp_path,
        [
            otlp_span(
                replace(one_call(), id=f"{number:016x}"),
                id=f"{number:016x}",
                parent="",
                attributes=new_names(one_call()) | {"gen_ai.agent.name": "Bob", "gen_ai.prompt.name": f"p{number}"},
            )
            for number in range(120)
        ],
    )
    assert 51 == len(log.used)
    assert 120 == sum(one.calls for one in log.used)
