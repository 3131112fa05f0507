"""Agents made in Python code: OpenAI Agents SDK, Pydantic AI, ADK, CrewAI, LangGraph, AutoGen and their like.

So are system messages that code sends to a model without a framework's agent. The code is parsed and never imported
or run. A prompt that only a run can tell is told as skipped.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from auditor.sources.crews import key_of, keys_beside
from auditor.sources.file import File
from auditor.sources.formats import crewai
from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.markdown import Chosen
from auditor.sources.python import calls as python_calls
from auditor.sources.python import sent as python_sent
from auditor.sources.python.calls import Call
from auditor.sources.python.models import MODELS, model_in
from auditor.sources.python.modules import Module, Told, parsed
from auditor.sources.python.names import meant
from auditor.sources.python.texts import told
from auditor.sources.shapes import is_slot, purpose
from auditor.sources.skipping import NO_SIGN
from auditor.sources.testing import is_test

NAME = "python"
"""Whose template stands around a prompt, where one does."""
DESCRIPTION = "agents made in Python code: OpenAI Agents SDK, Pydantic AI, ADK, LangGraph, Agno … and system messages"
ENDINGS: tuple[str, ...] = (".py",)
ADDS = ""

_MADE = re.compile(
    r"Agent(?:Definition|Config|Spec)?(?:\[[^\]\n]{1,100}\])?\(|create_(?:\w{0,60}agent|supervisor|swarm)\("
    r"|\bclass\s{1,9}\w{1,60}\([^)\n]{0,100}Agent"
)
_SENT = (
    *("'system'", '"system"', "SystemMessage", "system=", "instructions="),
    *("system_instruction", "system_prompt", "system_message"),
)
"""What stands in code that sends a system message; texts, for they are looked for in every file."""
_ABOUT = ("description", "handoff_description")
_CALLS = ("handoffs", "sub_agents")
_FIRST_IS_MODEL = ("pydantic_ai", "langgraph", "langchain", "deepagents")
_FIRST_IS_NO_NAME = (*_FIRST_IS_MODEL, "browser_use")
_ADDED = "what functions put into its prompt at run time"
_TOOLS = "the schemas of its tools"
_ADDS = {"google": "ADK's lines on its name, its description and whom it may hand over to", "crewai": crewai.BESIDES}


def claims(file: File) -> bool:
    """Whether a call in it looks as if it made an agent, or a text as if it were a system message."""
    return any(sign in file.text for sign in _SENT) or _MADE.search(file.text) is not None


def read(file: File) -> Iterator[Found | Skipped]:
    """The agents of a module in their order, and then the prompts that it sends without one."""
    is_sure = _MADE.search(file.text) is not None
    if is_test(file):
        yield Skipped("it is a test" if is_sure else NO_SIGN)
        return
    tree = parsed(file.text)
    if isinstance(tree, str):
        yield Skipped(tree)
        return
    module = Module(file, tree)
    calls, sent = python_calls.found(module)
    held = keys_beside(module) if any(key_of(call, module) for call in calls) else frozenset()
    in_yaml = [call for call in calls if key_of(call, module) in held]  # which are read there, with what is said here
    calls = [call for call in calls if call not in in_yaml]
    keys = [call.target or call.function or _name(call, module) for call in calls]
    read = [_agent(call, key, module) for call, key in zip(calls, _apart(keys, calls), strict=True)]
    yield from read
    more = list(python_sent.agents(sent, module, {_place(one) for one in read if isinstance(one, Found)}))
    yield from more
    if not read and not more and not in_yaml:
        yield Skipped("no call in it makes an agent with a prompt" if is_sure else NO_SIGN)


def _apart(keys: Sequence[str], calls: Sequence[Call]) -> list[str]:
    """The keys, with their lines where several are the same."""
    return [key if keys.count(key) == 1 else f"{key}:{call.node.lineno}" for key, call in zip(keys, calls, strict=True)]


def _place(one: Found) -> tuple[str, int]:
    return one.prompt.location.file, one.prompt.location.line


def _name(call: Call, module: Module) -> str:
    said = told(call.value("name"), module)
    first = call.node.args[0] if call.node.args and not call.framework.startswith(_FIRST_IS_NO_NAME) else None
    role = told(call.value("role"), module) if call.framework == "crewai" else None
    for one in (said, told(first, module), role):
        if one is not None and one_line(one.text):
            return one_line(one.text)
    return call.target or call.function


def _agent(call: Call, key: str, module: Module) -> Found | Skipped:
    module.looks.clear()
    name, line = _name(call, module) or key, call.node.lineno
    is_crew = call.framework == "crewai" or (call.value("role") is not None and call.value("goal") is not None)
    if is_crew:
        (prompt, authored), is_added = _crew(call, module), False
    else:
        (prompt, is_added), authored = _prompt(call, module), None
    if isinstance(prompt, str):
        return Skipped(prompt, line, name)
    if is_slot(prompt.text):
        return Skipped("its prompt is put together at run time", line, name)
    model = _model(call, module)
    about = told(call.value(*_ABOUT), module)
    besides = (
        _TOOLS if _is_equipped(call) else "",
        _ADDS.get("crewai" if is_crew else call.framework, ""),
        _ADDED if is_added else "",
    )
    return Found(
        name=name or module.file.path.stem,
        key=key or name,
        prompt=prompt.as_text(),
        line=line,
        declared={"purpose": purpose(about.text) if about else None, "model": model.declared},
        authored=authored.as_text() if authored else None,
        framed_by="CrewAI" if authored else "",
        adds=", ".join(filter(None, besides)),
        uses=python_sent.files(prompt),
        remarks=model.remarks,
        calls=_handoffs(call),
    )


def _is_equipped(call: Call) -> bool:
    tools = call.value("tools", "mcp_servers")
    return tools is not None and bool(getattr(tools, "elts", True))


def _prompt(call: Call, module: Module) -> tuple[Told | str, bool]:
    """The prompt that a call is given, and whether functions add to it; in words why there is none."""
    nodes = call.prompts() + (module.added.get(call.target, []) if call.target else [])
    if not nodes:
        return "it is given no prompt", False
    texts = [told(node, module) for node in nodes]
    known = [one for one in texts if one is not None and one.text.strip()]
    if known:
        whole = "\n\n".join(one.text for one in known)
        return Told(whole, known[0].path, known[0].line), None in texts
    if None not in texts:
        return "its prompt is empty", False
    made = (
        "a function makes its prompt"
        if any(_is_function(node, module) for node in nodes)
        else "its prompt is worked out"
    )
    return f"{made} at run time, and the code is not run", False


def _is_function(node: ast.expr, module: Module) -> bool:
    found = meant(node, module)
    is_named = found is not None and isinstance(found.node, (ast.FunctionDef, ast.AsyncFunctionDef))
    return is_named or isinstance(node, ast.Lambda)


def _crew(call: Call, module: Module) -> tuple[Told | str, Told | None]:
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


def _handoffs(call: Call) -> tuple[str, ...]:
    listed = call.value(*_CALLS)
    return tuple(one.id for one in getattr(listed, "elts", ()) if isinstance(one, ast.Name))


def _model(call: Call, module: Module) -> Chosen:
    node = call.value(*MODELS)
    if node is None and call.framework.startswith(_FIRST_IS_MODEL) and call.node.args:
        node = call.node.args[0]
    return model_in(node, module)
