"""Tables of calls as they really come: broken, hostile, in many files; counted and said, never dropped."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import duckdb
import pytest

from auditor.errors import InputError
from auditor.model.usage import UsageLog, Used
from auditor.usage import UsageOptions, read
from auditor.usage.flat.engine import engine
from auditor.usage.flat.map_file import json_schema
from tests.usage.month import SUMMED, Call, by_day, month, used
from tests.usage.writers.tables import litellm, litellm_record, own, write_csv

NOW = UsageOptions(now=datetime(2026, 11, 22, tzinfo=UTC))


@pytest.fixture(scope="module")
def calls() -> Sequence[Call]:
    return month(sessions=40)


def kinds(log: UsageLog) -> dict[str, int]:
    return {flaw.kind: flaw.count for flaw in log.flaws}


def one(log: UsageLog) -> Used:
    (found,) = log.used
    return found


def written(path: Path, lines: Sequence[Any]) -> Path:
    path.write_text("".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines), "utf-8")
    return path


def call(id: int, **more: Any) -> dict[str, Any]:
    plain = {"request_id": f"r{id}", "startTime": "2026-11-20T10:00:00Z", "prompt_tokens": 100, "completion_tokens": 10,
             "spend": 0.001, "model": "gpt-5.2", "custom_llm_provider": "openai", "agent_id": "a"}  # fmt: skip
    return plain | more


class TestBrokenLogs:
    def test_lines_that_are_no_json_are_counted_with_the_line_of_the_first(self, tmp_path: Path) -> None:
        path = written(tmp_path / "x.jsonl", [call(1), "", "garbage", "[1, 2]", '{"prompt_tok', call(2)])
        log = read(path, NOW)
        assert one(log).calls == 2
        (flaw,) = log.flaws
        assert (flaw.kind, flaw.count, flaw.line) == ("unreadable", 3, 3)

    def test_a_last_line_cut_short_is_told_as_that(self, tmp_path: Path) -> None:
        path = written(tmp_path / "x.jsonl", [call(1), call(2)])
        path.write_text(path.read_text()[:-20])
        log = read(path, NOW)
        assert one(log).calls == 1
        assert kinds(log) == {"truncated": 1}

    @pytest.mark.parametrize("name", ["log.jsonl", "log.csv"])
    def test_a_gzip_cut_short_is_read_as_far_as_it_goes(self, calls: Sequence[Call], tmp_path: Path, name: str) -> None:
        whole = tmp_path / name
        (litellm if name.endswith("jsonl") else own)(calls, whole)
        packed = gzip.compress(whole.read_bytes())
        cut = tmp_path / f"cut.{name}.gz"
        cut.write_bytes(packed[: len(packed) * 2 // 3])
        log = read(cut, NOW)
        assert 0 < sum(used.calls for used in log.used) < len(calls)
        assert "truncated" in kinds(log)

    def test_json_that_is_too_deep_is_left_out_and_the_rest_is_read(self, tmp_path: Path) -> None:
        deep = json.dumps(call(2)).replace('"a"}', '"a", "x": ' + "[" * 5000 + "]" * 5000 + "}")
        path = written(tmp_path / "x.jsonl", [call(1), deep, call(3)])
        log = read(path, NOW)
        assert one(log).calls >= 2

    def test_rows_of_csv_with_other_cells_than_the_header_are_counted(
        self, calls: Sequence[Call], tmp_path: Path
    ) -> None:
        path = tmp_path / "x.csv"
        own(calls, path)
        lines = path.read_text("utf-8").splitlines()
        lines[3] += ",one,more"
        lines[5] = "three,cells,only"
        path.write_text("\n".join(lines), "utf-8")
        log = read(path, NOW)
        assert sum(used.calls for used in log.used) == len(calls) - 2
        flaw = next(flaw for flaw in log.flaws if flaw.kind == "unreadable")
        assert (flaw.count, flaw.line) == (2, 4)

    def test_impossible_figures_are_not_believed(self, tmp_path: Path) -> None:
        rows = [
            call(1),
            call(2, prompt_tokens=-5),
            call(3, prompt_tokens=1e308),
            call(4, prompt_tokens="many"),
            call(5, prompt_tokens={"a": [1]}),
            call(6, prompt_tokens="100", completion_tokens="10", spend="0.001"),
            call(7, startTime="2099-01-01T00:00:00Z"),
            call(8, startTime="yesterday"),
            call(9, spend=1e300),
            call(10, prompt_tokens=10**9),
        ]
        log = read(written(tmp_path / "x.jsonl", rows), NOW)
        found = one(log)
        assert (found.calls, found.with_input, found.uncached) == (10, 5, 500)
        assert (found.with_cost, found.cost) == (9, Decimal("0.009"))
        assert sum(number for _, number in found.by_day) == 8
        told = {(flaw.kind, flaw.count, flaw.line) for flaw in log.flaws}
        assert told == {
            ("unknown-shape", 3, 3), ("negative", 1, 2), ("absurd", 1, 10), ("absurd", 1, 9), ("no-time", 1, 8),
            ("future", 1, 7),
        }  # fmt: skip

    def test_a_call_that_is_written_twice_counts_once(self, tmp_path: Path) -> None:
        log = read(written(tmp_path / "x.jsonl", [call(1), call(2), call(1), call(1)]), NOW)
        assert (log.rows, one(log).calls, one(log).cost) == (2, 2, Decimal("0.002"))
        assert kinds(log) == {"duplicate": 2}

    def test_mixed_zones_are_one_time(self, tmp_path: Path) -> None:
        at = ("2026-11-20T00:30:00+02:00", "2026-11-19T22:30:00Z", "2026-11-19 22:30:00", 1795127400, "1795127400000")
        log = read(written(tmp_path / "x.jsonl", [call(n, startTime=time) for n, time in enumerate(at)]), NOW)
        assert one(log).by_day == (("2026-11-19", 5),)

    def test_names_of_columns_are_never_sql(self, tmp_path: Path) -> None:
        hostile = '"; DROP TABLE x; --'
        rows = [
            {
                hostile: "x",
                "agent": "'; --",
                "model": "m\u202e",
                "input_tokens": 5,
                "output_tokens": 2,
                "time": "2026-11-01",
            }
        ]
        path = tmp_path / "x.csv"
        write_csv(rows, path)
        assert one(read(path, NOW)).caller.id == "'; --"

    def test_a_file_that_is_no_table_is_an_error_in_words(self, tmp_path: Path) -> None:
        path = tmp_path / "x.parquet"
        path.write_bytes(b"PAR1" + bytes(100))
        with pytest.raises(InputError, match=r"x\.parquet"):
            read(path)


class TestTheEngine:
    def test_it_reads_the_named_files_and_nothing_else(self, tmp_path: Path) -> None:
        named, other = (written(tmp_path / name, [{"a": 1}]) for name in ("named.jsonl", "other.jsonl"))
        with engine([named], named) as db:
            assert list(db.rows(f"SELECT * FROM read_json('{named}')")) == [(1,)]
            for sql in (f"SELECT * FROM read_text('{other}')", f"COPY (SELECT 1) TO '{other}'", "INSTALL httpfs",
                        "SELECT * FROM 'https://example.org/x.parquet'"):  # fmt: skip
                with pytest.raises(InputError):
                    list(db.rows(sql))
            folder = db.folder
        assert not folder.exists()


class TestManyFiles:
    def test_a_folder_and_a_pattern_are_one_log(self, calls: Sequence[Call], tmp_path: Path) -> None:
        folder = tmp_path / "logs"
        folder.mkdir()
        for part in range(3):
            litellm(calls[part::3], folder / f"part-{part}.jsonl")
        duckdb.sql(
            f"COPY (SELECT * FROM read_json('{folder}/part-2.jsonl')) TO '{folder}/part-2.parquet' (FORMAT parquet)"
        )
        (folder / "part-2.jsonl").unlink()
        for path in (folder, folder / "part-*"):
            assert read(path, NOW).used == used(calls, SUMMED)

    def test_one_broken_file_of_many_is_told(self, tmp_path: Path) -> None:
        written(tmp_path / "a.jsonl", [call(1)])
        (tmp_path / "b.parquet").write_bytes(b"PAR1" + bytes(50))
        log = read(tmp_path, NOW)
        assert one(log).calls == 1
        assert kinds(log) == {"unreadable": 1}

    def test_an_empty_folder_is_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"without a log in it: .*, also with \.gz or \.zst$"):
            read(tmp_path)


class TestConventions:
    ROWS: ClassVar = [
        {
            "model": "m",
            "provider": "p",
            "time": "2026-11-01",
            "input_tokens": 100,
            "cached_tokens": 900,
            "output_tokens": 1,
        }
    ]

    def test_cache_columns_of_unknown_convention_are_refused(self, tmp_path: Path) -> None:
        rows = [self.ROWS[0] | {"cached_tokens": 20}] * 3
        with pytest.raises(InputError, match="input_counts"):
            read(written(tmp_path / "x.jsonl", rows))

    def test_the_rows_settle_it(self, tmp_path: Path) -> None:
        exclusive = one(read(written(tmp_path / "x.jsonl", self.ROWS * 3)))
        assert (exclusive.uncached, exclusive.cache_read) == (300, 2700)
        inclusive = one(read(written(tmp_path / "y.jsonl", [self.ROWS[0] | {"cached_tokens": 20}] * 40)))
        assert (inclusive.uncached, inclusive.cache_read) == (3200, 800)

    def test_the_guess_says_what_it_took(self, tmp_path: Path) -> None:
        log = read(written(tmp_path / "x.jsonl", self.ROWS * 3))
        assert "cache_read = cached_tokens" in next(flaw.done for flaw in log.flaws if flaw.kind == "guessed")


class TestMaps:
    MAP = """
columns:
  agent: bot
  model: {value: gpt-5.2}
  time: when
  calls: n
  input: {column: usage, path: [tokens, in]}
  cache_read: {sql: "CAST(hits AS BIGINT) * 10"}
  output: out
  cost: price
input_counts: inclusive
time_unit: ms
time_zone: Europe/Berlin
cost_unit: cents
bucket: hour
"""

    def test_a_map_says_what_holds_what(self, tmp_path: Path) -> None:
        (tmp_path / "map.yaml").write_text(self.MAP)
        row = {
            "bot": "b",
            "when": 1793491200000,
            "n": 4,
            "usage": {"tokens": {"in": 100}},
            "hits": 3,
            "out": 8,
            "price": 12,
        }
        path = written(tmp_path / "x.jsonl", [row, row | {"when": 1793494800000}])
        found = one(read(path, UsageOptions(map=tmp_path / "map.yaml")))
        assert (found.caller.id, found.model, found.calls, found.with_input) == ("b", "gpt-5.2", 8, 8)
        assert (found.uncached, found.cache_read, found.output, found.cost) == (140, 60, 16, Decimal("0.24"))
        assert found.input_sizes is None

    def test_every_error_is_told_at_once_with_its_line(self, tmp_path: Path) -> None:
        path = tmp_path / "map.yaml"
        path.write_text("columns:\n  agnet: bot\n  input: {column: a, sql: b}\ninput_counts: both\ntime_zone: Mars\n")
        with pytest.raises(InputError) as caught:
            read(written(tmp_path / "x.jsonl", [{"a": 1}]), UsageOptions(map=path))
        said = str(caught.value)
        assert "map.yaml:2: columns.agnet: unknown key; did you mean 'agent'?" in said
        assert "map.yaml:3" in said
        assert "map.yaml:4" in said
        assert "map.yaml:5" in said

    def test_caches_without_a_convention_are_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "map.yaml"
        path.write_text("columns: {agent: a, input: i, cache_read: c}\n")
        with pytest.raises(InputError, match="input_counts: is missing"):
            read(written(tmp_path / "x.jsonl", [{"a": 1}]), UsageOptions(map=path))

    def test_an_expression_that_is_no_sql_is_an_error_in_words(self, tmp_path: Path) -> None:
        path = tmp_path / "map.yaml"
        path.write_text('columns: {agent: {sql: "no such ("}, input: i}\n')
        with pytest.raises(InputError):
            read(written(tmp_path / "x.jsonl", [{"i": 1}]), UsageOptions(map=path))

    def test_the_schema_is_generated(self) -> None:
        assert "cache_write_1h" in json_schema()


def test_litellms_daily_table_is_read_as_days(calls: Sequence[Call], tmp_path: Path) -> None:
    path = tmp_path / "daily.csv"
    rows = [
        {
            "id": f"{day}-{account}-{model}", "agent_id": account, "date": f"{day:%Y-%m-%d}", "api_key": "hash",
            "model": model,
            "custom_llm_provider": made[0].provider, "prompt_tokens": sum(one.input for one in made),
            "completion_tokens": sum(one.output or 0 for one in made),
            "cache_read_input_tokens": sum(one.cache_read or 0 for one in made),
            "cache_creation_input_tokens": sum(one.written for one in made),
            "spend": float(sum(one.cost or 0 for one in made)), "api_requests": len(made),
            "successful_requests": sum(not one.failed for one in made),
            "failed_requests": sum(one.failed for one in made),
        }
        for day, account, model, made in by_day(calls)
    ]  # fmt: skip
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    log = read(path)
    assert log.format == "litellm-daily"
    assert sum(one.calls for one in log.used) == len(calls)
    assert sum(one.failed for one in log.used) == sum(one.failed for one in calls)
    assert sum(one.uncached for one in log.used) == sum(one.uncached or 0 for one in calls)
    assert sum(one.cost for one in log.used) == sum(one.cost or 0 for one in calls)
    assert all(one.input_sizes is None and one.by_hour is None and one.hits is None for one in log.used)


def test_a_gateways_own_cache_and_embeddings_are_no_calls(tmp_path: Path) -> None:
    rows = [call(1), call(2, cache_hit="True"), call(3, call_type="aembedding")]
    log = read(written(tmp_path / "x.jsonl", rows), NOW)
    assert one(log).calls == 1
    assert kinds(log) == {"not-a-call": 2}


def test_the_sample_of_litellm_reads(shared: Path) -> None:
    log = read(shared / "samples" / "litellm-spendlogs.jsonl")
    found = one(log)
    assert (found.caller.id, found.caller.name) == ("a-uuid", "claims-triage")
    assert (found.uncached, found.cache_read, found.cost) == (476, 1024, Decimal("0.00412"))


def test_records_that_differ_in_shape_are_one_log(calls: Sequence[Call], tmp_path: Path) -> None:
    rows = [litellm_record(call) | ({"metadata": json.dumps(litellm_record(call)["metadata"])} if n % 2 else {})
            for n, call in enumerate(calls)]  # fmt: skip
    assert read(written(tmp_path / "x.jsonl", rows)).used == used(calls, SUMMED)
