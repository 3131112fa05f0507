"""One month in every log format comes to the same sums, to the last token."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from pathlib import Path

import pytest

from auditor.usage import FORMATS, read
from auditor.usage.heads import head_of_log
from tests.usage.month import Call, month, used
from tests.usage.writers import WRITERS
from tests.usage.writers.writer import Writer


@pytest.fixture(scope="module")
def calls() -> Sequence[Call]:
    return month()


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.id)
def test_the_month_comes_to_the_same_sums_in_every_format(
    writer: Writer, calls: Sequence[Call], tmp_path: Path
) -> None:
    path = tmp_path / writer.file
    writer.write(calls, path)
    log = read(path)
    assert log.format == writer.format
    assert log.used == used(calls, writer.cannot)
    assert {flaw.kind for flaw in log.flaws} == set(writer.flaws)
    assert log.tells_cache is ("cache" not in writer.cannot)
    assert log.rows == len(calls)


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.id)
def test_a_compressed_log_is_the_same_log(writer: Writer, calls: Sequence[Call], tmp_path: Path) -> None:
    path = tmp_path / writer.file
    writer.write(calls, path)
    plain = read(path)
    packed = tmp_path / f"{writer.file}.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert read(packed).used == plain.used


def test_every_format_has_a_writer() -> None:
    written = {writer.format for writer in WRITERS}
    by_buckets = {"openai-usage", "anthropic-usage", "agent-sessions", "otlp-metrics", "litellm-daily"}
    assert {format.NAME for format in FORMATS} - written - by_buckets == set(), "see tests/usage/test_providers.py"


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.id)
def test_no_two_formats_claim_the_same_file(writer: Writer, calls: Sequence[Call], tmp_path: Path) -> None:
    path = tmp_path / writer.file
    writer.write(calls, path)
    head = head_of_log(path)
    assert [format.NAME for format in FORMATS if format.claims(head)] == [writer.format]
