"""Load the policy: the default, with a user's file laid over it field by field."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from auditor.errors import InputError, Problem
from auditor.model.fleet import sha256
from auditor.model.policy import Policy

_DEFAULT = Path(__file__).with_name("default.yaml")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load(path: Path | None = None) -> tuple[Policy, str]:
    """The policy and the digest of all its values.

    Raises InputError naming the file and each wrong field.
    """
    values = yaml.load(_DEFAULT.read_text("utf-8"), Loader=_Loader)
    if path is not None:
        values = _laid_over(values, _read(path))
    try:
        policy = Policy.model_validate(values)
    except ValidationError as error:
        where = str(path or _DEFAULT)
        raise InputError(
            [Problem(f"{where}: {_dotted(item['loc'])}", item["msg"]) for item in error.errors()]
        ) from None
    return policy, sha256(policy.model_dump_json())


def _read(path: Path) -> dict[str, Any]:
    try:
        values = yaml.load(path.read_text("utf-8"), Loader=_Loader)
    except OSError as error:
        raise InputError.at(path, f"cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError.at(path, f"is not a YAML file: {' '.join(str(error).split())}") from error
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise InputError.at(path, "expected a mapping of gates to thresholds")
    return values


def _laid_over(values: Any, changes: Any) -> Any:
    is_threshold = isinstance(values, dict) and "value" in values and "reason" in values
    if isinstance(values, dict) and isinstance(changes, dict) and not is_threshold:
        return values | {key: _laid_over(values.get(key), change) for key, change in changes.items()}
    return changes


def _dotted(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location)
