"""What makes an agent in TypeScript, and prompts that are sent to a model without one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from auditor.sources.typescript.modules import Code, Place
from auditor.sources.typescript.names import called
from auditor.sources.typescript.scopes import Node, text_of
from auditor.sources.typescript.texts import properties

_AGENT = re.compile(r"\w{0,60}Agent|create\w{0,60}Agent|create(?:Supervisor|Swarm)")
_TYPE = re.compile(r"\w{0,60}Agent(?:Config|Definition|Options|Spec)?")
PROMPTS = ("instructions", "system", "systemPrompt", "systemInstruction", "prompt", "stateModifier", "messageModifier")
_BESIDE_MODEL = PROMPTS[:4]
_SURE = ("systemPrompt", "systemInstruction")
_SETTINGS = frozenset(("tools", "model", "mode", "temperature"))
"""Beside a description and a prompt these say that an object declares an agent, and no example for people."""
_ROLES = frozenset(("system", "developer"))
_MESSAGES = frozenset(("SystemMessage", "SystemMessagePromptTemplate", "fromTemplate"))
_SCHEMAS = ("object", "extend", "merge", "shape")
_CALLS = frozenset(("generateText", "streamText", "generateObject", "streamObject"))


class Made(NamedTuple):
    """An agent, or a prompt that is sent: what it is made of, the node of its prompt, and where it stands."""

    given: dict[str, Node]
    prompt: Node
    place: Place
    node: Node
    is_agent: bool


def found(code: Code) -> Iterator[Made]:
    """The agents and the prompts of a file in their order; what stands within one that is found is a part of it."""
    taken: set[int] = set()
    for node, place in code.nodes():
        one = _agent(node, place) or _declared(node, place) or _message(node, place)
        if one is not None and one.prompt.id not in taken:
            taken.add(one.prompt.id)
            yield one


def _agent(node: Node, place: Place) -> Made | None:
    """`new Agent({…})` and `createAgent({…})`."""
    if node.type not in {"new_expression", "call_expression"}:
        return None
    given = node.child_by_field_name("arguments")
    first = given.named_children[0] if given is not None and given.named_children else None
    name = called(node)
    if first is None or first.type != "object":
        return None
    is_agent = _AGENT.fullmatch(name) and (node.type == "new_expression" or name.startswith("create"))
    asked = PROMPTS if is_agent else PROMPTS[:2] if name in _CALLS else ()
    return _of(properties(first), asked, place, node, is_agent=bool(is_agent)) if asked else None


def _of(given: dict[str, Node], asked: tuple[str, ...], place: Place, node: Node, *, is_agent: bool) -> Made | None:
    name = next((name for name in asked if name in given), None)
    return Made(given, given[name], place, node, is_agent) if name is not None else None


def _declared(node: Node, place: Place) -> Made | None:
    """An object that declares an agent by its fields or by its type, sends a prompt to a model, or is a message."""
    if node.type != "object" or _is_schema(node):
        return None
    given = properties(node)
    if "content" in given and _said(given.get("role")) in _ROLES:
        return Made({}, given["content"], place, node, is_agent=False)
    is_agent = "description" in given and bool(_SETTINGS & given.keys())
    made = _of(given, (*_SURE, "prompt", "instructions") if is_agent else (), place, node, is_agent=True)
    if made is None and _is_typed(node):
        made = _of(given, PROMPTS, place, node, is_agent=True)
    return made or _of(given, _BESIDE_MODEL if "model" in given else _SURE, place, node, is_agent=False)


def _is_schema(node: Node) -> bool:
    """Whether an object describes what another must look like, as `z.object({…})` does."""
    call = node.parent.parent if node.parent is not None and node.parent.type == "arguments" else None
    return call is not None and call.type == "call_expression" and called(call).lower().endswith(_SCHEMAS)


def _is_typed(node: Node) -> bool:
    """Whether what an object is assigned to, or is said to satisfy, is an agent by its type."""
    around = node.parent
    if around is None or around.type not in {"variable_declarator", "satisfies_expression", "as_expression"}:
        return False
    said = around.child_by_field_name("type") or (around.named_children[-1] if around.named_children else None)
    return _TYPE.fullmatch(text_of(said).lstrip(": ").strip()) is not None


def _message(node: Node, place: Place) -> Made | None:
    """`["system", …]` and LangChain's system messages."""
    if node.type == "array" and len(node.named_children) == len(("role", "content")):
        role, content = node.named_children
        return Made({}, content, place, node, is_agent=False) if _said(role) in _ROLES else None
    if node.type in {"new_expression", "call_expression"} and called(node) in _MESSAGES:
        is_system = node.type == "new_expression" or "SystemMessage" in text_of(node.child_by_field_name("function"))
        return Made({}, node, place, node, is_agent=False) if is_system else None
    return None


def _said(node: Node) -> str:
    return text_of(node).strip("\"'`") if node is not None and node.type in {"string", "template_string"} else ""
