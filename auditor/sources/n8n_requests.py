"""Models that are asked by HTTP: nodes of n8n's whose body is what a provider's API takes."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

from auditor.sources.chat import Said, prompt_of
from auditor.sources.found import one_line
from auditor.sources.markdown import Chosen
from auditor.sources.registry import json_in
from auditor.sources.shapes import content_of, dig, listing, mapping, text
from auditor.sources.vendors import model_at

_BODIES = ("jsonBody", "body", "bodyParametersJson")
_PARAMETERS = ("bodyParameters", "parametersBody", "bodyParametersUi")
_SYSTEM = ("systemInstruction", "system_instruction")
_UNREAD = "the body of its request to a model is no JSON that can be read"
_MARK = re.compile(r'\\.|["\n\r\t]', re.DOTALL)
_BREAKS = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_HOSTS = {
    "anthropic.com": "anthropic",
    "cohere.com": "cohere",
    "deepseek.com": "deepseek",
    "googleapis.com": "google",
    "groq.com": "groq",
    "mistral.ai": "mistral",
    "openai.azure.com": "azure",
    "openai.com": "openai",
    "openrouter.ai": "openrouter",
    "perplexity.ai": "perplexity",
    "together.xyz": "together",
    "x.ai": "x-ai",
}
_OF_GEMINI = re.compile(r"/models/([\w.-]{1,100}):")


def said(parameters: dict[str, Any]) -> Said | str | None:
    """The prompt that a request hands to a model; in words why it has none, None for a request of anything else."""
    body = _body(parameters)
    if isinstance(body, str):
        return body
    if "model" in body and isinstance(body.get("messages"), list):
        own = content_of(body.get("system"))
        system = [{"role": "system", "content": own}] if own else []
        return prompt_of([*system, *body["messages"]])
    for key in _SYSTEM:
        if key in body and "contents" in body:
            told = [{"role": "system", "parts": dig(body, key, "parts")}, *listing(body["contents"])]
            return prompt_of([{"role": mapping(one).get("role"), "content": mapping(one).get("parts")} for one in told])
    return None


def model(parameters: dict[str, Any]) -> Chosen:
    """The model that a request names, served by the host that it goes to, if that is a known one's."""
    url = one_line(parameters.get("url")).removeprefix("=")
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        host = ""
    vendor = next((vendor for ending, vendor in _HOSTS.items() if f".{host}".endswith(f".{ending}")), "")
    body = _body(parameters)
    name = one_line(body.get("model")) if isinstance(body, dict) else ""
    inner = _OF_GEMINI.search(url)
    return model_at(vendor, name or (inner[1] if inner else ""))


def _body(parameters: dict[str, Any]) -> dict[str, Any] | str:
    """What is sent, empty where that is nothing for a model; in words why it cannot be read."""
    for key in _BODIES:
        written = text(parameters.get(key))
        is_chat = '"messages"' in written and '"model"' in written
        if is_chat or any(f'"{sign}"' in written for sign in _SYSTEM):
            body = json_in(filled(written.removeprefix("=")))
            return body if isinstance(body, dict) else _UNREAD
    for key in _PARAMETERS:
        pairs = [mapping(one) for one in listing(mapping(parameters.get(key)).get("parameters"))]
        pairs += [mapping(one) for one in listing(mapping(parameters.get(key)).get("values"))]
        values = {one_line(one.get("name")): text(one.get("value")).removeprefix("=") for one in pairs}
        if {"messages", "model"} <= values.keys():
            return {name: json_in(filled(value)) for name, value in values.items()}
    return {}


def filled(template: str) -> str:
    """A template of JSON with each expression `{{ … }}` as a text, or as a part of the text that it stands in."""
    pieces: list[str] = []
    is_inside, start = False, 0
    while start < len(template):
        opening = template.find("{{", start)
        end = opening if opening >= 0 else len(template)
        is_inside = _plain(template, start, end, pieces, is_inside=is_inside)
        if opening < 0:
            break
        closing = template.find("}}", opening)
        start = closing + 2 if closing >= 0 else len(template)
        word = json.dumps(template[opening:start], ensure_ascii=False)
        pieces.append(word[1:-1] if is_inside else word)
    return "".join(pieces)


def _plain(template: str, start: int, end: int, pieces: list[str], *, is_inside: bool) -> bool:
    """Add what stands between two expressions, with breaks in texts as JSON has them; whether it ends in a text."""
    last = start
    for mark in _MARK.finditer(template, start, end):
        pieces += [template[last : mark.start()], _BREAKS.get(mark[0], mark[0]) if is_inside else mark[0]]
        last = mark.end()
        is_inside = is_inside != (mark[0] == '"')
    pieces.append(template[last:end])
    return is_inside
