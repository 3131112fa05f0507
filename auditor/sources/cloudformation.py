"""Templates of CloudFormation: their resources with the values that stand in them, whatever function they stand in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.sources.file import File
from auditor.sources.found import one_line
from auditor.sources.shapes import dig, listing, mapping, text

_REF = ("Ref", "!Ref")
_SUB = ("Fn::Sub", "!Sub")
_JOIN = ("Fn::Join", "!Join")
_MOST_DEEP = 20
_MOST = 4 * 2**20
"""Characters that the parts of a text may join to."""


def resources(file: File, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Names and properties of the resources of a kind, with keys as AWS's own answers have them."""
    for name, one in mapping(file.fields.get("Resources")).items():
        if mapping(one).get("Type") == kind:
            yield one_line(name), mapping(_value(mapping(one).get("Properties"), file.fields, 0))


def _value(value: Any, template: dict[str, Any], depth: int) -> Any:
    """A value with its functions worked out as far as the template alone tells; None for what it does not tell."""
    if depth > _MOST_DEEP:
        return None
    if isinstance(value, list):
        return [_value(one, template, depth + 1) for one in value]
    if not isinstance(value, dict):
        return value
    name, given = next(iter(value.items())) if len(value) == 1 else ("", None)
    if name in _REF:
        return text(dig(template, "Parameters", one_line(given), "Default")) or None
    if name in _SUB:
        return text(given) or text(listing(given)[0] if listing(given) else "") or None
    if name in _JOIN:
        return _joined(listing(given), template, depth)
    if one_line(name).startswith(("Fn::", "!")):
        return None
    return {_lower(one_line(key)): _value(one, template, depth + 1) for key, one in value.items()}


def _joined(given: list[Any], template: dict[str, Any], depth: int) -> str | None:
    """Texts with another between them, what only the stack knows as slots; None without any."""
    parts = _value(given[1:2], template, depth + 1)
    texts = [text(one) or "${…}" for one in listing(parts[0] if parts else None)]
    glue = text(given[0]) if given else ""
    is_fair = sum(len(one) + len(glue) for one in texts) <= _MOST
    return glue.join(texts) if texts and is_fair else None


def _lower(key: str) -> str:
    return key[:1].lower() + key[1:]
