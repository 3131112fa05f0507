"""Dify apps (the DSL that its export writes): chat apps, and each node of a workflow that prompts a model."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from auditor.sources.file import File
from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.shapes import Path, dig, instructs, is_slot, listing, mapping, purpose, system_of, text
from auditor.sources.vendors import model_at

NAME = "dify"
DESCRIPTION = "Dify apps, their exported DSL"
ENDINGS: tuple[str, ...] = (".yml", ".yaml")

_SLOT = re.compile(r"\{\{#([^#{}.]{1,100})\.")
_RETRIEVAL = frozenset(("knowledge-retrieval",))
_PROMPTED = frozenset(("llm", "agent", "parameter-extractor", "question-classifier"))
_MODES = frozenset(("chat", "agent-chat", "completion", "workflow", "advanced-chat"))
_CHAT_ADDS = {
    "agent-chat": "Dify's own template around the instructions of an agent, and the schemas of its tools",
    "knowledge": "Dify's own template around what retrieval finds",
}
_NODE_ADDS = {
    "agent": "the template of the agent's strategy, and the schemas of its tools",
    "parameter-extractor": "Dify's own template for extracting parameters",
    "question-classifier": "Dify's own template for classifying questions",
}


@dataclass(frozen=True, slots=True)
class _Node:
    """A node of the graph, with the nodes whose output it reads."""

    id: str
    path: Path
    data: dict[str, Any]
    reads: frozenset[str] = field(default_factory=frozenset)

    @property
    def type(self) -> str:
        return one_line(self.data.get("type"))

    @property
    def title(self) -> str:
        return one_line(self.data.get("title")) or self.id or self.type


def claims(file: File) -> bool:
    """Whether it is an app's DSL."""
    app = mapping(file.fields.get("app"))
    return bool(app) and (file.fields.get("kind") == "app" or app.get("mode") in _MODES)


def read(file: File) -> Iterator[Found | Skipped]:
    """The app itself where it is a chat, else its nodes that prompt a model."""
    app = mapping(file.fields.get("app"))
    name = one_line(app.get("name")) or file.path.stem
    nodes = _nodes(file)
    if not nodes and mapping(file.fields.get("model_config")):
        yield _chat(file, name, app)
        return
    asked = [node for node in nodes if node.type in _PROMPTED]
    if not asked:
        yield Skipped("it is a Dify app in which no node prompts a model", name=name)
    by_id = {node.id: node for node in nodes}
    for node in asked:
        yield _of_node(file, node, name, purpose(app.get("description")), _knowledge(node, by_id))


def _nodes(file: File) -> list[_Node]:
    found = []
    for place, one in enumerate(listing(dig(file.fields.get("workflow"), "graph", "nodes"))):
        data = mapping(mapping(one).get("data"))
        if data:
            path = ("workflow", "graph", "nodes", place, "data")
            found.append(_Node(one_line(mapping(one).get("id")), path, data, frozenset(_references(data))))
    return found


def _references(data: dict[str, Any]) -> Iterator[str]:
    """Ids that stand where a selector of variables has them: first in a list of texts, or in a slot of a text."""
    waiting: deque[Any] = deque([data])
    while waiting:
        value = waiting.popleft()
        if isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list):
            if value and isinstance(value[0], str):
                yield value[0]
            waiting.extend(value)
        elif isinstance(value, str):
            yield from _SLOT.findall(value)


def _knowledge(node: _Node, by_id: dict[str, _Node]) -> list[dict[str, str]]:
    """The retrievals whose results reach a node without passing another model on the way."""
    seen: set[str] = set()
    waiting = deque(node.reads)
    found: dict[str, dict[str, str]] = {}
    while waiting:
        id = waiting.popleft()
        one = by_id.get(id)
        if one is None or id in seen or one is node:
            continue
        seen.add(id)
        if one.type in _RETRIEVAL:
            found[id] = {"name": one.title, "lives_in": "retrieval"}
        elif one.type not in _PROMPTED:
            waiting.extend(one.reads)
    return [found[id] for id in sorted(found)]


def _declared(model: dict[str, str], about: str | None, knowledge: list[dict[str, str]]) -> dict[str, Any]:
    known = {"architecture": "retrieval", "knowledge": knowledge} if knowledge else {}
    return {"purpose": about, "model": model, **known}


def _of_node(file: File, node: _Node, app: str, about: str | None, knowledge: list[dict[str, str]]) -> Found | Skipped:
    name = f"{app}: {node.title}"
    line = file.document.line(node.path) if file.document else 1
    prompt, adds = _llm(node) if node.type == "llm" else _instructed(node)
    if not prompt.strip():
        return Skipped(adds, line, name)
    if is_slot(prompt):
        return Skipped("its prompt is handed over at run time: nothing but slots stands in the file", line, name)
    return Found(
        name=name,
        key=node.id,
        prompt=file.inline(prompt, line),
        line=line,
        declared=_declared(_model(node), about, knowledge),
        adds=adds,
    )


def _model(node: _Node) -> dict[str, str]:
    model = mapping(node.data.get("model")) or mapping(dig(node.data, "agent_parameters", "model", "value"))
    return model_at(model.get("provider"), model.get("name") or model.get("model"))


def _llm(node: _Node) -> tuple[str, str]:
    """The prompt of a node and what is sent besides; without a prompt, why there is none."""
    template = node.data.get("prompt_template")
    if isinstance(template, dict):  # a completion model: one text is all that is sent
        return _text_of(template), ""
    messages = [{"role": mapping(one).get("role"), "content": _text_of(mapping(one))} for one in listing(template)]
    prompt, others = system_of(messages)
    if prompt.strip():
        words = f"the other messages of its template ({others})"
        return prompt, words if others else ""
    for message in messages:
        if instructs(text(message["content"])):
            return text(message["content"]), "it has no system prompt; what is read here is its message's template"
    return "", "it has no system prompt, and its messages say next to nothing beside their slots"


def _text_of(message: dict[str, Any]) -> str:
    is_jinja = message.get("edition_type") == "jinja2"
    return text(message.get("jinja2_text" if is_jinja else "text")) or text(message.get("text"))


def _instructed(node: _Node) -> tuple[str, str]:
    """As `_llm`, for nodes whose instruction Dify or a strategy puts into a template of its own."""
    said = dig(node.data, "agent_parameters", "instruction", "value") if node.type == "agent" else None
    prompt = text(said) or text(node.data.get("instruction")) or text(node.data.get("instructions"))
    if prompt.strip():
        return prompt, _NODE_ADDS[node.type]
    return "", f"it has no instruction of its own, only {_NODE_ADDS[node.type]}"


def _chat(file: File, name: str, app: dict[str, Any]) -> Found | Skipped:
    config = mapping(file.fields.get("model_config"))
    path = ("model_config", "pre_prompt")
    line = (file.document.block_start(path) if file.document else None) or 1
    prompt = text(config.get("pre_prompt"))
    if config.get("prompt_type") == "advanced":
        chat, _ = system_of(dig(config, "chat_prompt_config", "prompt"), "text")
        prompt = chat or text(dig(config, "completion_prompt_config", "prompt", "text")) or prompt
    if not prompt.strip():
        return Skipped("it is a Dify app whose prompt is empty", name=name)
    sets = listing(dig(config, "dataset_configs", "datasets", "datasets"))
    old = [one for one in listing(dig(config, "agent_mode", "tools")) if "dataset" in mapping(one)]
    knowledge = [{"name": "the app's datasets", "lives_in": "retrieval"}] if sets or old else []
    model = mapping(config.get("model"))
    adds = _CHAT_ADDS.get(one_line(app.get("mode")), _CHAT_ADDS["knowledge"] if knowledge else "")
    declared = _declared(model_at(model.get("provider"), model.get("name")), purpose(app.get("description")), knowledge)
    return Found(name=name, prompt=file.inline(prompt, line), line=line, declared=declared, adds=adds)
