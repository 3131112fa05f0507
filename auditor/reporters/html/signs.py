"""Shapes, glyphs and anchors: what carries a meaning is never colour alone, and any agent id gives a safe anchor."""

from __future__ import annotations

import re
from dataclasses import dataclass

from auditor.model.decision import Outcome
from auditor.model.fleet import sha256
from auditor.model.verdict import VERDICTS, Verdict

GLYPHS: dict[Outcome, str] = {"pass": "✓", "fail": "✗", "unknown": "?", "error": "!", "skipped": "–"}
"""The glyph of a gate's outcome; its word always stands beside it or behind it."""

_NOT_PLAIN = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Link:
    """A name that leads to an agent's section, or nowhere if that section is not shown."""

    text: str
    anchor: str


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


def anchor(agent_id: str) -> str:
    """The same anchor for the same id in every report, whatever characters the id has."""
    plain = slug(agent_id)[:40].strip("-")
    return f"agent-{plain}-{sha256(agent_id)[:8]}" if plain else f"agent-{sha256(agent_id)[:8]}"


class Links:
    """Links to the agents that have a section in this report."""

    def __init__(self, shown: dict[str, str]) -> None:
        self._titles = shown

    def to(self, agent_id: str, text: str = "") -> Link:
        """A link to an agent by its id; without an anchor if the report leaves it out."""
        if agent_id in self._titles:
            return Link(text or agent_id, anchor(agent_id))
        return Link(text or agent_id, "")
