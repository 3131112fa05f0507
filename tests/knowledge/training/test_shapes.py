"""Every shape of training row is told, and gives the same example."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.knowledge.training import Example, example_of
from auditor.knowledge.training.rows import NOT_JSON, TOO_DEEP, TOO_LONG, rows
from tests.knowledge.training.made import chat, scanned

Q, A = "What is due?", "The rent."
TURNS = [{"role": "user", "content": Q}, {"role": "assistant", "content": A}]

SHAPES: dict[str, tuple[str, dict[str, Any]]] = {
    "OpenAI": ("messages", {"messages": TURNS}),
    "OpenAI with a system message": ("messages", {"messages": [{"role": "system", "content": "Be kind."}, *TURNS]}),
    "OpenAI in parts": (
        "messages",
        {"messages": [{"role": "user", "content": [{"type": "text", "text": Q}, {"type": "image_url"}]}, TURNS[1]]},
    ),
    "OpenAI preference": (
        "preference",
        {
            "input": {"messages": TURNS[:1]},
            "preferred_output": TURNS[1:],
            "non_preferred_output": [{"role": "assistant", "content": "No idea."}],
        },
    ),
    "Anthropic": (
        "messages",
        {"system": "Be kind.", "messages": [TURNS[0], {"role": "assistant", "content": [{"type": "text", "text": A}]}]},
    ),
    "Bedrock": (
        "messages",
        {
            "system": [{"text": "Be kind."}],
            "messages": [{"role": "user", "content": [{"text": Q}]}, {"role": "assistant", "content": [{"text": A}]}],
        },
    ),
    "Gemini": (
        "contents",
        {"contents": [{"role": "user", "parts": [{"text": Q}]}, {"role": "model", "parts": [{"text": A}]}]},
    ),
    "ShareGPT": ("ShareGPT", {"conversations": [{"from": "human", "value": Q}, {"from": "gpt", "value": A}]}),
    "Alpaca": ("Alpaca", {"instruction": Q, "input": "", "output": A}),
    "completion": ("prompt and completion", {"prompt": Q, "completion": A}),
    "completion in turns": ("prompt and completion", {"prompt": TURNS[:1], "completion": TURNS[1:]}),
    "preference": ("preference", {"prompt": Q, "chosen": A, "rejected": "No idea."}),
    "preference in turns": (
        "preference",
        {"chosen": TURNS, "rejected": [TURNS[0], {"role": "assistant", "content": "No idea."}]},
    ),
}


@pytest.mark.parametrize(("shape", "row"), SHAPES.values(), ids=SHAPES)
def test_a_row_of_each_shape_is_an_example(shape: str, row: dict[str, Any]) -> None:
    found = example_of(row)
    assert isinstance(found, Example)
    assert (shape, Q, (A,)) == (found.shape, found.input, found.outputs)
    assert found.context in ("", "Be kind.")


def test_a_tool_call_is_what_the_assistant_says() -> None:
    call = {"type": "function", "function": {"name": "fee_of", "arguments": '{"unit": 7}'}}
    row = {"messages": [TURNS[0], {"role": "assistant", "content": None, "tool_calls": [call]}]}
    use = {"type": "tool_use", "name": "fee_of", "input": {"unit": 7}}
    other = {"messages": [TURNS[0], {"role": "assistant", "content": [use]}]}
    for one in (row, other):
        found = example_of(one)
        assert isinstance(found, Example)
        assert found.outputs == ('fee_of {"unit": 7}',)


def test_what_a_tool_returns_goes_in() -> None:
    result = {"role": "user", "content": [{"type": "tool_result", "content": [{"type": "text", "text": "$75"}]}]}
    found = example_of({"messages": [TURNS[0], result, TURNS[1]]})
    assert isinstance(found, Example)
    assert (f"{Q}\n$75", (A,)) == (found.input, found.outputs)


def test_a_turn_of_weight_0_is_not_trained() -> None:
    first = {"role": "assistant", "content": "Hm.", "weight": 0}
    found = example_of({"messages": [TURNS[0], first, *TURNS]})
    assert isinstance(found, Example)
    assert found.outputs == (A,)


ROWS: list[Any] = [1, None, [], [1], "x", {}, {"messages": 3}, {"messages": [None, 3, {}]}, {"a": 1}]
ROWS += [
    {"messages": [{"role": ["x"], "content": {"a": [1]}}]},
    {"prompt": 1, "completion": 2},
    {"chosen": 1, "rejected": 2},
]
ROWS += [
    {"instruction": None, "output": None},
    {"conversations": [{"from": None}]},
    {"input": 1, "preferred_output": 2},
]
ROWS += [{"messages": [{"role": "assistant", "tool_calls": [3, {"function": 4}]}]}, {"prompt": [1], "completion": [2]}]
ROWS += [{"system": {"a": 1}, "messages": [{"role": "assistant", "content": [[], 1, {"content": [1]}]}]}]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_row_without_an_answer_says_so(row: Any) -> None:
    assert isinstance(example_of(row), str)


_KEYS = [
    "messages",
    "role",
    "content",
    "system",
    "user",
    "assistant",
    "conversations",
    "from",
    "value",
    "gpt",
    "prompt",
]
_KEYS += [
    "completion",
    "chosen",
    "rejected",
    "instruction",
    "input",
    "output",
    "contents",
    "parts",
    "text",
    "tool_calls",
]
_KEYS += ["function", "name", "arguments", "type", "tool_use", "preferred_output", "function_call", "weight", "refusal"]
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(_KEYS) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(_KEYS), inner, max_size=5),
    max_leaves=25,
)


@given(JSON_VALUES)
def test_whatever_stands_in_a_row_is_an_example_of_texts_or_a_reason(row: Any) -> None:
    found = example_of(row)
    if isinstance(found, Example):
        assert all(isinstance(text, str) for text in (found.context, found.input, *found.outputs))
        assert found.output.strip()
    else:
        assert found


HOSTILE: dict[str, tuple[bytes, str]] = {
    "not JSON": (b"{", NOT_JSON),
    "deep": (b"[" * 100_000, TOO_DEEP),
    "deep and closed": (b'{"messages":' + b"[" * 5000 + b"]" * 5000 + b"}", TOO_DEEP),
    "a number without end": (b'{"a": ' + b"9" * 5000 + b"}", NOT_JSON),
    "not UTF-8": (b"\xff\xfe{", NOT_JSON),
    "NUL": (b"\x00" * 10, NOT_JSON),
    "a line without end": (b'{"a": "' + b"x" * 9_000_000 + b'"}', TOO_LONG),
}


@pytest.mark.parametrize(("raw", "flaw"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_row_is_a_flaw_and_the_others_are_read(raw: bytes, flaw: str) -> None:
    found = scanned(chat(Q, A), raw, chat(Q, "Nothing."))
    assert 2 == found.examples
    assert [(flaw, 1, (2,))] == [tuple(one) for one in found.flaws]


def test_half_a_character_crashes_nothing() -> None:
    found = scanned('{"messages": [{"role": "assistant", "content": "so \\ud83d and on and on"}]}')
    assert (1, 1) == (found.examples, found.distinct.count)


@pytest.mark.parametrize("indent", [None, 2])
def test_an_array_is_read_like_lines(indent: int | None) -> None:
    made = [chat(f"Question {number}", A) for number in range(5000)]
    raw = json.dumps(made, indent=indent).encode()
    found = list(rows(io.BytesIO(raw)))
    assert made == [row.data for row in found]
    assert found[-1].line == (1 if indent is None else raw.count(b"\n") - 11)


def test_an_array_that_breaks_off_says_where() -> None:
    found = list(rows(io.BytesIO(b'[{"a": 1},\n {"a": 2},\n {"a": ')))
    assert [(1, None), (2, None), (3, NOT_JSON)] == [(row.line, row.flaw) for row in found]


@pytest.mark.parametrize("raw", [b"", b"\n\n", b"[]", b"[\n]", b"\xef\xbb\xbf[]"])
def test_an_empty_file_holds_no_row(raw: bytes) -> None:
    assert [] == list(rows(io.BytesIO(raw)))


def test_a_line_with_a_list_is_no_array() -> None:
    found = list(rows(io.BytesIO(b'[1, 2]\n{"a": 1}\n')))
    assert [[1, 2], {"a": 1}] == [row.data for row in found]
