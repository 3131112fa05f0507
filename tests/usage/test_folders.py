"""Folders and patterns: one log of one format; what is of another is told, and nothing is read twice."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from auditor.model.usage import UsageLog
from auditor.usage import UsageOptions, read
from tests.usage.logs import START, write_spans

TABLE = "agent,model,input_tokens,output_tokens,timestamp\n"
ROWS = "Ghost,gpt-4o,100,20,2026-09-01T00:00:00Z\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "logs"
    found.mkdir()
    call = {"gen_ai.usage.input_tokens": 4000, "gen_ai.usage.output_tokens": 120}
    for part in range(2):
        write_spans(found / f"a{part}.jsonl", [("Carl", START + timedelta(days=part, hours=n), call) for n in range(5)])
    return found


def costs(path: Path) -> Path:
    result = {"object": "organization.costs.result", "amount": {"value": 100.5, "currency": "usd"}}
    bucket = {"object": "bucket", "start_time": 1790812800, "end_time": 1790899200, "results": [result]}
    path.write_text(json.dumps({"object": "page", "data": [bucket]}), "utf-8")
    return path


def told(log: UsageLog) -> Sequence[tuple[str, int, str, str]]:
    return [(flaw.kind, flaw.count, flaw.done, Path(flaw.file).name) for flaw in log.flaws]


def test_files_of_another_format_are_left_out_and_told(folder: Path) -> None:
    alone = read(folder)
    costs(folder / "b.json")
    for number in range(3):
        (folder / f"c{number}.csv").write_text(TABLE + ROWS * (number + 1), "utf-8")
    mixed = read(folder)
    assert (alone.used, alone.sha256) == (mixed.used, mixed.sha256)
    left = "left out, the whole file: it is {}; give it by itself"
    assert [
        *told(alone),
        ("unknown-shape", 1, left.format("openai-usage"), "b.json"),
        ("unknown-shape", 3, left.format("table"), "c0.csv"),
    ] == sorted(told(mixed), key=lambda flaw: flaw[3])


def test_a_folder_or_a_pattern_of_one_file_is_that_file(folder: Path) -> None:
    (folder / "a1.jsonl").unlink()
    alone = read(folder / "a0.jsonl")
    for path in (folder, folder / "*.jsonl"):
        assert (alone.used, alone.sha256, alone.rows) == ((log := read(path)).used, log.sha256, log.rows)


def test_a_file_that_shows_no_format_is_read_as_the_first_and_told(folder: Path) -> None:
    whole = read(folder)
    (folder / "z.csv").write_text("nothing,that,is,known\n1,2,3,4\n", "utf-8")
    (folder / "empty.jsonl").write_text("", "utf-8")
    read_so = read(folder)
    assert [used.calls for used in whole.used] == [used.calls for used in read_so.used]
    said = "read as otlp like the first file, though it does not begin so"
    assert ("unknown-shape", 1, said, "z.csv") in told(read_so)


def test_a_trace_in_two_files_of_a_log_is_one_trace(folder: Path) -> None:
    """A collector that rotates its file writes an agent's run, which ends last, into the next one."""
    whole = read(folder)
    for file in sorted(folder.iterdir()):
        calls: list[str] = []
        runs: list[str] = []
        for line in file.read_text("utf-8").splitlines():
            run, call = json.loads(line)["resourceSpans"][0]["scopeSpans"][0]["spans"]
            for kept, span in ((runs, run), (calls, call)):
                kept.append(json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}]}) + "\n")
        file.write_text("".join(calls), "utf-8")
        (folder / f"z-{file.name}").write_text("".join(runs), "utf-8")
    split = read(folder)
    assert (whole.used, whole.flaws) == (split.used, split.flaws)
    assert {"Carl"} == {used.caller.name for used in split.used}


def test_a_copy_of_a_file_and_another_name_of_it_count_once(folder: Path) -> None:
    whole = read(folder)
    first = next(folder.iterdir())
    (folder / "link.jsonl").symlink_to(first)
    (folder / "copy.jsonl").write_bytes(first.read_bytes())
    again = read(folder)
    assert (whole.used, whole.sha256) == (again.used, again.sha256)
    assert [2] == [count for _, count, done, _ in told(again) if "holds the same bytes" in done]


def test_files_that_were_rotated_are_of_the_log(folder: Path) -> None:
    whole = read(folder)
    for number, file in enumerate(sorted(folder.iterdir()), 1):
        file.rename(folder / f"calls.log.{number}")
    assert whole.used == read(folder).used


def test_what_is_wrong_names_the_file_it_stands_in(folder: Path) -> None:
    call = {"gen_ai.usage.input_tokens": -1}
    write_spans(folder / "b.jsonl", [("Carl", START, {}), ("Carl", START, call)])
    assert [("negative", 1, "counted without its tokens", "b.jsonl")] == told(read(folder))[-1:]


def test_what_somebody_named_is_read_so(folder: Path) -> None:
    costs(folder / "b.json")
    found = read(folder, UsageOptions(format="otlp"))
    assert not [flaw for flaw in told(found) if "left out, the whole file" in flaw[2]]
    assert isinstance(found, UsageLog)
