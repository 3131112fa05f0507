"""The fleet: all agents as their source declares them, and where each can be read again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from auditor.errors import InputError
from auditor.model.agent import Agent
from auditor.model.finding import Finding, Location
from auditor.model.observed import Coverage, Observed


@dataclass(frozen=True, slots=True)
class Text:
    """A text that can be read when it is needed: inline, or (part of) a file."""

    location: Location
    """Where its first line stands, for findings."""
    inline: str | None = None
    path: Path | None = None
    is_front_matter_stripped: bool = False

    def read(self) -> str:
        """The text; undecodable bytes become U+FFFD (and a finding tells)."""
        if self.inline is not None:
            return self.inline
        assert self.path is not None
        try:
            raw = self.path.read_bytes()
        except OSError as error:
            raise InputError.at(self.location.file, f"cannot be read: {error.strerror}") from error
        text = raw.decode("utf-8-sig", errors="replace")
        return body_of(text)[0] if self.is_front_matter_stripped else text


def body_of(text: str) -> tuple[str, int]:
    """A Markdown file's body behind its front matter, without blank lines around it, and its first line."""
    lines = text.split("\n")
    start = 0
    if lines and lines[0].rstrip() == "---":
        closing = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
        start = 0 if closing is None else closing + 1
    while start < len(lines) and not lines[start].strip():
        start += 1
    end = len(lines)
    while end > start and not lines[end - 1].strip():
        end -= 1
    return "\n".join(lines[start:end]), start + 1


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an agent was read: the format's name, what names the agent in its file, and the file's digest."""

    format: str
    key: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Deployed:
    """An agent together with where its texts are."""

    agent: Agent
    prompt: Text
    tools: Text | None
    declared_at: Location
    files: dict[str, Path] = field(default_factory=dict)
    """Data files the agent names, by their name in the inventory."""
    authored: Text | None = None
    """What people wrote of the prompt, where a framework adds words of its own; None if `prompt` is all theirs."""
    framed_by: str = ""
    """The framework whose words are in `prompt` beside those."""
    adds: str = ""
    """What a framework sends besides and no file tells, in words; tokens of it are billed and not known."""
    origin: Origin | None = None
    observed: Observed | None = None
    """What logs tell of it; None where none was read. Its `agent` then has what was seen, not what is declared."""


@dataclass(frozen=True, slots=True)
class Card:
    """What an A2A card says that an agent can do; the agent's prompt stands elsewhere, if it was read at all."""

    name: str
    skills: tuple[str, ...]
    place: Location


@dataclass(frozen=True, slots=True)
class Fleet:
    """Everything a source found, in the source's order; `notes` are findings about the source itself."""

    name: str
    currency: str
    as_of: date | None
    members: tuple[Deployed, ...]
    path: str
    sha256: str
    notes: tuple[Finding, ...] = ()
    cards: tuple[Card, ...] = ()
    """Cards that were read and have not been joined to their agents yet."""
    seen: Coverage | None = None
    """How much of what logs tell is of this fleet; None where none was read."""


def sha256(data: bytes | str) -> str:
    """The hex digest that names a content everywhere in the product."""
    return hashlib.sha256(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data).hexdigest()
