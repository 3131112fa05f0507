"""Agents made in TypeScript and JavaScript: OpenAI Agents SDK, Mastra, Vercel's AI SDK, LangChain and their like.

So are system messages that code sends to a model without a framework's agent. The code is parsed, by an extra, and
never run; without the extra each agent is told by its name and line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from auditor.sources.file import File
from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.markdown import Chosen
from auditor.sources.naming import after_place, is_plain
from auditor.sources.shapes import is_prompt, is_slot, purpose
from auditor.sources.skipping import NO_SIGN
from auditor.sources.testing import is_test
from auditor.sources.typescript import calls as typescript_calls
from auditor.sources.typescript.calls import Made
from auditor.sources.typescript.models import MODELS, model_in, only_model
from auditor.sources.typescript.modules import Code
from auditor.sources.typescript.scopes import Node, text_of
from auditor.sources.typescript.texts import Told, told

NAME = "typescript"
DESCRIPTION = "agents made in TypeScript or JavaScript; needs the extra agent-fleet-auditor[typescript]"
ENDINGS: tuple[str, ...] = (".ts", ".tsx", ".mts", ".js", ".mjs")
ADDS = ""

_MADE = re.compile(
    r"\bnew\s{1,9}(?:\w{1,60}\.){0,3}(\w{0,60}Agent)(?:<[^<>\n]{1,100}>)?\(\s{0,99}\{"
    r"|\b(create\w{0,60}Agent|createSupervisor|createSwarm)\(\s{0,99}\{"
)
_PROMPT = re.compile(
    r"""\b(?:instructions|system|systemPrompt|systemInstruction|prompt|stateModifier|messageModifier)["']?\s{0,9}[:,(}]"""
)
_SENT = (
    *("'system'", '"system"', "SystemMessage", "systemInstruction", "systemPrompt", "system:", "system,"),
    *("instructions:", "instructions,", "agents:", "AgentConfig", "AgentDefinition", "AgentOptions", "AgentSpec"),
)
"""What stands in code that sends a system message or declares agents; texts, for they are looked for in every file."""
_NAME = re.compile(r"""\b(?:name|id)\s{0,9}:\s{0,9}["'`]([^"'`\n]{1,100})["'`]""")
_AHEAD = 20_000
"""Characters behind the beginning of an agent in which its name and its prompt are looked for."""
_BUILT = frozenset(("dist", "build", ".next", "out"))
_ABOUT = ("description", "handoffDescription")
_UNREAD = "it is made in TypeScript or JavaScript: agent-fleet-auditor[typescript] reads it"
_LATE = "its system messages are put together at run time, and the code is not run"
_RUN = "its prompt is worked out at run time, and the code is not run"


def claims(file: File) -> bool:
    """Whether something in it looks like an agent or a system message, outside tests and what a compiler wrote."""
    is_built = _BUILT & {step.lower() for step in file.relative.split("/")[:-1]} or file.path.stem.endswith(".d")
    return not is_built and not is_test(file) and (any(sign in file.text for sign in _SENT) or _is_sure(file.text))


def _is_sure(source: str) -> bool:
    return any(True for _ in _looks(source))


def _looks(source: str) -> Iterator[tuple[int, str]]:
    """Where what looks like an agent begins, and what it is called, without parsing."""
    made = list(_MADE.finditer(source))
    for place, match in enumerate(made):
        end = made[place + 1].start() if place + 1 < len(made) else len(source)
        ahead = source[match.end() : min(end, match.end() + _AHEAD)]
        if _PROMPT.search(ahead):
            name = _NAME.search(ahead)
            yield match.start(), name[1] if name else match[1] or match[2]


def read(file: File) -> Iterator[Found | Skipped]:
    """Its agents, as far as they can be read, and the prompts that it sends without one."""
    code = Code(file)
    if code.root is None:
        looks = list(_looks(file.text))
        for start, name in looks:
            yield Skipped(_UNREAD, file.text.count("\n", 0, start) + 1, name)
        if not looks:
            yield Skipped(NO_SIGN)
        return
    made = list(typescript_calls.found(code))
    agents = [one for one in made if one.is_agent]
    keys = [one.place.variable or one.place.function for one in agents]
    count = Counter(keys)
    read = [
        _agent(code, one, key if key and count[key] == 1 else f"{key}:{one.node.start_point[0] + 1}")
        for one, key in zip(agents, keys, strict=True)
    ]
    yield from read
    sent = list(_sent(code, [one for one in made if not one.is_agent]))
    yield from sent
    if not read and not sent:
        yield Skipped("nothing in it makes an agent with a prompt" if _is_sure(file.text) else NO_SIGN)


def _named(code: Code, one: Made) -> str:
    """What an agent is called in the code itself."""
    said = next((found for name in ("name", "id") if (found := told(one.given.get(name), code))), None)
    return one_line(said.text) if said and not is_slot(said.text) else ""


def _agent(code: Code, one: Made, key: str) -> Found | Skipped:
    line = one.node.start_point[0] + 1
    place = one.place
    held = place.key or ("" if is_plain(place.variable) else place.variable)
    name = _named(code, one) or held or place.function or place.variable or code.file.path.stem
    prompt = told(one.prompt, code)
    if prompt is None:
        return Skipped(_RUN, line, name)
    if is_slot(prompt.text):
        return Skipped("its prompt is empty or put together at run time", line, name)
    model = model_in(_model(one), code)
    handed = one.given.get("handoffs")
    return Found(
        name=name,
        key=key,
        prompt=prompt.as_text(),
        line=line,
        declared={"purpose": _purpose(code, one), "model": model.declared},
        adds="the schemas of its tools" if _is_equipped(one) else "",
        uses=_files(prompt),
        remarks=model.remarks,
        calls=tuple(text_of(node) for node in (handed.named_children if handed else ()) if node.type == "identifier"),
    )


def _model(one: Made) -> Node:
    return next((one.given[name] for name in MODELS if name in one.given), None)


def _purpose(code: Code, one: Made) -> str | None:
    about = next((found for key in _ABOUT if (found := told(one.given.get(key), code))), None)
    return purpose(about.text) if about else None


def _is_equipped(one: Made) -> bool:
    tools = one.given.get("tools")
    return tools is not None and (bool(tools.named_children) or tools.type not in {"array", "object"})


def _files(prompt: Told) -> tuple[Path, ...]:
    """The file that a prompt was read from, where that is no code."""
    return () if prompt.path.name.lower().endswith(ENDINGS) else (prompt.path,)


def _sent(code: Code, sent: list[Made]) -> Iterator[Found | Skipped]:
    """The prompts that are sent to a model without an agent; each place in the code counts once."""
    names = Counter(_around(one) for one in sent)
    taken: set[tuple[Path, int]] = set()
    models: dict[int, Chosen] = {}
    is_late = False
    for one in sent:
        prompt = told(one.prompt, code)
        if prompt is None or is_slot(prompt.text):
            is_late = True
            continue
        if (prompt.path, prompt.line) in taken or not is_prompt(prompt.text):
            continue
        taken.add((prompt.path, prompt.line))
        node = _model(one)
        if node is None and one.place.around.id not in models:
            models[one.place.around.id] = only_model(one.place.around, code)
        model = model_in(node, code) if node is not None else models[one.place.around.id]
        around = _around(one)
        inner = one.place.variable if names[around] > 1 and one.place.variable != around else ""
        name = _named(code, one) or after_place(".".join(filter(None, (around, inner))), code.file)
        yield Found(
            name=name,
            key=name,
            prompt=prompt.as_text(),
            line=one.node.start_point[0] + 1,
            declared={"model": model.declared},
            adds="the schemas of its tools" if _is_equipped(one) else "",
            uses=_files(prompt),
            remarks=model.remarks,
        )
    if is_late:
        yield Skipped(_LATE, is_far=True)


def _around(one: Made) -> str:
    return one.place.function or one.place.variable
