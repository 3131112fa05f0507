"""Prompty, versions 1 and 2: front matter, and messages whose roles stand on lines of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.model.fleet import body_of
from auditor.sources import chat_file, markdown, sections
from auditor.sources.file import File
from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.models import Named, model_of, named
from auditor.sources.shapes import dig, mapping

NAME = "prompty"
DESCRIPTION = "Prompty files, versions 1 and 2"
ENDINGS: tuple[str, ...] = (".prompty",)
ADDS = ""

_NO_CHAT = {"embedding": "embeddings", "embeddings": "embeddings", "image": "images", "images": "images"}
"""What is made of a text that instructs nobody, by the kind of the API."""
_SERVERLESS = "serverless"


def claims(file: File) -> bool:
    """Whether its name says so."""
    return file.suffix in ENDINGS


def read(file: File) -> Iterator[Found | Skipped]:
    """The one prompt in a file."""
    asked = mapping(markdown.keys(file).get("model"))
    kind = (one_line(asked.get("apiType")) or one_line(asked.get("api"))).lower()
    if kind in _NO_CHAT:
        yield Skipped(f"its model makes {_NO_CHAT[kind]}, and is not prompted")
        return
    body, first = body_of(file.text)
    found = _model(markdown.keys(file).get("model"))
    chosen = markdown.one_of(found) if found else markdown.Chosen({})
    yield chat_file.prompt(file, list(sections.by_lines(body, "system")), first, chosen)


def _model(value: object) -> Named | None:
    """The model: a name, version 2's `id` and `provider`, or version 1's `configuration`."""
    if not isinstance(value, dict):
        return model_of(one_line(value)) if one_line(value) else None
    if one_line(value.get("id")):
        return named(one_line(value.get("provider")) or None, one_line(value["id"]))
    return _configured(mapping(value.get("configuration")), mapping(value.get("parameters")))


def _configured(fields: Mapping[str, Any], parameters: Mapping[str, Any]) -> Named | None:
    kind = one_line(fields.get("type"))
    deployment = one_line(fields.get("azure_deployment"))
    name = one_line(dig(fields, "name") or fields.get("model") or parameters.get("model"))
    if kind == _SERVERLESS:  # Azure's endpoints that serve one model of a publisher's, by its own name
        return Named("azure", name) if name else None
    if deployment or kind.startswith("azure"):
        return named("azure", deployment or name) if deployment or name else None
    return named(kind.removesuffix("_openai") or None, name) if name else None
