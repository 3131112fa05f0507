"""Calls in Python code that make an agent, and prompts that are sent to a model without one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from auditor.sources.python import messages as chats
from auditor.sources.python.models import MODELS
from auditor.sources.python.modules import Module, returned
from auditor.sources.python.names import callee, given, is_none, meant

_MADE = re.compile(
    r"\w{0,60}Agent(Definition|Config|Spec)?|create_\w{0,60}agent|create_(supervisor|swarm)|initialize_agent"
)
_TEAMS = {"agno": "Team", "phi": "Team"}
"""What leads other agents by a prompt of its own, by the package that it comes from."""
PROMPTS = ("static_instruction", "instruction", "system_prompt", "system_message", "prompt", "instructions")
_OF_AGNO = ("system_message", "description", "role", "instructions", "additional_context", "expected_output")
_OF_FRAMEWORK = {"agno": _OF_AGNO, "phi": _OF_AGNO}
"""Arguments that a framework puts into the prompt, where they are others."""
_SENT = ("system_instruction", "system_prompt", "system_message", "system", "instructions")
"""What calls of a model name the prompt that stands above a chat; the last two only beside a model."""
_OWN = frozenset(("system_prompt", "get_system_prompt", "system_message", "get_system_message", "system_instruction"))
"""What classes call a prompt that the class they are made of sends."""
_BESIDE_MODEL = ("system", "instructions")
FILLS = frozenset(("partial", "format", "format_messages", "format_prompt"))
"""Calls that put values into the slots of a template."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call that makes an agent, with the variable it is assigned to and the function in which it stands."""

    node: ast.Call
    target: str
    function: str
    framework: str

    def value(self, *names: str) -> ast.expr | None:
        """The argument of the first of these names that is given."""
        named = given(self.node)
        return next((named[name] for name in names if name in named), None)

    def prompts(self) -> list[ast.expr]:
        """The arguments that the prompt is made of."""
        named = given(self.node)
        return [named[name] for name in _OF_FRAMEWORK.get(self.framework, PROMPTS) if name in named]


@dataclass(frozen=True, slots=True)
class Sent:
    """A prompt that is sent to a model: its text, where it stands, and the code around it that may name the model."""

    said: ast.expr
    name: str
    variable: str
    model: ast.expr | None
    around: ast.AST
    called: ast.expr | None = None
    """What names it in the code itself."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a node stands: the variable, the function and the class around it, and the nodes of the latter two."""

    target: str = ""
    function: str = ""
    held: str = ""
    """The variable that all of which a node is a part is assigned to."""
    cls: ast.ClassDef | None = None
    around: ast.AST | None = None


def found(module: Module) -> tuple[list[Call], list[Sent]]:
    """The calls that make agents, and the prompts that are sent without one, each in the order of their lines."""
    calls: list[Call] = []
    sent: list[Sent] = []
    waiting: list[tuple[ast.AST, _Place]] = [(module.tree, _Place(around=module.tree))]
    while waiting:
        node, place = waiting.pop()
        inner = _inside(node, place)
        call = _agent(node, place, module) if isinstance(node, ast.Call) else None
        if call is not None:
            calls.append(call)
        else:
            sent += _sent(node, place, module)
        waiting += _keyed(node, inner) if isinstance(node, ast.Dict) else _below(node, inner)
    calls.sort(key=lambda call: (call.node.lineno, call.node.col_offset))
    sent.sort(key=lambda one: (one.said.lineno, one.said.col_offset))
    return calls, sent


def _below(node: ast.AST, inner: _Place) -> list[tuple[ast.AST, _Place]]:
    return [(child, inner) for child in ast.iter_child_nodes(node)]


def _keyed(node: ast.Dict, inner: _Place) -> list[tuple[ast.AST, _Place]]:
    """What stands in a dictionary: under a key that is a text it goes by that."""
    pairs = zip(node.keys, node.values, strict=True)
    return [
        (value, replace(inner, target=str(key.value) if isinstance(key, ast.Constant) else "")) for key, value in pairs
    ]


def _inside(node: ast.AST, place: _Place) -> _Place:
    """Where that stands which is within a node."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return _Place(function=node.name, cls=place.cls, around=node)
    if isinstance(node, ast.ClassDef):
        return _Place(function=place.function, cls=node, around=node)
    if isinstance(node, ast.Assign):
        first = node.targets[0]
        target = first.id if isinstance(first, ast.Name) else getattr(first, "attr", "")
        return replace(place, target=target, held=target)
    if isinstance(node, ast.AnnAssign):
        target = getattr(node.target, "id", "")
        return replace(place, target=target, held=target)
    if isinstance(node, (ast.Call, ast.List, ast.Tuple, ast.Dict)):
        return replace(place, target="")
    return place


def _agent(node: ast.Call, place: _Place, module: Module) -> Call | None:
    """The call as one that makes an agent; of a class of agents, what it gives to the class it is made of."""
    name, framework = callee(node), _framework(node.func, module)
    if _MADE.fullmatch(name) or _TEAMS.get(framework) == name:
        call = Call(node, place.target, place.function, framework)
        return call if _is_agent(call) else None
    if name != "__init__" or place.cls is None:
        return None
    base = next((base for base in place.cls.bases if _MADE.fullmatch(_last(base))), None)
    given_on = Call(node, place.cls.name, "", _framework(base, module)) if base is not None else None
    return given_on if given_on is not None and given_on.prompts() else None


def _is_agent(call: Call) -> bool:
    is_given = bool(call.prompts()) or call.value("role", "config") is not None
    return is_given or bool(call.framework and call.node.args)


def _last(node: ast.expr) -> str:
    node = node.value if isinstance(node, ast.Subscript) else node
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _framework(called: ast.expr, module: Module) -> str:
    """The package that what is called comes from; empty if the file does not say."""
    called = called.value if isinstance(called, ast.Subscript) else called
    while isinstance(called, ast.Attribute):
        called = called.value
    where, _ = module.imports.get(called.id, ("", "")) if isinstance(called, ast.Name) else ("", "")
    return where.partition(".")[0]


def _own(node: ast.AST, place: _Place) -> ast.expr | None:
    """The prompt that a class has for what it is made of to send: `def get_system_prompt(self): return "…"`."""
    if not isinstance(place.around, ast.ClassDef) or not place.around.bases:
        return None
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name.lower() in _OWN:
        said = returned(node)
        return said if hasattr(said, "lineno") else None
    is_set = isinstance(node, (ast.Assign, ast.AnnAssign)) and _inside(node, place).target.lower() in _OWN
    return node.value if is_set and isinstance(node, (ast.Assign, ast.AnnAssign)) else None


def _is_other(node: ast.AST, module: Module) -> bool:
    """Whether a message is of a class of the project's own, which does not say that it goes to a model."""
    if not isinstance(node, ast.Call) or "content" in given(node):
        return False
    found = meant(node.func, module)
    return found is not None and isinstance(found.node, ast.ClassDef)


def _sent(node: ast.AST, place: _Place, module: Module) -> Iterator[Sent]:
    """The prompts that a node sends to a model, or puts into a chat."""
    name = ".".join(filter(None, (place.cls.name if place.cls else "", place.function))) or place.held or place.target
    around = place.around if place.around is not None else node
    said = chats.content(node) or _own(node, place)
    declared = _declared(node) if isinstance(node, ast.Dict) else None
    if isinstance(node, ast.List):
        yield from (Sent(one, name, place.held, None, around) for one in chats.pairs(node))
    elif said is not None and not _is_other(node, module):
        yield Sent(said, name, place.held, None, around)
    elif declared is not None:
        yield Sent(declared["system_prompt"], name, "", declared.get("model"), around, declared["name"])
    elif isinstance(node, ast.Call) and callee(node) not in FILLS:
        named = given(node)
        model = next((named[one] for one in MODELS if one in named), None)
        for one in _SENT:
            if one in named and (model is not None or one not in _BESIDE_MODEL):
                yield Sent(named[one], name, place.held, model, around)


def _declared(node: ast.Dict) -> dict[str, ast.expr] | None:
    """An agent that a dictionary declares, as agents of LangChain's take others; None if it declares none."""
    pairs = zip(node.keys, node.values, strict=True)
    named = {str(key.value): value for key, value in pairs if isinstance(key, ast.Constant) and not is_none(value)}
    said = named.get("system_prompt", named.get("prompt"))
    return {**named, "system_prompt": said} if said is not None and {"name", "description"} <= named.keys() else None


def named_around(around: ast.AST) -> Iterator[ast.expr]:
    """Arguments of calls that name a model in the code around a prompt."""
    for node in ast.walk(around):
        if isinstance(node, ast.Call):
            named = given(node)
            yield from (named[one] for one in MODELS[:2] if one in named)


def called_around(around: ast.AST) -> Iterator[ast.expr]:
    """What may be the client of a model in the code around a prompt: what is called, and what is piped to."""
    for node in ast.walk(around):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.value
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            yield node.right


def filled_around(around: ast.AST) -> dict[str, ast.expr]:
    """What the code around a template puts into its slots once and for all."""
    calls = (node for node in ast.walk(around) if isinstance(node, ast.Call) and callee(node) == "partial")
    return {name: value for call in calls for name, value in given(call).items()}
