"""The beginning of a log, cut anywhere and nested however deep, is completed to what a format can be told by."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.usage import FORMATS, Head, LogFormat
from auditor.usage.heads import MOST_DEPTH, completed
from auditor.usage.shapes import elements

JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(st.lists(JSON, min_size=1, max_size=4), st.data())
def test_a_document_cut_anywhere_is_completed_to_one(document: list[object], data: st.DataObject) -> None:
    text = json.dumps(document)
    cut = data.draw(st.integers(1, len(text)))
    assert isinstance(json.loads(completed(text[:cut])), list)


def test_a_wrong_bracket_ends_what_is_read_and_all_before_it_is_closed() -> None:
    assert completed('{"a": [1, 2}') == '{"a": [1]}'


@pytest.mark.parametrize("opening", ["[", '{"data":[', '[{"data":'])
def test_brackets_are_closed_once_and_not_beyond_a_depth_that_no_format_has(opening: str) -> None:
    text = completed(opening * 30_000)
    assert sum(text.count(bracket) for bracket in "[{") == MOST_DEPTH
    json.loads(text)


def test_records_are_found_in_their_order_however_deep_lists_stand_in_lists() -> None:
    deep: Any = {"a": 1}
    for _ in range(5000):
        deep = [deep]
    for _ in range(5000):
        deep = {"data": [deep]}
    found = elements([{"data": [{"a": 0}, 7]}, deep, {"data": [], "a": 5}, {"a": 2}], "data")
    assert [record["a"] for record in found] == [0, 1, 2]


@pytest.mark.parametrize("format", FORMATS, ids=lambda one: one.NAME)
def test_no_format_falls_over_lists_in_lists(format: LogFormat) -> None:
    first: Any = {"a": 1}
    for _ in range(5000):
        first = [first]
    assert not format.claims(Head(name="x.json", raw=b"", text="", first=first))
