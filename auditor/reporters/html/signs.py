"""Shapes, glyphs and addresses: what carries a meaning is never colour alone, and any agent id gives a safe link."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from auditor.model.decision import Outcome
from auditor.model.fleet import sha256
from auditor.model.verdict import VERDICTS, Verdict

GLYPHS: dict[Outcome, str] = {"pass": "✓", "fail": "✗", "unknown": "?", "error": "!", "skipped": "–"}
"""The glyph of a gate's outcome; its word always stands beside it or behind it."""

_NOT_PLAIN = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Link:
    """A name that leads to an agent's page, or nowhere if the report has none for it."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Badge:
    """A verdict as people see it: shape, word, colour class, and the verdict's own name."""

    family: str
    shape: str
    word: str
    name: str
    says: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A gate's outcome as glyph and word."""

    outcome: str
    glyph: str
    gate: str


def badge(verdict: Verdict) -> Badge:
    """The badge of a verdict."""
    family = verdict.family
    return Badge(family.id, family.shape, family.word, verdict.name, VERDICTS[verdict.name].says)


def slug(text: str) -> str:
    """A text in plain letters, figures and hyphens."""
    return _NOT_PLAIN.sub("-", text.lower()).strip("-")


def address(agent_id: str) -> str:
    """Where the page of an agent is within a single file: the same for the same id in every report."""
    return f"#a={quote(agent_id, safe='', errors='replace')}"


def file_of(agent_id: str) -> str:
    """The file of an agent's page in a folder of reports, whatever characters its id has; few files a folder."""
    digest = sha256(agent_id)
    plain = slug(agent_id)[:40].strip("-")
    return f"agents/{digest[:2]}/{plain + '-' if plain else ''}{digest[:8]}.html"


class Links:
    """Links to the agents that have a page in this report."""

    def __init__(self, shown: dict[str, str], href: Callable[[str], str] = address) -> None:
        self._titles, self._href = shown, href

    def title(self, agent_id: str) -> str:
        """What an agent is called in this report; by its id if the report leaves it out."""
        return self._titles.get(agent_id, agent_id)

    def to(self, agent_id: str, text: str = "") -> Link:
        """A link to an agent by its id; without an address if the report leaves it out."""
        return Link(text or agent_id, self._href(agent_id) if agent_id in self._titles else "")
