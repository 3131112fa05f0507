"""Figures that know where the run document has them, so that page and document can be held side by side.

A figure is written in one of a few forms. On the page it carries `data-k="form /path"`; whoever takes the value at
that path of audit.json and writes it in that form gets the same words. The path is a JSON pointer (RFC 6901), except
that in a list an object is named by its id or name, if it has one. In the table of agents the row has the beginning
of the path and the head of the column its form and its end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Self

from markupsafe import Markup, escape

from auditor.model.money import Range
from auditor.reporters.html.figures import compact, count, exact, exact_money, per_call, percent, percents
from auditor.reporters.words import usd, usd_point

FORMS: Mapping[str, Callable[[Any], str]] = {
    "usd": usd,
    "usd-point": usd_point,
    "usd-exact": exact_money,
    "per-call": per_call,
    "compact": compact,
    "exact": exact,
    "count": count,
    "percent": percent,
    "percents": percents,
    "words": str,
}
"""How a value of the model reads, by the name of the form."""


class Told(str):
    """A figure in words, with the key of its value in the run document."""

    __slots__ = ("key",)
    key: str

    def __new__(cls, words: str, key: str) -> Self:
        """The words are what a reader sees."""
        made = str.__new__(cls, words)
        made.key = key
        return made

    @property
    def words(self) -> str:
        """The figure without its key."""
        return str(self)

    def __html__(self) -> str:
        """What a template writes: the figure in an element with its key."""
        return Markup(f'<span data-k="{escape(self.key)}">{escape(str(self))}</span>')  # noqa: S704  both are escaped


class Together(str):
    """Words among which are figures that know their place."""

    __slots__ = ("parts",)
    parts: tuple[str, ...]

    def __new__(cls, *parts: str) -> Self:
        """The parts, one after the other."""
        made = str.__new__(cls, "".join(parts))
        made.parts = parts
        return made

    def __html__(self) -> str:
        """What a template writes: part by part, the figures with their keys."""
        return Markup("").join(map(escape, self.parts))


def told(form: str, value: object, *path: str) -> Told:
    """A value of the model in a form, with its path in the run document."""
    return Told(FORMS[form](value), f"{form} /{'/'.join(map(in_path, path))}")


def found(document: Any, path: str) -> Any:
    """The value at a path of a run document. Raises KeyError with the part that leads nowhere."""
    for part in path.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        document = _named(document, name) if isinstance(document, list) else document[name]
    return document


def read(form: str, value: Any) -> str:
    """A value of the document in a form: ranges and decimals are strings there."""
    return FORMS[form](_model(value))


def _model(value: Any) -> Any:
    if isinstance(value, dict) and value.keys() == {"low", "point", "high"}:
        return Range(*(Decimal(value[end]) for end in ("low", "point", "high")))
    return Decimal(value) if isinstance(value, str) else value


def _named(items: list[Any], name: str) -> Any:
    for item in items:
        if isinstance(item, dict) and name in (item.get("id"), item.get("name")):
            return item
    if name.isdecimal() and int(name) < len(items):
        return items[int(name)]
    raise KeyError(name)


def in_path(part: str) -> str:
    """A name as a part of a path."""
    return part.replace("~", "~0").replace("/", "~1")
