"""Load the policy: the default, with a user's file laid over it field by field."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from auditor.documents import Located, bytes_of, parse, text_of
from auditor.errors import InputError, Problem
from auditor.model.fleet import sha256
from auditor.model.policy import Policy

_DEFAULT = Path(__file__).with_name("default.yaml")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load(path: Path | None = None) -> tuple[Policy, str]:
    """The policy and the digest of all its values.

    Raises InputError naming the file, the line and the field of everything that is wrong.
    """
    file = path or _DEFAULT
    document = parse(text_of(bytes_of(file), str(file)), str(file))
    try:
        policy = Policy.model_validate(_values(document, path))
    except ValidationError as error:
        wrong = sorted(error.errors(include_url=False), key=lambda item: document.line(item["loc"]))
        raise InputError([_problem(item, document, file) for item in wrong]) from None
    return policy, sha256(policy.model_dump_json())


def _values(document: Located, path: Path | None) -> Any:
    """The values of a user's file over the default ones; an empty file changes nothing."""
    if path is None:
        return document.data
    default = yaml.load(_DEFAULT.read_text("utf-8"), Loader=_Loader)
    if document.data is None:
        return default
    if not isinstance(document.data, dict):
        raise InputError.at(f"{path}:1", "expected a mapping of gates to thresholds")
    return _laid_over(default, document.data)


def _laid_over(values: Any, changes: Any) -> Any:
    is_threshold = isinstance(values, dict) and "value" in values and "reason" in values
    if isinstance(values, dict) and isinstance(changes, dict) and not is_threshold:
        return values | {key: _laid_over(values.get(key), change) for key, change in changes.items()}
    return changes


def _problem(item: Any, document: Located, file: Path) -> Problem:
    location = tuple(item["loc"])
    said = {"extra_forbidden": "unknown key", "missing": "is missing"}.get(item["type"]) or str(item["msg"])
    return Problem(f"{file}:{document.line(location)}: {'.'.join(map(str, location))}", said)
