"""Agents made in TypeScript and JavaScript: OpenAI Agents SDK, Mastra, Vercel's AI SDK.

The code is parsed, by an extra, and never run; without the extra each agent is told by its name and line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from auditor.sources.file import File
from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.markdown import Chosen, one_of
from auditor.sources.models import Named, model_of
from auditor.sources.shapes import is_slot, purpose
from auditor.sources.typescript_scopes import Node, text_of
from auditor.sources.typescript_texts import Code, properties
from auditor.sources.vendors import model_at

NAME = "typescript"
DESCRIPTION = "agents made in TypeScript or JavaScript; needs the extra agent-fleet-auditor[typescript]"
ENDINGS: tuple[str, ...] = (".ts", ".tsx", ".mts", ".js", ".mjs")
ADDS = ""

_MADE = re.compile(r"\bnew\s{1,9}(?:\w{1,60}\.){0,3}(\w{0,60}Agent)(?:<[^<>\n]{1,100}>)?\(\s{0,99}\{")
_PROMPT = re.compile(r"""\b(?:instructions|system|systemPrompt|prompt)["']?\s{0,9}[:,(}]""")
_NAME = re.compile(r"""\b(?:name|id)\s{0,9}:\s{0,9}["'`]([^"'`\n]{1,100})["'`]""")
_AHEAD = 20_000
"""Characters behind the beginning of an agent in which its name and its prompt are looked for."""
_TESTS = frozenset(("test", "tests", "__tests__", "dist", "build"))
_AGENT = re.compile(r"\w{0,60}Agent")
_PROMPTS = ("instructions", "system", "systemPrompt")
_ABOUT = ("description", "handoffDescription")
_UNREAD = "it is made in TypeScript or JavaScript: agent-fleet-auditor[typescript] reads it"


class _Made(NamedTuple):
    """An agent: what it is made of, the variable and the function it stands in, and its node."""

    given: dict[str, Node]
    variable: str
    function: str
    node: Node


def claims(file: File) -> bool:
    """Whether something in it is made that looks like an agent, outside tests and what a compiler wrote."""
    is_ours = not _TESTS & {step.lower() for step in file.relative.split("/")[:-1]}
    is_test = file.path.stem.endswith((".test", ".spec", ".d"))
    return is_ours and not is_test and "Agent" in file.text and any(True for _ in _looks(file.text))


def _looks(source: str) -> Iterator[tuple[int, str]]:
    """Where what looks like an agent begins, and what it is called, without parsing."""
    made = list(_MADE.finditer(source))
    for place, match in enumerate(made):
        end = made[place + 1].start() if place + 1 < len(made) else len(source)
        ahead = source[match.end() : min(end, match.end() + _AHEAD)]
        if _PROMPT.search(ahead):
            name = _NAME.search(ahead)
            yield match.start(), name[1] if name else match[1]


def read(file: File) -> Iterator[Found | Skipped]:
    """Its agents, as far as they can be read."""
    code = Code(file.text, is_tsx=file.suffix == ".tsx")
    if code.root is None:
        for start, name in _looks(file.text):
            yield Skipped(_UNREAD, file.text.count("\n", 0, start) + 1, name)
        return
    made = list(_made(code))
    keys = [one.variable or one.function for one in made]
    for one, key in zip(made, keys, strict=True):
        line = one.node.start_point[0] + 1
        yield _agent(file, code, one, key if key and keys.count(key) == 1 else f"{key}:{line}")
    if not made:
        yield Skipped("nothing in it makes an agent with a prompt")


def _made(code: Code) -> Iterator[_Made]:
    for node, (variable, function) in code.nodes():
        if node.type != "new_expression":
            continue
        called = text_of(node.child_by_field_name("constructor")).rpartition(".")[2]
        given = node.child_by_field_name("arguments")
        first = given.named_children[0] if given is not None and given.named_children else None
        if first is not None and first.type == "object" and _AGENT.fullmatch(called):
            values = properties(first)
            if any(name in values for name in _PROMPTS):
                yield _Made(values, variable, function, node)


def _agent(file: File, code: Code, one: _Made, key: str) -> Found | Skipped:
    line = one.node.start_point[0] + 1
    said = next((found for name in ("name", "id") if (found := code.told(one.given.get(name)))), None)
    name = one_line(said.text if said else "") or one.variable or one.function or file.path.stem
    node = next(one.given[prompt] for prompt in _PROMPTS if prompt in one.given)
    prompt = code.told(code.constant(node))
    if prompt is None:
        return Skipped("its prompt is worked out at run time, and the code is not run", line, name)
    if is_slot(prompt.text):
        return Skipped("its prompt is empty or put together at run time", line, name)
    model = _model(code, one.given.get("model"))
    about = next((found for key in _ABOUT if (found := code.told(one.given.get(key)))), None)
    tools = one.given.get("tools")
    is_equipped = tools is not None and (bool(tools.named_children) or tools.type not in {"array", "object"})
    handed = one.given.get("handoffs")
    return Found(
        name=name,
        key=key,
        prompt=file.inline(prompt.text, prompt.line),
        line=line,
        declared={"purpose": purpose(about.text) if about else None, "model": model.declared},
        adds="the schemas of its tools" if is_equipped else "",
        remarks=model.remarks,
        calls=tuple(text_of(node) for node in (handed.named_children if handed else ()) if node.type == "identifier"),
    )


def _model(code: Code, node: Node) -> Chosen:
    """A model: a text, or a provider that is called with one."""
    if node is None:
        return Chosen({})
    value = code.constant(node)
    said = code.told(value)
    if said is not None:
        return one_of(model_of(said.text))
    if value.type == "call_expression":
        vendor = text_of(value.child_by_field_name("function")).partition(".")[0]
        given = value.child_by_field_name("arguments")
        name = code.told(given.named_children[0]) if given is not None and given.named_children else None
        if name is not None:
            return model_at(vendor, name.text)
    return one_of(Named(because="it is chosen at run time, and the code is not run"))
