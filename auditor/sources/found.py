"""What a format finds in a file: agents, and what looks like one but is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from auditor.model.fleet import Text
from auditor.sources.file import File

MOST_NAME = 200
"""Characters of an identifier, at most."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What had to be made of an agent's file, as a note: "The <about> of <agent> <says>.", under a rule of findings."""

    rule: str
    about: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An agent as its format declares it."""

    name: str
    prompt: Text
    """The system prompt as it is sent, as far as the file says: what people wrote, in the framework's template."""
    key: str = ""
    """What names the agent within its file; empty if the file can hold only one."""
    line: int = 1
    """Where in the file it is declared."""
    declared: Mapping[str, Any] = field(default_factory=dict)
    """All else, in the inventory's own words: purpose, model, knowledge, calls, owner …"""
    authored: Text | None = None
    """What people wrote of the prompt, if the framework adds words that are counted in `prompt`."""
    adds: str = ""
    """What the framework sends besides and no file tells, in words: a base prompt, schemas of built-in tools."""
    tools: Text | None = None
    """The schemas of its tools as they are sent."""
    uses: tuple[Path, ...] = ()
    """Other files that were read for it."""
    remarks: tuple[Remark, ...] = ()
    """What is worth a note: front matter that is not YAML, a model taken from an alias, the first of several."""
    calls: tuple[str | Path, ...] = ()
    """Whom it hands off to: agents of its format by their names, or the files they stand in."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """What is no agent that can be audited, and why, in words that go on after "is skipped: "."""

    because: str
    line: int = 1
    name: str = ""
    is_far: bool = False
    """Nothing in the file looks like an agent: it is told together with all others of which the same is said."""
    skills: tuple[str, ...] = ()
    """What a card says that an agent of this name can do."""


class Format(Protocol):
    """A format of files that people already have."""

    NAME: str
    """As `--from` says it."""
    DESCRIPTION: str
    ENDINGS: tuple[str, ...]
    """How the names of its files end, in lower case."""

    def claims(self, file: File) -> bool:
        """Whether a file is of this format, by its name or by what stands in it; cheap, and never an error."""

    def read(self, file: File) -> Iterator[Found | Skipped]:
        """The agents in a file."""


@dataclass(frozen=True, slots=True)
class Read:
    """An agent, the file it stands in, and the format that read it."""

    found: Found
    file: File
    format: Format

    @property
    def framed_by(self) -> str:
        """Whose template stands around what people wrote; empty where nobody's does."""
        return getattr(self.format, "TITLE", self.format.NAME) if self.found.authored else ""


def one_line(value: Any, most: int = MOST_NAME) -> str:
    """A value as one line of text without control characters; nothing for what is no scalar."""
    if value is None or isinstance(value, (dict, list)):
        return ""
    return "".join(char if char.isprintable() else " " for char in str(value)).strip()[:most]
