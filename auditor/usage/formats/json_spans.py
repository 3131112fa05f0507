"""Spans as JSON records: Phoenix, OpenTelemetry's console, Logfire, Sentry, Jaeger, Azure; each names its trace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.model.usage import Caller
from auditor.usage.attributes import KNOWN, told_by
from auditor.usage.figures import name_of
from auditor.usage.formats.otlp import Blank, span_of
from auditor.usage.log import Log
from auditor.usage.log_format import Head
from auditor.usage.records import as_list, as_mapping, records
from auditor.usage.shapes import elements, pick, unpacked
from auditor.usage.traces import Span
from auditor.usage.walk import Shape

NAME = "spans"
DESCRIPTION = (
    "Spans as JSON records: Phoenix and OpenInference, OpenTelemetry's console, Logfire, Sentry, Jaeger, Azure Monitor"
)
TELLS_CACHE = True

SHAPE: Shape = {"data": None, "spans": None}
_MOST_DEPTH = 6
_TRACES = ("traceID", "OperationId", "operation_Id")
_PARENTS = ("ParentId", "operation_ParentId")
_TIMES = ("timestamp", "TimeGenerated", "TimeGenerated [UTC]", "timestamp [UTC]")
_FAILED = ("ERROR", "STATUS_CODE_ERROR", "error", "internal_error")


def claims(head: Head) -> bool:
    """Whether its first record is a span with attributes."""
    record = next(elements(head.first, *SHAPE), {})
    trace, span = _ids(record)
    return trace is not None and span is not None and _attributes(record) is not None


def spans(log: Log) -> Iterator[Span]:
    """Every span of a file."""
    for line, record in records(log, SHAPE):
        for one in elements(record, *SHAPE):
            trace, id = _ids(one)
            if trace is None or id is None:
                log.tell("unknown-shape", "left out: spans without an id", line)
                continue
            parent = name_of(pick(one, "parent_id", "parent_span_id", "parentSpanId", *_PARENTS)) or _referred(one)
            yield _filled(one, Span(trace, id, parent or "", line, log), log)


def _ids(one: Mapping[str, Any]) -> tuple[str | None, str | None]:
    context = as_mapping(one.get("context"))
    trace = pick(one, "context.trace_id", "trace_id", "traceId", *_TRACES) or pick(context, "trace_id", "traceId")
    span = pick(one, "context.span_id", "span_id", "spanId", "spanID") or pick(context, "span_id", "spanId")
    return name_of(trace), name_of(span or pick(one, "id", "Id"))


def _referred(one: Mapping[str, Any]) -> str | None:
    """The parent that Jaeger refers to."""
    references = map(as_mapping, as_list(one.get("references")))
    return next((name_of(found.get("spanID")) for found in references if found.get("refType") == "CHILD_OF"), None)


def _attributes(one: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Its attributes by their dotted names, however deep a record nests them, or flat in the record itself."""
    inner = unpacked(pick(one, "attributes", "data", "Properties", "customDimensions", "tags"))
    if isinstance(inner, list) and inner and all(isinstance(tag, dict) and "key" in tag for tag in inner):
        inner = {str(tag["key"]): tag.get("value") for tag in inner}
    if isinstance(inner, dict):
        return dict(_dotted(inner, ""))
    flat = {key.removeprefix("attributes."): value for key, value in one.items() if key.startswith("attributes.")}
    return dict(_dotted(flat, "")) if flat else None


def _dotted(value: Mapping[str, Any], prefix: str, depth: int = 0) -> Iterator[tuple[str, Any]]:
    for key, one in value.items():
        name = f"{prefix}{key}"
        if isinstance(one, dict) and name not in KNOWN and depth < _MOST_DEPTH:
            yield from _dotted(one, f"{name}.", depth + 1)
        else:
            yield name, one


def _filled(one: Mapping[str, Any], span: Span, log: Log) -> Span:
    told = told_by(_attributes(one) or {})
    kind = pick(one, "span_kind")
    if isinstance(kind, str):
        told.setdefault("kind", kind)
    operation = pick(one, "op")
    if isinstance(operation, str):
        told.setdefault("operation", operation)
    if not told:
        return span
    told["title"] = pick(one, "name", "span_name", "description", "operationName", "Name")
    status = pick(one, "status_code", "otel_status_code") or pick(as_mapping(one.get("status")), "status_code", "code")
    failed = "error" in told or (status or one.get("status")) in _FAILED or pick(one, "Success", "success") is False
    at = pick(one, "start_time", "start_timestamp", "startTime", *_TIMES)
    resource = as_mapping(as_mapping(one.get("resource")).get("attributes"))
    service = name_of(pick(one, "service_name", "AppRoleName", "cloud_RoleName") or resource.get("service.name"))
    return span_of(told, span, log, Blank(NAME, at, Caller(account=service)), failed=failed)
