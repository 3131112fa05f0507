"""n8n workflows, as exported: each node that prompts a model, joined with the model that is connected to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from auditor.sources import n8n_requests
from auditor.sources.chat import NO_SYSTEM, Said, from_user, prompt_of
from auditor.sources.file import File
from auditor.sources.found import Found, Remark, Skipped, one_line
from auditor.sources.markdown import Chosen, one_of
from auditor.sources.models import Named
from auditor.sources.shapes import (
    HANDED_OVER,
    dig,
    instructs,
    is_slot,
    line_of,
    line_of_text,
    listing,
    mapping,
    purpose,
    records,
    retrieves,
    text,
)
from auditor.sources.vendors import model_at

NAME = "n8n"
DESCRIPTION = "n8n workflows, exported as JSON"
ENDINGS: tuple[str, ...] = (".json",)
ADDS = ""

_VENDORS = frozenset(("openAi", "anthropic", "googleGemini", "mistralAi", "ollama", "perplexity"))
"""Types of nodes that name their model themselves."""
_REQUESTS = frozenset(("httpRequest", "toolHttpRequest"))
_TOOL = "Tool"
"""How the type of a node ends that an agent has as a tool."""
_ROLES = {"": "system", "SystemMessagePromptTemplate": "system", "AIMessagePromptTemplate": "assistant"}
_OWN = "n8n's own default system message"
_SUB_AGENT = "agentTool"
_READER = "mistralAi"
"""What only reads the texts of documents."""
_UNASKED = frozenset(("classify", "moderate", "delete", "deleteFile", "list", "upload", "transcribe"))
"""What a vendor's node does without a prompt."""
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
    def kind(self) -> str:
        """Its type, also where it is a tool: n8n makes one of every node."""
        bare = self.type.removesuffix(_TOOL)
        return bare if bare in _VENDORS | _REQUESTS else self.type

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
        within = f"{one_line(flow.get('id')) or name}/" if len(flows) > 1 else ""
        asked = (node for node in _nodes(flow) if node.kind in _PROMPTS or _is_like_an_agent(node))
        told = [one for node in asked for one in _read(file, node, name, within, flow)]
        yield from told or [Skipped("it is an n8n workflow in which no node prompts a model", line, name, is_far=True)]


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
    said = _PROMPTS.get(node.kind, _unlike)(node)
    if said is None:  # an image, a file, a voice
        return
    if node.is_off:
        yield Skipped("the node is switched off", line, name)
        return
    prompt = "" if isinstance(said, str) else said.text.removeprefix("=")
    if isinstance(said, str):
        yield Skipped(said, line, name)
    elif is_slot(prompt):
        yield Skipped(HANDED_OVER, line, name)
    else:
        model = n8n_requests.model(node.parameters) if node.kind in _REQUESTS else _model(node)
        about = purpose(mapping(whole.get("meta")).get("description")) or purpose(whole.get("description"))
        yield Found(
            name=name,
            key=f"{within}{node.id}",
            prompt=file.inline(prompt, line_of_text(file, said.text, line)),
            line=line,
            declared={"purpose": about, "model": model.declared, **retrieves(_stores(node))},
            adds=", ".join(filter(None, (said.adds, *_sent_besides(node)))),
            remarks=(*said.remarks, *model.remarks),
            calls=tuple(f"{flow}: {one.name}" for one in node.inputs.get("ai_tool", ()) if one.type == _SUB_AGENT),
        )


def _sent_besides(node: _Node) -> Iterator[str]:
    tools = len(node.inputs.get("ai_tool", ()))
    if tools:
        yield f"the schemas of its tools ({tools})"
    if node.inputs.get("ai_outputParser"):
        yield "the format instructions of its output parser"


def _stores(node: _Node) -> list[str]:
    tools = (one for one in node.inputs.get("ai_tool", ()) if "vectorstore" in one.type.lower())
    return [one.name for one in (*tools, *node.inputs.get("ai_retriever", ()))]


def _model(node: _Node) -> Chosen:
    """The model of a node itself, or else of the first that is connected to it."""
    connected = node.inputs.get("ai_languageModel", [])
    if not connected and node.kind not in _VENDORS:
        return Chosen({})
    one = connected[0] if connected else node
    if connected and not one.type.startswith("lm"):
        return one_of(Named(because=f"it is worked out by another node, {one.name!r}"))
    own = one.parameters
    name = next((own[key] for key in ("model", "modelId", "modelName", "chatModel") if own.get(key)), None)
    said = text(name.get("value") if isinstance(name, dict) else name)
    is_elsewhere = any(one.options.get(key) for key in ("baseURL", "baseUrl"))  # whoever speaks the vendor's protocol
    vendor = "" if is_elsewhere else one.kind.removeprefix("lm").removeprefix("Chat")
    return model_at(vendor, said if "{{" in said else said.removeprefix("="))


def _agent(node: _Node) -> Said | str:
    for key in ("systemMessage", "prefix", "prefixPrompt"):
        if text(node.options.get(key)).strip():
            return Said(text(node.options[key]), 0)
    asked = text(node.parameters.get("text"))
    if instructs(asked):
        return Said(asked, 0, (NO_SYSTEM,), _OWN)
    return f"it has no system message but {_OWN}, and its message only passes the input on"


def _is_like_an_agent(node: _Node) -> bool:
    """Whether a node of another type has what only an agent has: one of the community, or one that lost its type."""
    return bool(text(node.options.get("systemMessage")).strip())


def _unlike(node: _Node) -> Said | str:
    remark = Remark("node-type-unknown", "node", f"is of the type {node.type}, and is read as an agent's")
    said = _agent(node)
    return said if isinstance(said, str) else Said(said.text, 0, (*said.remarks, remark), said.adds)


def _chain(node: _Node) -> Said | str:
    own = text(node.parameters.get("text")) or text(node.parameters.get("prompt"))
    values = map(mapping, listing(dig(node.parameters, "messages", "messageValues")))
    messages = [
        {"role": _ROLES.get(one_line(one.get("type")), "user"), "content": one.get("message")} for one in values
    ]
    return prompt_of([*messages, {"role": "user", "content": own}])


def _own_template(node: _Node) -> Said | str:
    return _written(node.options.get("systemPromptTemplate"))


def _summary(node: _Node) -> Said | str:
    values = mapping(dig(node.options, "summarizationMethodAndPrompts", "values"))
    return _written(values.get("prompt") or values.get("combineMapPrompt"))


def _written(template: object) -> Said | str:
    said = text(template)
    return Said(said, 0) if said.strip() else "it has no prompt of its own, only n8n's default template"


def _vendors_node(node: _Node) -> Said | str | None:
    """A node of a vendor's own: messages with roles, or one text; None for one that hears, speaks, draws or files."""
    own = node.parameters
    if own.get("resource") == "assistant" or "assistantId" in own:
        said = text(own.get("instructions"))
        return Said(said, 0) if said.strip() else _HOSTED
    values = _messages(own)
    system = text(node.options.get("system")) or text(node.options.get("systemMessage"))
    if system.strip() or values:
        return prompt_of([*([{"role": "system", "content": system}] if system else []), *values])
    is_asked = (
        node.kind != _READER and own.get("resource") in (None, "chat", "text") and own.get("operation") not in _UNASKED
    )
    asked = text(own.get("text")) or text(own.get("prompt")) or text(own.get("instruction"))
    if asked and (is_asked or own.get("operation") == "analyze"):
        return from_user(asked)
    return "its prompt is empty" if is_asked else None


def _messages(own: dict[str, Any]) -> list[Any]:
    """The messages of a node, wherever its version has them."""
    for steps in (("messages",), ("responses",), ("prompt", "messages")):
        found = dig(own, *steps)
        for one in (found, *(mapping(found).get(key) for key in ("values", "message"))):
            if listing(one):
                return listing(one)
    return []


def _request(node: _Node) -> Said | str | None:
    return n8n_requests.said(node.parameters)


_PROMPTS: dict[str, Callable[[_Node], Said | str | None]] = {
    "agent": _agent,
    "agentTool": _agent,
    "chainLlm": _chain,
    "chainRetrievalQa": _own_template,
    "chainSummarization": _summary,
    "informationExtractor": _own_template,
    "sentimentAnalysis": _own_template,
    "textClassifier": _own_template,
    "openAiAssistant": _vendors_node,
    **dict.fromkeys(_VENDORS, _vendors_node),
    **dict.fromkeys(_REQUESTS, _request),
}
"""How the prompt of each type of node is found: in words why it has none, None for what prompts no model after all."""
