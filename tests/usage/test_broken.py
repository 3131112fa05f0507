"""Broken logs are read as far as they go: what is wrong is counted and said, nothing is a traceback."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.errors import InputError
from auditor.model.usage import UsageLog
from auditor.usage import FORMATS, UsageOptions, read
from tests.usage.month import Call, month, used
from tests.usage.writers import WRITERS
from tests.usage.writers.exports import helicone
from tests.usage.writers.spans import new_names, otlp_lines
from tests.usage.writers.writer import Writer, json_lines

JSON = [writer for writer in WRITERS if writer.file.endswith(("json", "jsonl"))]
STREAMED = [writer for writer in JSON if not writer.format.startswith(("litellm", "table", "rollup"))]
"""Not those that a database sums up: it may refuse a file, in words."""
LINES = [writer for writer in JSON if writer.file.endswith("jsonl")]
CANNOT = frozenset({"ttl"})


@pytest.fixture
def calls() -> Sequence[Call]:
    return month(sessions=24)


@pytest.fixture
def records(calls: Sequence[Call], tmp_path: Path) -> list[dict[str, Any]]:
    """The month as Helicone's requests, to be broken."""
    helicone(calls, tmp_path / "whole.jsonl")
    return [json.loads(line) for line in (tmp_path / "whole.jsonl").read_text("utf-8").splitlines()]


def kinds(log: UsageLog) -> dict[str, int]:
    return {flaw.kind: flaw.count for flaw in log.flaws}


# --- files


@pytest.mark.parametrize("writer", LINES, ids=lambda writer: writer.id)
def test_a_last_line_cut_short_is_told_and_all_before_it_counts(
    writer: Writer, calls: Sequence[Call], tmp_path: Path
) -> None:
    path = tmp_path / writer.file
    writer.write(calls, path)
    rows = read(path).rows
    path.write_bytes(path.read_bytes() + b'{"a": [1, {"b": "c')
    log = read(path)
    assert log.rows == rows
    assert kinds(log)["truncated"] == 1


@pytest.mark.parametrize("writer", JSON, ids=lambda writer: writer.id)
def test_a_gzip_cut_short_is_read_up_to_there(writer: Writer, calls: Sequence[Call], tmp_path: Path) -> None:
    path = tmp_path / writer.file
    writer.write(month(), path)
    whole = gzip.compress(path.read_bytes())
    path.write_bytes(whole[: len(whole) * 3 // 4])
    log = read(path)
    assert 0 < log.rows < len(month())
    assert "truncated" in kinds(log)


def test_a_damaged_gzip_is_read_up_to_there(tmp_path: Path) -> None:
    path = tmp_path / "h.jsonl.gz"
    helicone(month(), path)
    packed = bytearray(gzip.compress(path.read_bytes()))
    packed[len(packed) // 2 :] = bytes(len(packed) // 2)
    path.write_bytes(packed)
    assert "truncated" in kinds(read(path, UsageOptions(format="helicone")))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\n\n", "is no usage log"),
        (b"\x00\x01\x02PNG" * 100, "is no usage log"),
        (b"hello\n", "is no usage log"),
        (b"[]", "is no usage log"),
        (b"\x28\xb5\x2f\xfd....", "zstd"),
    ],
)
def test_what_is_no_log_is_refused_with_the_way_out(content: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / "x.log"
    path.write_bytes(content)
    with pytest.raises(InputError, match=says):
        read(path)


def test_no_file_a_folder_and_an_unknown_format_are_the_users_errors(tmp_path: Path) -> None:
    for path in (tmp_path / "gone", tmp_path):
        with pytest.raises(InputError):
            read(path)
    (tmp_path / "x").write_text("{}")
    with pytest.raises(InputError, match=r"known: .*otlp"):
        read(tmp_path / "x", UsageOptions(format="xml"))


@pytest.mark.parametrize("format", FORMATS, ids=lambda one: one.NAME)
@pytest.mark.parametrize(
    "content", [b"", b"\x00" * 99, b"[[[[[", b'{"data": 5}', b"[1, null, true]", b'"x"', b"{}\n[]\n7"]
)
def test_a_named_format_reads_anything_without_a_traceback(format: Any, content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(content)
    with suppress(InputError):  # a database may refuse the file, in words
        log = read(tmp_path / "x", UsageOptions(format=format.NAME))
        assert sum(one.uncached for one in log.used) == 0


def test_broken_lines_among_good_ones_are_counted(records: list[dict[str, Any]], tmp_path: Path) -> None:
    lines = [json.dumps(record) for record in records]
    for index in range(5, len(lines), 10):
        lines[index] = lines[index][: len(lines[index]) // 2]
    (tmp_path / "x.jsonl").write_text("\n".join(lines) + "\n")
    log = read(tmp_path / "x.jsonl")
    assert log.rows + kinds(log)["unreadable"] == len(records)
    assert log.flaws[0].line == 6


def test_two_schemas_in_one_file_leave_nothing_out_in_silence(records: list[dict[str, Any]], tmp_path: Path) -> None:
    json_lines([*records, {"message": "server started"}, {"level": "info"}], tmp_path / "x.jsonl")
    log = read(tmp_path / "x.jsonl")
    assert kinds(log)["no-tokens"] == 2


def test_a_line_of_100_mb_takes_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    with path.open("wb") as file:
        file.write(b'{"request_created_at": "2026-10-01T00:00:00Z", "prompt_tokens": 5, "completion_tokens": 1}\n')
        file.write(b'{"prompt_tokens": 7, "body": "')
        for _ in range(100):
            file.write(b"x" * 1_000_000)
        file.write(b'"}\n{"request_created_at": "2026-10-02T00:00:00Z", "prompt_tokens": 6, "completion_tokens": 1}\n')
    tracemalloc.start()
    log = read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert log.used[0].uncached == 18
    assert "absurd" in kinds(log)
    assert peak < 90_000_000


def test_a_log_without_a_call_says_so(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text('{"resourceSpans": []}\n', "utf-8")
    assert kinds(read(tmp_path / "x.jsonl")) == {"not-a-call": 1}


def test_a_row_of_countless_cells_is_left_out_and_told(tmp_path: Path) -> None:
    """The engine goes through such a row as often as it has cells, so it is not given any."""
    path = tmp_path / "x.csv"
    head, row = b"agent,model,input_tokens,output_tokens\n", b'Carl,gpt-5.2,"1,000",10\nCarl,gpt-5.2,7,10\n'
    path.write_bytes(head + row + b"Ca\xffrl" + b",x" * 100_000 + b"\n" + b"Carl,gpt-5.2\n" + row + b"Carl,,,,,\n")
    log = read(path)
    assert (5, 14) == (log.rows, sum(one.uncached for one in log.used))
    assert 2 == kinds(log)["unreadable"]
    assert 4 == next(flaw.line for flaw in log.flaws if flaw.kind == "unreadable")


@pytest.mark.parametrize("writer", LINES[:1] + [one for one in WRITERS if one.format == "litellm-spendlogs"][:2])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_what_a_shell_wrote_in_utf16_is_read(
    writer: Writer, pack: Callable[[bytes], bytes], calls: Sequence[Call], tmp_path: Path
) -> None:
    path = tmp_path / writer.file
    writer.write(calls, path)
    whole = read(path)
    raw = path.read_text("utf-8").replace("\n", "\r\n").encode("utf-16")
    path.write_bytes(pack(raw))
    assert read(path).used == whole.used


# --- figures


def broken(records: list[dict[str, Any]], tmp_path: Path, **fields: Any) -> UsageLog:
    """The log with the first sound record's fields changed."""
    sound = next(record for record in records if record["completion_tokens"])
    sound.update(fields)
    json_lines(records, tmp_path / "x.jsonl")
    return read(tmp_path / "x.jsonl", UsageOptions(now=datetime(2026, 11, 22, tzinfo=UTC)))


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"prompt_tokens": -5}, "negative"),
        ({"completion_tokens": "-5"}, "negative"),
        ({"prompt_tokens": 10**15}, "absurd"),
        ({"prompt_tokens": "many"}, "unknown-shape"),
        ({"prompt_tokens": 12.5}, "unknown-shape"),
        ({"prompt_tokens": [1]}, "unknown-shape"),
        ({"costUSD": -1}, "negative"),
        ({"costUSD": 1e30}, "absurd"),
        ({"request_created_at": "2027-05-01T00:00:00Z"}, "future"),
        ({"request_created_at": "1970-01-01T00:00:01Z"}, "no-time"),
        ({"request_created_at": "whenever"}, "no-time"),
        ({"request_created_at": None}, "no-time"),
    ],
)
def test_a_figure_that_cannot_be_is_told_and_the_call_still_counts(
    fields: dict[str, Any], kind: str, records: list[dict[str, Any]], calls: Sequence[Call], tmp_path: Path
) -> None:
    log = broken(records, tmp_path, **fields)
    assert kinds(log)[kind] == 1
    assert sum(one.calls for one in log.used) == len(calls)
    assert log.first is not None
    assert log.first > datetime(2026, 9, 30, tzinfo=UTC)


def test_the_same_calls_again_count_once(records: list[dict[str, Any]], calls: Sequence[Call], tmp_path: Path) -> None:
    json_lines([*records, *records[:10]], tmp_path / "x.jsonl")
    log = read(tmp_path / "x.jsonl")
    assert log.used == used(calls, CANNOT)
    assert kinds(log) == {"duplicate": 10}


def test_two_time_zones_are_one_time(records: list[dict[str, Any]], calls: Sequence[Call], tmp_path: Path) -> None:
    for record in records[::2]:
        at = datetime.fromisoformat(record["request_created_at"])
        record["request_created_at"] = (at + timedelta(hours=9)).isoformat().replace("+00:00", "+09:00")
    json_lines(records, tmp_path / "x.jsonl")
    assert read(tmp_path / "x.jsonl").used == used(calls, CANNOT)


# --- anything at all


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, one in items for place in places(one, (*path, key)))]


def replaced(value: Any, path: tuple[Any, ...], junk: Any) -> Any:
    if not path:
        return junk
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(value[path[0]], path[1:], junk)
    return copy


@pytest.mark.parametrize("writer", STREAMED, ids=lambda writer: writer.id)
def test_junk_in_any_place_of_a_log_is_never_a_traceback(writer: Writer, tmp_path: Path) -> None:
    path = tmp_path / writer.file
    writer.write(month(sessions=2), path)
    text = path.read_text("utf-8")
    documents = (
        [json.loads(text)] if text.startswith(("{\n", "[")) else [json.loads(line) for line in text.splitlines()]
    )
    wheres = [(index, place) for index, one in enumerate(documents) for place in places(one)]

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def law(data: st.DataObject) -> None:
        index, place = data.draw(st.sampled_from(wheres))
        mutated = list(documents)
        mutated[index] = replaced(documents[index], place, data.draw(JUNK))
        path.write_text("\n".join(json.dumps(one) for one in mutated), "utf-8")
        log = read(path, UsageOptions(format=writer.format))
        for one in log.used:
            assert one.calls >= 0
            assert min(one.uncached, one.cache_read, one.cache_write_5m, one.output) >= 0
            assert one.failed <= one.calls or one.calls == 0
            assert (one.caller.name or "").isprintable()

    law()


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=200), st.integers(0, 3000))
def test_bytes_in_any_place_of_a_file_are_never_a_traceback(tmp_path_factory: Any, junk: bytes, at: int) -> None:
    path = tmp_path_factory.mktemp("junk") / "t.jsonl"
    otlp_lines(new_names)(month(sessions=3), path)
    raw = path.read_bytes()
    path.write_bytes(raw[:at] + junk + raw[at:])
    with suppress(InputError):  # what begins as a table may be refused as one, in words
        assert read(path, UsageOptions(format="otlp")).rows >= 0


# --- what others wrote


def test_every_sample_of_a_log_reads(shared: Path) -> None:
    names = {
        "otlp-genai-span.json": "otlp",
        "otlp-trace.json": "otlp",
        "openai-usage-completions.json": "openai-usage",
        "anthropic-usage-report-messages.json": "anthropic-usage",
    }
    assert {name: read(shared / "samples" / name).format for name in names} == names
