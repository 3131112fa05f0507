"""What stands beside a prompt in a registry and is nobody's to commit: headers, keys, passwords in addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from auditor.pulling.failures import bare

LEFT_OUT = "(left out)"
_SECRET = re.compile(
    r"authorization|password|passwd|secret|credential|(api|access|private)_?key|(access|auth|bearer|session)_?token"
    r"|environment_?variables|^(token|headers|env)$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(url|uri|endpoint)$", re.IGNORECASE)
_TYPES = ("string", "number", "integer", "boolean", "array", "object", "null")
"""Those of JSON Schema: what is said of a parameter named `password` is no secret."""


def masked(record: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """A record as JSON, without its secrets, and where in it they stood: every text under a name that tells."""
    places: list[str] = []
    return {name: _masked(one, name, places) for name, one in record.items()}, ", ".join(places)


def _masked(value: Any, place: str, places: list[str], *, is_secret: bool = False) -> Any:
    name = place.rpartition(".")[2]
    is_secret = is_secret or bool(_SECRET.search(name))
    if isinstance(value, Mapping):
        is_secret = is_secret and value.get("type") not in _TYPES
        return {key: _masked(one, f"{place}.{key}", places, is_secret=is_secret) for key, one in _named(value)}
    if isinstance(value, (list, tuple)):
        return [_masked(one, f"{place}[{at}]", places, is_secret=is_secret) for at, one in enumerate(value)]
    if isinstance(value, date):  # boto3's times
        value = value.isoformat()
    if not isinstance(value, str):
        return value
    if is_secret and value:
        places.append(place)
        return LEFT_OUT
    return bare(value) if _ADDRESS.search(name) and "://" in value else value


def _named(value: Mapping[Any, Any]) -> Iterator[tuple[str, Any]]:
    return ((str(name), one) for name, one in value.items())
