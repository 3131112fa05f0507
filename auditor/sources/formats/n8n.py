"""n8n workflows, as exported: each node that prompts a model, joined with the model that is connected to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from auditor.sources.file import File
from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.shapes import (
    dig,
    instructs,
    is_slot,
    line_of,
    listing,
    mapping,
    purpose,
    records,
    system_of,
    text,
)
from auditor.sources.vendors import model_at

NAME = "n8n"
DESCRIPTION = "n8n workflows, exported as JSON"
ENDINGS: tuple[str, ...] = (".json",)

_OWN = "n8n's own default system message"
_HOSTED = "it calls an assistant whose instructions stand at OpenAI, not in the workflow"


@dataclass(frozen=True, slots=True)
class _Node:
    """A node, with the nodes that are connected into it by the kind of connection."""

    name: str
    id: str
    type: str
    parameters: dict[str, Any]
    is_off: bool
    inputs: dict[str, list[_Node]]

    @property
    def options(self) -> dict[str, Any]:
        return mapping(self.parameters.get("options"))


def claims(file: File) -> bool:
    """Whether it is a workflow, or a list of them."""
    return '"nodes"' in file.text and "n8n-nodes" in file.text


def read(file: File) -> Iterator[Found | Skipped]:
    """The nodes that prompt a model."""
    flows = [(line, mapping(one.get("workflow")) or one) for line, one in records(file)]
    flows = [(line, one) for line, one in flows if listing(one.get("nodes"))]
    if not flows:
        yield Skipped(file.problem or "it holds no nodes")
    for line, flow in flows:
        name = one_line(flow.get("name")) or file.path.stem
        asked = [node for node in _nodes(flow) if node.type in _PROMPTS]
        if not asked:
            yield Skipped("it is an n8n workflow in which no node prompts a model", line, name)
        within = f"{one_line(flow.get('id')) or name}/" if len(flows) > 1 else ""
        for node in asked:
            yield from _read(file, node, name, within, flow)


def _nodes(flow: dict[str, Any]) -> list[_Node]:
    found: dict[str, _Node] = {}
    for one in map(mapping, listing(flow.get("nodes"))):
        name, kind = one_line(one.get("name")), one_line(one.get("type")).rpartition(".")[2]
        id = one_line(one.get("id")) or name
        found[name] = _Node(name, id, kind, mapping(one.get("parameters")), one.get("disabled") is True, {})
    for source, kinds in mapping(flow.get("connections")).items():
        for kind, outputs in mapping(kinds).items():
            for target in (mapping(one) for output in listing(outputs) for one in listing(output)):
                node = found.get(one_line(target.get("node")))
                if node is not None and source in found:
                    node.inputs.setdefault(kind, []).append(found[source])
    return list(found.values())


def _read(file: File, node: _Node, flow: str, within: str, whole: dict[str, Any]) -> Iterator[Found | Skipped]:
    name, line = f"{flow}: {node.name}", line_of(file, node.id, node.name)
    if node.is_off:
        yield Skipped("the node is switched off", line, name)
        return
    said = _PROMPTS[node.type](node)
    if said is None:  # an image, a file, a voice
        return
    prompt, adds = said[0].removeprefix("="), said[1]
    if not prompt.strip():
        yield Skipped(adds, line, name)
    elif is_slot(prompt):
        yield Skipped("its prompt is an expression that is worked out at run time", line, name)
    else:
        knowledge = [{"name": one.name, "lives_in": "retrieval"} for one in _stores(node)]
        known = {"architecture": "retrieval", "knowledge": knowledge} if knowledge else {}
        about = purpose(mapping(whole.get("meta")).get("description")) or purpose(whole.get("description"))
        yield Found(
            name=name,
            key=f"{within}{node.id}",
            prompt=file.inline(prompt, line_of(file, said[0])),
            line=line,
            declared={"purpose": about, "model": _model(node), **known},
            adds=", ".join(filter(None, (adds, *_sent_besides(node)))),
        )


def _sent_besides(node: _Node) -> Iterator[str]:
    tools = len(node.inputs.get("ai_tool", ()))
    if tools:
        yield f"the schemas of its tools ({tools})"
    if node.inputs.get("ai_outputParser"):
        yield "the format instructions of its output parser"


def _stores(node: _Node) -> list[_Node]:
    tools = (one for one in node.inputs.get("ai_tool", ()) if "vectorstore" in one.type.lower())
    return [*tools, *node.inputs.get("ai_retriever", ())]


def _model(node: _Node) -> dict[str, str]:
    """The model of a node itself, or else of the first that is connected to it."""
    connected = node.inputs.get("ai_languageModel", [])
    one = connected[0] if connected else node
    own = one.parameters
    name = next((own[key] for key in ("model", "modelId", "modelName", "chatModel") if own.get(key)), None)
    return model_at(_vendor(one.type), name.get("value") if isinstance(name, dict) else name)


def _vendor(kind: str) -> str:
    return kind.removeprefix("lm").removeprefix("Chat")


def _message(node: _Node, template: object, adds: str) -> tuple[str, str]:
    """The user's message as the prompt, where it instructs the model since nothing else does."""
    if isinstance(template, str) and instructs(template):
        return template, f"{adds}; what is read here is its message's template" if adds else ""
    return "", f"it has no system message of its own ({adds or 'none'}), and its message only passes the input on"


def _agent(node: _Node) -> tuple[str, str]:
    for key in ("systemMessage", "prefix", "prefixPrompt"):
        if text(node.options.get(key)).strip():
            return text(node.options[key]), ""
    return _message(node, node.parameters.get("text"), _OWN)


def _chain(node: _Node) -> tuple[str, str]:
    values = [mapping(one) for one in listing(dig(node.parameters, "messages", "messageValues"))]
    kinds = ("", "SystemMessagePromptTemplate")
    system = [text(one.get("message")) for one in values if one_line(one.get("type")) in kinds]
    said = "\n\n".join(filter(str.strip, system))
    own = node.parameters.get("text") or node.parameters.get("prompt")
    others = [text(one.get("message")) for one in values if one_line(one.get("type")) not in kinds]
    if said:
        besides = sum(not is_slot(one) for one in (text(own), *others))
        return said, f"the other messages of its template ({besides})" if besides else ""
    return _message(node, own if instructs(text(own)) else next(filter(instructs, others), own), "")


def _own_template(node: _Node) -> tuple[str, str]:
    said = text(node.options.get("systemPromptTemplate"))
    return (said, "") if said.strip() else ("", "it has no prompt of its own, only n8n's default template")


def _summary(node: _Node) -> tuple[str, str]:
    values = mapping(dig(node.options, "summarizationMethodAndPrompts", "values"))
    said = text(values.get("prompt")) or text(values.get("combineMapPrompt"))
    return (said, "") if said.strip() else ("", "it has no prompt of its own, only n8n's default template")


def _vendors_node(node: _Node) -> tuple[str, str] | None:
    """A node of a vendor's own: messages with roles, or one text about an image."""
    own = node.parameters
    if own.get("resource") == "assistant" or "assistantId" in own:
        said = text(own.get("instructions"))
        return (said, "") if said.strip() else ("", _HOSTED)
    values = dig(own, "messages", "values") or dig(own, "responses", "values") or dig(own, "prompt", "messages")
    system, others = system_of(values)
    system = text(node.options.get("system")) or text(node.options.get("systemMessage")) or system
    if system.strip():
        return system, f"the other messages of its template ({others})" if others else ""
    if values:
        contents = (text(mapping(one).get("content")) for one in listing(values))
        return _message(node, next(filter(instructs, contents), ""), "")
    is_asked = own.get("operation") == "analyze" or own.get("resource") in (None, "chat", "text")
    asked = text(own.get("text")) or text(own.get("prompt"))
    return _message(node, asked, "") if is_asked and asked else None


_PROMPTS: dict[str, Callable[[_Node], tuple[str, str] | None]] = {
    "agent": _agent,
    "agentTool": _agent,
    "chainLlm": _chain,
    "chainRetrievalQa": _own_template,
    "chainSummarization": _summary,
    "informationExtractor": _own_template,
    "sentimentAnalysis": _own_template,
    "textClassifier": _own_template,
    "openAiAssistant": _vendors_node,
    "openAi": _vendors_node,
    "anthropic": _vendors_node,
    "googleGemini": _vendors_node,
    "mistralAi": _vendors_node,
    "ollama": _vendors_node,
}
"""By the last part of a node's type how its prompt is found: with what is sent besides, or with why it is empty."""
