"""The shapes in which chat training data is written, detected row by row: what goes in, what must come out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

NO_SHAPE = "none of the known shapes of training rows"
NO_ANSWER = "no answer of the assistant"
EMPTY = "an empty row"


class Example(NamedTuple):
    """One training example as text: standing context (the system message), what goes in, what is trained."""

    shape: str
    context: str
    input: str
    outputs: tuple[str, ...]

    @property
    def output(self) -> str:
        """All that is trained, in one text."""
        return "\n".join(self.outputs)


_CONTEXT = frozenset({"system", "developer"})
_OUTPUT = frozenset({"assistant", "model", "gpt", "chatgpt", "bot", "bing", "bard"})


def example_of(row: Any) -> Example | str:
    """The example that a row holds, or why it holds none."""
    if not isinstance(row, dict):
        return "not a JSON object"
    if not row:
        return NO_ANSWER
    for shape, keys, read in _SHAPES:
        if all(key in row for key in keys):
            found = read(row)
            if found is not None:
                return _checked(Example(shape, *found))
    return NO_SHAPE


_Parts = tuple[str, str, tuple[str, ...]]


def parts_of(row: Any) -> _Parts | None:
    """Context, input and answers of a row in any known shape, the answers empty where there are none."""
    if not isinstance(row, dict):
        return None
    for _, keys, read in _SHAPES:
        if all(key in row for key in keys):
            found: _Parts | None = read(row)
            if found is not None:
                return found
    return None


def _checked(example: Example) -> Example | str:
    if any(output.strip() for output in example.outputs):
        return example
    return NO_ANSWER if example.input.strip() else EMPTY


def _messages(row: dict[str, Any]) -> _Parts | None:
    return _of_turns(row["messages"], row.get("system"))


def _contents(row: dict[str, Any]) -> _Parts | None:
    return _of_turns(row["contents"], row.get("systemInstruction") or row.get("system_instruction"))


def _conversations(row: dict[str, Any]) -> _Parts | None:
    return _of_turns(row["conversations"], row.get("system"))


def _of_turns(turns: Any, system: Any) -> _Parts | None:
    """A talk in any of the spellings of its turns; a turn of weight 0 is read and not trained."""
    if not isinstance(turns, list):
        return None
    context, asked, trained = [_text(system)] if system else [], [], []
    for turn in turns:
        if not isinstance(turn, dict):
            continue
        role = str(turn.get("role", turn.get("from")))
        said = _said(turn)
        if role in _CONTEXT:
            context.append(said)
        elif role in _OUTPUT and turn.get("weight") != 0:
            trained.append(said)
        else:
            asked.append(said)
    return "\n".join(context), "\n".join(asked), tuple(trained)


def _said(turn: dict[str, Any]) -> str:
    parts = [_text(turn[key]) for key in ("content", "value", "parts") if turn.get(key)]
    calls = turn.get("tool_calls") or ([turn["function_call"]] if turn.get("function_call") else ())
    if isinstance(calls, list):
        parts += [_call(call.get("function", call)) for call in calls if isinstance(call, dict)]
    return "\n".join(parts)


def _call(call: Any) -> str:
    if not isinstance(call, dict):
        return ""
    arguments = call.get("arguments", call.get("input", call.get("args", "")))
    return f"{call.get('name', '')} {arguments if isinstance(arguments, str) else _dumped(arguments)}".strip()


def _text(content: Any) -> str:
    """The text of a content: a string, a part, or a list of parts of which pictures and the like are left out."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "\n".join(filter(None, map(_part, content)))
    return _part(content)


def _part(part: Any) -> str:
    if isinstance(part, str):
        return part
    if not isinstance(part, dict):
        return ""
    for key in ("text", "refusal", "thinking"):
        if isinstance(part.get(key), str):
            return str(part[key])
    if part.get("type") == "tool_use" or "functionCall" in part:
        return _call(part.get("functionCall", part))
    inner = part.get("content", part.get("parts"))  # a tool's result holds parts again, one level down
    if isinstance(inner, list):
        return "\n".join(str(one["text"]) for one in inner if isinstance(one, dict) and "text" in one)
    return inner if isinstance(inner, str) else ""


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _preferred(row: dict[str, Any]) -> _Parts | None:
    """OpenAI's pairs: a talk, the answer that is wanted, and one that is not."""
    given = row["input"]
    before = _of_turns(given.get("messages"), None) if isinstance(given, dict) else None
    wanted = _of_turns(row["preferred_output"], None)
    if before is None or wanted is None:
        return None
    return before[0], "\n".join([before[1], *before[2]]).strip(), wanted[2]


def _chosen(row: dict[str, Any]) -> _Parts | None:
    return _pair(row.get("prompt", row.get("input", "")), row["chosen"], row.get("system"))


def _completed(row: dict[str, Any]) -> _Parts | None:
    return _pair(row["prompt"], row["completion"], row.get("system"))


def _pair(prompt: Any, answer: Any, system: Any) -> _Parts | None:
    """A prompt with its answer, each a text or a list of turns; the answer may repeat the talk before it."""
    before = _of_turns(prompt, system) if isinstance(prompt, list) else (_text(system or ""), _text(prompt), ())
    if before is None:
        return None
    if isinstance(answer, list):
        turns = _of_turns(answer, None)
        assert turns is not None
        trained = turns[2][-1:]
        asked = [before[1], *before[2]] if before[1] else [turns[1]]
        return before[0] or turns[0], "\n".join(asked).strip(), trained
    if not isinstance(answer, str):
        return before[0], before[1], ()
    return before[0], "\n".join([before[1], *before[2]]).strip(), (answer,)


def _instructed(row: dict[str, Any]) -> _Parts | None:
    parts = [row.get(key) for key in ("instruction", "input")]
    asked = "\n".join(part for part in parts if isinstance(part, str) and part)
    output = row["output"]
    return _text(row.get("system") or ""), asked, (output if isinstance(output, str) else "",)


_SHAPES: tuple[tuple[str, tuple[str, ...], Any], ...] = (
    ("messages", ("messages",), _messages),
    ("preference", ("input", "preferred_output"), _preferred),
    ("preference", ("chosen", "rejected"), _chosen),
    ("ShareGPT", ("conversations",), _conversations),
    ("contents", ("contents",), _contents),
    ("prompt and completion", ("prompt", "completion"), _completed),
    ("Alpaca", ("instruction", "output"), _instructed),
)
"""Name, the keys that tell it, and how it is read: OpenAI's and Anthropic's messages first, then the others."""


def shapes() -> Iterator[str]:
    """The names of all shapes, in the order in which a row is tried."""
    return iter(dict.fromkeys(name for name, _, _ in _SHAPES))
