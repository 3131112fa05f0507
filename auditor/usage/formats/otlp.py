"""Traces in OTLP JSON, as the OpenTelemetry Collector writes them: GenAI spans of any generation, and OpenInference's.

A file holds one document, or one a line, each with spans of many services in any order. An inference span names no
agent: it is that of the nearest `invoke_agent` above it, whose own totals must not be counted again.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

from auditor.model.usage import Caller, Row
from auditor.usage.attributes import FIGURES, KNOWN, ROLES, agent_of
from auditor.usage.figures import money, name_of, sha256_of_prompt, time, whole
from auditor.usage.invariants import INCLUSIVE, tokens
from auditor.usage.log import Log
from auditor.usage.log_format import Head
from auditor.usage.records import as_list, as_mapping, records
from auditor.usage.traces import NOBODY, Span
from auditor.usage.walk import Shape

NAME = "otlp"
DESCRIPTION = "OpenTelemetry traces in OTLP JSON: GenAI, OpenInference, Vercel AI SDK, Sentry and OpenLLMetry spans"
TELLS_CACHE = True

_SCOPES: Shape = {"scopeSpans": {"spans": None}}
SHAPE: Shape = {"resourceSpans": _SCOPES, "batches": _SCOPES}
_SCALARS = ("stringValue", "intValue", "doubleValue", "boolValue")
_ERROR = (2, "2", "STATUS_CODE_ERROR")


def claims(head: Head) -> bool:
    """Whether it begins with resource spans."""
    first = head.first[0] if isinstance(head.first, list) and head.first else head.first
    return isinstance(first, dict) and bool(_resources(first) or "resourceSpans" in first)


def spans(log: Log) -> Iterator[Span]:
    """Every span of a file."""
    for line, record in records(log, SHAPE):
        for document in record if isinstance(record, list) else (record,):
            for service, span in _spans(document):
                one = _span(span, service, log, line) if isinstance(span, dict) else None
                if one is not None:
                    yield one


def _resources(document: Mapping[str, Any]) -> list[Any]:
    """What stands in a document: by the protocol's own name, or as Tempo answers."""
    found = as_list(document.get("resourceSpans")) or as_list(as_mapping(document.get("trace")).get("resourceSpans"))
    return found or [one for one in as_list(document.get("batches")) if isinstance(one, dict) and "scopeSpans" in one]


def _spans(document: Any) -> Iterator[tuple[Caller, Any]]:
    """Each span, and the account that its service is."""
    for resource in map(as_mapping, _resources(as_mapping(document))):
        around = pairs(as_mapping(resource.get("resource")).get("attributes"))
        service = Caller(account=name_of(around.get("service.name")))
        for scope in as_list(resource.get("scopeSpans") or resource.get("instrumentationLibrarySpans")):
            for span in as_list(as_mapping(scope).get("spans")):
                yield service, span


def _span(span: Mapping[str, Any], service: Caller, log: Log, line: int) -> Span | None:
    """A span as far as it matters; None for what is none."""
    trace, id = span.get("traceId"), span.get("spanId")
    if not isinstance(trace, str) or not isinstance(id, str):
        log.tell("unknown-shape", "left out: spans without an id", line)
        return None
    parent = span.get("parentSpanId")
    attributes = span.get("attributes")
    told = _told(attributes) if isinstance(attributes, list) else {}
    parent = parent if isinstance(parent, str) else ""
    if not told:
        return Span(trace, id, parent, line, log)
    status = span.get("status")
    failed = "error" in told or (isinstance(status, dict) and status.get("code") in _ERROR)
    told["title"] = span.get("name")
    at = span.get("startTimeUnixNano") or span.get("endTimeUnixNano")
    return span_of(told, Span(trace, id, parent, line, log), log, Blank(NAME, at, service), failed=failed)


class Blank(NamedTuple):
    """What of a span's row stands in no attribute of it."""

    source: str
    at: Any
    service: Caller
    """The account."""


def span_of(told: Mapping[str, Any], span: Span, log: Log, blank: Blank, *, failed: bool) -> Span:
    """Fill in who a span names and what it called, from what its attributes tell in this house's words."""
    roles = roles_of(told)
    has_tokens = "input" in told or "output" in told
    if "other" in roles:
        if has_tokens:
            log.tell("not-a-call", "left out: embeddings and rankings, which have no prompt", span.line)
        return span
    span.is_agent = "run" in roles
    is_call = not span.is_agent and (has_tokens or "call" in roles)
    span.names = _names(told, span)
    if not is_call and not (whole(told.get("input")) or whole(told.get("output"))):
        return span
    if is_call:
        span.row = _row(told, span, log, failed=failed, blank=blank)
    else:
        span.totals = partial(_row, told, span, log, failed=failed, blank=blank)
    return span


def roles_of(told: Mapping[str, Any]) -> tuple[str, ...]:
    """What its kind and its operation make of a span: a run, a call, another use of a model."""
    said = (told.get("kind"), told.get("operation"))
    return tuple(ROLES[one] for one in said if isinstance(one, str) and one in ROLES)


def _row(told: Mapping[str, Any], span: Span, log: Log, *, failed: bool, blank: Blank) -> Row:
    provider = name_of(told.get("provider"))
    return Row(
        source=blank.source,
        caller=blank.service,
        at=time(blank.at, log, span.line),
        provider=provider,
        model=name_of(told.get("model")),
        failed=int(failed),
        session=(name_of(told["session"]) if "session" in told else None) or span.trace,
        cost=money(told.get("cost"), log, span.line) if "cost" in told else None,
        basis="estimated" if "cost" in told else None,
        **tokens(
            {name: told[name] for name in told if name in FIGURES},
            log,
            span.line,
            INCLUSIVE,
            provider=provider,
            failed=failed,
        ),
    )


def _names(told: Mapping[str, Any], span: Span) -> Caller:
    id, name = told.get("agent_id"), told.get("agent_name")
    if span.is_agent and id is None and name is None:
        name = told.get("entity") or agent_of(told.get("title"))
    prompt, system = told.get("prompt_name"), told.get("system")
    if id is None and name is None and prompt is None and system is None:
        return NOBODY
    return Caller(
        id=name_of(id),
        name=name_of(name),
        prompt_name=name_of(prompt),
        prompt_sha256=_sha256(system),
    )


def _sha256(system: Any) -> str | None:
    """Of system instructions: a text, or a list of parts (perhaps written as JSON) whose texts are joined."""
    if isinstance(system, str) and system.lstrip().startswith(("[", "{")):
        with contextlib.suppress(ValueError, RecursionError):
            system = json.loads(system)
    parts = system if isinstance(system, list) else [system]
    texts = [part if isinstance(part, str) else as_mapping(part).get("content") for part in parts]
    text = "\n".join(text for text in texts if isinstance(text, str))
    return sha256_of_prompt(text) if text.strip() else None


def _told(attributes: list[Any]) -> dict[str, Any]:
    """What the attributes tell, in this house's words; of several that tell the same, the surest."""
    told: dict[str, Any] = {}
    ranks: dict[str, int] = {}
    for attribute in attributes:
        try:
            key, value = attribute["key"], attribute["value"]
            known = KNOWN.get(key)
        except (TypeError, KeyError):
            continue
        if known is None:
            continue
        what, rank = known
        if what in told and ranks[what] <= rank:
            continue
        scalar = plain(value)
        if scalar is not None and scalar != "":
            told[what], ranks[what] = scalar, rank
    return told


def plain(value: Any) -> Any:
    """What an OTLP value holds: a scalar, or a list or mapping of such."""
    if not isinstance(value, dict):
        return None
    if len(value) == 1:
        for kind, held in value.items():
            if kind in _SCALARS:
                return held
    for kind in _SCALARS:
        if kind in value:
            return value[kind]
    if "arrayValue" in value:
        return [plain(one) for one in as_list(as_mapping(value["arrayValue"]).get("values"))]
    if "kvlistValue" in value:
        return pairs(as_mapping(value["kvlistValue"]).get("values"))
    return None


def pairs(attributes: Any) -> dict[str, Any]:
    """What a list of OTLP attributes holds, by key."""
    return {str(one.get("key")): plain(one.get("value")) for one in map(as_mapping, as_list(attributes))}
