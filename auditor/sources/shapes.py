"""Foreign documents, walked without trust: whatever is not of the expected shape is as good as absent."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from auditor.documents import Step, parse
from auditor.errors import InputError
from auditor.sources.file import File
from auditor.sources.found import one_line

MOST_PURPOSE = 10_000
_LISTS = (
    "data",
    "agents",
    "prompts",
    "items",
    "results",
    "versions",
    "value",
    "repos",
    "commits",
    "assistants",
    "harnesses",
    "agentSummaries",
    "model_versions",
    "prompt_versions",
)
"""Under what saved answers of registries keep their lists."""
_SLOT = re.compile(r"\$?\{[\w.]{0,100}\}")
_LEAST_WORDS = 8
"""Letters beside the slots of a user's message from which on it instructs the model: more than `Q: {{question}}`."""
_LEAST_OF_WORDS = 3
"""`Be kind, always` is one, and neither `messages` nor `Agent initialized`."""

_MOST_SEARCHED = 2 * 2**20
"""Characters of a file in which lines are looked for, once an agent."""
_BEGINNING = 80
_FIRST = 20
"""So many of a file's records tell what it holds."""

Path = tuple[Step, ...]


def mapping(value: object) -> dict[str, Any]:
    """The value if it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def listing(value: object) -> list[Any]:
    """The value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def text(value: object) -> str:
    """The value if it is a text, else nothing."""
    return value if isinstance(value, str) else ""


def dig(value: object, *steps: Step) -> Any:
    """What stands at the end of some steps; None where one of them leads nowhere."""
    for step in steps:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
            value = value[step]
        else:
            return None
    return value


def purpose(value: object) -> str | None:
    """A description as the inventory takes it; None if there is none."""
    return one_line(value, most=MOST_PURPOSE) or None


def retrieves(names: Iterable[str]) -> dict[str, Any]:
    """What the inventory says of an agent that searches these sources; nothing for one that searches none."""
    knowledge = [{"name": one_line(name), "lives_in": "retrieval"} for name in dict.fromkeys(names) if one_line(name)]
    return {"architecture": "retrieval", "knowledge": knowledge} if knowledge else {}


def is_slot(template: str) -> bool:
    """Whether a template only passes on what comes at run time: no letter stands beside its slots."""
    return not any(map(str.isalnum, _beside_slots(template)))


def instructs(template: str) -> bool:
    """Whether a user's message says so much beside its slots that it is what instructs the model."""
    return sum(map(str.isalnum, _beside_slots(template))) >= _LEAST_WORDS


def is_prompt(said: str) -> bool:
    """Whether a text that code sends as a system message tells a model what to do: a few words beside its slots."""
    return instructs(said) and len(_beside_slots(said).split()) >= _LEAST_OF_WORDS


def _beside_slots(template: str) -> str:
    said, rest = [], template
    while rest:
        before, opening, rest = rest.partition("{{")
        said.append(before)
        if opening:
            _, closing, behind = rest.partition("}}")
            rest = behind if closing else ""
            said.append("" if closing else rest)
    return _SLOT.sub("", "".join(said))


def content_of(value: object) -> str:
    """The text of a message's content: a text, or parts that each hold one."""
    if isinstance(value, list):
        return "\n".join(filter(None, (text(part) or text(mapping(part).get("text")) for part in value)))
    return text(value)


def line_of(file: File, *values: object) -> int:
    """The line of the first of these texts that stands in a JSON file as a value; 1 if none does, or it is large."""
    if len(file.text) > _MOST_SEARCHED:
        return 1
    for value in filter(None, map(text, values)):
        for is_ascii in (False, True):
            place = file.text.find(json.dumps(value, ensure_ascii=is_ascii))
            if place >= 0:
                return file.text.count("\n", 0, place) + 1
    return 1


def line_of_text(file: File, said: str, otherwise: int) -> int:
    """The line on which a text of several lines stands in a JSON file, found by how it begins."""
    if len(file.text) > _MOST_SEARCHED or not said:
        return otherwise
    for is_ascii in (False, True):
        place = file.text.find(json.dumps(said[:_BEGINNING], ensure_ascii=is_ascii)[:-1])
        if place >= 0:
            return file.text.count("\n", 0, place) + 1
    return otherwise


def records(file: File) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a file with their lines: one, a list, a list in an answer's envelope, or one to a line.

    Lines of JSONL that cannot be parsed, and what is no object, are passed over.
    """
    if file.suffix == ".jsonl":
        for number, line in enumerate(file.text.split("\n"), 1):
            try:
                data = parse(line, file.relative, is_json=True).data
            except InputError:
                continue
            if isinstance(data, dict):
                yield number, data
        return
    document = file.document
    if document is None:
        return
    for path, one in _objects(document.data):
        yield document.line(path) if file.suffix != ".json" and path else _line(file, one, path), one


def any_record(file: File, sign: str, is_one: Callable[[dict[str, Any]], bool]) -> bool:
    """Whether one of a file's first records is of a kind; without the sign, which all have, it is not even parsed."""
    return sign in file.text and any(is_one(one) for _, one in islice(records(file), _FIRST))


def _objects(data: object) -> Iterator[tuple[Path, dict[str, Any]]]:
    if isinstance(data, list):
        yield from (((place,), one) for place, one in enumerate(data) if isinstance(one, dict))
        return
    envelope = mapping(data)
    for name in _LISTS:
        inner = envelope.get(name)
        if isinstance(inner, list) and inner and all(isinstance(one, dict) for one in inner):
            yield from (((name, place), one) for place, one in enumerate(inner))
            return
    if envelope:
        yield (), envelope


def _line(file: File, one: dict[str, Any], path: Path) -> int:
    return line_of(file, one.get("id"), one.get("name")) if path else 1
