"""Dify apps (the DSL that its export writes): chat apps, and each node of a workflow that prompts a model."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from auditor.documents import Step, parse
from auditor.errors import InputError
from auditor.sources.chat import Said, prompt_of
from auditor.sources.file import File
from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.shapes import HANDED_OVER, Path, dig, is_slot, listing, mapping, purpose, retrieves, text
from auditor.sources.vendors import model_at

NAME = "dify"
DESCRIPTION = "Dify apps, their exported DSL"
ENDINGS: tuple[str, ...] = (".yml", ".yaml", ".json")
ADDS = ""

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


@dataclass(frozen=True, slots=True)
class _Dsl:
    """An app's DSL, and where its values stand."""

    fields: dict[str, Any]
    file: File
    is_answer: bool

    def line(self, *path: Step) -> int:
        """The line of a value; of an answer the first, for all of the DSL stands in one line of it."""
        return 1 if self.is_answer else self.file.line_of(*path)


def claims(file: File) -> bool:
    """Whether it is an app's DSL."""
    return "app" in file.text and "mode" in file.text and _dsl(file) is not None


def _dsl(file: File) -> _Dsl | None:
    """The DSL of a file, or that in a saved answer of the API that exports it; None if there is neither."""
    fields = _answered(file) if file.text.lstrip().startswith("{") else {}
    found = _Dsl(fields or file.fields, file, is_answer=bool(fields))
    app = mapping(found.fields.get("app"))
    is_app = bool(app) and (found.fields.get("kind") == "app" or one_line(app.get("mode")) in _MODES)
    return found if is_app else None


def _answered(file: File) -> dict[str, Any]:
    """The DSL that stands as a text in an answer; empty where there is none."""
    try:
        answer = text(mapping(parse(file.text, file.relative, is_json=True).data).get("data"))
        return mapping(parse(answer, file.relative, is_text=True).data)
    except InputError:
        return {}


def read(file: File) -> Iterator[Found | Skipped]:
    """The app itself where it is a chat, else its nodes that prompt a model."""
    dsl = _dsl(file)
    if dsl is None:
        yield Skipped(file.problem or "it is no Dify app")
        return
    app = mapping(dsl.fields.get("app"))
    name = one_line(app.get("name")) or file.path.stem
    nodes = _nodes(dsl)
    if not nodes and mapping(dsl.fields.get("model_config")):
        yield _chat(dsl, name, app)
        return
    asked = [node for node in nodes if node.type in _PROMPTED]
    if not asked:
        yield Skipped("it is a Dify app in which no node prompts a model", name=name, is_far=True)
    by_id = {node.id: node for node in nodes}
    for node in asked:
        yield _of_node(dsl, node, name, purpose(app.get("description")), _knowledge(node, by_id))


def _nodes(dsl: _Dsl) -> list[_Node]:
    found = []
    for place, one in enumerate(listing(dig(dsl.fields.get("workflow"), "graph", "nodes"))):
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


def _knowledge(node: _Node, by_id: dict[str, _Node]) -> list[str]:
    """The retrievals whose results reach a node without passing another model on the way."""
    seen: set[str] = set()
    waiting = deque(node.reads)
    found: dict[str, str] = {}
    while waiting:
        id = waiting.popleft()
        one = by_id.get(id)
        if one is None or id in seen or one is node:
            continue
        seen.add(id)
        if one.type in _RETRIEVAL:
            found[id] = one.title
        elif one.type not in _PROMPTED:
            waiting.extend(one.reads)
    return [found[id] for id in sorted(found)]


def _of_node(dsl: _Dsl, node: _Node, app: str, about: str | None, knowledge: list[str]) -> Found | Skipped:
    name = f"{app}: {node.title}"
    line = dsl.line(*node.path)
    said = _llm(node) if node.type == "llm" else _instructed(node)
    if isinstance(said, str):
        return Skipped(said, line, name)
    if is_slot(said.text):
        return Skipped(HANDED_OVER, line, name)
    given = mapping(node.data.get("model")) or mapping(dig(node.data, "agent_parameters", "model", "value"))
    model = model_at(given.get("provider"), given.get("name") or given.get("model"))
    return Found(
        name=name,
        key=node.id,
        prompt=dsl.file.inline(said.text, max(line, dsl.line(*node.path, *_place(node, said)))),
        line=line,
        declared={"purpose": about, "model": model.declared, **retrieves(knowledge)},
        adds=said.adds,
        remarks=(*said.remarks, *model.remarks),
    )


def _place(node: _Node, said: Said) -> Path:
    """Where in the node's data its prompt stands."""
    if node.type == "llm":
        is_one = isinstance(node.data.get("prompt_template"), dict)
        return ("prompt_template", "text") if is_one else ("prompt_template", said.place, "text")
    return ("agent_parameters", "instruction", "value") if node.type == "agent" else ("instruction",)


def _llm(node: _Node) -> Said | str:
    """The prompt of a node; in words why it has none."""
    template = node.data.get("prompt_template")
    if isinstance(template, dict):  # a completion model: one text is all that is sent
        said = _text_of(template)
        return Said(said, 0) if said.strip() else "its prompt is empty"
    messages = [{"role": mapping(one).get("role"), "content": _text_of(mapping(one))} for one in listing(template)]
    return prompt_of(messages)


def _text_of(message: dict[str, Any]) -> str:
    is_jinja = message.get("edition_type") == "jinja2"
    return text(message.get("jinja2_text" if is_jinja else "text")) or text(message.get("text"))


def _instructed(node: _Node) -> Said | str:
    """As `_llm`, for nodes whose instruction Dify or a strategy puts into a template of its own."""
    said = dig(node.data, "agent_parameters", "instruction", "value") if node.type == "agent" else None
    prompt = text(said) or text(node.data.get("instruction")) or text(node.data.get("instructions"))
    if prompt.strip():
        return Said(prompt, 0, adds=_NODE_ADDS[node.type])
    return f"it has no instruction of its own, only {_NODE_ADDS[node.type]}"


def _chat(dsl: _Dsl, name: str, app: dict[str, Any]) -> Found | Skipped:
    config = mapping(dsl.fields.get("model_config"))
    line = dsl.line("model_config", "pre_prompt")
    prompt = text(config.get("pre_prompt"))
    if config.get("prompt_type") == "advanced":
        chat = prompt_of(dig(config, "chat_prompt_config", "prompt"), "text")
        prompt = (
            ("" if isinstance(chat, str) else chat.text)
            or text(dig(config, "completion_prompt_config", "prompt", "text"))
            or prompt
        )
    if not prompt.strip():
        return Skipped("it is a Dify app whose prompt is empty", name=name)
    sets = listing(dig(config, "dataset_configs", "datasets", "datasets"))
    old = [one for one in listing(dig(config, "agent_mode", "tools")) if "dataset" in mapping(one)]
    known = retrieves(["the app's datasets"] if sets or old else [])
    given = mapping(config.get("model"))
    model = model_at(given.get("provider"), given.get("name"))
    return Found(
        name=name,
        prompt=dsl.file.inline(prompt, line),
        line=line,
        declared={"purpose": purpose(app.get("description")), "model": model.declared, **known},
        adds=_CHAT_ADDS.get(one_line(app.get("mode")), _CHAT_ADDS["knowledge"] if known else ""),
        remarks=model.remarks,
    )
