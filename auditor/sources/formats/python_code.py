"""Agents made in Python code: OpenAI Agents SDK, Pydantic AI, ADK, CrewAI, LangGraph, AutoGen and their like.

The code is parsed and never imported or run. A prompt that only a run can tell is told as skipped.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.sources.file import File
from auditor.sources.formats import crewai
from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.markdown import Chosen, one_of
from auditor.sources.models import Named, model_of
from auditor.sources.python_texts import Module, Told, named, parsed, told
from auditor.sources.shapes import is_slot, purpose
from auditor.sources.vendors import model_at

NAME = "python"
"""Whose template stands around a prompt, where one does."""
DESCRIPTION = "agents made in Python code: OpenAI Agents SDK, Pydantic AI, ADK, CrewAI, LangGraph, AutoGen …"
ENDINGS: tuple[str, ...] = (".py",)
ADDS = ""

_SIGN = re.compile(r"Agent(?:Definition)?(?:\[[^\]\n]{1,100}\])?\(|create_(?:react_|deep_)?agent\(")
_MADE = re.compile(r"\w{0,60}Agent(Definition)?|create_(react_|deep_)?agent")
_TESTS = frozenset(("test", "tests", "testing", "__tests__"))
_PROMPTS = ("static_instruction", "instruction", "system_prompt", "system_message", "prompt", "instructions")
_ABOUT = ("description", "handoff_description")
_MODELS = ("model", "llm", "model_client", "chat_client", "client", "llm_config")
_CALLS = ("handoffs", "sub_agents")
_MODEL_NAMES = ("model", "model_name", "model_id", "azure_deployment", "deployment_name")
_ENVIRONMENT = frozenset(("getenv", "get"))
_FIRST_IS_MODEL = ("pydantic_ai", "langgraph", "langchain", "deepagents")
_VENDORS = {
    "azure": "azure",
    "openai": "openai",
    "anthropic": "anthropic",
    "gemini": "google",
    "google": "google",
    "vertex": "google",
    "bedrock": "aws",
    "groq": "groq",
    "mistral": "mistral",
    "deepseek": "deepseek",
    "cohere": "cohere",
    "xai": "x-ai",
}
_ADDED = "what functions put into its prompt at run time"
_ADDS = {"google": "ADK's lines on its name, its description and whom it may hand over to", "crewai": crewai.ADDS}


@dataclass(frozen=True, slots=True)
class _Call:
    """A call that makes an agent, with the variable it is assigned to and the function in which it stands."""

    node: ast.Call
    target: str
    function: str
    framework: str

    def value(self, *names: str) -> ast.expr | None:
        """The argument of the first of these names that is given."""
        given = {one.arg: one.value for one in self.node.keywords if one.arg}
        return next((given[name] for name in names if name in given and not _is_none(given[name])), None)


def claims(file: File) -> bool:
    """Whether a call in it looks as if it made an agent."""
    return _SIGN.search(file.text) is not None


def read(file: File) -> Iterator[Found | Skipped]:
    """The agents of a module in their order."""
    tree = parsed(file.text)
    steps = {step.lower() for step in file.relative.split("/")[:-1]}
    stem = file.path.stem
    if steps & _TESTS or stem.startswith("test_") or stem.endswith("_test") or stem == "conftest":
        yield Skipped("it is a test")
    elif isinstance(tree, str):
        yield Skipped(tree)
    else:
        module = Module(file, tree)
        calls = [call for call in _calls(module) if _is_agent(call)]
        keys = [call.target or call.function or _name(call, module) for call in calls]
        for call, key in zip(calls, keys, strict=True):
            yield _agent(call, key if keys.count(key) == 1 else f"{key}:{call.node.lineno}", module)
        if not calls:
            yield Skipped("no call in it makes an agent with a prompt")


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _calls(module: Module) -> Iterator[_Call]:
    """All calls of what is named like an agent, in the order of their lines."""
    waiting: list[tuple[ast.AST, str, str]] = [(module.tree, "", "")]
    found = []
    while waiting:
        node, target, function = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            function, target = node.name, ""
        elif isinstance(node, ast.Assign):
            first = node.targets[0]
            target = first.id if isinstance(first, ast.Name) else getattr(first, "attr", "")
        elif isinstance(node, ast.AnnAssign):
            target = getattr(node.target, "id", "")
        elif isinstance(node, ast.Call):
            if _MADE.fullmatch(_callee(node)):
                found.append(_Call(node, target, function, _framework(node, module)))
            target = ""
        elif isinstance(node, (ast.List, ast.Tuple, ast.Dict)):
            target = ""
        waiting += [(child, target, function) for child in ast.iter_child_nodes(node)]
    yield from sorted(found, key=lambda call: (call.node.lineno, call.node.col_offset))


def _callee(node: ast.Call) -> str:
    called = node.func.value if isinstance(node.func, ast.Subscript) else node.func
    return called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""


def _framework(node: ast.Call, module: Module) -> str:
    """The package that what is called comes from; empty if the file does not say."""
    called = node.func.value if isinstance(node.func, ast.Subscript) else node.func
    while isinstance(called, ast.Attribute):
        called = called.value
    where, _ = module.imports.get(called.id, ("", "")) if isinstance(called, ast.Name) else ("", "")
    return where.partition(".")[0]


def _is_agent(call: _Call) -> bool:
    is_given = call.value("role", "config", *_PROMPTS) is not None
    return is_given or bool(call.framework and call.node.args)


def _name(call: _Call, module: Module) -> str:
    said = told(call.value("name"), module)
    first = call.node.args[0] if call.node.args and not call.framework.startswith(_FIRST_IS_MODEL) else None
    role = told(call.value("role"), module) if call.framework == "crewai" else None
    for one in (said, told(first, module), role):
        if one is not None and one_line(one.text):
            return one_line(one.text)
    return call.target or call.function


def _agent(call: _Call, key: str, module: Module) -> Found | Skipped:
    module.looks.clear()
    name, line = _name(call, module) or key, call.node.lineno
    if call.framework == "crewai" or (call.value("role") is not None and call.value("goal") is not None):
        (prompt, authored), is_added = _crew(call, module), False
    else:
        (prompt, is_added), authored = _prompt(call, module), None
    if isinstance(prompt, str):
        return Skipped(prompt, line, name)
    if is_slot(prompt.text):
        return Skipped("its prompt is put together at run time", line, name)
    model = _model(call, module)
    about = told(call.value(*_ABOUT), module)
    tools = call.value("tools", "mcp_servers")
    is_equipped = tools is not None and bool(getattr(tools, "elts", True))
    own = _ADDS.get(call.framework, "")
    besides = (own, "the schemas of its tools" if is_equipped and not own else "", _ADDED if is_added else "")
    return Found(
        name=name or module.file.path.stem,
        key=key or name,
        prompt=prompt.as_text(),
        line=line,
        declared={"purpose": purpose(about.text) if about else None, "model": model.declared},
        authored=authored.as_text() if authored else None,
        framed_by="CrewAI" if authored else "",
        adds=", ".join(filter(None, besides)),
        remarks=model.remarks,
        calls=_handoffs(call),
    )


def _prompt(call: _Call, module: Module) -> tuple[Told | str, bool]:
    """The prompt that a call is given, and whether functions add to it; in words why there is none."""
    given = {one.arg: one.value for one in call.node.keywords if one.arg}
    nodes = [given[name] for name in _PROMPTS if name in given and not _is_none(given[name])]
    nodes += module.added.get(call.target, []) if call.target else []
    if not nodes:
        return "it is given no prompt", False
    texts = [told(node, module) for node in nodes]
    known = [one for one in texts if one is not None and one.text.strip()]
    if known:
        whole = "\n\n".join(one.text for one in known)
        return Told(whole, known[0].path, known[0].line), None in texts
    if None not in texts:
        return "its prompt is empty", False
    is_function = any(isinstance(node, ast.Lambda) or getattr(node, "id", "") in module.functions for node in nodes)
    made = "a function makes its prompt" if is_function else "its prompt is worked out"
    return f"{made} at run time, and the code is not run", False


def _crew(call: _Call, module: Module) -> tuple[Told | str, Told | None]:
    """What CrewAI makes of role, goal and backstory, and these alone."""
    parts = {part: told(call.value(part), module) for part in ("role", "backstory", "goal")}
    role = parts["role"]
    if role is None:
        is_yaml = call.value("config") is not None
        said = "its role, goal and backstory stand in a YAML file" if is_yaml else "its role is worked out at run time"
        return said, None
    texts = {part: one.text if one else "" for part, one in parts.items()}
    return Told(crewai.TEMPLATE.format(**texts), role.path, role.line), Told(
        "\n".join(filter(None, texts.values())), role.path, role.line
    )


def _handoffs(call: _Call) -> tuple[str, ...]:
    listed = call.value(*_CALLS)
    return tuple(one.id for one in getattr(listed, "elts", ()) if isinstance(one, ast.Name))


def _model(call: _Call, module: Module) -> Chosen:
    node = call.value(*_MODELS)
    if node is None and call.framework.startswith(_FIRST_IS_MODEL) and call.node.args:
        node = call.node.args[0]
    return _model_in(node, module)


def _model_in(node: ast.expr | None, module: Module) -> Chosen:
    """The model that an expression names: a text, or the first text that a client is made with."""
    if node is None:
        return Chosen({})
    said = told(node, module)
    if said is not None:
        return one_of(model_of(said.text))
    found = named(node, module)
    value, where = found or (node, module)
    if isinstance(value, ast.Call) and _callee(value) in _ENVIRONMENT:
        return one_of(Named(because="it is set in the environment"))
    if isinstance(value, ast.Call):
        given = {one.arg: one.value for one in value.keywords if one.arg}
        names = [given[name] for name in _MODEL_NAMES if name in given] or value.args[:1]
        vendor = next((vendor for word, vendor in _VENDORS.items() if word in _callee(value).lower()), "")
        model = told(names[0], where) if names else None
        if model is not None:
            return model_at(vendor, model.text) if vendor else one_of(model_of(model.text))
    return one_of(Named(because="it is chosen at run time, and the code is not run"))
