"""What a registry is to us: a connection made by its vendor's SDK, and answers that a format of files reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

DEPLOYED = ("production", "champion", "prod", "live")
"""Labels, aliases and endpoints that say of a version that it is the one in use, the surest first."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One prompt or agent, as the registry tells of it."""

    name: str
    """What people call it there."""
    record: Mapping[str, Any]
    """JSON of the shape that the vendor's API answers."""
    note: str = ""
    """What is to be told of the choice between its versions, as what follows its name; mostly nothing."""


@dataclass(frozen=True, slots=True)
class Connection:
    """A registry that can be asked; nothing was asked yet."""

    where: str
    """Its address as the SDK has it; may hold credentials."""
    answers: Iterator[Answer]
    """Everything in use there, page after page; raises whatever the SDK does."""
    close: Callable[[], object] = lambda: None
    """Give up the SDK's connections."""


class Registry(Protocol):
    """A registry that has an SDK of its vendor's and a format among our sources."""

    NAME: str
    """As `auditor pull` takes it."""
    FORMAT: str
    """The format of `sources` that reads what it answers."""
    HOLDS: str
    """`prompts` or `agents`."""
    DESCRIPTION: str
    MODULE: str
    """What is imported of the SDK."""
    EXTRA: str
    """The extra of this package that installs it."""
    CREDENTIALS: str
    """Where the SDK finds its credentials, as what follows "set"."""
    NO_CREDENTIALS: tuple[str, ...]
    """What errors of the SDK's say, kind or text, if it found none."""

    def connect(self, url: str | None) -> Connection:
        """Set the SDK up for `url`, or else where its own settings say; nothing is sent before answers are taken.

        Raises PullError if settings are missing, and whatever the SDK does.
        """


def only(record: Mapping[str, Any], fields: Iterable[str]) -> dict[str, Any]:
    """The fields of a record that an audit can use and that are nobody's secret."""
    return {name: record[name] for name in fields if name in record}


def in_use(routes: Mapping[str, str]) -> tuple[str, str]:
    """The version in use of those that aliases route to (alias: version), and a note if they route to several.

    That of an alias which says so by its name, or else the greatest number; empty if there is none.
    """
    numbered = {name: version for name, version in routes.items() if version.isascii() and version.isdigit()}
    if not numbered:
        return "", ""
    named = (name for said in DEPLOYED for name in numbered if name.lower() == said)
    chosen = next(named, None) or max(numbered, key=lambda name: (int(numbered[name]), name))
    if len(set(numbered.values())) == 1:
        return numbered[chosen], ""
    told = ", ".join(f"{name} to {version}" for name, version in sorted(numbered.items()))
    return numbered[chosen], f"has several versions in use ({told}); that of {chosen} was taken"
