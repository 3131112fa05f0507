"""What everything declared is made of: strict, frozen models, and the texts and days that stand in them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError


def _one_line(value: Any) -> Any:
    if isinstance(value, str) and any(ord(char) < 32 or ord(char) == 127 for char in value):
        raise PydanticCustomError("text", "must not contain control characters or line breaks")
    return value


def _path(value: Any) -> Any:
    if isinstance(value, str) and any(len(part) > _MOST_STEP for part in value.replace("\\", "/").split("/")):
        raise PydanticCustomError("path", "expected the path of a file")
    return value


def _day(value: Any) -> Any:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date) and not 1970 <= value.year < 3000:  # nothing can be reckoned at the calendar's ends
        raise PydanticCustomError("date", "expected a date from 1970 to 2999, got {got}", {"got": str(value)})
    if isinstance(value, date) or value is None:
        return value
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        raise PydanticCustomError(
            "date", "expected a date such as 2026-11-22, got {got}", {"got": repr(value)}
        ) from None
    return _day(day)


Identifier = Annotated[
    str, BeforeValidator(_one_line), StringConstraints(min_length=1, max_length=200, strip_whitespace=True)
]
MOST_PATH = 1_000
"""Characters of a file's path, at most."""
_MOST_STEP = 255
"""Characters of a name within a path, as file systems have it: what is longer is a text, perhaps a prompt."""
FileName = Annotated[
    str,
    BeforeValidator(_one_line),
    BeforeValidator(_path),
    StringConstraints(min_length=1, max_length=MOST_PATH, strip_whitespace=True),
]
Text = Annotated[str, StringConstraints(max_length=10_000)]
Day = Annotated[date, BeforeValidator(_day)]


class Declared(BaseModel):
    """Base of everything an inventory declares: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, defer_build=True)
